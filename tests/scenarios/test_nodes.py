"""The link to Asterisk is lost and comes back, or Asterisk itself began anew."""

from dataclasses import replace

import pytest

from acd.commands import HangUp
from acd.engine.engine import Engine
from acd.events import Event, NodeAudited, NodeConnected, NodeLost
from acd.model.centre import Message, Overflow, Phone
from acd.model.channels import Place
from acd.model.facts import CallFact, OfferFact, VisitFact
from acd.model.states import AgentState, CallState, HungUpBy, OfferResult, PhoneState, VisitOutcome
from acd.runtime import codec
from acd.testing.engine import NODE, Script, passes, recorded, script, unknown
from tests.scenarios.words import (
    answers,
    arrives,
    audit,
    centre,
    channel,
    connects,
    hangs_up,
    logs_in,
    logs_out,
    phone_is,
    returns,
    rings,
    takes_a_break,
    talk,
    tells,
)

LOST = NodeLost(NODE)
BACK = NodeConnected(NODE, restarted=False)


def ringing() -> tuple[Script, int]:
    """c1 is offered to 101, whose phone rings; the number of the offer."""
    offer = unknown()
    play = script(centre())
    assert play >> logs_in("101") >> arrives("c1") << connects("c1", "101", offer) >> rings("1001") >> passes(5)
    return play, offer.value


def talking() -> tuple[Script, int]:
    play, offer = ringing()
    assert play >> answers("c1", "1001") >> passes(5)
    return play, offer


def test_callers_of_a_lost_node_are_left_alone_until_the_audit() -> None:
    play = script(centre())
    assert play >> arrives("c1") >> passes(5) >> LOST >> logs_in("101") >> passes(60) >> BACK
    assert play.agent("101").state is AgentState.READY
    assert play >> audit(channel("c1")) << connects("c1", "101", unknown())


def test_a_start_with_a_remembered_state_waits_for_the_audit() -> None:
    """What the journal gave back was true when the daemon stopped; nobody said that the node was lost."""
    before = script(centre())
    assert before >> arrives("c1") >> passes(5)
    play = Script(Engine(codec.decode_state(codec.encode_state(before.state))), before.now_ms)
    assert play >> BACK >> logs_in("101") >> passes(1) >> audit(channel("c1")) << connects("c1", "101", unknown())


def test_callers_who_left_meanwhile_are_found_out() -> None:
    play = script(centre())
    assert (
        play
        >> [arrives("c1"), arrives("c2")]
        >> passes(5)
        >> LOST
        >> passes(5)
        >> BACK
        >> audit(channel("c2"))
        << recorded(CallFact, uniqueid="c1", outcome=VisitOutcome.ABANDONED)
    )
    assert list(play.state.callers) == [f"{NODE}/c2"]


def test_an_offer_still_rings() -> None:
    play, offer = ringing()
    listed = channel("c1", Place.CONNECTING, offer=f"{offer}*101*1001*20")
    assert play >> LOST >> BACK >> audit(listed, p1001=PhoneState.RINGING) >> passes(10)
    assert play.call("c1").state is CallState.OFFERING
    assert play >> answers("c1", "1001") << recorded(VisitFact, outcome=VisitOutcome.ANSWERED, wait_ms=15_000)


def test_a_phone_that_began_to_ring_while_the_link_was_down_counts_as_ringing() -> None:
    offer = unknown()
    play = script(centre())
    play >> logs_in("101") >> arrives("c1") << connects("c1", "101", offer)
    listed = channel("c1", Place.CONNECTING, offer=f"{offer.value}*101*1001*20")
    assert play >> LOST >> passes(3) >> BACK >> audit(listed, p1001=PhoneState.RINGING) >> passes(15)
    assert play.call("c1").state is CallState.OFFERING


def test_an_offer_was_answered_meanwhile() -> None:
    play, offer = ringing()
    assert (
        play
        >> LOST
        >> passes(5)
        >> BACK
        >> audit(*talk("c1", "101", offer), p1001=PhoneState.IN_USE)
        << recorded(VisitFact, outcome=VisitOutcome.ANSWERED)
    )
    assert play.call("c1").state is CallState.TALKING
    assert play.agent("101").state is AgentState.TALKING


def test_an_offer_came_back_meanwhile() -> None:
    play, offer = ringing()
    assert (
        play
        >> LOST
        >> passes(30)
        >> BACK
        >> audit(channel("c1", offer=f"{offer}*101*1001*20"))
        << recorded(OfferFact, id=offer, result=OfferResult.FAILED)
        >> passes(1)
        << connects("c1", "101", unknown())
    )
    assert play.agent("101").refusals == 0


def test_a_conversation_goes_on() -> None:
    play, offer = talking()
    assert play >> LOST >> passes(60) >> BACK >> audit(*talk("c1", "101", offer), p1001=PhoneState.IN_USE)
    assert play.call("c1").state is CallState.TALKING
    assert play >> hangs_up("c1") << recorded(OfferFact, talk_ms=65_000) << recorded(CallFact, agent="101")


def test_a_conversation_ended_meanwhile() -> None:
    play, _ = talking()
    assert (
        play
        >> LOST
        >> passes(60)
        >> BACK
        >> audit()
        << recorded(OfferFact, result=OfferResult.ANSWERED, talk_ms=65_000)
        << recorded(CallFact, outcome=VisitOutcome.ANSWERED, hung_up_by=HungUpBy.UNKNOWN)
    )
    assert play.agent("101").state is AgentState.READY


def test_the_agents_side_of_a_conversation_ended_meanwhile() -> None:
    play, offer = talking()
    assert (
        play
        >> LOST
        >> BACK
        >> audit(channel("c1", Place.CONNECTING, offer=f"{offer}*101*1001*20"))
        << recorded(OfferFact, result=OfferResult.ANSWERED)
        >> passes(60)
    )
    assert play.call("c1").state is CallState.LEAVING


def test_the_dialplan_took_a_caller_meanwhile() -> None:
    play = script(centre())
    assert play >> arrives("c1") >> LOST >> passes(60) >> BACK >> audit(channel("c1", Place.FAILSAFE)) >> logs_in("101")
    assert play.call("c1").state is CallState.FAILSAFE
    assert play >> audit(channel("c1")) >> passes(3) >> audit(channel("c1")) << connects("c1", "101", unknown())


def test_the_dialplan_took_a_caller_whose_offer_failed_meanwhile() -> None:
    play, offer = ringing()
    assert (
        play
        >> LOST
        >> passes(60)
        >> BACK
        >> audit(channel("c1", Place.FAILSAFE))
        << recorded(OfferFact, id=offer, result=OfferResult.FAILED)
    )
    assert play.call("c1").state is CallState.FAILSAFE


def test_a_phone_on_a_lost_node_is_not_rung() -> None:
    play = script(centre())
    assert play >> logs_in("101") >> LOST
    assert play.state.phones["1001"] is PhoneState.UNKNOWN
    assert play.agent("101").state is AgentState.READY


@pytest.mark.parametrize("wish", [logs_out("101"), takes_a_break("101")], ids=["log-out", "break"])
def test_a_wish_while_the_link_is_down_and_the_phone_still_rings_then(wish: Event) -> None:
    """The order to fetch the caller back was lost; it is given again."""
    play, offer = ringing()
    play >> LOST
    play.handle(wish)
    listed = channel("c1", Place.CONNECTING, offer=f"{offer}*101*1001*20")
    play >> passes(3) >> BACK >> audit(listed, p1001=PhoneState.RINGING)
    assert [type(command).__name__ for command in play.commands if "Caller" in type(command).__name__] == [
        "ConnectCaller",
        "ReturnCaller",
        "ReturnCaller",
    ]
    assert play.call("c1").state is CallState.WAITING
    assert play.agent("101").state in (AgentState.LOGGED_OUT, AgentState.NOT_READY)


@pytest.mark.parametrize(
    ("wish", "state", "reason"),
    [(logs_out("101"), AgentState.LOGGED_OUT, ""), (takes_a_break("101"), AgentState.NOT_READY, "lunch")],
    ids=["log-out", "break"],
)
def test_a_wish_while_the_link_is_down_is_granted_after_the_call_that_was_answered(
    wish: Event, state: AgentState, reason: str
) -> None:
    play, offer = ringing()
    play >> LOST
    play.handle(wish)
    assert play >> passes(3) >> BACK >> audit(*talk("c1", "101", offer), p1001=PhoneState.IN_USE)
    assert play.agent("101").state is AgentState.TALKING
    assert play >> passes(10) >> hangs_up("c1") << recorded(CallFact, agent="101")
    assert (play.agent("101").state, play.agent("101").reason) == (state, reason)


def test_an_overflow_time_that_ends_while_the_link_is_down_counts_when_it_is_back() -> None:
    play = script(centre(sales={"overflows": (Overflow(20_000),)}))
    assert (
        play
        >> arrives("c1")
        >> passes(5)
        >> LOST
        >> passes(60)
        >> BACK
        >> audit(channel("c1"))
        >> passes(1)
        << tells("c1", Message.ALL_BUSY)
    )


def test_a_caller_is_not_told_to_leave_over_a_link_that_is_down() -> None:
    """The offer is taken back after the overflow time; the message would be lost with the link."""
    play = script(centre(sales={"overflows": (Overflow(7_000),)}))
    offer = unknown()
    play >> logs_in("101") >> arrives("c1") << connects("c1", "101", offer) >> rings("1001") >> passes(8)
    play >> LOST
    play.handle(logs_out("101"))
    assert play.call("c1").state is CallState.WAITING
    assert play >> BACK >> audit(channel("c1")) >> passes(1) << tells("c1", Message.ALL_BUSY)


def test_a_message_that_was_lost_with_the_link_leaves_the_caller_in_the_queue() -> None:
    play = script(centre(sales={"overflows": (Overflow(20_000),)}))
    assert (
        play
        >> arrives("c1")
        >> passes(20)
        << tells("c1", Message.ALL_BUSY)
        >> LOST
        >> BACK
        >> audit(channel("c1"))
        >> logs_in("101")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> hangs_up("c1")
        << recorded(CallFact, hung_up_by=HungUpBy.CALLER, outcome=VisitOutcome.ABANDONED)
    )
    assert [visit.outcome for visit in play.recorded(VisitFact)] == [VisitOutcome.MESSAGE, VisitOutcome.ABANDONED]


def test_the_time_of_a_lost_message_does_not_cut_the_next_one_short() -> None:
    play = script(centre(sales={"overflows": (Overflow(20_000),)}))
    assert play >> arrives("c1") >> passes(20) << tells("c1", Message.ALL_BUSY) >> LOST >> passes(30)
    assert play >> BACK >> audit(channel("c1")) >> passes(20) << tells("c1", Message.ALL_BUSY)
    assert play >> passes(59.999)
    assert play >> passes(0.001) << HangUp(NODE, "PJSIP/trunk-c1")


def test_asterisk_began_anew_all_its_calls_are_lost() -> None:
    play, offer = talking()
    second = unknown()
    assert (
        play
        >> logs_in("102")
        >> arrives("c2")
        << connects("c2", "102", second)
        >> rings("1002")
        >> arrives("c3")
        >> arrives("c4", dialled="999")
        << tells("c4", Message.NO_SERVICE)
        >> LOST
        >> NodeConnected(NODE, restarted=True)
        << recorded(OfferFact, id=offer, result=OfferResult.ANSWERED)
        << recorded(OfferFact, id=second, result=OfferResult.FAILED)
        << recorded(CallFact, uniqueid="c1", outcome=VisitOutcome.ANSWERED, hung_up_by=HungUpBy.SYSTEM)
        << recorded(CallFact, uniqueid="c2", outcome=VisitOutcome.LOST)
        << recorded(CallFact, uniqueid="c3", outcome=VisitOutcome.LOST)
        << recorded(CallFact, uniqueid="c4", outcome=None)
        >> audit()
    )
    assert not play.state.calls
    assert {play.agent("101").state, play.agent("102").state} == {AgentState.READY}


def test_asterisk_began_anew_with_new_callers_before_the_audit() -> None:
    play = script(centre())
    assert (
        play
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", unknown())
        >> LOST
        >> NodeConnected(NODE, restarted=True)
        << recorded(CallFact, uniqueid="c1", outcome=VisitOutcome.LOST)
        >> arrives("c2")
        >> audit(channel("c2"))
        << connects("c2", "101", unknown())
    )


def test_the_loss_of_one_node_leaves_the_other_alone() -> None:
    two = centre()
    two = replace(two, phones=two.phones | {"1002": Phone("1002", node="second")})
    play = script(two)
    assert (
        play
        >> NodeConnected("second", restarted=False)
        >> NodeAudited("second", (), (("1002", PhoneState.IDLE),))
        >> [logs_in("101"), logs_in("102")]
        >> NodeLost("second")
        >> phone_is("1001", PhoneState.IN_USE)
        >> arrives("c1")
        >> passes(5)
    )
    assert play.state.phones["1002"] is PhoneState.UNKNOWN
    assert play >> phone_is("1001", PhoneState.IDLE) << connects("c1", "101", unknown())


def test_a_late_return_of_an_offer_after_the_audit_is_counted() -> None:
    play, offer = ringing()
    assert play >> LOST >> BACK >> audit(channel("c1")) >> returns("c1", offer, "1001")
    assert play.state.ignored == {"late return of an offer": 1}
