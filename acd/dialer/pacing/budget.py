"""The abandonment limits as budgets: how many persons may still be abandoned in each window that is open.

For each limit the ledger keeps answers and abandoned in slices of its window. A slice that the window has half left
counts with its abandoned and without its answers: so what is computed is never better than the truth. *Headroom* is
what may be abandoned, less what was; while fewer have answered than the limit asks for before it judges, what would be
allowed at that number. A full window forgets its oldest slices as time goes on, perhaps its best ones; so the headroom
is the least of what it is now and of what it will be over the next while if nobody else answers.
"""

import math
from dataclasses import dataclass, field

from acd.dialer.pacing.picture import DAY_MS, Limit

SLICES = 288
AHEAD_SLICES = 6
SURE = 1e-4  # the accepted probability that more are abandoned than a dial reckons with


@dataclass(slots=True)
class Slice:
    number: int
    answers: int = 0
    abandoned: int = 0


@dataclass(slots=True)
class Ledger:
    """Of one limit: slices in the order of time, without empty ones."""

    slices: list[Slice] = field(default_factory=list)


@dataclass(slots=True)
class Budget:
    """The ledgers by the limits' names."""

    ledgers: dict[str, Ledger] = field(default_factory=dict)

    def answered(self, limits: tuple[Limit, ...], abandoned: bool, now_ms: int) -> None:
        for limit in limits:
            ledger = self.ledgers.setdefault(limit.name, Ledger())
            number = now_ms // slice_ms(limit) if limit.length_ms else 0
            while ledger.slices and limit.length_ms is not None and ledger.slices[0].number < number - SLICES:
                ledger.slices.pop(0)
            if not ledger.slices or ledger.slices[-1].number != number:
                ledger.slices.append(Slice(number))
            ledger.slices[-1].answers += 1
            ledger.slices[-1].abandoned += abandoned

    def headroom(self, limits: tuple[Limit, ...], now_ms: int) -> float:
        """Of the strictest limit; without limits there is no end of it."""
        return min((self._of(limit, now_ms) for limit in limits), default=math.inf)

    def _of(self, limit: Limit, now_ms: int) -> float:
        ledger = self.ledgers.get(limit.name, Ledger())
        if limit.length_ms is None:
            first = last = -1  # nothing is forgotten
        else:
            first = now_ms // slice_ms(limit) - SLICES
            last = first + AHEAD_SLICES
        answers = sum(kept.answers for kept in ledger.slices if kept.number > first)
        abandoned = sum(kept.abandoned for kept in ledger.slices if kept.number >= first)
        least = _room(limit, answers, abandoned)
        for kept in ledger.slices:  # the oldest leave
            if kept.number > last:
                break
            if kept.number >= first:
                abandoned -= kept.abandoned
                answers -= kept.answers if kept.number > first else 0
                least = min(least, _room(limit, answers, abandoned))
        return least


def _room(limit: Limit, answers: int, abandoned: int) -> float:
    return limit.share * max(answers, limit.least_answers) - abandoned


def slice_ms(limit: Limit) -> int:
    """Without a window's length there is only one slice."""
    return (limit.length_ms or DAY_MS) // SLICES


def could_be_lost(expected: float, most: int) -> int:
    """So many at most will be abandoned, but for a chance of ``SURE``: of ``most`` who may answer without an agent."""
    if expected <= 0 or most <= 0:
        return 0
    if expected > 50:
        return min(most, math.ceil(expected + 4 * math.sqrt(expected)))
    term = math.exp(-expected)
    left, count = 1 - term, 0
    while left > SURE and count < most:
        count += 1
        term *= expected / count
        left -= term
    return count
