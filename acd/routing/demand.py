"""What callers ask for, and who can give it.

Callers of one queue who ask for the same skills are one *demand*: they are served in their order by the same agents.
A demand keeps its waiting callers and its ready agents sorted, so that the first of each is found at once. An agent's
*seat* in a demand says how well the agent fits it.
"""

from bisect import bisect_left, insort
from dataclasses import dataclass, field
from typing import NamedTuple

from acd.model.agents import PREFERENCE, Agent
from acd.model.queues import Queue
from acd.model.skills import Requirement
from acd.routing.order import Rank, Traits, rank_of


class DemandKey(NamedTuple):
    """``level``: the step of relaxation, 0 before the first. ``wanted``: the one agent who is asked for; empty: any."""

    queue: str
    level: int = 0
    requires: str = ""  # what the caller brought along
    wanted: str = ""


Entry = tuple[int, int, int, str]
"""A ready agent in the order of a demand: lower preference last, then two keys of the strategy, then the agent's id."""

Place = tuple[int, int]
"""A caller in the order of a demand: the moment that orders callers, lower first, then the call's id."""


@dataclass(frozen=True, slots=True)
class Seat:
    """An agent who can serve a demand. ``dislike``: 10 less the preference; ``score``: sum of the levels asked for."""

    demand: "Demand"
    dislike: int
    score: int
    order: int  # in the configuration


@dataclass(slots=True, eq=False)
class Demand:
    key: DemandKey
    queue: Queue
    requirement: Requirement
    callers: list[Place] = field(default_factory=list)
    ready: list[Entry] = field(default_factory=list)
    rank: Rank = field(init=False)

    def __post_init__(self) -> None:
        self.rank = rank_of(self.queue.strategy)

    def seat(self, agent: Agent, order: int) -> Seat | None:
        """None where the agent lacks a skill that is asked for."""
        if not self.requirement.met_by(agent.skills):
            return None
        dislike = 10 - agent.preference.get(self.key.queue, PREFERENCE)
        return Seat(self, dislike, self.requirement.score(agent.skills), order)

    def enter(self, seat: Seat, agent_id: str, traits: Traits) -> Entry:
        first, second = self.rank(traits, seat.score, seat.order)
        entry = (seat.dislike, first, second, agent_id)
        insort(self.ready, entry)
        return entry

    def leave(self, entry: Entry) -> None:
        del self.ready[bisect_left(self.ready, entry)]

    def join(self, place: Place) -> None:
        insort(self.callers, place)

    def part(self, place: Place) -> None:
        del self.callers[bisect_left(self.callers, place)]
