"""Why not the others: every agent who might have had a call and did not, when another was rung or nobody was."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from acd.explanation.fit import Asked, Reason, Situation, Why, engaged, preference
from acd.explanation.stays import Stays, occupied
from acd.explanation.words import duration
from acd.model.centre import Centre
from acd.model.queues import Queue, Strategy
from acd.model.states import AgentState
from acd.routing.reasons import spared

OTHERS_MAX = 200  # named in one place; beyond that nobody reads them one by one


@dataclass(frozen=True, slots=True)
class Other:
    """An agent who did not take the call."""

    agent: str
    why: Reason


@dataclass(frozen=True, slots=True)
class Choice:
    """One offer: whom the routing chose for a call, when, and what it noted as the reason."""

    call: int
    agent: str
    at_ms: int
    reason: str
    resting: frozenset[str] = frozenset()  # who had not taken this very call a moment ago


def others_then(centre: Centre, asked: Asked, whom: Sequence[str], choice: Choice, stays: Stays) -> tuple[Other, ...]:
    """Why each of ``whom``, candidates all, was not chosen."""
    return tuple(
        Other(agent_id, _then(centre, asked, choice, agent_id, stays)) for agent_id in whom if agent_id != choice.agent
    )


def _then(centre: Centre, asked: Asked, choice: Choice, agent_id: str, stays: Stays) -> Reason:
    unfit = asked.unfit(centre, centre.agents[agent_id])
    if unfit is not None:
        return unfit
    at = stays.at(agent_id, choice.at_ms)
    if at is None:
        return Reason(Why.LOGGED_OUT, "not logged in")
    if at.state is AgentState.RINGING and at.call == choice.call:
        return Reason(Why.RINGING, "is rung as well")
    if at.state is AgentState.READY and agent_id in choice.resting:
        return Reason(Why.RESTING, "ready, but rested a moment after not having taken this call")
    return engaged(at, choice.at_ms) or passed_over(centre, asked.queue, choice, agent_id, at)


def passed_over(centre: Centre, queue: Queue, choice: Choice, agent_id: str, at: Situation) -> Reason:
    """Why another ready agent was preferred to this one."""
    ready = f"ready for {duration(choice.at_ms - at.since_ms)}"
    chosen = centre.agents.get(choice.agent)
    mine = preference(centre.agents[agent_id], queue.id)
    theirs = preference(chosen, queue.id) if chosen is not None else mine
    if mine < theirs and queue.strategy is not Strategy.WEIGHTED:
        return Reason(
            Why.LOWER_PREFERENCE, f"{ready}, with preference {mine} for this queue; {choice.agent} has {theirs}"
        )
    if agent_id == spared(choice.reason):
        return Reason(Why.SPARED, f"{ready}, first in the order, but other queues would miss this agent more")
    if queue.strategy in (Strategy.RANDOM, Strategy.WEIGHTED):
        return Reason(Why.LATER_IN_ORDER, f"{ready}; chance chose {choice.agent}")
    order = queue.strategy.value.replace("-", " ")
    return Reason(Why.LATER_IN_ORDER, f"{ready}; by {order}, {choice.agent} came first, or could be rung")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in which the caller waited, nobody was rung, and what was asked for did not change."""

    from_ms: int
    to_ms: int


def stretches(
    from_ms: int, to_ms: int, offers: list[tuple[int, int]], changes_ms: list[int], shortest_ms: int
) -> Iterator[Stretch]:
    """What is left of the wait between ``from_ms`` and ``to_ms`` without the offers (from, to), cut at the changes."""
    at_ms = from_ms
    for begin_ms, end_ms in [*sorted(offers), (to_ms, to_ms)]:
        while at_ms < begin_ms:
            until_ms = min([begin_ms, *(change_ms for change_ms in changes_ms if change_ms > at_ms)])
            if until_ms - at_ms >= shortest_ms:
                yield Stretch(at_ms, until_ms)
            at_ms = until_ms
        at_ms = max(at_ms, end_ms)


def others_during(
    centre: Centre, asked: Asked, whom: Sequence[str], stretch: Stretch, stays: Stays
) -> tuple[Other, ...]:
    """Why none of ``whom``, candidates all, was rung in a stretch of waiting."""
    found: list[Other] = []
    for agent_id in whom:
        unfit = asked.unfit(centre, centre.agents[agent_id])
        busy = stays.during(agent_id, stretch.from_ms, stretch.to_ms)
        found.append(Other(agent_id, unfit or occupied(busy, stretch.from_ms, stretch.to_ms)))
    return tuple(found)
