"""How sure a simulated figure is: mean and 95 % confidence interval over replications or batches."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_T_975 = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
    2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip


def t_quantile(freedom: int) -> float:
    """Student's t, 97.5 %, with so many degrees of freedom."""
    if freedom <= len(_T_975):
        return _T_975[freedom - 1]
    return 1.959964 + 2.3723 / freedom + 2.82 / freedom**2


@dataclass(frozen=True, slots=True)
class Estimate:
    """The true mean lies within ``mean`` +- ``half`` in 95 of 100 cases; ``half`` None: one sample tells no spread."""

    mean: float
    half: float | None

    def holds(self, value: float) -> bool:
        return self.half is not None and abs(value - self.mean) <= self.half


def estimate(samples: Sequence[float]) -> Estimate:
    mean = math.fsum(samples) / len(samples)
    if len(samples) < 2:
        return Estimate(mean, None)
    variance = math.fsum((sample - mean) ** 2 for sample in samples) / (len(samples) - 1)
    return Estimate(mean, t_quantile(len(samples) - 1) * math.sqrt(variance / len(samples)))


def estimates(figures: Iterable[dict[str, float]]) -> dict[str, Estimate]:
    """Of each figure over the samples that have it."""
    samples: dict[str, list[float]] = {}
    for each in figures:
        for name, value in each.items():
            samples.setdefault(name, []).append(value)
    return {name: estimate(values) for name, values in samples.items()}
