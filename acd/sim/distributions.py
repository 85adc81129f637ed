"""How long things last: distributions by their inverse, so that a uniform number tells a time. All in seconds."""

import math
from dataclasses import dataclass
from statistics import NormalDist

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Fixed:
    """Always the same."""

    mean_s: float

    def at(self, u: float) -> float:
        return self.mean_s


@dataclass(frozen=True, slots=True)
class Exponential:
    mean_s: float

    def at(self, u: float) -> float:
        return -self.mean_s * math.log1p(-u)


@dataclass(frozen=True, slots=True)
class LogNormal:
    """``cv``: standard deviation / mean. Conversations are like this."""

    mean_s: float
    cv: float

    def at(self, u: float) -> float:
        variance = math.log1p(self.cv * self.cv)
        return self.mean_s * math.exp(math.sqrt(variance) * _NORMAL.inv_cdf(u) - variance / 2)


@dataclass(frozen=True, slots=True)
class Empirical:
    """Any of the ``values`` (ascending), each as likely as the others."""

    values: tuple[float, ...]

    @property
    def mean_s(self) -> float:
        return math.fsum(self.values) / len(self.values)

    def at(self, u: float) -> float:
        return self.values[int(u * len(self.values))]


Duration = Fixed | Exponential | LogNormal | Empirical
