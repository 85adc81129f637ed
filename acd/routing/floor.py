"""The floor: who waits and who is ready in the whole centre, sorted so that the next pair is found at once.

The cost of a change does not grow with the number of agents or callers, but with the number of demands that one agent
has a seat in. Demands are made when the first caller asks, from the agents whom the queue has; those that callers
asked for in their own words are given up when nobody has asked for them lately.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from acd.model.centre import Centre
from acd.model.skills import Requirement, SkillsError, both, read_requirement, requirement
from acd.routing.demand import Demand, DemandKey, Entry, Place, Seat
from acd.routing.order import Traits

SPARE_DEMANDS_MAX = 1_000  # demands in callers' own words that are kept while nobody asks


@dataclass(frozen=True, slots=True)
class _Staff:
    """Agents by what they belong to, in the order of the file."""

    of_queue: dict[str, list[str]]
    of_project: dict[str, list[str]]


class Floor:
    """Pure data: nothing here knows of calls and agents but their ids. Rebuilt for a new configuration."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self.order = {agent_id: place for place, agent_id in enumerate(centre.agents)}
        self._staff = _staff(centre)
        self._demands: dict[DemandKey, Demand] = {}
        self._spare: dict[DemandKey, None] = {}
        self._seats: dict[str, dict[DemandKey, Seat]] = {agent_id: {} for agent_id in centre.agents}
        self._entries: dict[str, dict[DemandKey, Entry]] = {}
        self._traits: dict[str, Traits] = {}
        self._places: dict[int, tuple[Demand, Place]] = {}
        self.fresh_agents: dict[str, None] = {}  # became ready since the last matching
        self.fresh_callers: dict[int, None] = {}  # began to wait, or to ask for less
        self.plain = {queue_id: self._make(DemandKey(queue_id)) for queue_id in centre.queues}
        self._plain_of = {
            agent_id: tuple(seat.demand for seat in seats.values()) for agent_id, seats in self._seats.items()
        }

    # Callers.

    def caller_waits(self, call: int, key: DemandKey, place_ms: int) -> None:
        """Put a caller into a demand, out of any other."""
        place = (place_ms, call)
        known = self._places.get(call)
        if known is not None and known[0].key == key and known[1] == place:
            return
        self.caller_left(call)  # which may give up the demand that is asked for next
        demand = self.demand(key)
        demand.join(place)
        self._spare.pop(key, None)
        self._places[call] = (demand, place)
        self.fresh_callers[call] = None

    def caller_left(self, call: int) -> None:
        found = self._places.pop(call, None)
        if found is None:
            return
        demand, place = found
        demand.part(place)
        self.fresh_callers.pop(call, None)
        if not demand.callers and (demand.key.requires or demand.key.wanted):
            self._spare_one(demand.key)

    def demand_of(self, call: int) -> Demand | None:
        """Where the caller waits."""
        found = self._places.get(call)
        return found[0] if found is not None else None

    # Agents.

    def agent_ready(self, agent_id: str, traits: Traits) -> None:
        """Put an agent among the ready of every demand where the agent has a seat."""
        self.agent_left(agent_id)
        self._traits[agent_id] = traits
        self._entries[agent_id] = {
            key: seat.demand.enter(seat, agent_id, traits) for key, seat in self._seats[agent_id].items()
        }
        self.fresh_agents[agent_id] = None

    def agent_left(self, agent_id: str) -> None:
        if self._traits.pop(agent_id, None) is None:
            return
        for key, entry in self._entries.pop(agent_id).items():
            self._demands[key].leave(entry)
        self.fresh_agents.pop(agent_id, None)

    def traits(self, agent_id: str) -> Traits | None:
        """None while the agent is not ready."""
        return self._traits.get(agent_id)

    def seats(self, agent_id: str) -> Iterable[Seat]:
        """In every demand that there is now."""
        return self._seats.get(agent_id, {}).values()

    def plain_demands(self, agent_id: str) -> tuple[Demand, ...]:
        """The queues' own demands that the agent can serve."""
        return self._plain_of.get(agent_id, ())

    # Demands.

    def demand(self, key: DemandKey) -> Demand:
        return self._demands.get(key) or self._make(key)

    def open_demands(self) -> list[Demand]:
        """Where somebody waits and somebody is ready, whatever changed last."""
        return [demand for demand in self._demands.values() if demand.callers and demand.ready]

    def staff(self, key: DemandKey) -> Iterable[str]:
        """Whom the demand may ask, before their skills are looked at."""
        queue = self._centre.queues[key.queue]
        if key.wanted:
            return (key.wanted,) if key.wanted in self._centre.agents else ()
        if key.level and queue.relax[key.level - 1].whole_project:
            return self._staff.of_project.get(queue.project, ())
        return self._staff.of_queue.get(key.queue, ())

    def _make(self, key: DemandKey) -> Demand:
        demand = Demand(key, self._centre.queues[key.queue], asked_for(self._centre, key))
        self._demands[key] = demand
        for agent_id in self.staff(key):
            seat = demand.seat(self._centre.agents[agent_id], self.order[agent_id])
            if seat is None:
                continue
            self._seats[agent_id][key] = seat
            traits = self._traits.get(agent_id)
            if traits is not None:
                self._entries[agent_id][key] = demand.enter(seat, agent_id, traits)
        return demand

    def _spare_one(self, key: DemandKey) -> None:
        self._spare[key] = None
        if len(self._spare) > SPARE_DEMANDS_MAX:
            oldest = next(iter(self._spare))
            del self._spare[oldest]
            del self._demands[oldest]
            for agent_id in self.staff(oldest):
                self._seats[agent_id].pop(oldest, None)
                self._entries.get(agent_id, {}).pop(oldest, None)


def asked_for(centre: Centre, key: DemandKey) -> Requirement:
    """What an agent must have for this demand: the queue's own, or its step's, and the caller's."""
    queue = centre.queues[key.queue]
    if key.wanted:
        return requirement("")
    step = queue.relax[key.level - 1] if key.level else None
    own = read_requirement(step.requires if step is not None else queue.requires)
    if step is not None and step.drop_caller_requires:
        return own
    try:
        return both(own, requirement(key.requires))
    except SkillsError:  # too many alternatives together; the queue's own stands
        return own


def _staff(centre: Centre) -> _Staff:
    of_queue: dict[str, list[str]] = {}
    of_project: dict[str, dict[str, None]] = {}
    for agent in centre.agents.values():
        for queue_id in agent.queues:
            of_queue.setdefault(queue_id, []).append(agent.id)
            of_project.setdefault(centre.queues[queue_id].project, {})[agent.id] = None
    return _Staff(of_queue, {project: [*agents] for project, agents in of_project.items()})
