"""Budgets over windows."""

import math

import pytest

from acd.dialer.pacing.budget import Budget
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


def day_before(budget: Budget) -> int:
    """An hour without loss, then two hours with too much; returns when that hour begins to leave the window."""
    for number in range(360):
        budget.answered((DAY,), False, NOW_MS + number * 10_000)
    for number in range(720):
        budget.answered((DAY,), number % 25 == 0, NOW_MS + 3_600_000 + number * 10_000)
    return NOW_MS + DAY_MS


def test_what_a_window_will_forget_is_reckoned_with() -> None:
    budget = Budget()
    leaves_ms = day_before(budget)
    in_full = (360 + 720) * 0.03 - 29
    assert budget.headroom((DAY,), NOW_MS + 4 * 3_600_000) == pytest.approx(in_full)
    assert budget.headroom((DAY,), leaves_ms - 60_000) < in_full - 1, "fewer may answer than leave"
    assert budget.headroom((DAY,), leaves_ms + 1_800_000) < in_full - 5
    assert budget.headroom((DAY,), leaves_ms + 3 * 3_600_000) == pytest.approx(3, abs=1.01)


def test_the_headroom_is_never_better_than_the_truth() -> None:
    budget, served = Budget(), []
    for number in range(3_000):
        now_ms = NOW_MS + number * 40_000
        served.append((now_ms, number % 29 == 0))
        budget.answered((DAY,), *served[-1][::-1])
        window = [abandoned for ms, abandoned in served if ms > now_ms - DAY_MS]
        assert budget.headroom((DAY,), now_ms) <= 0.03 * max(len(window), 100) - sum(window) + 1e-9


def test_at_the_end_of_the_day_its_last_part_counts() -> None:
    budget = Budget()
    for number in range(1_000):
        budget.answered((DAY,), number >= 990 and number % 2 == 0, NOW_MS + number * 10_000)
    now_ms = NOW_MS + 10_000_000
    assert budget.headroom((DAY,), now_ms) == pytest.approx(25)
    assert budget.headroom_at_close((DAY,), now_ms, now_ms) == pytest.approx(3 - 5)
    assert budget.headroom_at_close((DAY,), now_ms + 3_600_000, now_ms) > 3 - 5
    assert budget.headroom_at_close((), now_ms, now_ms) == math.inf
