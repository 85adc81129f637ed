"""Figures: percentiles, CPU of processes, what machine it was."""

import math
import os
import platform
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def percentile(samples: Sequence[float], share: float) -> float:
    """The nearest-rank percentile; NaN without samples."""
    if not samples:
        return math.nan
    ordered = sorted(samples)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def spread(samples: Sequence[float]) -> dict[str, float]:
    """Median, tails and count, in the samples' unit, for JSON."""
    if not samples:
        return {"samples": 0}
    names = {"p50_ms": 0.5, "p90_ms": 0.9, "p99_ms": 0.99, "max_ms": 1.0}
    return {name: round(percentile(samples, share), 2) for name, share in names.items()} | {"samples": len(samples)}


def cpu_s(pid: int) -> float:
    """Seconds of CPU that the process has used so far, in user and in system mode, all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_S


@dataclass(frozen=True, slots=True)
class Busy:
    """How much CPU the whole machine used between two moments, as a share of all its cores."""

    idle: int
    total: int

    @classmethod
    def now(cls) -> "Busy":
        fields = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
        return cls(idle=fields[3] + fields[4], total=sum(fields))

    def since(self, before: "Busy") -> float:
        total = self.total - before.total
        return round(1 - (self.idle - before.idle) / total, 3) if total else 0.0


def machine() -> dict[str, Any]:
    """Where and when: without it a figure means nothing."""
    return {
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "cores": os.cpu_count(),
        "cpu": _cpu_model(),
        "kernel": platform.release(),
        "python": platform.python_version(),
    }


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
