"""Durations learnt from observations, finished and unfinished."""

import math
from random import Random

import pytest

from acd.dialer.pacing.durations import BINS, Durations, bin_of, hazard, releases


def lognormal(chance: Random, mean_s: float, cv: float) -> float:
    variance = math.log1p(cv * cv)
    return math.exp(chance.gauss(math.log(mean_s) - variance / 2, math.sqrt(variance)))


def learnt(mean_s: float, cv: float, samples: int = 3_000, cut_s: float = math.inf) -> Durations:
    chance = Random(1)
    durations = Durations(math.log(60), 0.7)
    for _ in range(samples):
        seconds = lognormal(chance, mean_s, cv)
        durations.seen(round(min(seconds, cut_s) * 1000), over=seconds < cut_s)
    return durations


@pytest.mark.parametrize("cut_s", [math.inf, 150.0])
def test_survival_is_that_of_the_source(cut_s: float) -> None:
    curve = hazard(learnt(110, 1.0, cut_s=cut_s).rates())
    variance = math.log(2)
    for seconds in (20, 50, 100, 140):
        z = (math.log(seconds) - math.log(110) + variance / 2) / math.sqrt(variance)
        assert math.exp(-curve.at(seconds)) == pytest.approx(0.5 * math.erfc(z / math.sqrt(2)), abs=0.03)


def test_releases() -> None:
    talk, wrap_up = learnt(110, 1.0).rates(), learnt(30, 0.6).rates()
    table = releases(talk, wrap_up, (3, 9, 15, 27))
    begun, in_wrap_up = bin_of(30), BINS + bin_of(30)
    assert table.first[3][begun] < table.first[3][in_wrap_up] < 1
    assert all(table.first[t][begun] <= table.first[t + 1][begun] for t in range(3))
    assert table.second[2][in_wrap_up] == pytest.approx(table.first[2][in_wrap_up] ** 2)


def test_nothing_learnt_is_still_a_curve() -> None:
    rates = Durations(math.log(60), 0.7).rates()
    assert all(0 < rate < 1 for rate in rates)
