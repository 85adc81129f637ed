"""What is measured of campaigns in one run, from the facts of attempts: dials, persons, who got an agent in time.

An attempt belongs to the piece of the run in which it was dialled, a person to that in which he answered.
"""

from dataclasses import dataclass, field

from acd.model.facts import AttemptFact
from acd.model.leads import AttemptResult
from acd.sim.dialing.measure import worst_window

PERSONS = (AttemptResult.CONNECTED, AttemptResult.ABANDONED, AttemptResult.HUNG_UP)
MS_PER_HOUR = 3_600_000


@dataclass(slots=True)
class Dials:
    """Counts of one campaign in one piece."""

    dials: int = 0
    machines: int = 0
    persons: int = 0  # who answered, and had to be given to an agent
    connected: int = 0
    abandoned: int = 0
    waits_ms: list[int] = field(default_factory=list)  # of the connected, from the answer to the agent
    served: list[tuple[int, bool]] = field(default_factory=list)  # when a person answered, and whether not abandoned

    def merge(self, other: "Dials") -> None:
        for name in ("dials", "machines", "persons", "connected", "abandoned", "waits_ms", "served"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def dialled(self, attempt: AttemptFact) -> None:
        self.dials += 1
        self.machines += attempt.result is AttemptResult.MACHINE

    def answered(self, attempt: AttemptFact, at_ms: int) -> None:
        abandoned = attempt.result is AttemptResult.ABANDONED
        self.persons += 1
        self.abandoned += abandoned
        self.served.append((at_ms, not abandoned))
        if attempt.result is AttemptResult.CONNECTED:
            self.connected += 1
            self.waits_ms.append(attempt.wait_ms or 0)

    def figures(self, busy_ms: int, available_ms: int) -> dict[str, float]:
        """With the time of the agents who serve the campaign's queue. What has no denominator is left out."""
        found = {"dials": float(self.dials), "connects": float(self.connected)}
        if self.dials:
            found["answered"] = self.persons / self.dials
            found["machines"] = self.machines / self.dials
        if self.persons:
            found["abandonment"] = self.abandoned / self.persons
            found["worst_24h"] = worst_window(sorted(self.served))
        if self.connected:
            found["dials_per_connect"] = self.dials / self.connected
            found["wait_p95_s"] = sorted(self.waits_ms)[int(0.95 * self.connected)] / 1000
        if available_ms:
            found["occupancy"] = busy_ms / available_ms
            found["connects_per_agent_hour"] = self.connected / (available_ms / MS_PER_HOUR)
        return found
