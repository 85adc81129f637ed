"""The periodic audit heals what lost events left behind, and leaves alone what it cannot know."""

from dataclasses import replace

import pytest

from acd.events import CentreConfigured, NodeConnected, NodeLost, OfferReturned
from acd.model.centre import Message
from acd.model.channels import ChannelSnapshot, Place
from acd.model.facts import CallFact, OfferFact, VisitFact
from acd.model.states import AgentState, CallState, OfferResult, PhoneState, VisitOutcome
from acd.testing.engine import NODE, Script, passes, recorded, script, unknown
from tests.scenarios.words import (
    agent_channel,
    answers,
    arrives,
    audit,
    centre,
    channel,
    connects,
    hangs_up,
    is_gone,
    leg,
    logs_in,
    logs_out,
    rings,
    talk,
    tells,
)


def ringing() -> tuple[Script, int]:
    offer = unknown()
    play = script(centre())
    assert play >> logs_in("101") >> arrives("c1") << connects("c1", "101", offer) >> rings("1001") >> passes(5)
    return play, offer.value


def talking() -> tuple[Script, int]:
    play, offer = ringing()
    assert play >> answers("c1", "1001") >> passes(5)
    return play, offer


def test_a_missed_arrival() -> None:
    play = script(centre())
    assert play >> logs_in("101") >> audit(channel("c1", age_ms=20_000)) << connects("c1", "101", unknown())
    assert play >> arrives("c1")
    assert len(play.state.calls) == 1


def test_a_missed_hang_up_of_a_waiting_caller() -> None:
    play = script(centre())
    assert play >> arrives("c1") >> passes(2.001) >> audit() << recorded(CallFact, outcome=VisitOutcome.ABANDONED)
    assert play >> is_gone("c1")
    assert len(play.recorded(CallFact)) == 1


def test_a_missed_hang_up_of_a_caller_for_whom_a_phone_rings() -> None:
    play, _ = ringing()
    assert play >> audit() << recorded(OfferFact, result=OfferResult.CALLER_GONE)
    assert play.agent("101").state is AgentState.READY


def test_a_missed_hang_up_of_a_caller_who_is_offered_again_and_again() -> None:
    """Each offer of a channel that is gone fails at once; that the call changes all the time must not keep it alive."""
    offer = unknown()
    play = script(centre())
    assert play >> logs_in("101") >> arrives("c1") << connects("c1", "101", offer) >> passes(0.5)
    for _ in range(2):
        following = unknown()
        play >> OfferReturned(NODE, "c1", offer.value, OfferResult.FAILED)
        assert play >> passes(1) << connects("c1", "101", following)
        offer = following
    assert play >> audit() << recorded(CallFact, uniqueid="c1", outcome=VisitOutcome.ABANDONED)
    assert play.agent("101").state is AgentState.READY


def test_a_missed_end_of_a_conversation() -> None:
    play, _ = talking()
    assert play >> audit() << recorded(CallFact, outcome=VisitOutcome.ANSWERED)
    assert play.agent("101").state is AgentState.READY


def test_a_missed_answer() -> None:
    play, offer = ringing()
    assert (
        play
        >> audit(*talk("c1", "101", offer), p1001=PhoneState.IN_USE)
        << recorded(VisitFact, outcome=VisitOutcome.ANSWERED, agent="101")
        >> is_gone(leg("c1", "1001"))
        << recorded(OfferFact, result=OfferResult.ANSWERED)
    )


def test_a_missed_return() -> None:
    play, _ = ringing()
    assert (
        play
        >> audit(channel("c1"))
        << recorded(OfferFact, result=OfferResult.FAILED)
        >> passes(1)
        << connects("c1", "101", unknown())
    )


def test_a_missed_end_of_the_agents_leg() -> None:
    play, offer = talking()
    listed = channel("c1", Place.CONNECTING, offer=f"{offer}*101*1001*20")
    assert play >> audit(listed) << recorded(OfferFact, result=OfferResult.ANSWERED)
    assert play >> passes(60) >> audit() << recorded(CallFact)


def test_a_missed_taking_and_giving_back_by_the_failsafe() -> None:
    play = script(centre())
    assert play >> arrives("c1") >> passes(5) >> audit(channel("c1", Place.FAILSAFE)) >> passes(5) >> logs_in("101")
    assert play.call("c1").state is CallState.FAILSAFE
    assert play >> audit(channel("c1")) << connects("c1", "101", unknown())


def test_a_caller_believed_to_talk_is_found_waiting_and_served_at_the_old_place() -> None:
    play, _ = talking()
    assert (
        play
        >> arrives("c2")
        >> logs_in("102")
        << connects("c2", "102", unknown())
        >> rings("1002")
        >> arrives("c3")
        >> audit(channel("c1"), channel("c2", Place.CONNECTING), channel("c3"))
        << connects("c1", "101", unknown())
        << recorded(OfferFact, agent="101", result=OfferResult.ANSWERED)
    )


def test_what_agrees_changes_nothing() -> None:
    play, offer = talking()
    play >> arrives("c2") >> arrives("c3", dialled="999")
    play.pass_time(5_000)
    before = len(play.commands)
    listed = *talk("c1", "101", offer), channel("c2"), channel("c3", Place.LEAVING, dialled="999")
    play.handle(audit(*listed, p1001=PhoneState.IN_USE))
    assert len(play.commands) == before


UNCERTAIN: list[tuple[ChannelSnapshot, ...]] = [
    (),
    (channel("c1"),),
    (channel("c1", Place.FAILSAFE),),
    (channel("c1", Place.CONNECTING, bridge="b"), agent_channel("c1", "1001", bridge="b")),
]


@pytest.mark.parametrize("listed", UNCERTAIN, ids=["gone", "waiting", "failsafe", "talking"])
def test_a_call_heard_of_while_the_list_was_made_is_left_alone(listed: tuple[ChannelSnapshot, ...]) -> None:
    play, _ = ringing()
    assert play >> audit(*listed, uncertain=("c1",), p1001=PhoneState.RINGING)
    assert play.call("c1").state is CallState.OFFERING


@pytest.mark.parametrize("listed", UNCERTAIN[1:], ids=["waiting", "failsafe", "talking"])
def test_a_call_that_changed_a_moment_ago_is_left_alone(listed: tuple[ChannelSnapshot, ...]) -> None:
    offer = unknown()
    play = script(centre())
    assert (
        play
        >> arrives("c1")
        >> passes(60)
        >> logs_in("101")
        << connects("c1", "101", offer)
        >> rings("1001")
        >> passes(2)
        >> audit(*listed, p1001=PhoneState.RINGING)
    )
    assert play.call("c1").state is CallState.OFFERING


def test_a_call_that_arrived_a_moment_ago_is_left_alone() -> None:
    play = script(centre())
    assert play >> arrives("c1") >> passes(2) >> audit()
    assert play.call("c1").state is CallState.WAITING


def test_a_caller_who_left_while_the_list_was_made_is_not_adopted() -> None:
    play = script(centre())
    assert play >> arrives("c1") >> hangs_up("c1") >> audit(channel("c1"), uncertain=("c1",))
    assert not play.state.calls
    assert len(play.recorded(CallFact)) == 1


def test_the_name_of_a_channel_that_changed_is_taken_over() -> None:
    play = script(centre())
    renamed = "PJSIP/trunk-renamed"
    assert (
        play
        >> arrives("c1")
        >> passes(5)
        >> audit(channel("c1", channel=renamed))
        >> logs_in("101")
        << replace(connects("c1", "101", unknown()), channel=renamed)
    )


def test_another_offer_than_ours_stands_on_the_channel() -> None:
    """Our later order was lost with the link: 101 talks with the caller, not 102."""
    play, first = ringing()
    assert (
        play
        >> logs_in("102")
        >> logs_out("101")
        << connects("c1", "102", unknown())
        >> NodeLost(NODE)
        >> NodeConnected(NODE, restarted=False)
        >> audit(*talk("c1", "101", first), p1001=PhoneState.IN_USE)
    )
    assert play.agent("101").state is AgentState.TALKING
    assert play.agent("102").state is AgentState.READY
    assert [fact.result for fact in play.recorded(OfferFact)] == [OfferResult.WITHDRAWN, OfferResult.FAILED]
    assert play >> hangs_up("c1") << recorded(OfferFact, agent="101", result=OfferResult.ANSWERED)
    assert len({fact.id for fact in play.recorded(OfferFact)}) == 3
    assert play.agent("101").state is AgentState.LOGGED_OUT


@pytest.mark.parametrize("talked", [True, False])
def test_a_caller_found_waiting_whose_queue_is_gone_is_told_so(talked: bool) -> None:
    play = script(centre())
    if talked:
        play >> logs_in("104") >> arrives("c1", dialled="200") << connects("c1", "104", unknown())
        assert play >> rings("1004") >> answers("c1", "1004")
        only_sales = replace(centre(), agents={}, numbers={}, queues={"sales": centre().queues["sales"]})
        assert play >> CentreConfigured(only_sales)
    else:
        assert play >> arrives("c1", dialled="999") << tells("c1", Message.NO_SERVICE)
    assert play >> passes(3) >> audit(channel("c1", dialled="200")) << tells("c1", Message.NO_SERVICE)
    assert play.call("c1").state is CallState.LEAVING
