"""One moment of a scenario held still: the load as it is then, for ever, with any number of agents of each group.

What theory calls the stationary regime; staffing asks it how many agents a half hour needs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from acd.model.centre import Agent, Centre
from acd.routing.entrance import queue_of
from acd.sim.distributions import Duration, Exponential
from acd.sim.scenario import MS_PER_HOUR, Callers, Group, Rate, Scenario, Staff
from acd.sim.shifts import with_phones

HALF_HOUR_MS = MS_PER_HOUR // 2
FIRST_AGENT = 10_001
WARM_UP_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Load:
    """What comes to one queue, or to several together: calls a second, mean handle time, mean patience (None: endless).

    ``exact``: handle times and patience are exponential, as the Erlang formulas suppose.
    """

    rate: float
    handle_s: float
    patience_s: float | None
    exact: bool

    @property
    def erlang(self) -> float:
        return self.rate * self.handle_s


def moments(scenario: Scenario) -> list[int]:
    """The beginnings of its half hours."""
    return list(range(0, scenario.length_ms, HALF_HOUR_MS))


def busiest(scenario: Scenario) -> int:
    """The half hour with the greatest load."""
    return max(moments(scenario), key=lambda moment: sum(load.erlang for load in loads(scenario, moment).values()))


def loads(scenario: Scenario, moment_ms: int) -> dict[str, Load]:
    """By queue, in the half hour that begins then; queues without calls are left out."""
    found: dict[str, list[Load]] = {}
    for kind in scenario.callers:
        per_hour = rate_at(kind, moment_ms)
        queue = queue_of(scenario.centre, scenario.centre.numbers[kind.number])
        if per_hour > 0 and queue is not None:
            found.setdefault(queue, []).append(_load(scenario, kind, queue, per_hour))
    return {queue: together(parts) for queue, parts in found.items()}


def rate_at(kind: Callers, moment_ms: int) -> float:
    """Calls an hour in the half hour that begins then."""
    if kind.moments:
        return 2 * sum(moment_ms <= moment < moment_ms + HALF_HOUR_MS for moment in kind.moments)
    return sum(
        rate.per_hour * max(0, min(rate.to_ms, moment_ms + HALF_HOUR_MS) - max(rate.from_ms, moment_ms)) / HALF_HOUR_MS
        for rate in kind.rates
    )


def _load(scenario: Scenario, kind: Callers, queue: str, per_hour: float) -> Load:
    habits = scenario.habits
    wrap_up_s = habits.wrap_up.mean_s if habits.wrap_up else scenario.centre.queues[queue].wrap_up_ms / 1000
    handle_s = kind.talk.mean_s + wrap_up_s + habits.answer.mean_s
    patience_s = kind.patience.mean_s if kind.patience else None
    exact = isinstance(kind.talk, Exponential) and handle_s == kind.talk.mean_s and _is_exponential(kind.patience)
    return Load(per_hour / 3600, handle_s, patience_s, exact)


def _is_exponential(patience: Duration | None) -> bool:
    return patience is None or isinstance(patience, Exponential)


def together(parts: Sequence[Load]) -> Load:
    """The loads as one: means weighted by calls; one that never gives up makes all do so only if all others do."""
    rate = sum(part.rate for part in parts)
    handle_s = sum(part.erlang for part in parts) / rate
    gives_up = sum(part.rate / part.patience_s for part in parts if part.patience_s) / rate
    exact = all(part.exact for part in parts) and len({(part.handle_s, part.patience_s) for part in parts}) == 1
    return Load(rate, handle_s, 1 / gives_up if gives_up else None, exact)


def held(scenario: Scenario, moment_ms: int, counts: Sequence[int], calls: int, replications: int) -> Scenario:
    """The scenario with the load of that half hour all the time, ``counts`` agents of each group, and so many calls."""
    per_hour = sum(rate_at(kind, moment_ms) for kind in scenario.callers)
    length_ms = round(calls / replications / per_hour / (1 - WARM_UP_SHARE) * MS_PER_HOUR)
    centre = staffed(scenario.centre, scenario.groups, counts)
    return replace(
        scenario,
        centre=centre,
        length_ms=length_ms,
        warm_up_ms=round(length_ms * WARM_UP_SHARE),
        callers=tuple(_held_callers(scenario.callers, moment_ms, length_ms)),
        staff=tuple(Staff(agent) for agent in centre.agents),
        replications=replications,
    )


def _held_callers(kinds: Sequence[Callers], moment_ms: int, length_ms: int) -> Iterator[Callers]:
    for kind in kinds:
        yield replace(kind, moments=(), rates=(Rate(0, length_ms, rate_at(kind, moment_ms)),))


def staffed(centre: Centre, groups: Sequence[Group], counts: Sequence[int]) -> Centre:
    """The centre with so many agents of each group in place of its own."""
    agents: dict[str, Agent] = {}
    for group, count in zip(groups, counts, strict=True):
        for _ in range(count):
            id_ = str(FIRST_AGENT + len(agents))
            agents[id_] = replace(group.kind, id=id_, name=id_)
    return with_phones(replace(centre, agents=agents))
