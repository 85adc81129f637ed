"""Passing a call on without speaking to the target first."""

from acd.commands import Reply
from acd.events import CallTransferRequested, Event, NodeLost, Origin
from acd.model.facts import CallFact, OfferFact, TransferFact, VisitFact
from acd.model.states import (
    AgentState,
    CallState,
    OfferResult,
    TransferKind,
    TransferResult,
    TransferTarget,
    VisitOutcome,
)
from acd.model.transfer import Target
from acd.testing.engine import NODE, Script, passes, recorded, script, unknown
from tests.scenarios.words import (
    answers,
    arrives,
    caller_hangs_up,
    centre,
    connects,
    fetches_back,
    is_gone,
    leg,
    logs_in,
    marks,
    rings,
)

ASKED = Origin(request="r1")


def to_queue(call: int, queue: str) -> Event:
    return CallTransferRequested(call, Target(TransferTarget.QUEUE, queue), ASKED)


def talking() -> Script:
    """c1 waited 3 s in sales and has talked with 101 for 20 s."""
    play = script(centre(sales={"wrap_up_ms": 5_000}))
    play >> arrives("c1") >> passes(3) >> logs_in("101") << connects("c1", "101", unknown()) >> rings("1001")
    return play >> answers("c1", "1001") >> passes(20)


def test_the_caller_waits_in_the_other_queue_and_the_agent_is_free() -> None:
    play = talking()
    call = play.call("c1").id
    assert (
        play
        >> to_queue(call, "support")
        << marks("c1", "support")
        << Reply("r1", "ok", f"call {call} waits in queue support")
        << fetches_back("c1")
        << recorded(OfferFact, agent="101", result=OfferResult.ANSWERED, talk_ms=20_000, end_reason="transfer")
        << recorded(
            TransferFact,
            call=call,
            from_agent="101",
            kind=TransferKind.BLIND,
            target_kind=TransferTarget.QUEUE,
            target="support",
            queue="sales",
            result=TransferResult.COMPLETED,
        )
    )
    assert play.call("c1").state is CallState.WAITING
    assert play.agent("101").state is AgentState.WRAP_UP
    assert play >> is_gone(leg("c1", "1001"))


def test_the_next_agent_has_his_own_talk_time_and_the_visits_are_linked() -> None:
    play = talking()
    play >> logs_in("104") >> to_queue(play.call("c1").id, "support") << marks("c1", "support")
    assert (
        play
        << Reply("r1", "ok", unknown())
        << connects("c1", "104", unknown())
        >> is_gone(leg("c1", "1001"))
        >> rings("1004")
        >> passes(4)
        >> answers("c1", "1004")
        >> passes(30)
        >> caller_hangs_up("c1", "1004")
        << recorded(OfferFact, agent="104", talk_ms=30_000, end_reason="caller")
        << recorded(CallFact, transfers=1, agent="104", queue="support", outcome=VisitOutcome.ANSWERED)
    )
    first, second = play.recorded(VisitFact)
    assert (first.queue, first.wait_ms, first.transferred_from) == ("sales", 3_000, 0)
    assert (second.queue, second.wait_ms, second.transferred_from) == ("support", 4_000, first.id)


def test_a_caller_passed_on_keeps_the_place_by_arrival() -> None:
    play = talking()
    play >> arrives("c2", "200") >> passes(1) >> to_queue(play.call("c1").id, "support")
    play << marks("c1", "support") << Reply("r1", "ok", unknown()) << fetches_back("c1")
    assert play >> logs_in("104") << connects("c1", "104", unknown())


def test_a_supervisor_moves_a_caller_who_waits() -> None:
    play = script(centre()) >> arrives("c1") >> passes(7)
    assert (
        play
        >> to_queue(play.call("c1").id, "support")
        << marks("c1", "support")
        << Reply("r1", "ok", unknown())
        << recorded(VisitFact, queue="sales", outcome=VisitOutcome.TRANSFERRED, wait_ms=7_000)
    )
    assert not play.recorded(TransferFact)


def test_what_cannot_be_is_refused_and_changes_nothing() -> None:
    play = talking()
    call = play.call("c1").id
    assert (
        play
        >> to_queue(4, "support")
        << Reply("r1", "not_found", "call 4 is not live")
        >> to_queue(call, "nobody")
        << Reply("r1", "not_found", "queue nobody is not configured")
        >> NodeLost(NODE)
        >> to_queue(call, "support")
        << Reply("r1", "conflict", "Asterisk main is not connected")
    )
    assert play.call("c1").state is CallState.TALKING


def test_a_caller_who_hears_the_last_message_is_not_passed_on() -> None:
    play = script(centre()) >> arrives("c1", "999")
    play << unknown()
    call = play.call("c1").id
    refused = Reply("r1", "conflict", f"call {call} is leaving and cannot be passed on")
    assert play >> to_queue(call, "support") << refused
