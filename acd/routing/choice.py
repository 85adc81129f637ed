"""Who is paired with whom next, and why.

Callers are compared by urgency: how long they have waited, times the weight of their queue, and under fairness by
target divided by the wait that is meant for their queue. It grows without bound, so nobody starves. Waiting is counted
from the caller's place, which priority has put back. Who asks for one agent in person comes first with that agent.

Agents are taken by the queue's strategy. Of the next few who would do almost as well, the one is taken whom other
queues would miss least: each other queue misses an agent by the share that this one is of its ready agents.

Before every event nobody waits whom a ready agent could serve. So when one caller is new, or one agent, that one is
in every pair there can be. When several are new at once they are paired together (``acd.routing.assignment``), and the
choice is the same as if each had come alone where that is possible.
"""

from collections.abc import Callable
from dataclasses import dataclass
from heapq import nlargest

from acd.model.centre import Fairness
from acd.model.queues import Queue, Strategy
from acd.routing.assignment import assign
from acd.routing.demand import Demand, Entry
from acd.routing.floor import Floor
from acd.routing.order import COMPARABLE, chance, first_choice

SPARE_AMONG = 8  # how many of the next agents are compared by what other queues would miss
TOGETHER_MAX = 24  # callers, and agents for each, in one pairing; what is left comes in the next
NOT_COMPARABLE = 100.0  # costs more than any agent who would do almost as well
LESS_PREFERRED = 10_000.0

Urgency = tuple[bool, float, int, int]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the choice looks at besides the floor.

    ``seed``: a call's chance, where the strategy is one of chance; ``last``: the agent who was offered the last call of
    a queue (empty: nobody yet).
    """

    fairness: Fairness
    now_ms: int
    seed: Callable[[int], int]
    last: Callable[[str], str]


def next_pairs(floor: Floor, given: Circumstances) -> list[tuple[int, str]]:
    """(call, agent) of those to be paired now; empty when nobody new can be served. To be asked until it is."""
    agents = [agent for agent in floor.fresh_agents if any(seat.demand.callers for seat in floor.seats(agent))]
    callers = [call for call in floor.fresh_callers if _can_be_served(floor, call)]
    if len(agents) + len(callers) > 1:
        return _pair_together(floor, given)
    for call in callers:
        demand = floor.demand_of(call)
        if demand is not None:
            return [(call, choose_agent(floor, demand, call, given))]
    return [(choose_caller(floor, agent, given), agent) for agent in agents]


def _can_be_served(floor: Floor, call: int) -> bool:
    demand = floor.demand_of(call)
    return demand is not None and bool(demand.ready)


def age(queue: Queue, fairness: Fairness, place_ms: int, now_ms: int) -> float:
    """The caller's wait as it counts against callers of other queues. Only to be compared."""
    weighted = queue.weight * (now_ms - place_ms)
    return weighted / queue.target_wait_ms if fairness is Fairness.TARGET else weighted


def _urgency(demand: Demand, place: tuple[int, int], given: Circumstances) -> Urgency:
    place_ms, call = place
    in_person = bool(demand.key.wanted)
    return (in_person, age(demand.queue, given.fairness, place_ms, given.now_ms), -place_ms, -call)


def choose_caller(floor: Floor, agent_id: str, given: Circumstances) -> int:
    """The call that an agent takes next. Somebody whom the agent can serve must be waiting."""
    waiting = [seat.demand for seat in floor.seats(agent_id) if seat.demand.callers]
    return -max(_urgency(demand, demand.callers[0], given) for demand in waiting)[3]


def choose_agent(floor: Floor, demand: Demand, call: int, given: Circumstances) -> str:
    """The agent who is offered the demand's next call. Somebody must be ready."""
    if len(demand.ready) == 1:
        return demand.ready[0][3]
    costs = agent_costs(floor, demand, call, given)
    return min(costs, key=costs.__getitem__)


def agent_costs(floor: Floor, demand: Demand, call: int, given: Circumstances) -> dict[str, float]:
    """The first ready agents of the demand, each with what it costs to take that one: least is best."""
    ready, strategy = demand.ready, demand.queue.strategy
    if strategy in COMPARABLE:
        first, considered = 0, ready[:TOGETHER_MAX]
    else:
        last = floor.order.get(given.last(demand.key.queue), -1)
        first = first_choice(strategy, ready, chance(given.seed(call)), last)
        considered = [*ready[first : first + TOGETHER_MAX], *ready[max(0, first - TOGETHER_MAX) : first]]
    best = considered[0]
    costs: dict[str, float] = {}
    for place, entry in enumerate(considered):
        if strategy not in COMPARABLE or not demand.queue.spare_scarce:
            cost = float(place)
        elif place < SPARE_AMONG and _alike(strategy, entry, best):
            cost = missed(floor, demand, entry[3]) + place * 1e-6
        else:
            cost = NOT_COMPARABLE + place
        costs[entry[3]] = cost + max(0, entry[0] - best[0]) * LESS_PREFERRED
    return costs


def _alike(strategy: Strategy, one: Entry, other: Entry) -> bool:
    """Of the same preference for the queue; by best skill also equally good."""
    return one[0] == other[0] and (strategy is not Strategy.BEST_SKILL or one[1] == other[1])


def missed(floor: Floor, demand: Demand, agent_id: str) -> float:
    """How much other queues would miss the agent: the sum of the agent's shares in their ready agents."""
    queue_id = demand.key.queue
    return sum(1 / len(other.ready) for other in floor.plain_demands(agent_id) if other.key.queue != queue_id)


def _pair_together(floor: Floor, given: Circumstances) -> list[tuple[int, str]]:
    waiting = [
        (_urgency(demand, place, given), demand)
        for demand in floor.open_demands()
        for place in demand.callers[:TOGETHER_MAX]
    ]
    urgent = nlargest(TOGETHER_MAX, waiting, key=lambda found: found[0])
    calls = [-urgency[3] for urgency, _ in urgent]
    costs = [agent_costs(floor, demand, call, given) for call, (_, demand) in zip(calls, urgent, strict=True)]
    return [(calls[place], agent) for place, agent in sorted(assign(costs).items())]
