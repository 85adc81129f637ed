"""What the next seconds will bring: persons who answer and agents who get ready, as moments of their difference.

For each second t from now the number of answers until t less the number of agents ready until t + patience is a sum of
many independent ones (each attempt answers or not, each agent gets ready or not), so its mean, variance and third
moment are sums, too. The probability that it reaches a number comes from these by Edgeworth's series, at the half
between two numbers.
"""

import math
from dataclasses import dataclass
from operator import mul

from acd.dialer.pacing.answers import SECONDS, Chances, chances, level_step
from acd.dialer.pacing.durations import BINS, Releases, bin_of, releases
from acd.dialer.pacing.picture import Pacing, Picture
from acd.dialer.pacing.state import Pace

_SQRT2 = math.sqrt(2)
_DENSITY = 1 / math.sqrt(2 * math.pi)
VARIANCE_MIN = 0.02


@dataclass(slots=True)
class Forecast:
    """By second: moments of the difference without new dials; what one new dial adds; ``free``: agents less waiting."""

    free: int
    mean: list[float]
    variance: list[float]
    third: list[float]
    sum_persons: list[float]  # answers of what is in flight, over the present share, for its uncertainty
    fresh: tuple[float, ...]
    gains: tuple[float, ...]
    relative_variance: float  # of the present share

    def lost(self, second: int, more: int) -> float:
        """The probability that a person who answers in ``second`` finds no agent, with ``more`` dialled now."""
        q = self.fresh[second]
        mean = self.mean[second] + more * q
        answers = self.sum_persons[second] + more * q
        variance = self.variance[second] + more * q * (1 - q) + answers * answers * self.relative_variance
        third = self.third[second] + more * q * (1 - q) * (1 - 2 * q)
        return reaches(self.free, mean, variance, third)

    def risk(self, more: int) -> float:
        """Of one dialled now beside ``more`` others, if a person answers it."""
        return sum(gain * self.lost(second, more) for second, gain in enumerate(self.gains) if gain > 0)

    def expected_lost(self, more: int) -> float:
        """Of what is in flight and ``more`` dialled now."""
        total, before = 0.0, 0.0
        for second, q in enumerate(self.fresh):
            answers = self.sum_persons[second] + more * q
            total += (answers - before) * self.lost(second, more)
            before = answers
        return total


def reaches(number: int, mean: float, variance: float, third: float) -> float:
    """The probability that the sum is ``number`` or more."""
    deviation = math.sqrt(variance) if variance > VARIANCE_MIN else math.sqrt(VARIANCE_MIN)
    z = (number - 0.5 - mean) / deviation
    if z > 6:
        return 0.0
    if z < -6:
        return 1.0
    skew = third / (deviation * deviation * deviation)
    tail = 0.5 * math.erfc(z / _SQRT2) + skew / 6 * (z * z - 1) * _DENSITY * math.exp(-z * z / 2)
    return min(1.0, max(0.0, tail))


def forecast(pacing: Pacing, pace: Pace, picture: Picture) -> Forecast:
    horizon = min(SECONDS, math.ceil(pacing.ring_limit_ms / 1_000) + 2)
    curves = pace.drawn_curves()
    level, variance = pace.level.now()
    table = chances(curves.answers(), level_step(level), horizon)
    ready = releases(curves.talk, curves.wrap_up, horizon + math.ceil(pacing.patience_ms / 1_000))
    attempts = _ages(picture)
    persons = [sum(map(mul, attempts, row)) for row in table.first]
    means, variances, thirds = _moments(table, attempts, persons)
    _less_releases(ready, picture, pacing, (means, variances, thirds))
    free = picture.idle - picture.waiting
    return Forecast(free, means, variances, thirds, persons, table.fresh, table.gains, variance / (level * level))


def _ages(picture: Picture) -> list[int]:
    counts = [0] * SECONDS
    now_ms = picture.now_ms
    for flight in picture.flights:
        age = (now_ms - flight.dialled_ms) // 1_000
        counts[0 if age < 0 else age if age < SECONDS else SECONDS - 1] += 1
    return counts


def _moments(table: Chances, attempts: list[int], persons: list[float]) -> tuple[list[float], list[float], list[float]]:
    squares = [sum(map(mul, attempts, row)) for row in table.second]
    cubes = [sum(map(mul, attempts, row)) for row in table.third]
    return (
        list(persons),
        [m - s for m, s in zip(persons, squares, strict=True)],
        [m - 3 * s + 2 * c for m, s, c in zip(persons, squares, cubes, strict=True)],
    )


def _less_releases(
    ready: Releases, picture: Picture, pacing: Pacing, moments: tuple[list[float], list[float], list[float]]
) -> None:
    """Subtract the agents who get ready, whose patience's worth of time later also counts."""
    counts, forced = _busy(picture)
    later = math.ceil(pacing.patience_ms / 1_000)
    means, variances, thirds = moments
    for second in range(len(means)):
        row = ready.first[second + later]
        m = sum(map(mul, counts, row))
        s = sum(map(mul, counts, ready.second[second + later]))
        c = sum(map(mul, counts, ready.third[second + later]))
        until = picture.now_ms + (second + 1) * 1_000 + pacing.patience_ms
        for place, ends_ms in forced:
            p = 1.0 if ends_ms <= until else row[place]
            m += p
            s += p * p
            c += p * p * p
        means[second] -= m
        variances[second] += m - s
        thirds[second] -= m - 3 * s + 2 * c


def _busy(picture: Picture) -> tuple[list[int], list[tuple[int, int]]]:
    """How many are in each bin, and of those whose wrap-up ends by itself soon the bin and that moment."""
    counts = [0] * (2 * BINS)
    forced: list[tuple[int, int]] = []
    for busy in picture.busy:
        place = bin_of((picture.now_ms - busy.since_ms) / 1_000) + BINS * busy.wrapping_up
        if busy.ends_ms is None:
            counts[place] += 1
        else:
            forced.append((place, busy.ends_ms))
    return counts, forced
