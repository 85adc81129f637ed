"""The abandonment limits as budgets: how many persons may still be abandoned in each window that is open.

For each limit the ledger keeps answers and abandoned in slices of its window. A slice that the window has half left
counts with its abandoned and without its answers: so what is computed is never better than the truth. *Headroom* is
what may be abandoned, less what was; while fewer have answered than the limit asks for before it judges, what would be
allowed at that number. A full window forgets its oldest slices as time goes on, perhaps its best ones; so the headroom
is the least of what it is now and of what it will be over the next while if fewer answer than now.
"""

import math
from dataclasses import dataclass, field

from acd.dialer.pacing.picture import DAY_MS, Limit

SLICES = 1_440  # of a window
AHEAD_SLICES = 30
KEPT_BACK, KEPT_FOR_EACH = 6.0, 0.3  # persons; for each who answers within IN_FLIGHT_MS
IN_FLIGHT_MS = 20_000
REMEMBERED = 200
GAP_FIRST_MS = 60_000.0
GAP_LEARNING = 0.02
PAUSE_MS = 1_800_000
COUNTED_ON = 0.6  # of the answers that come until the close at the present pace: the last of the day are paced slower
SURE = 1e-4  # the accepted probability that more are abandoned than a dial reckons with


@dataclass(slots=True)
class Slice:
    number: int
    answers: int = 0
    abandoned: int = 0


@dataclass(slots=True)
class Ledger:
    """Of one limit: slices in the order of time, without empty ones, and their sums."""

    answers: int = 0
    abandoned: int = 0
    slices: list[Slice] = field(default_factory=list)


@dataclass(slots=True)
class Budget:
    """The ledgers by the limits' names."""

    ledgers: dict[str, Ledger] = field(default_factory=dict)
    answers: int = 0
    abandoned_at: list[int] = field(default_factory=list)  # ``answers`` at each of the last ones who were abandoned
    gap_ms: float = GAP_FIRST_MS  # between answers, lately
    last_ms: int = 0

    def answered(self, limits: tuple[Limit, ...], abandoned: bool, now_ms: int) -> None:
        self.answers += 1
        if abandoned:
            self.abandoned_at = [*self.abandoned_at[-REMEMBERED + 1 :], self.answers]
        gap_ms = now_ms - self.last_ms
        if 0 <= gap_ms < PAUSE_MS:
            self.gap_ms += (gap_ms - self.gap_ms) * GAP_LEARNING
        self.last_ms = now_ms
        for limit in limits:
            ledger = self.ledgers.setdefault(limit.name, Ledger())
            number = now_ms // slice_ms(limit) if limit.length_ms else 0
            while ledger.slices and limit.length_ms is not None and ledger.slices[0].number < number - SLICES:
                gone = ledger.slices.pop(0)
                ledger.answers -= gone.answers
                ledger.abandoned -= gone.abandoned
            if not ledger.slices or ledger.slices[-1].number != number:
                ledger.slices.append(Slice(number))
            ledger.answers += 1
            ledger.abandoned += abandoned
            ledger.slices[-1].answers += 1
            ledger.slices[-1].abandoned += abandoned

    def headroom(self, limits: tuple[Limit, ...], now_ms: int) -> float:
        """Of the strictest limit; without limits there is no end of it."""
        return min((self._of(limit, now_ms) for limit in limits), default=math.inf)

    def headroom_at_close(self, limits: tuple[Limit, ...], closes_ms: int, now_ms: int) -> float:
        """The least, at the end of the day, over the windows that will hold its last part only.

        Each begins with one of the abandoned. Whoever answers until the close helps; not all who are hoped for count.
        """
        strictest = min(limits, key=lambda limit: (limit.share, limit.least_answers), default=None)
        if strictest is None:
            return math.inf
        coming = max(0.0, closes_ms - now_ms) / self.gap_ms * COUNTED_ON
        share, least = strictest.share, strictest.least_answers
        since = self.answers + 1 + coming
        count = len(self.abandoned_at)
        rooms = [share * max(since - at, least) - (count - place) for place, at in enumerate(self.abandoned_at)]
        return min(rooms, default=share * max(since, least))

    def kept_back(self) -> float:
        """How much of the headroom is to be left on average: what is in flight may go wrong."""
        return KEPT_BACK + KEPT_FOR_EACH * IN_FLIGHT_MS / self.gap_ms

    def _of(self, limit: Limit, now_ms: int) -> float:
        ledger = self.ledgers.get(limit.name)
        if ledger is None:
            return _room(limit, 0, 0)
        if limit.length_ms is None:
            return _room(limit, ledger.answers, ledger.abandoned)
        first = now_ms // slice_ms(limit) - SLICES
        answers, abandoned, slices = ledger.answers, ledger.abandoned, iter(ledger.slices)
        least, coming = math.inf, slice_ms(limit) / self.gap_ms * COUNTED_ON
        for kept in slices:
            if kept.number > first and least == math.inf:
                least = _room(limit, answers, abandoned)
            if kept.number > first + AHEAD_SLICES:
                break
            answers -= kept.answers
            if kept.number == first:  # half of it may be left
                least = _room(limit, answers, abandoned)
            abandoned -= kept.abandoned
            if kept.number > first:
                least = min(least, _room(limit, answers + coming * (kept.number - first), abandoned))
        return least if least < math.inf else _room(limit, 0, 0)


def _room(limit: Limit, answers: float, abandoned: int) -> float:
    return limit.share * max(answers, limit.least_answers) - abandoned


def slice_ms(limit: Limit) -> int:
    """Without a window's length there is only one slice."""
    return (limit.length_ms or DAY_MS) // SLICES
