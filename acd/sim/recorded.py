"""A recorded day as a scenario: the same callers at the same moments, the same agents at work, in a centre to try out.

Known is when everybody called, how long each conversation took, and of those who gave up their patience. What could
not be seen is drawn: the patience of those who were answered (longer than they waited), what those who gave up would
have talked about (as others in their queue), how long a phone rings and wrap-up takes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from acd.model.centre import Agent, Centre, Number
from acd.model.recorded import RecordedCall, RecordedDay
from acd.sim.chance import uniforms
from acd.sim.distributions import Duration, Empirical
from acd.sim.patience import Patience, patience
from acd.sim.scenario import Habits, KnownCaller, Scenario, Staff
from acd.sim.shifts import with_phones

TALK, PATIENCE = 0, 1
VALUES_MAX = 1_000


@dataclass(frozen=True, slots=True)
class Recorded:
    """``left_out``: sentences on what of the day could not be taken over."""

    scenario: Scenario
    left_out: tuple[str, ...]


def scenario_of(day: RecordedDay, centre: Centre, seed: int, replications: int) -> Recorded:
    """The day in ``centre``, which need not be the one of that day."""
    calls = [call for call in day.calls if call.queue in centre.queues]
    staff = [
        Staff(presence.agent, presence.from_ms - day.from_ms, presence.to_ms - day.from_ms)
        for presence in day.presences
        if presence.agent in centre.agents
    ]
    numbers = {_number(queue): Number(_number(queue), queue) for queue in centre.queues}
    scenario = Scenario(
        centre=replace(with_phones(centre), numbers={**centre.numbers, **numbers}),
        length_ms=day.to_ms - day.from_ms,
        known=_callers(day, calls, centre, seed),
        staff=tuple(sorted(staff, key=lambda stay: stay.from_ms)),
        habits=Habits(
            answer=sampled(day.rings_ms) or Habits().answer,
            wrap_up=sampled(day.wrap_ups_ms),
        ),
        begins_ms=day.from_ms,
        seed=seed,
        replications=replications,
    )
    return Recorded(scenario, tuple(_left_out(day, centre)))


def with_more(of: Scenario, count: int, queues: tuple[str, ...]) -> Scenario:
    """So many more agents for these queues, at work from the first presence of the day to the last.

    Raises ValueError for a queue that is not there.
    """
    unknown = [queue for queue in queues if queue not in of.centre.queues]
    if unknown or not queues:
        raise ValueError(f"there is no queue {unknown[0]!r}" if unknown else "name the queues they serve")
    taken = len(of.centre.agents)
    more = {f"more-{taken + n}": Agent(f"more-{taken + n}", "", queues) for n in range(count)}
    centre = with_phones(replace(of.centre, agents={**of.centre.agents, **more}))
    from_ms = min((stay.from_ms for stay in of.staff), default=0)
    to_ms = max((stay.to_ms or of.length_ms for stay in of.staff), default=of.length_ms)
    staff = (*of.staff, *(Staff(agent, from_ms, to_ms) for agent in more))
    return replace(of, centre=centre, staff=tuple(sorted(staff, key=lambda stay: stay.from_ms)))


def _number(queue: str) -> str:
    """What the simulated callers of a queue dial, unless the number they dialled leads there still."""
    return f"queue {queue}"


def _callers(day: RecordedDay, calls: Sequence[RecordedCall], centre: Centre, seed: int) -> tuple[KnownCaller, ...]:
    by_queue: dict[str, list[RecordedCall]] = {}
    for call in calls:
        by_queue.setdefault(call.queue, []).append(call)
    talks = {queue: sampled([c.talk_ms for c in some if c.answered]) for queue, some in by_queue.items()}
    patiences = {queue: patience((c.wait_ms, c.abandoned) for c in some) for queue, some in by_queue.items()}
    return tuple(
        _caller(call, day.from_ms, centre, talks[call.queue], patiences[call.queue], uniforms(f"{seed}/day", index))
        for index, call in enumerate(calls)
    )


def _caller(
    call: RecordedCall,
    from_ms: int,
    centre: Centre,
    talks: Duration | None,
    patience_of_queue: Patience,
    chance: Sequence[float],
) -> KnownCaller:
    number = centre.numbers.get(call.dialled)
    talk_ms = call.talk_ms
    if not call.answered:
        talk_ms = round(talks.at(chance[TALK]) * 1000) if talks is not None else 0
    known = call.abandoned
    return KnownCaller(
        number=call.dialled if number is not None and number.queue == call.queue else _number(call.queue),
        arrives_ms=call.arrived_ms - from_ms,
        talk_ms=talk_ms,
        patience_ms=call.wait_ms if known else patience_of_queue.beyond(call.wait_ms, chance[PATIENCE]),
    )


def sampled(values_ms: Sequence[int]) -> Empirical | None:
    """The values, in seconds; of very many evenly chosen ones. None without any."""
    ordered = sorted(values_ms)
    if len(ordered) > VALUES_MAX:
        ordered = [ordered[(2 * place + 1) * len(ordered) // (2 * VALUES_MAX)] for place in range(VALUES_MAX)]
    return Empirical(tuple(value / 1000 for value in ordered)) if ordered else None


def _left_out(day: RecordedDay, centre: Centre) -> list[str]:
    found: list[str] = []
    queues = sorted({call.queue for call in day.calls} - set(centre.queues))
    if queues:
        calls = sum(call.queue in queues for call in day.calls)
        found.append(f"{calls} calls of queues that the centre does not have: {', '.join(queues)}")
    agents = sorted({presence.agent for presence in day.presences} - set(centre.agents))
    if agents:
        found.append(f"agents whom the centre does not have: {', '.join(agents)}")
    return found
