"""Run a scenario, several times with other callers or once for long, and tell each figure with its interval."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from acd.sim.measure import Measure
from acd.sim.scenario import MS_PER_HOUR, Scenario
from acd.sim.statistics import Estimate, estimates
from acd.sim.world import World

BATCHES = 20
INTERVAL_MS = MS_PER_HOUR // 2
INTERVALS_MAX = 48
Progress = Callable[[float], None]  # is told the share that is done, 0 to 1
ByQueue = dict[str, dict[str, Estimate]]  # queue ("" is all), or campaign -> figure -> estimate
Sample = dict[str, dict[str, float]]  # campaign -> figure -> its value in one replication, or batch


def _silent(_: float) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Outcome:
    """``samples`` replications, or batches of the only one, stand behind each estimate of ``queues``.

    ``intervals``: the same by time, each with its beginning (ms since 1970, UTC) and length.
    """

    queues: ByQueue
    samples: int
    batches: bool
    intervals: list[tuple[int, ByQueue]] = field(default_factory=list)
    interval_ms: int = 0
    events: int = 0
    campaigns: ByQueue = field(default_factory=dict)
    campaign_intervals: list[tuple[int, ByQueue]] = field(default_factory=list)
    campaign_samples: list[Sample] = field(default_factory=list)  # behind ``campaigns``, one for each

    def figures(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "samples": self.samples,
            "samples_are": "batches" if self.batches else "replications",
            "confidence": 0.95,
            "all": _json(self.queues[""]),
            "queues": {name: _json(found) for name, found in self.queues.items() if name},
            "campaigns": {name: _json(found) for name, found in self.campaigns.items()},
            "interval_s": self.interval_ms / 1000,
            "intervals": [
                {"from_ms": from_ms, "all": _json(found[""]), "queues": {q: _json(f) for q, f in found.items() if q}}
                for from_ms, found in self.intervals
            ],
            "campaign_intervals": [
                {"from_ms": from_ms, "campaigns": {name: _json(each) for name, each in found.items()}}
                for from_ms, found in self.campaign_intervals
            ],
        }


def _json(found: dict[str, Estimate]) -> dict[str, dict[str, float | None]]:
    return {name: {"mean": each.mean, "half": each.half} for name, each in found.items()}


def simulate(scenario: Scenario, progress: Progress = _silent, check: bool = False) -> Outcome:
    """A single replication is cut into batches, whose means stand for replications (after the warm-up)."""
    many = scenario.replications > 1
    measured_ms = scenario.length_ms - scenario.warm_up_ms
    pieces = min(math.ceil(measured_ms / INTERVAL_MS), INTERVALS_MAX) if many else BATCHES
    runs: list[Measure] = []
    events = 0
    for number in range(scenario.replications):
        measure = Measure(scenario, pieces)
        world = World(scenario, f"{scenario.seed}/{number}", measure, check)
        for reached_ms in world.run():
            progress((number + min(reached_ms / scenario.length_ms, 1.0)) / scenario.replications)
        events += world.events
        runs.append(measure)
    progress(1.0)
    samples = [run.total() for run in runs] if many else runs[0].pieces
    names = list(samples[0])
    campaigns = [run.campaigns() for run in runs] if many else [runs[0].campaigns_of(n) for n in range(pieces)]
    begins_ms = scenario.begins_ms + scenario.warm_up_ms
    return Outcome(
        queues={name: estimates(sample[name].figures() for sample in samples) for name in names},
        samples=len(samples),
        batches=not many,
        intervals=[
            (
                begins_ms + measured_ms * place // pieces,
                {name: estimates(run.pieces[place][name].figures() for run in runs) for name in names},
            )
            for place in range(pieces)
        ],
        interval_ms=measured_ms // pieces,
        events=events,
        campaigns=_by_campaign(campaigns),
        campaign_intervals=[
            (begins_ms + measured_ms * place // pieces, _by_campaign([run.campaigns_of(place) for run in runs]))
            for place in range(pieces)
            if scenario.dialled
        ],
        campaign_samples=campaigns,
    )


def _by_campaign(samples: Sequence[Sample]) -> ByQueue:
    return {name: estimates(sample[name] for sample in samples) for name in samples[0]}
