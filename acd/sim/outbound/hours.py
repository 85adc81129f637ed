"""The probability that a person answers, hour by hour."""

from dataclasses import dataclass

from acd.sim.dialing.callees import HOUR_MS, Share


@dataclass(frozen=True, slots=True)
class Hourly(Share):
    """``hours``: for each hour since the beginning; the last one stays."""

    hours: tuple[float, ...] = (0.25,)

    def at(self, ms: int) -> float:
        return self.hours[min(max(ms, 0) // HOUR_MS, len(self.hours) - 1)]
