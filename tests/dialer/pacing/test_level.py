"""The present share of answers: sure of what is steady, quick after a change."""

from random import Random

import pytest

from acd.dialer.pacing.level import Level


def run(level: Level, share: float, attempts: int, each_ms: int, start_ms: int, seed: int) -> int:
    chance = Random(seed)
    for number in range(attempts):
        level.ended(chance.random() < share, start_ms + number * each_ms)
    return start_ms + attempts * each_ms


@pytest.mark.parametrize("seed", range(4))
def test_a_steady_share_is_known_well(seed: int) -> None:
    level = Level()
    run(level, 0.25, 6_000, 1_000, 1_000, seed)
    mean, variance = level.now()
    assert mean == pytest.approx(0.25, abs=0.05)
    assert variance**0.5 < 0.04


@pytest.mark.parametrize("seed", range(4))
def test_a_step_is_followed_within_minutes(seed: int) -> None:
    level = Level()
    then_ms = run(level, 0.2, 6_000, 400, 1_000, seed)
    run(level, 0.4, 600, 400, then_ms, seed + 100)  # four minutes
    mean, _ = level.now()
    assert mean == pytest.approx(0.4, abs=0.09)


def test_at_first_nothing_is_sure() -> None:
    mean, variance = Level().now()
    assert 0.1 < mean < 0.4
    assert variance**0.5 > 0.1
