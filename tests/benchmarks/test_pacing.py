"""The benchmark in small: every arm has its figures, a step of the share is told, decisions are timed."""

from acd.sim.dialing.arms import PerReady
from acd.sim.dialing.callees import HOUR_MS
from acd.sim.dialing.floor import Cell
from benchmarks.pacing import decision_ms, run, table, tuned


def test_the_best_that_passes_is_taken() -> None:
    cell = Cell(10, 1, HOUR_MS)
    found = tuned(cell, PerReady, (1.0, 1.2, 6.0))
    assert found["passes"]
    assert found["value"] in (1.0, 1.2)
    assert found["occupancy"] >= run(cell, PerReady(1.0))[1]["occupancy"]
    table({"per_ready_tuned": {"10": found}, "decision_ms": {"median": 0.2, "p99": 0.3}})


def test_nothing_that_passes_is_marked() -> None:
    assert not tuned(Cell(10, 1, HOUR_MS), PerReady, (9.0,))["passes"]


def test_a_decision_is_quick() -> None:
    taken = decision_ms(agents=50, ringing=70, times=20)
    assert 0 < taken["median"] <= taken["p99"]
    assert taken["median"] < 20
