"""The exact optimum, against what can be computed by hand."""

import pytest

from acd.sim.dialing.arms import Table
from acd.sim.dialing.callees import MARKOV
from acd.sim.dialing.floor import Cell, Floor
from acd.sim.dialing.measure import figures
from acd.sim.dialing.optimum import Markov, optimum


def test_if_nobody_may_be_lost_it_is_progressive() -> None:
    """One agent: an attempt in flight whenever the agent is ready; call / (call + attempts until an answer)."""
    best = optimum(Markov(1, limit=0.0), prices_s=(1e3, 1e4))
    assert best.occupancy == pytest.approx(140 / (140 + 18 / 0.25), abs=1e-3)
    assert best.goals[0] == 1
    assert best.goals[1] == 0


def test_more_may_be_lost_more_is_done() -> None:
    tight, wide = (optimum(Markov(2, limit=limit), tolerance=5e-3) for limit in (0.01, 0.10))
    assert 0.66 < tight.occupancy < wide.occupancy < 1


def test_its_policy_does_in_simulation_what_it_promises() -> None:
    best = optimum(Markov(5), tolerance=3e-3)
    cell = Cell(5, 4, callees=MARKOV)
    found = figures(cell, Floor(cell, Table(best.goals), "1").run())
    assert found["occupancy"] == pytest.approx(100 * best.occupancy, abs=2.5)
    assert found["abandonment"] == pytest.approx(3, abs=1.5)
