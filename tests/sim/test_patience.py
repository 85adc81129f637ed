"""Patience of callers of whom most were answered before it ended."""

import random
from statistics import fmean

import pytest

from acd.sim.patience import patience


def test_everybody_gave_up() -> None:
    found = patience([(10, True), (20, True), (30, True), (40, True)])
    assert found.steps_ms == (10, 20, 30, 40)
    assert found.left == pytest.approx((0.75, 0.5, 0.25, 0))
    assert [found.beyond(0, u) for u in (0.9, 0.6, 0.3, 0.1)] == [10, 20, 30, 40]
    assert found.beyond(20, 0.9) == 30


def test_nobody_gave_up() -> None:
    found = patience([(10, False), (20, False)])
    assert found.beyond(20, 0.5) is None
    assert patience([]).beyond(0, 0.5) is None


def test_exponential_patience_is_found_again() -> None:
    """Callers with a mean patience of 60 s, who are answered after up to 90 s."""
    chance = random.Random(1)
    waits: list[tuple[int, bool]] = []
    for _ in range(20_000):
        gives_up, answered = chance.expovariate(1 / 60_000), chance.random() * 90_000
        waits.append((int(min(gives_up, answered)), gives_up < answered))
    found = patience(waits)
    drawn = [found.beyond(0, chance.random()) for _ in range(20_000)]
    assert fmean(wait for wait in drawn if wait is not None) == pytest.approx(60_000, rel=0.05)
    beyond = [found.beyond(30_000, chance.random()) for _ in range(20_000)]
    assert min(wait for wait in beyond if wait is not None) > 30_000
    assert fmean(wait for wait in beyond if wait is not None) == pytest.approx(90_000, rel=0.05)
    late = [found.beyond(200_000, chance.random()) for _ in range(2_000)]
    assert fmean(wait for wait in late if wait is not None) == pytest.approx(260_000, rel=0.05)
