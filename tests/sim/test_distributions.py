"""Each distribution has the mean that it names, and the spread."""

from statistics import fmean, pstdev

import pytest

from acd.sim.distributions import Duration, Empirical, Exponential, Fixed, LogNormal

EVEN = [(place + 0.5) / 200_000 for place in range(200_000)]


@pytest.mark.parametrize(
    ("duration", "mean_s", "spread_s"),
    [
        (Fixed(30), 30, 0),
        (Exponential(180), 180, 180),
        (LogNormal(180, 1.2), 180, 216),
        (Empirical((10, 20, 90)), 40, 35.59),
    ],
)
def test_mean_and_spread(duration: Duration, mean_s: float, spread_s: float) -> None:
    times = [duration.at(u) for u in EVEN]
    assert duration.mean_s == pytest.approx(mean_s)
    assert fmean(times) == pytest.approx(mean_s, rel=1e-3)
    assert pstdev(times) == pytest.approx(spread_s, rel=0.02)
    assert times == sorted(times)
