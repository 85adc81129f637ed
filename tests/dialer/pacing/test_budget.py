"""Budgets over windows."""

import math

import pytest

from acd.dialer.pacing.budget import Budget, could_be_lost
from acd.dialer.pacing.picture import DAY_MS, Limit

NOW_MS = 1_767_268_800_000
DAY = Limit("day", 0.03, DAY_MS, 100)
ALL = Limit("campaign", 0.03, None, 0)


def test_nothing_yet() -> None:
    assert Budget().headroom((DAY,), NOW_MS) == pytest.approx(3)
    assert Budget().headroom((ALL,), NOW_MS) == 0
    assert Budget().headroom((), NOW_MS) == math.inf


def test_the_strictest_limit_counts() -> None:
    budget = Budget()
    for number in range(300):
        budget.answered((DAY, ALL), number % 100 == 0, NOW_MS + number * 1_000)
    assert budget.headroom((DAY, ALL), NOW_MS + 300_000) == pytest.approx(6)
    later = NOW_MS + 2 * DAY_MS
    assert budget.headroom((DAY,), later) == pytest.approx(3)
    budget.answered((DAY, ALL), True, later)
    assert budget.headroom((DAY, ALL), later) == pytest.approx(2)
    assert budget.headroom((ALL,), later) == pytest.approx(301 * 0.03 - 4)


def test_what_a_window_will_forget_soon_does_not_count_already() -> None:
    """An hour of good answers a day ago leaves the window within the next half hour."""
    budget = Budget()
    for number in range(200):
        budget.answered((DAY,), False, NOW_MS + number * 1_000)
    for number in range(200):
        budget.answered((DAY,), number % 40 == 0, NOW_MS + 4 * 3_600_000 + number)
    assert budget.headroom((DAY,), NOW_MS + 5 * 3_600_000) == pytest.approx(400 * 0.03 - 5)
    assert budget.headroom((DAY,), NOW_MS + DAY_MS - 60_000) == pytest.approx(200 * 0.03 - 5)


def test_how_many_could_be_lost() -> None:
    assert could_be_lost(0, 5) == could_be_lost(1, 0) == 0
    assert could_be_lost(0.5, 1) == 1
    assert could_be_lost(0.01, 9) == 1
    assert 4 < could_be_lost(1.0, 99) < 9
    assert 100 < could_be_lost(100.0, 999) < 150
