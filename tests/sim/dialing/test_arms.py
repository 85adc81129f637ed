"""The rivals do what their documents say, in short runs."""

import pytest

from acd.sim.dialing.arms import Adaptive, Controlled, Level, OpenLoop, PerReady, progressive
from acd.sim.dialing.callees import HOUR_MS
from acd.sim.dialing.floor import Arm, Cell, Floor
from acd.sim.dialing.measure import figures

CELL = Cell(10, 1, 2 * HOUR_MS)


def occupancy(arm: Arm) -> float:
    found: float = figures(CELL, Floor(CELL, arm, "1").run())["occupancy"]
    return found


def test_more_lines_more_work() -> None:
    assert occupancy(Level(1.0)) < occupancy(Level(1.5)) < occupancy(Level(3.0))
    assert occupancy(progressive()) < occupancy(PerReady(2.0))
    assert occupancy(OpenLoop(30)) < occupancy(OpenLoop(60))


@pytest.mark.parametrize("method", ["HARD", "AVERAGE", "TAPERED"])
def test_adaptive_levels_come_down_when_too_many_are_lost(method: str) -> None:
    arm = Adaptive(1.0, method=method)
    found = figures(CELL, Floor(CELL, arm, "1").run())
    assert 55 < found["occupancy"] < 80
    assert arm.drops / arm.answers < 0.10
    assert 1.0 <= arm.level <= arm.most


def test_ours_is_busier_than_progressive_and_keeps_the_limit_soon() -> None:
    decisions = []
    arm = Controlled(watch=lambda now_ms, decision: decisions.append(decision))
    found = figures(CELL, Floor(CELL, arm, "1").run())
    assert found["occupancy"] > occupancy(progressive()) + 8
    assert found["abandonment"] < 4
    assert any(decision.give_up for decision in decisions)
