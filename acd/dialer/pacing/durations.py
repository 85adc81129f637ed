"""How long talks and wrap-ups last, learnt from those of the campaign, the unfinished among them (Kaplan and Meier).

Kept are, for bins of growing width, the time spent in them and the ends that came in them, older ones fading; and the
mean and variance of the logarithm. The rate of ending in a bin is drawn towards that of the log-normal distribution
with these moments, so that few observations give a smooth curve and many their own.
"""

import math
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from operator import mul
from typing import NamedTuple

GROWTH = 1.19
BINS = 46
EDGES = (0.0, *(GROWTH**step for step in range(BINS - 1)))  # seconds; the last bin has no end
WIDTHS = (*(after - before for before, after in pairwise(EDGES)), EDGES[-1])
FADING = 1 / 2_000
PRIOR_PASSES = 12.0  # so many observations of a bin weigh as much as the log-normal curve
PRIOR_SAMPLES = 10.0
LEAST_S = 0.1
SPREAD_MIN = 0.05


@dataclass(slots=True)
class Durations:
    """Observations in bins, see above. ``mean`` and ``spread`` (variance) are of the logarithm of seconds."""

    mean: float
    spread: float
    samples: float = PRIOR_SAMPLES
    spent: list[float] = field(default_factory=lambda: [0.0] * BINS)
    ends: list[float] = field(default_factory=lambda: [0.0] * BINS)

    def seen(self, ms: int, over: bool = True) -> None:
        """``over`` False: it lasted so long and was not over yet, or was cut short from outside."""
        seconds = max(ms / 1_000, LEAST_S)
        last = bisect_right(EDGES, seconds) - 1
        keep = 1 - FADING
        for place in range(last + 1):
            within = WIDTHS[place] if place < last else seconds - EDGES[place]
            self.spent[place] = self.spent[place] * keep + within
            self.ends[place] *= keep
        if over:
            self.ends[last] += 1
            self.samples = self.samples * keep + 1
            step = math.log(seconds) - self.mean
            self.mean += step / self.samples
            self.spread += (step * step - self.spread) / self.samples

    def rates(self) -> tuple[float, ...]:
        """Of ending, per second, in each bin."""
        deviation = math.sqrt(max(self.spread, SPREAD_MIN))
        survivals = [_log_survival((math.log(max(edge, LEAST_S / 10)) - self.mean) / deviation) for edge in EDGES]
        result = []
        for place in range(BINS):
            passes = survivals[place] - survivals[place + 1] if place + 1 < BINS else 1.0
            usual = passes / WIDTHS[place]
            prior = PRIOR_PASSES * WIDTHS[place]
            result.append((self.ends[place] + usual * prior) / (self.spent[place] + prior))
        return tuple(result)


def _log_survival(z: float) -> float:
    """Logarithm of the normal distribution's upper tail."""
    if z > 8:
        return -z * z / 2 - math.log(z * 2.5066)
    return math.log(0.5 * math.erfc(z / math.sqrt(2)))


class Hazard(NamedTuple):
    """Accumulated rates at the edges."""

    rates: tuple[float, ...]
    sums: tuple[float, ...]

    def at(self, seconds: float) -> float:
        place = bisect_right(EDGES, seconds) - 1
        return self.sums[place] + (seconds - EDGES[place]) * self.rates[place]


def hazard(rates: tuple[float, ...]) -> Hazard:
    sums = [0.0]
    for rate, width in zip(rates[:-1], WIDTHS, strict=False):
        sums.append(sums[-1] + rate * width)
    return Hazard(rates, tuple(sums))


def bin_of(seconds: float) -> int:
    return bisect_right(EDGES, seconds) - 1 if seconds > 0 else 0


class Releases(NamedTuple):
    """For agents who talk, and who wrap up, by the bin of how long: the probability to be ready by a moment.

    ``[moment][bin]``, the wrap-up's bins after those of talking; with squares for the variance of sums.
    """

    first: tuple[tuple[float, ...], ...]
    second: tuple[tuple[float, ...], ...]


def _ends_within(curve: Hazard, horizon: int) -> list[list[float]]:
    """``[bin][t]``: of those who are in the bin, the share that ends within t = 0, 1, ... s."""
    table = []
    for place in range(BINS):
        age = EDGES[place] + min(WIDTHS[place], 120.0) / 2
        now = curve.at(age)
        table.append([1 - math.exp(now - curve.at(age + ahead)) for ahead in range(horizon + 1)])
    return table


@lru_cache(maxsize=16)
def releases(talk: tuple[float, ...], wrap_up: tuple[float, ...], seconds: tuple[int, ...]) -> Releases:
    """From the rates of both, for these moments. A talk that ends is followed by a whole wrap-up."""
    curve, horizon = hazard(wrap_up), seconds[-1]
    whole = [1 - math.exp(-curve.at(ahead + 0.5)) for ahead in range(horizon)]
    backwards = whole[::-1]
    ready = []
    for ends in _ends_within(hazard(talk), horizon):
        steps = [after - before for before, after in pairwise(ends)]
        ready.append([sum(map(mul, steps[:ahead], backwards[horizon - ahead :])) for ahead in seconds])
    ready += [[ends[ahead] for ahead in seconds] for ends in _ends_within(curve, horizon)]
    first = [tuple([row[moment] for row in ready]) for moment in range(len(seconds))]
    return Releases(tuple(first), tuple([tuple([p * p for p in row]) for row in first]))
