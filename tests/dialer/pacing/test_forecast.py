"""The forecast against the exact sum of independent ones."""

import math

import pytest

from acd.dialer.pacing import Picture
from acd.dialer.pacing.forecast import forecast, reaches
from tests.dialer.pacing.pictures import NOW_MS, PACING, picture, taught


def exact(gains: list[float], losses: list[float], number: int) -> float:
    """The probability that the gains which come less the losses which come reach the number."""
    table = {0: 1.0}
    for p, step in [(p, 1) for p in gains] + [(p, -1) for p in losses]:
        after: dict[int, float] = {}
        for total, weight in table.items():
            after[total] = after.get(total, 0.0) + weight * (1 - p)
            after[total + step] = after.get(total + step, 0.0) + weight * p
        table = after
    return sum(weight for total, weight in table.items() if total >= number)


@pytest.mark.parametrize(("calls", "agents"), [(8, 8), (20, 25), (60, 90)])
@pytest.mark.parametrize("number", [0, 1, 3])
def test_tail(calls: int, agents: int, number: int) -> None:
    gains = [0.05 + 0.25 * (place * 7 % 10) / 10 for place in range(calls)]
    losses = [0.05 + 0.2 * (place * 3 % 10) / 10 for place in range(agents)]
    mean = sum(gains) - sum(losses)
    variance = sum(p * (1 - p) for p in gains + losses)
    third = sum(p * (1 - p) * (1 - 2 * p) for p in gains) - sum(p * (1 - p) * (1 - 2 * p) for p in losses)
    assert reaches(number, mean, variance, third) == pytest.approx(exact(gains, losses, number), abs=0.02)


def test_risk_grows_with_dials_and_falls_with_agents() -> None:
    pace = taught()
    before = 0.0
    for more in range(20):
        risk = forecast(PACING, pace, picture(3, 0, 6, 10)).risk(more)
        assert before <= risk <= 1
        before = risk
    assert forecast(PACING, pace, picture(6, 0, 6, 10)).risk(5) < forecast(PACING, pace, picture(3, 0, 6, 10)).risk(5)


def test_nobody_is_lost_who_has_an_agent() -> None:
    assert forecast(PACING, taught(), Picture(NOW_MS, 10)).expected_lost(3) < 1e-3
    assert math.isclose(forecast(PACING, taught(), Picture(NOW_MS, 0, 5)).risk(0), 1, abs_tol=0.05)


def test_losses_come_in_bursts() -> None:
    """That several are lost is hardly less probable than that one is; losses of their own would be far rarer."""
    ahead = forecast(PACING, taught(), picture(7, 0, 40, 60))
    chances = [ahead.loses_more_than(headroom, 3) for headroom in range(8)]
    assert chances == sorted(chances, reverse=True)
    expected = ahead.expected_lost(3)
    three_alone = 1 - math.exp(-expected) * (1 + expected + expected**2 / 2)
    assert chances[2] > 100 * three_alone
    assert ahead.loses_more_than(0, 40) > ahead.loses_more_than(0, 3)


def test_who_has_an_agent_cannot_break_a_limit() -> None:
    assert forecast(PACING, taught(), Picture(NOW_MS, 10)).loses_more_than(0, 3) < 1e-4
