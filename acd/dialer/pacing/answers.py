"""When attempts are answered: by a person or otherwise, by the second since the dial, learnt from the campaign's own.

Kept are, for each second of an attempt's life, how many reached it, how many were answered by a person in it and how
many ended otherwise (competing risks; an attempt that the dialer gave up only counts as having reached its seconds).
Older attempts count less and less. From these comes the curve, which changes slowly; how many are answered by persons
at present, which changes quickly, is ``acd.dialer.pacing.level``.
"""

import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from acd.dialer.pacing.picture import Outcome

SECONDS = 60
FADING = 1 / 3_000  # of older attempts for each new one
PRIOR_ATTEMPTS = 30.0
PRIOR_LEVEL = 0.2
PRIOR_MEAN_S, PRIOR_SPREAD_S = 12.0, 7.0
PRIOR_ENDS = 0.02  # of attempts, in each second: busy, failed, machines


def _prior_persons() -> list[float]:
    weights = [
        math.exp(-(((second + 0.5 - PRIOR_MEAN_S) / PRIOR_SPREAD_S) ** 2) / 2) if second >= 2 else 0.02
        for second in range(SECONDS)
    ]
    total = sum(weights)
    return [PRIOR_LEVEL * weight / total for weight in weights]


def _prior() -> tuple[list[float], list[float], list[float]]:
    reached, persons, others = [], [], []
    left = 1.0
    for person in _prior_persons():
        other = left * PRIOR_ENDS
        reached.append(left * PRIOR_ATTEMPTS)
        persons.append(min(person, left) * PRIOR_ATTEMPTS)
        others.append(other * PRIOR_ATTEMPTS)
        left = max(left - person - other, 1e-6)
    return reached, persons, others


class Curve(NamedTuple):
    """Of all attempts, the share answered by persons, and ended otherwise, by the end of each second."""

    persons: tuple[float, ...]
    others: tuple[float, ...]

    @property
    def level(self) -> float:
        return self.persons[-1]

    def share_by(self, age_ms: int) -> float:
        """Of those that persons answer, the share that they have answered by that age."""
        return self.persons[min(max(age_ms, 0) // 1_000, SECONDS - 1)] / max(self.level, 1e-9)


@dataclass(slots=True)
class Answers:
    """Counts by second since the dial, see above."""

    reached: list[float] = field(default_factory=lambda: _prior()[0])
    persons: list[float] = field(default_factory=lambda: _prior()[1])
    others: list[float] = field(default_factory=lambda: _prior()[2])
    seen: int = 0

    def ended(self, age_ms: int, outcome: Outcome) -> None:
        last = min(max(age_ms, 0) // 1_000, SECONDS - 1)
        keep = 1 - FADING
        self.seen += 1
        for second in range(last + 1):
            self.reached[second] = self.reached[second] * keep + 1
            self.persons[second] *= keep
            self.others[second] *= keep
        if outcome is Outcome.PERSON:
            self.persons[last] += 1
        elif outcome is Outcome.OTHER:
            self.others[last] += 1
        else:
            self.reached[last] -= 0.5  # it did not live through this second

    def curve(self) -> Curve:
        left, person, other = 1.0, 0.0, 0.0
        persons, others = [], []
        for reached, answered, ended in zip(self.reached, self.persons, self.others, strict=True):
            person += left * answered / reached
            other += left * ended / reached
            left = max(0.0, 1 - person - other)
            persons.append(person)
            others.append(other)
        return Curve(tuple(persons), tuple(others))


class Chances(NamedTuple):
    """For attempts of an age (in whole seconds): the probability of a person's answer by a moment of the forecast.

    ``first[moment][age]``, with squares for the variance of sums over attempts; ``fresh``: of one dialled now.
    """

    first: tuple[tuple[float, ...], ...]
    second: tuple[tuple[float, ...], ...]
    fresh: tuple[float, ...]
    gains: tuple[float, ...]  # when a fresh one is answered, if at all: by moment, sums to 1


STEP_S = 2  # between the moments of a forecast; they are 1, 3, 5, ... seconds from now
LEVEL_STEP = 1.02


@lru_cache(maxsize=64)
def chances(curve: Curve, level_step: int, moments: int, ages: int) -> Chances:
    """``level_step``: the present share answered by persons, as a power of ``LEVEL_STEP``; of the first ``ages``."""
    level = LEVEL_STEP**level_step
    scale = level / curve.level if curve.level > 0 else 1.0
    rest = (1 - level) / max(1e-9, 1 - curve.level)
    persons = (0.0, *(share * scale for share in curve.persons), *([level] * (STEP_S * moments + 1)))
    left = (1.0, *(max(1e-3, 1 - a * scale - b * rest) for a, b in zip(*curve, strict=True)))
    middle = [(persons[age] + persons[age + 1]) / 2 for age in range(len(persons) - 1)]
    alive = [(left[age] + left[age + 1]) / 2 for age in range(ages)]
    times = [STEP_S * moment + 1 for moment in range(moments)]
    first = [
        tuple([min(1.0, max(0.0, (middle[age + ahead] - middle[age]) / alive[age])) for age in range(ages)])
        for ahead in times
    ]
    gains = [persons[ahead + 1] - persons[ahead - 1] for ahead in times]
    total = sum(gains) or 1.0
    return Chances(
        tuple(first),
        tuple([tuple([q * q for q in row]) for row in first]),
        tuple([min(1.0, persons[ahead]) for ahead in times]),
        tuple([gain / total for gain in gains]),
    )


def level_step(level: float) -> int:
    return round(math.log(min(max(level, 1e-4), 0.98)) / math.log(LEVEL_STEP))
