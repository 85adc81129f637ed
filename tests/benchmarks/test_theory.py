"""The engine in virtual time against queueing theory: short runs, so the intervals are made wide enough for chance."""

import pytest

from acd.sim.erlang import waiting_room
from acd.sim.simulate import simulate
from benchmarks.theory import CELLS, KINDS, Cell, cell_scenario, compared, six_scenario, skills_of

CALLS = 8_000
SURE = 3  # half widths: 6 standard errors, which chance alone does not reach


@pytest.mark.parametrize("cell", [CELLS[1], CELLS[4], CELLS[7], CELLS[8]], ids=lambda cell: cell.name)
def test_a_cell(cell: Cell) -> None:
    figures = ("waits", "mean_wait_s", "service_level", "abandoned", "occupancy")
    outcome = simulate(cell_scenario(cell, CALLS, seed=1))
    for name, row in compared(cell.name, cell.theory(), outcome, figures)["figures"].items():
        assert abs(row["simulated"] - row["expected"]) <= SURE * row["half"], f"{name}: {row}"


def test_six_kinds_with_all_skills_are_one_pool() -> None:
    exact = waiting_room(0.14, 600, 90, 30, 20)
    found = simulate(six_scenario(len(KINDS), 20_000, seed=1)).queues[""]
    for name in ("blocked", "waits", "mean_wait_s", "occupancy"):
        half = found[name].half
        assert half is not None
        assert abs(found[name].mean - getattr(exact, name)) <= SURE * half, name


@pytest.mark.parametrize("each", [1, 2, 3])
def test_skills_are_spread_evenly(each: int) -> None:
    skills = skills_of(each)
    assert len(skills) == 90
    assert all(len(set(served)) == each for served in skills)
    for kind in KINDS:
        assert sum(served[0] == kind for served in skills) == 15
        assert sum(kind in served for served in skills) == 15 * each
