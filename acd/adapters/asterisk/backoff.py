"""How long to wait before connecting again.

Two kinds of failure. *Unreachable*: nobody answers, or the connection broke; trying costs nothing, and a link must be
back soon after Asterisk is, so the wait stays short. *Refused*: wrong secret or missing privileges; Asterisk logs every
try, a firewall may ban the host, and only a person can help, so it grows to a minute: at most two tries a minute from
the fifth refusal on. Both are spread by chance, lest all daemons come back in the same instant.
"""

import random
from collections.abc import Callable
from typing import Final

UNREACHABLE_MAX_S: Final = 4.0
REFUSED_MAX_S: Final = 60.0
REFUSALS_BEFORE_SLOW: Final = 5


class Backoff:
    def __init__(self, chance: Callable[[], float] = random.random) -> None:
        """``chance`` gives a number from 0 up to, not including, 1."""
        self._chance = chance
        self._failures = 0
        self._refusals = 0

    def succeeded(self) -> None:
        """A login was accepted and the link has been of use: the next failure is a first one."""
        self._failures = 0
        self._refusals = 0

    def unreachable_s(self) -> float:
        self._failures += 1
        return self._spread(min(UNREACHABLE_MAX_S, 2.0 ** min(self._failures, 10)))

    def refused_s(self) -> float:
        self._refusals += 1
        slow = self._refusals >= REFUSALS_BEFORE_SLOW
        return self._spread(REFUSED_MAX_S if slow else 2.0**self._refusals)

    def _spread(self, seconds: float) -> float:
        """From half of ``seconds`` to all of it; the first wait, of 2 s, is thus 1 s at least."""
        return seconds * (0.5 + 0.5 * self._chance())
