"""What is recorded of calls that a daemon found in Asterisk, remembering nothing: as if it had been there."""

from dataclasses import replace

from acd.commands import ConnectCaller
from acd.model.channels import Place
from acd.model.facts import CallFact, OfferFact, VisitFact
from acd.model.states import CallState, PhoneState, VisitOutcome
from acd.testing.engine import NOON_MS, Script, passes, recorded, script, unknown
from tests.scenarios.test_adoption import OFFER, empty
from tests.scenarios.words import (
    agent_channel,
    answers,
    arrives,
    audit,
    centre,
    channel,
    connects,
    hangs_up,
    logs_in,
    rings,
)

CALL, VISIT = OFFER - 7, OFFER - 6
BEARS = f"{OFFER}*101*1001*20*7*6"  # the call's id and the visit's, as distances from the offer's


def conversation(offer: str = BEARS, call_age_ms: int = 90_000, leg_age_ms: int = 60_000) -> Script:
    play = empty()
    caller = channel("c1", Place.CONNECTING, offer=offer, bridge="b", age_ms=call_age_ms)
    leg = replace(agent_channel("c1", "1001", "b"), age_ms=leg_age_ms)
    assert play >> audit(caller, leg, p1001=PhoneState.IN_USE)
    assert play.call("c1").state is CallState.TALKING
    return play


def test_a_conversation_began_when_the_agents_leg_did() -> None:
    assert (
        conversation()
        << recorded(VisitFact, wait_ms=30_000, ended_ms=NOON_MS - 60_000, outcome=VisitOutcome.ANSWERED)
        >> passes(5)
        >> hangs_up("c1")
        << recorded(OfferFact, offered_ms=NOON_MS - 60_000, talk_ms=65_000)
        << recorded(CallFact, arrived_ms=NOON_MS - 90_000, answered_ms=NOON_MS - 60_000)
    )


def test_a_leg_older_than_its_caller_is_not_believed() -> None:
    assert conversation(leg_age_ms=95_000) << recorded(VisitFact, wait_ms=0, ended_ms=NOON_MS - 90_000)


def test_a_waiting_caller_waits_since_the_arrival() -> None:
    assert (
        empty()
        >> audit(channel("c1", age_ms=30_000))
        >> logs_in("101")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> passes(5)
        >> answers("c1", "1001")
        << recorded(VisitFact, entered_ms=NOON_MS - 30_000, wait_ms=35_000, within_service_level=False)
    )


def test_a_caller_who_was_moved_waits_in_that_queue_since_the_adoption() -> None:
    """When the move was, nobody knows; time to overflow again is not spent already."""
    assert (
        empty()
        >> audit(channel("c1", queue="support", age_ms=30_000))
        >> hangs_up("c1")
        << recorded(VisitFact, wait_ms=0)
    )


def test_a_conversation_is_recorded_under_the_ids_that_its_channel_bears() -> None:
    """Its visit was recorded when it was answered: a second record of the same id is the same record."""
    assert (
        conversation()
        << recorded(VisitFact, id=VISIT, call=CALL)
        >> hangs_up("c1")
        << recorded(OfferFact, call=CALL, visit=VISIT)
        << recorded(CallFact, id=CALL)
    )


def test_a_waiting_caller_who_was_offered_before_keeps_the_call_but_not_the_visit() -> None:
    """Offers of the call are recorded; its visit is not, and may be another by now."""
    play = empty()
    assert play >> audit(channel("c1", offer=BEARS)) >> hangs_up("c1") << recorded(CallFact, id=CALL)
    [visit] = play.recorded(VisitFact)
    assert visit.call == CALL
    assert visit.id != VISIT


def test_ids_that_cannot_be_are_passed_over() -> None:
    for distances in ("", "*", "*7", "*x*6", "*0*0", "*6*7", f"*{OFFER}*6", f"*{'9' * 90}*1", "*7*-6"):
        play = conversation(f"{OFFER}*101*1001*20{distances}")
        assert play.call("c1").id > OFFER, distances


def test_an_id_in_use_is_not_given_twice() -> None:
    play = empty()
    callers = [channel(caller, offer=BEARS) for caller in ("c1", "c2")]
    assert play >> audit(*callers)
    assert len({call.id for call in play.state.calls.values()}) == 2


def test_an_offer_bears_the_ids_of_call_and_visit() -> None:
    play = script(centre())
    offer = unknown()
    assert play >> logs_in("101") >> arrives("c1") << connects("c1", "101", offer)
    [command] = [command for command in play.commands if isinstance(command, ConnectCaller)]
    call = play.call("c1")
    assert call.visit is not None
    assert (command.call, command.visit) == (call.id, call.visit.id)
