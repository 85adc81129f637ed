"""The floor: everybody accounted for, progressive as its formula says, the same callees for every arm."""

import pytest

from acd.dialer.pacing import Outcome
from acd.sim.dialing.arms import PerReady, progressive
from acd.sim.dialing.callees import DEFAULT, HOUR_MS, MARKOV, Share
from acd.sim.dialing.floor import Cell, Floor, Wish
from acd.sim.dialing.measure import figures

STEADY = Cell(20, 2, callees=DEFAULT.__class__(share=Share(swing=0.0)))


def test_progressive_is_as_its_formula_says() -> None:
    """Search time = mean attempt / share of answers; occupancy = talk and wrap-up / (those and the search time)."""
    found = figures(STEADY, Floor(STEADY, progressive(), "1").run())
    mean_attempt_s = 0.25 * 12 + 0.30 * 21 + 0.10 * 3 + 0.35 * 25
    assert found["occupancy"] == pytest.approx(100 * 140 / (140 + mean_attempt_s / 0.25), abs=1.5)
    assert found["abandonment"] == 0
    assert found["passes"]


def test_progressive_in_the_markov_cell() -> None:
    cell = Cell(20, 2, callees=MARKOV)
    found = figures(cell, Floor(cell, progressive(), "1").run())
    assert found["occupancy"] == pytest.approx(100 * 140 / (140 + 18 / 0.25), abs=1.5)


def test_everybody_is_accounted_for() -> None:
    floor = Floor(Cell(5, 2, HOUR_MS), PerReady(3.0), "1")
    score = floor.run()
    assert not floor.flights
    assert not floor.waiting
    assert not floor.busy
    assert any(not agent_came for _, agent_came in score.served)
    assert [ms for ms, _ in score.served] == sorted(ms for ms, _ in score.served)
    assert score.logged_in_ms == 5 * 2 * HOUR_MS
    assert sum(score.busy_by_day) == score.busy_ms


def test_the_same_seed_gives_the_same_day() -> None:
    cell = Cell(5, 1, HOUR_MS)
    again = [figures(cell, Floor(cell, PerReady(2.0), "7").run()) for _ in range(2)]
    assert again[0] == again[1]
    assert figures(cell, Floor(cell, PerReady(2.0), "8").run()) != again[0]


def test_agents_who_leave_are_gone_for_the_day() -> None:
    cell = Cell(9, 2, 2 * HOUR_MS, leave=((HOUR_MS, 3),))
    score = Floor(cell, progressive(), "1").run()
    away = score.logged_in_ms - 9 * 2 * 2 * HOUR_MS
    assert -3 * HOUR_MS <= away < -3 * HOUR_MS + 3 * 600_000
    assert score.busy_by_day[1] > score.busy_by_day[0]


class GivesUp:
    """Ends every attempt after eighteen seconds."""

    def __init__(self) -> None:
        self.ages: list[int] = []

    def wish(self, floor: Floor) -> Wish:
        long = [
            lead for lead, flight in floor.flights.items() if flight.may_end_ms and flight.may_end_ms <= floor.now_ms
        ]
        return Wish(max(0, len(floor.idle) - len(floor.flights)), tuple(long), 500)

    def attempt_ended(self, age_ms: int, outcome: Outcome, now_ms: int) -> None:
        if outcome is Outcome.GIVEN_UP:
            self.ages.append(age_ms)

    def person_served(self, abandoned: bool, now_ms: int) -> None:
        assert not abandoned

    def talk_ended(self, ms: int) -> None:
        assert ms >= 0

    def wrap_up_ended(self, ms: int) -> None:
        assert ms >= 0


def test_attempts_that_are_given_up_end() -> None:
    arm = GivesUp()
    score = Floor(Cell(5, 1, HOUR_MS), arm, "1").run()
    assert score.given_up == len(arm.ages) > 20
    assert all(18_000 <= age_ms < 18_600 for age_ms in arm.ages)
