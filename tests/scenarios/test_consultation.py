"""An agent consults somebody about the caller: attended transfer, its ends, and who wins when two come at once."""

from dataclasses import replace

import pytest

from acd.commands import Reply
from acd.events import (
    CentreConfigured,
    ConsultEnd,
    OfferReturned,
)
from acd.model.centre import Overflow
from acd.model.facts import CallFact, OfferFact, TransferFact, VisitFact
from acd.model.states import (
    AgentState,
    CallState,
    OfferResult,
    PhoneState,
    TransferKind,
    TransferResult,
    TransferTarget,
    VisitOutcome,
)
from acd.testing.engine import NODE, passes, recorded, unknown
from tests.scenarios.consultations import (
    A_CHANNEL,
    SUPPORT,
    T_CHANNEL,
    A,
    T,
    conference,
    consult,
    consulting,
    end,
    ringing,
    talking,
    transfer,
)
from tests.scenarios.words import (
    answers,
    arrives,
    connects,
    consults,
    consults_on,
    ends_channel,
    fetches_back,
    hangs_up,
    holds,
    is_gone,
    joins,
    logs_in,
    logs_out,
    marks,
    phone_is,
    rings,
)


def test_the_caller_is_held_while_the_agent_consults() -> None:
    play = consulting()
    assert play.call("c1").state is CallState.HELD
    assert (play.agent("101").state, play.agent("104").state) == (AgentState.TALKING, AgentState.TALKING)


def test_the_transfer_is_completed_and_everybodys_time_is_his_own() -> None:
    play = consulting()
    assert (
        play
        >> end(play, ConsultEnd.COMPLETE)
        << joins("c1", T_CHANNEL, "104")
        << ends_channel(A_CHANNEL)
        << Reply("r1", "ok", f"call {play.call('c1').id} is passed on")
        << recorded(OfferFact, agent="101", talk_ms=33_000, hold_ms=23_000, end_reason="transfer")
        << recorded(
            TransferFact,
            call=play.call("c1").id,
            from_agent="101",
            kind=TransferKind.ATTENDED,
            target_kind=TransferTarget.AGENT,
            target="104",
            result=TransferResult.COMPLETED,
        )
        >> is_gone(A)
        >> passes(30)
    )
    assert play.call("c1").state is CallState.TALKING
    assert play.agent("104").call == play.call("c1").id
    assert (
        play
        >> hangs_up("c1")
        << ends_channel(T_CHANNEL)
        << recorded(OfferFact, agent="104", talk_ms=50_000, end_reason="caller")
        << recorded(CallFact, agent="104", transfers=1, hold_ms=23_000)
    )
    assert len(play.recorded(CallFact)) == 1
    assert [visit.queue for visit in play.recorded(VisitFact)] == ["sales"]


def test_hanging_up_completes_the_transfer() -> None:
    play = consulting() >> is_gone(A) << joins("c1", T_CHANNEL, "104") << transfer(TransferResult.COMPLETED)
    assert play.agent("101").state is AgentState.WRAP_UP
    assert play >> is_gone(T) << recorded(OfferFact, agent="104", end_reason="agent", talk_ms=20_000)


def test_the_agent_takes_the_caller_back() -> None:
    play = consulting()
    assert (
        play
        >> end(play, ConsultEnd.CANCEL)
        << joins("c1", A_CHANNEL, "101")
        << ends_channel(T_CHANNEL)
        << Reply("r1", "ok", unknown())
        << transfer(TransferResult.CANCELLED)
        << recorded(OfferFact, agent="104", talk_ms=20_000)
        >> is_gone(T)
    )
    assert play.call("c1").state is CallState.TALKING
    assert play.agent("104").state is AgentState.READY  # a consultation has no wrap-up
    assert play.agent("101").state is AgentState.TALKING


def test_the_agent_takes_the_caller_back_while_it_rings() -> None:
    play = ringing()
    assert (
        play
        >> end(play, ConsultEnd.CANCEL)
        << joins("c1", A_CHANNEL, "101")
        << Reply("r1", "ok", unknown())
        << recorded(OfferFact, agent="104", result=OfferResult.WITHDRAWN)
    )
    assert play >> answers("c1-1001", "1004")  # at the same moment: the withdrawal wins
    assert play.call("c1").state is CallState.TALKING


@pytest.mark.parametrize(
    ("result", "told"),
    [
        (OfferResult.NO_ANSWER, TransferResult.NO_ANSWER),
        (OfferResult.REFUSED, TransferResult.BUSY),
        (OfferResult.UNREACHABLE, TransferResult.FAILED),
        (OfferResult.FAILED, TransferResult.FAILED),
    ],
)
def test_who_does_not_answer_gives_the_caller_back(result: OfferResult, told: TransferResult) -> None:
    offer = unknown()
    play = ringing(offer=offer) >> OfferReturned(NODE, A, offer.value, result)
    assert play << joins("c1", A_CHANNEL, "101") << transfer(told)
    assert play.call("c1").state is CallState.TALKING


def test_who_logs_out_while_it_rings_gives_the_caller_back() -> None:
    assert ringing() >> logs_out("104") << joins("c1", A_CHANNEL, "101") << transfer(TransferResult.FAILED)


def test_who_hangs_up_after_answering_gives_the_caller_back() -> None:
    play = consulting() >> is_gone(T)
    assert play << joins("c1", A_CHANNEL, "101") << transfer(TransferResult.TARGET_HUNG_UP)


def test_the_caller_who_hangs_up_ends_the_consultation() -> None:
    play = (
        consulting()
        >> hangs_up("c1")
        << ends_channel(A_CHANNEL)
        << ends_channel(T_CHANNEL)
        << transfer(TransferResult.CALLER_GONE)
        << recorded(OfferFact, agent="101", end_reason="caller")
        << recorded(CallFact, transfers=0)
    )
    assert play >> is_gone(A) << recorded(OfferFact, agent="104") >> is_gone(T)
    assert not play.state.calls
    assert play.agent("104").state is AgentState.READY


def test_the_caller_who_hangs_up_while_it_rings_stops_the_ringing() -> None:
    play = ringing() >> hangs_up("c1") << ends_channel(A_CHANNEL) >> is_gone(A)
    assert play << recorded(OfferFact, agent="104", result=OfferResult.CALLER_GONE)
    assert not play.state.calls


def test_hanging_up_while_it_rings_sends_the_caller_to_that_agent() -> None:
    play = ringing() >> is_gone(A) << marks("c1", "sales") << fetches_back("c1")
    assert play >> logs_in("102")  # who is not asked
    assert (
        play
        >> phone_is("1004", PhoneState.IDLE)
        << connects("c1", "104", unknown())
        >> rings("1004")
        >> answers("c1", "1004")
        << recorded(TransferFact, from_agent="101", result=TransferResult.COMPLETED, kind=TransferKind.BLIND)
    )


# To a queue.


def test_a_consultation_with_a_queue_waits_there_at_the_callers_place() -> None:
    play = talking() >> logs_out("104") >> arrives("c2", "200")
    play >> consult(play, SUPPORT) << holds("c1", "1001") << Reply("r1", "ok", unknown()) << consults_on("c1", "1001")
    assert play >> passes(5) >> logs_in("104") << consults("c1", "1001", "104", unknown())


def test_a_consultation_with_a_queue_is_completed_in_its_name() -> None:
    play = consulting(SUPPORT) >> is_gone(A) << joins("c1", T_CHANNEL, "104")
    assert play >> hangs_up("c1") << ends_channel(T_CHANNEL) << recorded(CallFact, queue="support", agent="104")
    sales, support = play.recorded(VisitFact)
    assert (support.queue, support.outcome, support.wait_ms) == ("support", VisitOutcome.ANSWERED, 3_000)
    assert (support.call, support.transferred_from) == (sales.call, sales.id)
    assert play.agent("104").state is AgentState.WRAP_UP


def test_hanging_up_while_nobody_has_answered_leaves_the_caller_in_the_queue() -> None:
    play = talking() >> logs_out("104")
    play >> consult(play, SUPPORT) << holds("c1", "1001") << Reply("r1", "ok", unknown()) << consults_on("c1", "1001")
    play >> passes(5) >> is_gone(A) << marks("c1", "support") << fetches_back("c1")
    play << recorded(TransferFact, result=TransferResult.COMPLETED, kind=TransferKind.BLIND, target="support")
    play >> passes(2) >> logs_in("104") << connects("c1", "104", unknown()) >> rings("1004") >> answers("c1", "1004")
    assert play << recorded(VisitFact, queue="support", wait_ms=7_000, outcome=VisitOutcome.ANSWERED)


def test_a_consultation_given_up_is_no_abandoned_caller() -> None:
    play = talking() >> logs_out("104")
    play >> consult(play, SUPPORT) << holds("c1", "1001") << Reply("r1", "ok", unknown()) << consults_on("c1", "1001")
    play >> passes(5) >> end(play, ConsultEnd.CANCEL) << joins("c1", A_CHANNEL, "101") << Reply("r1", "ok", unknown())
    assert play << recorded(VisitFact, queue="support", outcome=VisitOutcome.EXITED)


def test_a_consultation_does_not_overflow() -> None:
    play = talking() >> logs_out("104")
    overflowing = replace(play.state.centre.queues["support"], overflows=(Overflow(after_ms=3_000),))
    play >> CentreConfigured(replace(play.state.centre, queues={**play.state.centre.queues, "support": overflowing}))
    play >> consult(play, SUPPORT) << holds("c1", "1001") << Reply("r1", "ok", unknown()) << consults_on("c1", "1001")
    assert play >> passes(60)


# Three together.


def test_the_agent_leaves_the_conference() -> None:
    play = conference() >> is_gone(A) << transfer(TransferResult.COMPLETED)
    assert play << recorded(OfferFact, agent="101", talk_ms=48_000, hold_ms=23_000)
    assert play >> is_gone(T) << recorded(OfferFact, agent="104", end_reason="agent") >> is_gone("c1")


def test_the_one_consulted_leaves_the_conference() -> None:
    play = conference() >> is_gone(T) << transfer(TransferResult.TARGET_HUNG_UP)
    assert play.call("c1").state is CallState.TALKING
    assert play >> is_gone(A) >> is_gone("c1") << recorded(CallFact, agent="101", transfers=0)


def test_the_one_consulted_is_asked_to_leave_the_conference() -> None:
    play = conference()
    play >> end(play, ConsultEnd.CANCEL) << ends_channel(T_CHANNEL) << Reply("r1", "ok", unknown())
    assert play >> is_gone(T)
    assert play.call("c1").state is CallState.TALKING


def test_the_caller_leaves_the_conference() -> None:
    play = conference() >> hangs_up("c1") << ends_channel(A_CHANNEL) << ends_channel(T_CHANNEL)
    assert play >> is_gone(A) >> is_gone(T)
    assert not play.state.calls


def test_the_agent_is_sent_out_of_the_conference() -> None:
    play = conference()
    assert play >> end(play, ConsultEnd.COMPLETE) << ends_channel(A_CHANNEL) << Reply("r1", "ok", unknown())
    assert play >> is_gone(A)
    assert play.call("c1").agent == "104"
