"""Which share of attempts is answered by persons at present, and how sure that is.

The share changes through the day, and sometimes at once. Some memories of different length are kept side by side; each
is believed as far as it has predicted the last attempts better than the others (a Bayesian mixture whose weights
forget). So a steady share is known exactly and a change is followed within the shortest memory's time, without a
threshold.
"""

import math
from dataclasses import dataclass, field

MEMORIES_MS = (120_000.0, 300_000.0, 900_000.0, 3_600_000.0)
PRIOR_ATTEMPTS = 10.0
PRIOR_LEVEL = 0.2
OPENNESS = 0.985  # power of the weights at each attempt: what was predicted well long ago counts for less
LEAST_WEIGHT = 0.02


@dataclass(slots=True)
class Level:
    """Attempts and persons of each memory, and how far each memory is believed (sums to 1)."""

    attempts: list[float] = field(default_factory=lambda: [PRIOR_ATTEMPTS] * len(MEMORIES_MS))
    persons: list[float] = field(default_factory=lambda: [PRIOR_ATTEMPTS * PRIOR_LEVEL] * len(MEMORIES_MS))
    belief: list[float] = field(default_factory=lambda: [1 / len(MEMORIES_MS)] * len(MEMORIES_MS))
    at_ms: int = 0

    def ended(self, person: bool, now_ms: int, known: float = 1.0) -> None:
        """``known``: the part of an attempt of which it is known that no person answered in it."""
        passed = max(0, now_ms - self.at_ms) if self.at_ms else 0
        self.at_ms = max(self.at_ms, now_ms)
        slow = self.persons[-1] / self.attempts[-1]
        weights = []
        for place, memory_ms in enumerate(MEMORIES_MS):
            share = self.persons[place] / self.attempts[place]
            weights.append(self.belief[place] ** OPENNESS * (share if person else 1 - share * known))
            keep = math.exp(-passed / memory_ms)
            # Where little is remembered, the longest memory fills in.
            lost = max(0.0, PRIOR_ATTEMPTS - self.attempts[place] * keep)
            self.attempts[place] = self.attempts[place] * keep + lost + known
            self.persons[place] = self.persons[place] * keep + lost * slow + person
        total = sum(weights)
        self.belief = [max(weight / total, LEAST_WEIGHT) for weight in weights]

    def now(self) -> tuple[float, float]:
        """The share, and its variance."""
        shares = [a / b for a, b in zip(self.persons, self.attempts, strict=True)]
        total = sum(self.belief)
        mean = sum(share * belief for share, belief in zip(shares, self.belief, strict=True)) / total
        spread = sum(
            belief * ((share - mean) ** 2 + share * (1 - share) / attempts)
            for share, belief, attempts in zip(shares, self.belief, self.attempts, strict=True)
        )
        return mean, spread / total
