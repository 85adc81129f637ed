"""Intervals hold what they promise."""

import random
from statistics import NormalDist

import pytest

from acd.sim.statistics import Estimate, estimate, estimates, t_quantile


@pytest.mark.parametrize(("freedom", "quantile"), [(1, 12.706), (4, 2.776), (30, 2.042), (40, 2.0211), (120, 1.9799)])
def test_students_t(freedom: int, quantile: float) -> None:
    assert t_quantile(freedom) == pytest.approx(quantile, abs=5e-4)


def test_mean_and_half_width() -> None:
    found = estimate([1.0, 2.0, 3.0])
    assert found.mean == 2
    assert found.half == pytest.approx(4.303 / 3**0.5)
    assert found.holds(4)
    assert not found.holds(5)
    assert estimate([1.0]) == Estimate(1.0, None)
    assert not estimate([1.0]).holds(1.0)


def test_the_interval_holds_the_truth_in_95_of_100_cases() -> None:
    chance = random.Random(1)
    normal = NormalDist(10, 3)
    held = sum(estimate([normal.inv_cdf(chance.random()) for _ in range(8)]).holds(10) for _ in range(2_000))
    assert held / 2_000 == pytest.approx(0.95, abs=0.015)


def test_figures_that_a_sample_lacks_are_left_out() -> None:
    found = estimates([{"a": 1.0}, {"a": 3.0, "b": 5.0}])
    assert (found["a"].mean, found["b"]) == (2, Estimate(5.0, None))
