"""What is asked of a campaign's records, and the figures that answer it. Nothing else divides these counts.

As in ``acd.model.report``: whole numbers, seconds as ``..._s``, ratios between 0 and 1, None without a denominator.
"""

from dataclasses import dataclass, field

from acd.model.leads import AttemptResult
from acd.model.report import Figures, mean_s, ratio

FORMULAS = {
    "abandonment_rate": "abandoned / persons who answered",
    "persons": "attempts that a person answered: connected, abandoned, and hung up before either",
    "abandoned": "persons who had no agent within the limit after the answer (with machine detection: after the "
    "greeting), those connected later among them",
    "connect_rate": "connected / dialled",
    "wait_s": "time from the answer to the agent of the connected / connected",
}


@dataclass(frozen=True, slots=True)
class CampaignScope:
    """Attempts that began in this time. ``campaign`` None: all of them. ``limit_ms``: until when an agent must come."""

    from_ms: int
    to_ms: int
    campaign: str | None = None
    limit_ms: int = 2_000


@dataclass(slots=True)
class AttemptCounts:
    """Of attempts that are over, but for ``open``."""

    open: int = 0
    results: dict[AttemptResult, int] = field(default_factory=dict)
    persons: int = 0
    abandoned: int = 0
    connected_wait_ms: int = 0
    connected_wait_max_ms: int = 0

    @property
    def dialled(self) -> int:
        return self.open + sum(self.results.values())

    @property
    def connected(self) -> int:
        return self.results.get(AttemptResult.CONNECTED, 0)

    def figures(self) -> Figures:
        return {
            "dialled": self.dialled,
            "open": self.open,
            "persons": self.persons,
            "connected": self.connected,
            "abandoned": self.abandoned,
            "abandonment_rate": ratio(self.abandoned, self.persons),
            "connect_rate": ratio(self.connected, self.dialled),
            "wait_s": mean_s(self.connected_wait_ms, self.connected),
            "wait_max_s": self.connected_wait_max_ms / 1000,
            "results": {result.value: self.results.get(result, 0) for result in AttemptResult},
        }


@dataclass(frozen=True, slots=True)
class CampaignReport:
    """``groups``: counts by campaign and list; ``dispositions`` by campaign and disposition."""

    scope: CampaignScope
    groups: dict[tuple[str, str], AttemptCounts]
    dispositions: dict[tuple[str, str], int]

    def of(self, campaign: str) -> AttemptCounts:
        """Of all its lists together."""
        return together([counts for (name, _), counts in self.groups.items() if name == campaign])

    def figures(self) -> list[Figures]:
        """By campaign."""
        names = sorted({campaign for campaign, _ in self.groups})
        return [{"campaign": name, **self.of(name).figures()} for name in names]


def together(counts: list[AttemptCounts]) -> AttemptCounts:
    """The sum of them."""
    total = AttemptCounts()
    for each in counts:
        total.open += each.open
        total.persons += each.persons
        total.abandoned += each.abandoned
        total.connected_wait_ms += each.connected_wait_ms
        total.connected_wait_max_ms = max(total.connected_wait_max_ms, each.connected_wait_max_ms)
        for result, number in each.results.items():
            total.results[result] = total.results.get(result, 0) + number
    return total


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """A row of ``attempt``; without ``ended_ms`` and ``result`` it goes on."""

    id: int
    campaign: str
    mode: str
    lead: int
    list: str
    number: str
    attempt: int
    trunk: str
    caller_id: str
    began_ms: int
    rang_ms: int | None
    picked_up_ms: int | None
    reached_ms: int | None
    ended_ms: int | None
    result: AttemptResult | None
    call: int
    agent: str | None
    wait_ms: int | None
    dial_status: str
    cause: int
    sip: int
    verdict: str
    keys: str

    @property
    def person(self) -> bool:
        """Whether it counts among the persons who answered."""
        return self.result in (AttemptResult.CONNECTED, AttemptResult.ABANDONED) or (
            self.result is AttemptResult.HUNG_UP and self.reached_ms is not None
        )

    def abandoned(self, limit_ms: int) -> bool:
        return self.result is AttemptResult.ABANDONED or (
            self.result is AttemptResult.CONNECTED and (self.wait_ms or 0) > limit_ms
        )


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A row of ``pacing_decision``; ``inputs`` is JSON."""

    id: int
    at_ms: int
    dialled: int
    inputs: str
    reason: str
