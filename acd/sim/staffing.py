"""How many agents of each group a target needs: a first guess by Erlang, then checked and refined by simulation.

The formulas know one queue and agents alike. Where groups serve several queues, the guess takes all queues as one and
shares its agents out by load; the simulation then adds agents where a queue misses the target, each time of the group
that helps most, and takes away those that are not needed.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from acd.sim.erlang import agents_needed
from acd.sim.scenario import Group, Scenario
from acd.sim.simulate import ByQueue, simulate
from acd.sim.steady import Load, held, loads, together

ROUGH_CALLS, FINE_CALLS = 5_000, 30_000
REPLICATIONS = 10
IN_VAIN_MAX = 5  # times that more agents did not bring the target nearer
Counts = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """``share`` of the offered calls answered within each queue's threshold; at most ``abandoned`` of them lost."""

    share: float
    abandoned: float = 1.0

    def missed_by(self, found: ByQueue) -> dict[str, float]:
        """By how much each queue misses it, those that do not left out."""
        missed: dict[str, float] = {}
        for queue, figures in found.items():
            if queue and "service_level" in figures:
                short = max(0.0, self.share - figures["service_level"].mean)
                missed[queue] = short + max(0.0, figures["abandoned"].mean - self.abandoned)
        return {queue: short for queue, short in missed.items() if short > 0}


@dataclass(frozen=True, slots=True)
class Answer:
    """Agents of each group: by the formula, and as the simulation found; its figures stand in ``queues``."""

    moment_ms: int
    formula: str
    guess: Counts
    counts: Counts
    queues: ByQueue
    loads: dict[str, Load]
    runs: int


@dataclass(slots=True)
class _Search:
    scenario: Scenario
    moment_ms: int
    target: Target
    told: Callable[[str], None]
    calls: int = ROUGH_CALLS
    known: dict[tuple[int, Counts], ByQueue] = field(default_factory=dict)

    def figures(self, counts: Counts) -> ByQueue:
        key = (self.calls, counts)
        if key not in self.known:
            self.told(f"simulating {' + '.join(map(str, counts))} agents")
            self.known[key] = simulate(held(self.scenario, self.moment_ms, counts, self.calls, REPLICATIONS)).queues
        return self.known[key]

    def missed(self, counts: Counts) -> dict[str, float]:
        return self.target.missed_by(self.figures(counts))

    def grown(self, counts: Counts) -> Counts:
        """Add agents until every queue reaches the target. Raises ValueError where no number of agents would."""
        least, in_vain = math.inf, 0
        while missed := self.missed(counts):
            in_vain = in_vain + 1 if sum(missed.values()) >= least else 0
            least = min(least, sum(missed.values()))
            if in_vain >= IN_VAIN_MAX:
                raise ValueError(
                    f"{sum(counts)} agents do not reach the target in {', '.join(missed)}; more do not help"
                )
            helpful = [
                place for place, group in enumerate(self.scenario.groups) if set(group.kind.queues) & set(missed)
            ]
            step = max(1, round(sum(counts) * max(missed.values()) * 0.15))
            options = [_changed(counts, place, step) for place in helpful]
            counts = min(options, key=lambda option: (sum(self.missed(option).values()), option))
        return counts

    def shrunk(self, counts: Counts) -> Counts:
        """Take away agents one by one, in turn of the groups, while every queue still reaches the target."""
        waiting = [place for place, count in enumerate(counts) if count]
        while waiting:
            place = max(waiting, key=lambda place: counts[place])
            fewer = _changed(counts, place, -1)
            if fewer[place] >= 0 and not self.missed(fewer):
                counts = fewer
            else:
                waiting.remove(place)
        return counts


def _changed(counts: Counts, place: int, by: int) -> Counts:
    return (*counts[:place], counts[place] + by, *counts[place + 1 :])


def needed(
    scenario: Scenario,
    moment_ms: int,
    target: Target,
    told: Callable[[str], None] = lambda _: None,
    calls: Sequence[int] = (ROUGH_CALLS, FINE_CALLS),
) -> Answer:
    """The fewest agents found for the half hour that begins at ``moment_ms``; ``calls``: in each run, step by step.

    Raises ValueError: no calls, or nobody who could serve them in time.
    """
    found = loads(scenario, moment_ms)
    if not found:
        raise ValueError("no calls come at that time")
    served = {queue for group in scenario.groups for queue in group.kind.queues}
    if unserved := sorted(set(found) - served):
        raise ValueError(f"no agents serve {', '.join(unserved)}")
    guess = first_guess(scenario, found, target)
    search = _Search(scenario, moment_ms, target, told)
    counts = guess
    for search.calls in calls:
        counts = search.shrunk(search.grown(counts))
    return Answer(moment_ms, formula(found), guess, counts, search.figures(counts), found, len(search.known))


def threshold(scenario: Scenario, threshold_s: float) -> Scenario:
    """The scenario with this threshold of the service level in every queue."""
    centre = scenario.centre
    queues = {id_: replace(queue, service_level_ms=round(threshold_s * 1000)) for id_, queue in centre.queues.items()}
    return replace(scenario, centre=replace(centre, queues=queues))


def formula(found: dict[str, Load]) -> str:
    """Which formula the guess is by, and what it leaves out."""
    load = together(list(found.values()))
    name = "Erlang C (M/M/n)" if load.patience_s is None else f"Erlang A (M/M/n+M, patience {load.patience_s:.0f} s)"
    pooled = f", all {len(found)} queues taken as one" if len(found) > 1 else ""
    return f"{name}{pooled}{'' if load.exact else ', times taken as exponential'}"


def first_guess(scenario: Scenario, found: dict[str, Load], target: Target) -> Counts:
    """Queues that share no agents are taken by themselves."""
    counts = [0] * len(scenario.groups)
    for queues in _connected(scenario.groups, list(found)):
        load = together([found[queue] for queue in queues])
        total = _by_formula(scenario, queues, load, target)
        shares = _shares(scenario.groups, {queue: found[queue].erlang for queue in queues})
        for place, share in enumerate(shares):
            counts[place] += math.ceil(total * share - 1e-9) if share else 0
    return tuple(counts)


def by_formula(scenario: Scenario, moment_ms: int, target: Target) -> int:
    """Agents needed in a half hour by the formula alone; 0 where no calls come."""
    found = loads(scenario, moment_ms)
    connected = _connected(scenario.groups, list(found))
    return sum(_by_formula(scenario, queues, together([found[q] for q in queues]), target) for queues in connected)


def _by_formula(scenario: Scenario, queues: Sequence[str], load: Load, target: Target) -> int:
    threshold_s = min(scenario.centre.queues[queue].service_level_ms for queue in queues) / 1000
    return agents_needed(load.rate, load.handle_s, load.patience_s, target.share, threshold_s)


def _connected(groups: Sequence[Group], queues: Sequence[str]) -> list[list[str]]:
    """Queues that share agents, directly or by way of others, together."""
    parts: list[set[str]] = [{queue} for queue in queues]
    for group in groups:
        joined = [part for part in parts if part & set(group.kind.queues)]
        parts = [part for part in parts if part not in joined] + ([set().union(*joined)] if joined else [])
    return [sorted(part) for part in parts]


def _shares(groups: Sequence[Group], erlangs: dict[str, float]) -> list[float]:
    """Each queue's load goes to the groups that serve it in equal parts."""
    parts = [0.0] * len(groups)
    for queue, erlang in erlangs.items():
        serving = [place for place, group in enumerate(groups) if queue in group.kind.queues]
        for place in serving:
            parts[place] += erlang / len(serving)
    total = sum(parts)
    return [part / total for part in parts]
