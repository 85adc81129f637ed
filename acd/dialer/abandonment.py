"""The abandonment rate of a campaign, recomputed from what happened to each person who answered.

Nothing here is remembered between calls, and the pacing's own ledgers are not asked: this is the check on them.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from acd.dialer.pacing import Limit

FORMULA = "abandoned / persons who answered"
PERSONS = "persons who answered: results connected, abandoned, and hung up after it was known that a person answered"
ABANDONED = "abandoned: no agent within the limit after the answer (with machine detection: after the greeting)"


@dataclass(frozen=True, slots=True)
class Answer:
    """A person answered at this moment."""

    at_ms: int
    abandoned: bool


@dataclass(frozen=True, slots=True)
class Window:
    """The time of a limit that ends with ``to_ms``. ``judged``: enough persons answered for the limit to count."""

    limit: Limit
    to_ms: int
    answers: int
    abandoned: int

    @property
    def rate(self) -> float | None:
        return round(self.abandoned / self.answers, 6) if self.answers else None

    @property
    def judged(self) -> bool:
        return self.answers >= max(1, self.limit.least_answers)

    @property
    def kept(self) -> bool:
        """Whether the limit was not exceeded, as far as it counts."""
        return not self.judged or self.abandoned <= self.limit.share * self.answers


def window_now(answers: Sequence[Answer], limit: Limit, now_ms: int) -> Window:
    """``answers`` in the order of time."""
    from_ms = now_ms - limit.length_ms if limit.length_ms is not None else None
    inside = [answer for answer in answers if answer.at_ms <= now_ms and (from_ms is None or answer.at_ms > from_ms)]
    return Window(limit, now_ms, len(inside), sum(answer.abandoned for answer in inside))


def worst_window(answers: Sequence[Answer], limit: Limit) -> Window | None:
    """Of all windows that end with an answer, the one with the highest rate that counts; None: no window does."""
    worst: Window | None = None
    inside: deque[Answer] = deque()
    abandoned = 0
    for answer in answers:
        inside.append(answer)
        abandoned += answer.abandoned
        while limit.length_ms is not None and inside[0].at_ms <= answer.at_ms - limit.length_ms:
            abandoned -= inside.popleft().abandoned
        window = Window(limit, answer.at_ms, len(inside), abandoned)
        if window.judged and (worst is None or (window.rate or 0) > (worst.rate or 0)):
            worst = window
    return worst
