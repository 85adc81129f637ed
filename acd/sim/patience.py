"""Patience from a recorded day: who was answered tells only that it was longer (Kaplan and Meier).

After the longest wait at which somebody gave up, the rest is taken as exponential with the rate over all waiting.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """``steps_ms``: waits at which somebody gave up, ascending; ``left``: the share that has not yet after each."""

    steps_ms: tuple[int, ...]
    left: tuple[float, ...]
    per_ms: float  # how many give up in a millisecond of waiting

    def beyond(self, waited_ms: int, u: float) -> int | None:
        """The whole patience of a caller who has waited so long, for a uniform ``u``; None: endless."""
        if not self.steps_ms:
            return None
        place = bisect_right(self.steps_ms, waited_ms)
        share = u * (self.left[place - 1] if place else 1.0)
        at = bisect_left(self.left, -share, key=lambda left: -left)
        if at < len(self.steps_ms):
            return self.steps_ms[at]
        rest = max(self.left[-1], 1e-12)
        last_ms = max(self.steps_ms[-1], waited_ms)
        return last_ms + round(math.log(max(rest / share, 1.0)) / self.per_ms)


def patience(waits: Iterable[tuple[int, bool]]) -> Patience:
    """From waits and whether they ended by giving up."""
    ordered = sorted(waits)
    steps: dict[int, float] = {}
    left, at_risk, gave_up, total_ms = 1.0, len(ordered), 0, 0
    for wait_ms, gives_up in ordered:
        if gives_up:
            left *= 1 - 1 / at_risk
            steps[wait_ms] = left
            gave_up += 1
        at_risk -= 1
        total_ms += wait_ms
    return Patience(tuple(steps), tuple(steps.values()), gave_up / total_ms if total_ms else 0.0)
