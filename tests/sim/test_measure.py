"""Figures from facts: each call in the piece in which it arrived, each stay in those that it touches."""

from dataclasses import replace

import pytest

from acd.model.facts import AgentStateFact, CallFact, VisitFact
from acd.model.states import AgentState, HungUpBy, VisitOutcome
from acd.sim.callers import Caller
from acd.sim.measure import ALL, Measure
from acd.sim.scenario import MONDAY_MS, MS_PER_HOUR
from tests.sim.scenarios import centre, scenario

MINUTE_MS = 60_000


def measure(pieces: int = 2) -> Measure:
    of = replace(scenario(2), warm_up_ms=MS_PER_HOUR // 2, centre=centre(2, ("sales", "support")))
    return Measure(of, pieces)


def visit(at_ms: int, wait_ms: int, outcome: VisitOutcome, in_time: bool = False, queue: str = "sales") -> VisitFact:
    entered_ms = MONDAY_MS + at_ms
    return VisitFact(1, 1, queue, "shop", entered_ms, entered_ms + wait_ms, wait_ms, outcome, None, 1, in_time)


def call(at_ms: int, wait_ms: int, outcome: VisitOutcome, queue: str = "sales") -> CallFact:
    at_ms += MONDAY_MS
    answered_ms = at_ms + wait_ms if outcome is VisitOutcome.ANSWERED else None
    return CallFact(
        1, "main", "1", "shop", queue, "", "", "0", at_ms, answered_ms, at_ms + wait_ms, None, HungUpBy.CALLER, outcome
    )


def stay(state: AgentState, from_ms: int, to_ms: int, agent: str = "1001") -> AgentStateFact:
    return AgentStateFact(1, agent, state, "", None, None, MONDAY_MS + from_ms, MONDAY_MS + to_ms)


def test_a_queues_figures() -> None:
    found = measure(1)
    for wait_ms in (0, 1_000, 30_000):
        found.recorded(visit(31 * MINUTE_MS, wait_ms, VisitOutcome.ANSWERED, in_time=wait_ms <= 20_000))
    found.recorded(visit(31 * MINUTE_MS, 9_000, VisitOutcome.ABANDONED))
    figures = found.total()["sales"].figures()
    assert figures["offered"] == 4
    assert figures["service_level"] == 0.5
    assert figures["abandoned"] == 0.25
    assert figures["waits"] == 0.75
    assert figures["mean_wait_s"] == 10
    assert figures["asa_s"] == pytest.approx(31 / 3)
    assert (figures["wait_p50_s"], figures["wait_p90_s"]) == (1, 30)
    assert "occupancy" not in figures
    assert found.total()["support"].figures() == {"offered": 0}


def test_calls_of_the_warm_up_and_after_the_end_do_not_count() -> None:
    found = measure()
    for at_min in (29, 30, 44, 45, 59, 60):
        found.recorded(call(at_min * MINUTE_MS, 1_000, VisitOutcome.ANSWERED))
    assert [piece[ALL].offered for piece in found.pieces] == [2, 2]
    assert found.total()[ALL].offered == 4


def test_a_call_that_was_moved_counts_once_with_all_its_waiting() -> None:
    found = measure(1)
    found.recorded(visit(40 * MINUTE_MS, 15_000, VisitOutcome.OVERFLOWED))
    found.recorded(visit(40 * MINUTE_MS + 15_000, 15_000, VisitOutcome.ANSWERED, in_time=True, queue="support"))
    found.recorded(call(40 * MINUTE_MS, 30_000, VisitOutcome.ANSWERED, "support"))
    total = found.total()
    assert [total[name].offered for name in (ALL, "sales", "support")] == [1, 1, 1]
    assert (total["sales"].other, total["support"].in_time, total[ALL].in_time) == (1, 1, 0)


def test_occupancy_counts_talking_and_wrap_up_of_the_time_available() -> None:
    found = measure()
    found.recorded(stay(AgentState.READY, 0, 40 * MINUTE_MS))  # 10 min of the first piece
    found.recorded(stay(AgentState.TALKING, 40 * MINUTE_MS, 50 * MINUTE_MS))  # 5 min of each
    found.recorded(stay(AgentState.WRAP_UP, 50 * MINUTE_MS, 99 * MINUTE_MS))
    found.recorded(stay(AgentState.NOT_READY, 0, 99 * MINUTE_MS, agent="1002"))
    assert [piece[ALL].figures()["occupancy"] for piece in found.pieces] == [pytest.approx(1 / 3), 1]
    assert found.total()["support"].figures()["occupancy"] == pytest.approx(2 / 3)


def test_callers_without_a_line_are_asked_for_but_not_offered() -> None:
    found = measure(1)
    found.recorded(visit(31 * MINUTE_MS, 0, VisitOutcome.ANSWERED, in_time=True))
    found.arrived(Caller(32 * MINUTE_MS, "1", "0", 1, None, ()), blocked=True)
    found.arrived(Caller(33 * MINUTE_MS, "2", "0", 1, None, ()), blocked=False)
    figures = found.total()["sales"].figures()
    assert (figures["offered"], figures["blocked"], figures["service_level"]) == (1, 0.5, 0.5)
