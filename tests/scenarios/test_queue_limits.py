"""A queue that is full, and one that nobody serves: who comes, who waits there already, who comes back to serve."""

from typing import Any

import pytest

from acd.commands import PlayMessage
from acd.events import CentreConfigured, Tick
from acd.model.centre import Destination, Message, Overflow
from acd.model.facts import CallFact, OfferFact, VisitFact
from acd.model.states import AgentState, OfferResult, VisitOutcome
from acd.testing.engine import NOON_MS, Script, passes, recorded, script, unknown
from tests.scenarios.words import (
    AGENTS,
    arrives,
    audit,
    centre,
    channel,
    connects,
    fetches_back,
    hangs_up,
    is_gone,
    logs_in,
    logs_out,
    marks,
    returns,
    rings,
    takes_a_break,
    tells,
)

TO_SUPPORT = Destination(to_queue="support")
CLOSED = Destination(message=Message.CLOSED)
EVERYBODY = tuple(state for state in AgentState if state is not AgentState.LOGGED_OUT)


def waits_in(play: Script, caller: str) -> str | None:
    visit = play.call(caller).visit
    return visit.queue if visit is not None else None


# Full.


def test_who_comes_when_the_queue_is_full_hears_a_message() -> None:
    play = script(centre(sales={"length_max": 2}))
    assert (
        play
        >> arrives("c1")
        >> arrives("c2")
        >> arrives("c3")
        << tells("c3", Message.ALL_BUSY)
        << recorded(VisitFact, queue="sales", outcome=VisitOutcome.FULL, wait_ms=0, offers=0)
        >> is_gone("c3")
        << recorded(CallFact, outcome=VisitOutcome.FULL)
        >> hangs_up("c1")
        >> arrives("c4")
    )
    assert waits_in(play, "c4") == "sales"


def test_who_comes_when_the_queue_is_full_goes_to_another() -> None:
    play = script(centre(sales={"length_max": 1, "when_full": TO_SUPPORT}))
    assert (
        play
        >> arrives("c1")
        >> passes(3)
        >> arrives("c2")
        << marks("c2", "support")
        << recorded(VisitFact, queue="sales", outcome=VisitOutcome.FULL)
        >> logs_in("104")
        << connects("c2", "104", unknown())
    )


def test_queues_that_are_all_full_end_in_a_message_once_each_was_asked() -> None:
    """A circle, which a configuration must not have, does not hang the engine."""
    play = script(
        centre(
            sales={"length_max": 1, "when_full": TO_SUPPORT},
            support={"length_max": 1, "when_full": Destination(to_queue="sales")},
        )
    )
    assert play >> arrives("c1") >> arrives("c2", dialled="200") >> arrives("c3") << tells("c3", Message.ALL_BUSY)
    assert [visit.outcome for visit in play.recorded(VisitFact)] == [VisitOutcome.FULL] * 3
    assert [visit.queue for visit in play.recorded(VisitFact)] == ["sales", "support", "sales"]


def test_a_caller_for_whom_a_phone_rings_takes_no_room() -> None:
    play = script(centre(sales={"length_max": 1}))
    assert play >> logs_in("101") >> arrives("c1") << connects("c1", "101", unknown()) >> arrives("c2")
    assert waits_in(play, "c2") == "sales"


def test_who_is_back_from_a_failed_offer_is_not_turned_out() -> None:
    offer = unknown()
    play = script(centre(sales={"length_max": 1}))
    assert (
        play
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", offer)
        >> arrives("c2")
        >> rings("1001")
        >> passes(20)
        >> returns("c1", offer, "1001")
    )
    assert (waits_in(play, "c1"), waits_in(play, "c2")) == ("sales", "sales")


def test_callers_found_in_asterisk_are_not_turned_out() -> None:
    play = script(centre(sales={"length_max": 1, "join_unstaffed": False}))
    assert play >> audit(channel("c1", age_ms=9_000), channel("c2", age_ms=8_000))
    assert (waits_in(play, "c1"), waits_in(play, "c2")) == ("sales", "sales")


# Nobody serves it: coming.


def test_nobody_may_come_while_nobody_serves() -> None:
    play = script(centre(sales={"join_unstaffed": False, "when_unstaffed": CLOSED}))
    assert (
        play
        >> logs_in("104")
        >> arrives("c1")
        << tells("c1", Message.CLOSED)
        << recorded(VisitFact, outcome=VisitOutcome.UNSTAFFED, wait_ms=0)
        >> logs_in("101", ready=False)
        >> arrives("c2")
        << tells("c2", Message.CLOSED)
        >> logs_in("101")
        >> arrives("c3")
        << connects("c3", "101", unknown())
        >> arrives("c4")
    )
    assert waits_in(play, "c4") == "sales"


@pytest.mark.parametrize(
    ("serving", "taken"),
    [((AgentState.READY,), False), ((AgentState.READY, AgentState.RINGING), True), (EVERYBODY, True)],
)
def test_which_states_of_agents_count(serving: tuple[AgentState, ...], taken: bool) -> None:
    """101 rings, all others are away."""
    play = script(centre(sales={"join_unstaffed": False, "serving": serving}))
    play >> logs_in("101") >> arrives("c1") << connects("c1", "101", unknown()) >> arrives("c2")
    assert waits_in(play, "c2") == ("sales" if taken else None)


def test_everybody_on_a_break_serves_where_the_queue_says_so() -> None:
    play = script(centre(sales={"join_unstaffed": False, "serving": EVERYBODY}))
    assert play >> logs_in("101", ready=False) >> arrives("c1")
    assert waits_in(play, "c1") == "sales"


# Nobody serves it any longer: leaving.


def leaving(grace_s: float = 10, to: Destination = CLOSED, **more: Any) -> Script:
    settings = {"leave_unstaffed_ms": round(grace_s * 1000), "when_unstaffed": to} | more
    return script(centre(agents={"101": ("sales",), "102": ("sales",)}, sales=settings))


def test_callers_leave_some_time_after_the_last_agent() -> None:
    assert (
        leaving()
        >> logs_in("101", ready=False)
        >> logs_in("102", ready=False)
        >> arrives("c1")
        >> passes(9.999)
        >> passes(0.001)
        << tells("c1", Message.CLOSED)
        << recorded(VisitFact, outcome=VisitOutcome.UNSTAFFED, wait_ms=10_000)
    )


def test_the_time_counts_from_when_the_last_agent_left() -> None:
    assert (
        leaving()
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> arrives("c2")
        >> passes(15)
        >> logs_out("101")
        << fetches_back("c1")
        >> passes(9.999)
        >> passes(0.006)
        << tells("c2", Message.CLOSED)
        << tells("c1", Message.CLOSED)
    )


def test_an_agent_who_comes_back_in_time_keeps_the_callers() -> None:
    play = leaving()
    assert (
        play
        >> logs_in("101")
        >> takes_a_break("101")
        >> arrives("c1")
        >> passes(9)
        >> logs_in("102")
        << connects("c1", "102", unknown())
        >> rings("1002")
        >> arrives("c2")
        >> passes(5)
        >> takes_a_break("102")
        << fetches_back("c1")
        >> passes(9.999)
        >> passes(0.006)
        << tells("c2", Message.CLOSED)
        << tells("c1", Message.CLOSED)
    )


def test_who_comes_later_has_the_time_from_then() -> None:
    assert (
        leaving()
        >> arrives("c1")
        >> passes(8)
        >> arrives("c2")
        >> passes(2)
        << tells("c1", Message.CLOSED)
        >> passes(7.999)
        >> passes(0.001)
        << tells("c2", Message.CLOSED)
    )


def test_a_thousand_callers_do_not_leave_at_once() -> None:
    """They come all at once, and leave one after the other, in their order; for the first one a phone was ringing."""
    play = script(centre(sales={"leave_unstaffed_ms": 0}))
    engine = play.engine
    engine.handle(logs_in("101"), play.now_ms)
    for number in range(1_000):
        engine.handle(arrives(f"c{number}"), play.now_ms)
    left: list[str] = []
    most = 0
    now_ms, event = play.now_ms, takes_a_break("101")
    while len(left) < 1_000 and now_ms < play.now_ms + 20_000:
        told = [command.channel for command in engine.handle(event, now_ms) if isinstance(command, PlayMessage)]
        left += told
        most = max(most, len(told))
        now_ms, event = engine.next_wakeup_ms() or now_ms, Tick()
    assert most <= 2
    assert left == [f"PJSIP/trunk-c{number}" for number in range(1_000)]


def test_the_last_agent_leaves_while_a_phone_rings_for_a_caller() -> None:
    """Two agents: one rings, the other leaves; then the offer fails and its agent is set not ready."""
    offer = unknown()
    assert (
        leaving(grace_s=0, refusals_max=1)
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", offer)
        >> rings("1001")
        >> passes(20)
        >> returns("c1", offer, "1001")
        << recorded(OfferFact, result=OfferResult.NO_ANSWER)
        << tells("c1", Message.CLOSED)
        << recorded(VisitFact, outcome=VisitOutcome.UNSTAFFED)
    )


def test_a_new_configuration_begins_to_ask_for_agents() -> None:
    play = script(centre())
    strict = centre(sales={"leave_unstaffed_ms": 5_000, "when_unstaffed": TO_SUPPORT})
    assert play >> arrives("c1") >> passes(60) >> CentreConfigured(strict) >> passes(5) << marks("c1", "support")
    assert play >> CentreConfigured(centre()) >> arrives("c2") >> passes(600)
    assert not play.state.unstaffed_since


# Overflow.


def test_a_queue_that_takes_nobody_is_no_way_out_and_the_next_step_is_taken() -> None:
    steps = (Overflow(10_000, to_queue="support"), Overflow(30_000, message=Message.ALL_BUSY))
    play = script(centre(sales={"overflows": steps}, support={"length_max": 1}))
    assert (
        play
        >> arrives("c1", dialled="200")
        >> arrives("c2")
        >> passes(29.999)
        >> passes(0.001)
        << tells("c2", Message.ALL_BUSY)
        << recorded(VisitFact, queue="sales", outcome=VisitOutcome.MESSAGE, wait_ms=30_000)
    )


def test_a_way_that_opens_later_is_taken_then_with_the_place() -> None:
    play = script(
        centre(sales={"overflows": (Overflow(10_000, to_queue="support"),)}, support={"join_unstaffed": False})
    )
    assert play >> arrives("c1") >> passes(60)
    assert play >> logs_in("104") >> passes(5) << marks("c1", "support") << connects("c1", "104", unknown())
    [visit] = play.recorded(VisitFact)
    assert (visit.queue, visit.outcome) == ("sales", VisitOutcome.OVERFLOWED)
    assert NOON_MS + 70_000 >= visit.ended_ms >= NOON_MS + 60_000


def test_all_agents_are_of_other_queues() -> None:
    play = script(centre(agents={"104": AGENTS["104"]}, sales={"join_unstaffed": False}))
    assert play >> logs_in("104") >> arrives("c1") << tells("c1", Message.ALL_BUSY)
