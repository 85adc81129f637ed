"""Callers on hold: by command, and by the phone itself."""

import pytest

from acd.commands import Reply
from acd.events import CallHoldRequested, Event, FailsafeTook, JoinFailed, LegHeld, Origin
from acd.model.channels import Place
from acd.model.facts import CallFact, OfferFact, VisitFact
from acd.model.states import AgentState, CallState, PhoneState, VisitOutcome
from acd.testing.engine import NODE, Script, passes, recorded, script, unknown
from tests.scenarios.words import (
    agent_hangs_up,
    answers,
    arrives,
    audit,
    caller_hangs_up,
    centre,
    channel,
    connects,
    ends_channel,
    fetches_back,
    holds,
    is_gone,
    joins,
    leg,
    leg_channel,
    logs_in,
    rings,
    talk,
)

ASKED = Origin(request="r1")
LEG = leg_channel("c1", "1001")


def hold(play: Script) -> Event:
    return CallHoldRequested(play.call("c1").id, True, ASKED)


def unhold(play: Script) -> Event:
    return CallHoldRequested(play.call("c1").id, False, ASKED)


def talking() -> Script:
    """c1 and 101 have talked for 10 s."""
    play = script(centre()) >> logs_in("101") >> arrives("c1") << connects("c1", "101", unknown()) >> rings("1001")
    return play >> answers("c1", "1001") >> passes(10)


def held() -> Script:
    """c1 has been on hold for 20 s."""
    play = talking()
    return play >> hold(play) << holds("c1", "1001") << Reply("r1", "ok", unknown()) >> passes(20)


def test_hold_and_back_with_its_time() -> None:
    play = held()
    assert play.call("c1").state is CallState.HELD
    assert play.agent("101").state is AgentState.TALKING
    assert (
        play
        >> unhold(play)
        << joins("c1", LEG, "101")
        << Reply("r1", "ok", f"call {play.call('c1').id} is with its agent again")
        >> passes(5)
        >> caller_hangs_up("c1", "1001")
        << ends_channel(LEG)
        << recorded(OfferFact, talk_ms=35_000, hold_ms=20_000, end_reason="caller")
        << recorded(CallFact, hold_ms=20_000)
    )


def test_several_holds_add_up_and_the_last_ends_with_the_call() -> None:
    play = held()
    play >> unhold(play) << joins("c1", LEG, "101") << Reply("r1", "ok", unknown()) >> passes(1)
    play >> hold(play) << holds("c1", "1001") << Reply("r1", "ok", unknown()) >> passes(7)
    play >> caller_hangs_up("c1", "1001") << ends_channel(LEG)
    assert play << recorded(OfferFact, hold_ms=27_000, talk_ms=38_000)


def test_an_agent_who_hangs_up_while_the_caller_is_on_hold_loses_nobody() -> None:
    play = held() >> agent_hangs_up("c1", "1001")[:3]
    assert (
        play
        << fetches_back("c1")
        << connects("c1", "101", unknown())  # there is nobody else
        << recorded(OfferFact, end_reason="agent", hold_ms=20_000)
    )
    assert play.call("c1").state is CallState.OFFERING


def test_a_phone_that_vanishes_while_the_caller_is_on_hold_loses_nobody() -> None:
    play = held() >> is_gone(leg("c1", "1001")) << fetches_back("c1")
    assert play >> logs_in("102") << connects("c1", "102", unknown())


def test_the_phones_own_hold_is_timed_and_ended_by_the_phone_alone() -> None:
    play = talking() >> LegHeld(NODE, leg("c1", "1001"), True) >> passes(4)
    assert play.call("c1").state is CallState.HELD
    refused = Reply("r1", "conflict", f"phone 1001 holds call {play.call('c1').id} itself, and must take it back")
    assert (
        play
        >> unhold(play)
        << refused
        >> LegHeld(NODE, leg("c1", "1001"), False)
        >> passes(6)
        >> agent_hangs_up("c1", "1001")
        << recorded(OfferFact, hold_ms=4_000, talk_ms=20_000, end_reason="agent")
    )


def test_a_phone_that_ends_the_call_from_its_own_hold_ends_it() -> None:
    play = talking() >> LegHeld(NODE, leg("c1", "1001"), True) >> passes(4)
    assert play >> agent_hangs_up("c1", "1001") << recorded(CallFact, hold_ms=4_000, outcome=VisitOutcome.ANSWERED)


def test_hold_of_a_phone_without_a_call_is_counted() -> None:
    play = talking()
    assert play >> LegHeld(NODE, "private", True)
    assert play.state.ignored == {"hold of a leg without a call": 1}


@pytest.mark.parametrize("times", [1, 2])
def test_the_failsafe_serves_a_caller_on_hold(times: int) -> None:
    play = held() >> FailsafeTook(NODE, "c1") << ends_channel(LEG)
    assert play >> [FailsafeTook(NODE, "c1")] * (times - 1)
    assert play.call("c1").state is CallState.FAILSAFE
    assert play >> is_gone("c1") << recorded(VisitFact, outcome=VisitOutcome.FAILSAFE)


def test_wishes_in_the_wrong_state_are_refused() -> None:
    play = script(centre()) >> arrives("c1")
    call = play.call("c1").id
    assert (
        play
        >> hold(play)
        << Reply("r1", "conflict", f"call {call} is waiting, not talking")
        >> unhold(play)
        << Reply("r1", "conflict", f"call {call} is waiting, not held")
    )


def test_nobody_to_be_brought_together_with() -> None:
    """The agent's leg was gone when Asterisk carried out our command; the caller waits, and is served again."""
    play = held()
    play >> unhold(play) << joins("c1", LEG, "101") << Reply("r1", "ok", unknown())
    play >> JoinFailed(NODE, "c1")
    assert play.call("c1").state is CallState.WAITING
    assert play >> logs_in("102") << connects("c1", "102", unknown())


# After a restart, and in audits.


def test_an_audit_leaves_a_hold_alone() -> None:
    play = held()
    own = channel("c1", Place.ASIDE, channel=LEG, uniqueid=leg("c1", "1001"))
    assert play >> audit(channel("c1", Place.HELD), own)
    assert play.call("c1").state is CallState.HELD


def test_an_audit_brings_back_a_caller_whose_agent_is_gone() -> None:
    assert held() >> audit(channel("c1", Place.HELD)) << connects("c1", "101", unknown())


def test_an_audit_repeats_what_was_lost_of_the_end_of_a_hold() -> None:
    play = held()
    play >> unhold(play) << joins("c1", LEG, "101") << Reply("r1", "ok", unknown()) >> passes(5)
    own = channel("c1", Place.ASIDE, channel=LEG, uniqueid=leg("c1", "1001"))
    assert play >> audit(channel("c1", Place.HELD), own) << joins("c1", LEG, "101")


def test_an_audit_sees_that_they_talk_again() -> None:
    play = held()
    offer = play.call("c1").offer
    assert offer is not None
    assert play >> audit(*talk("c1", "101", offer.number))
    assert play.call("c1").state is CallState.TALKING


def test_a_daemon_that_remembers_nothing_brings_both_together() -> None:
    play = script(centre())
    own = channel("c1", Place.ASIDE, channel=LEG, uniqueid=leg("c1", "1001"), linkedid="c1")
    caller = channel("c1", Place.HELD, offer="1000*101*1001*20*2*1", age_ms=60_000)
    assert play >> audit(caller, own, p1001=PhoneState.IN_USE) << joins("c1", LEG, "101")
    assert play.call("c1").state is CallState.TALKING
    assert play.agent("101").state is AgentState.TALKING


def test_a_daemon_that_remembers_nothing_serves_a_caller_on_hold_without_an_agent() -> None:
    play = script(centre()) >> audit(channel("c1", Place.HELD, offer="1000*101*1001*20*2*1"))
    assert play << fetches_back("c1")


def test_a_forgotten_leg_is_hung_up() -> None:
    own = channel("c1", Place.ASIDE, channel=LEG, uniqueid=leg("c1", "1001"))
    assert script(centre()) >> audit(own) << ends_channel(LEG)
