"""What the next seconds will bring: persons who answer and agents who get ready, as moments of their difference.

For some moments t from now the number of answers until t less the number of agents ready until t + patience is a sum of
many independent ones (each attempt answers or not, each agent gets ready or not), so its mean and variance are sums,
too; its third moment is taken as if the answers were alike, and the agents. The probability that it reaches a number
comes from these by Edgeworth's series, at the half between two numbers.
"""

import math
from dataclasses import dataclass
from itertools import compress
from operator import mul

from acd.dialer.pacing.answers import SECONDS, STEP_S, Chances, chances, level_step
from acd.dialer.pacing.budget import IN_FLIGHT_MS
from acd.dialer.pacing.durations import BINS, bin_of, releases
from acd.dialer.pacing.picture import Pacing, Picture
from acd.dialer.pacing.state import Pace

_SQRT2 = math.sqrt(2)
_DENSITY = 1 / math.sqrt(2 * math.pi)
VARIANCE_MIN = 0.02
LATER_HALF = 4.0  # persons in flight at which those who will be dialled later count by half


@dataclass(slots=True)
class Forecast:
    """By moment, without new dials; what one new dial adds. ``free``: agents less persons who wait."""

    free: int
    mean: list[float]
    variance: list[float]
    third: list[float]
    persons: list[float]  # answers of what is in flight
    chances: Chances
    level: float  # the present share answered by persons
    relative_variance: float  # of that share

    def lost(self, moment: int, more: int) -> float:
        """The probability that a person who answers then finds no agent, with ``more`` dialled now."""
        q = self.chances.fresh[moment]
        answers = self.persons[moment] + more * q
        variance = self.variance[moment] + more * q * (1 - q) + answers * answers * self.relative_variance
        third = self.third[moment] + more * q * (1 - q) * (1 - 2 * q)
        return reaches(self.free, self.mean[moment] + more * q, variance, third)

    def risk(self, more: int) -> float:
        """Of one dialled now beside ``more`` others, if a person answers it."""
        return sum([gain * self.lost(moment, more) for moment, gain in enumerate(self.chances.gains) if gain > 0])

    def risk_of_aged(self, age: int) -> float:
        """Of one in flight that was dialled so many seconds ago, if a person answers it."""
        total, weights, before = 0.0, 0.0, 0.0
        for moment, row in enumerate(self.chances.first):
            weight = row[age] - before
            if weight > 0:
                total += weight * self.lost(moment, 0)
                weights += weight
                before = row[age]
        return total / weights if weights else 0.0

    def loses_more_than(self, headroom: float, more: int) -> float:
        """The probability that more than ``headroom`` persons find no agent, with ``more`` dialled now.

        Losses come in bursts: whoever finds no agent is one too many for all, and so is the next. So many are lost as
        answers exceed agents by at the worst moment; the probability is that of the worst moment alone.
        """
        number, worst = self.free + math.floor(headroom) + 1, 0.0
        for moment, q in enumerate(self.chances.fresh):
            answers = self.persons[moment] + more * q
            variance = self.variance[moment] + more * q * (1 - q) + answers * answers * self.relative_variance
            third = self.third[moment] + more * q * (1 - q) * (1 - 2 * q)
            worst = max(worst, reaches(number, self.mean[moment] + more * q, variance, third))
        return worst

    def expected_lost(self, more: int) -> float:
        """Of what is in flight and ``more`` dialled now."""
        total, before = 0.0, 0.0
        for moment, q in enumerate(self.chances.fresh):
            answers = self.persons[moment] + more * q
            total += (answers - before) * self.lost(moment, more)
            before = answers
        return total


def reaches(number: int, mean: float, variance: float, third: float) -> float:
    """The probability that the sum is ``number`` or more."""
    if variance < VARIANCE_MIN:
        variance = VARIANCE_MIN
    deviation = math.sqrt(variance)
    z = (number - 0.5 - mean) / deviation
    if z > 6:
        return 0.0
    if z < -6:
        return 1.0
    skew = third / (variance * deviation)
    tail = 0.5 * math.erfc(z / _SQRT2) + skew / 6 * (z * z - 1) * _DENSITY * math.exp(-z * z / 2)
    return 0.0 if tail < 0 else 1.0 if tail > 1 else tail


def forecast(pacing: Pacing, pace: Pace, picture: Picture) -> Forecast:
    ages = min(SECONDS, math.ceil(pacing.ring_limit_ms / 1_000) + 2)
    moments = (ages + 1) // STEP_S
    curves = pace.drawn_curves()
    level, level_variance = pace.level.now()
    table = chances(curves.answers(), level_step(level), moments, ages)
    attempts = _ages(picture, ages)
    persons = [sum(map(mul, attempts, row)) for row in table.first]
    squares = [sum(map(mul, attempts, row)) for row in table.second]
    mean, variance, third = [], [], []
    later = _later(table, pace)
    for m, s, (ready, ready_squares), new in zip(
        persons, squares, _ready(pacing, pace, picture, moments), later, strict=True
    ):
        mean.append(m - ready + new)
        variance.append(m - s + ready - ready_squares + new)
        third.append(_third(m, s) - _third(ready, ready_squares) + new)
    free = picture.idle - picture.waiting
    relative = level_variance / (level * level)
    return Forecast(free, mean, variance, third, persons, table, level, relative)


def _later(table: Chances, pace: Pace) -> list[float]:
    """By moment: persons who answer what will be dialled after now, if as many answer as lately.

    With few agents they hardly count: then what is dialled later hangs on what becomes of what is dialled now.
    """
    rate = STEP_S * 1_000 / pace.budget.gap_ms
    in_flight = (IN_FLIGHT_MS / pace.budget.gap_ms) ** 2
    rate *= in_flight / (in_flight + LATER_HALF * LATER_HALF)
    total, result = 0.0, []
    for share in table.fresh:
        result.append(rate * (total + share / 2) / table.fresh[-1])
        total += share
    return result


def _third(mean: float, squares: float) -> float:
    """The third moment of a sum of alike ones with that mean and that sum of squared probabilities."""
    return mean - 3 * squares + 2 * squares * squares / mean if mean > 0 else 0.0


def _ages(picture: Picture, ages: int) -> list[int]:
    counts = [0] * ages
    now_ms, oldest = picture.now_ms, ages - 1
    for flight in picture.flights:
        age = (now_ms - flight.dialled_ms) // 1_000
        counts[0 if age < 0 else age if age < oldest else oldest] += 1
    return counts


def _ready(pacing: Pacing, pace: Pace, picture: Picture, moments: int) -> list[tuple[float, float]]:
    """By moment: agents who are ready until a patience's time later, and the sum of the squared probabilities."""
    curves = pace.drawn_curves()
    later = round(pacing.patience_ms / 1_000)
    seconds = tuple([STEP_S * moment + 1 + later for moment in range(moments)])
    table = releases(curves.talk, curves.wrap_up, seconds)
    counts, forced = _busy(picture)
    some = list(filter(None, counts))
    result = []
    for first, second, ahead in zip(table.first, table.second, seconds, strict=True):
        m = sum(map(mul, some, compress(first, counts)))
        s = sum(map(mul, some, compress(second, counts)))
        until_ms = picture.now_ms + ahead * 1_000
        for place, ends_ms in forced:
            p = 1.0 if ends_ms <= until_ms else first[place]
            m += p
            s += p * p
        result.append((m, s))
    return result


def _busy(picture: Picture) -> tuple[list[int], list[tuple[int, int]]]:
    """How many are in each bin, and of those whose wrap-up ends by itself the bin and that moment."""
    counts = [0] * (2 * BINS)
    forced: list[tuple[int, int]] = []
    for busy in picture.busy:
        place = bin_of((picture.now_ms - busy.since_ms) / 1_000) + BINS * busy.wrapping_up
        if busy.ends_ms is None:
            counts[place] += 1
        else:
            forced.append((place, busy.ends_ms))
    return counts, forced
