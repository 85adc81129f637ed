"""Why this agent and this caller, in words: made when the pair is chosen, kept with the offer."""

import re

from acd.model.queues import Strategy
from acd.routing.demand import Demand, Entry
from acd.routing.floor import Floor
from acd.routing.order import COMPARABLE

RUNNERS_UP = 3
_SPARED = re.compile(r", (\S+) \([^)]*\) spared for other queues")


def why(floor: Floor, demand: Demand, place_ms: int, agent_id: str, now_ms: int) -> str:
    """As "longest idle: 12.0 s, of 4 ready (then 102: 8.0 s); longest waiting: 30.1 s, of 3 queues with callers".

    To be asked before the pair leaves the floor.
    """
    if demand.key.wanted:
        return f"asked for agent {agent_id} in person; waited {(now_ms - place_ms) / 1000:.1f} s"
    text = f"{_agent(floor, demand, agent_id, now_ms)}; longest waiting: {(now_ms - place_ms) / 1000:.1f} s"
    competing = {seat.demand.key.queue for seat in floor.seats(agent_id) if seat.demand.callers}
    return f"{text}, of {len(competing)} queues with callers"


def spared(reason: str) -> str:
    """The agent whom a reason of ``why`` says was spared; empty: nobody."""
    found = _SPARED.search(reason)
    return found[1] if found is not None else ""


def _agent(floor: Floor, demand: Demand, agent_id: str, now_ms: int) -> str:
    strategy, ready = demand.queue.strategy, demand.ready
    name = strategy.value.replace("-", " ")
    first = ready[: RUNNERS_UP + 1]
    measured = {entry[3]: _measured(floor, strategy, entry, now_ms) for entry in first}
    own = measured.pop(agent_id, "") if strategy in COMPARABLE else ""
    text = f"{name}{own and f': {own}'}, of {len(ready)} ready"
    if strategy not in COMPARABLE:
        return text
    if first[0][3] != agent_id:
        text += f", {first[0][3]} ({measured.pop(first[0][3])}) spared for other queues"
    others = [f"{other}: {value}" for other, value in measured.items()][:RUNNERS_UP]
    text += f" (then {', '.join(others)})" if others else ""
    return text + (f", after step {demand.key.level} of relaxation" if demand.key.level else "")


def _measured(floor: Floor, strategy: Strategy, entry: Entry, now_ms: int) -> str:
    """What the strategy compares."""
    traits = floor.traits(entry[3])
    idle_s = (now_ms - traits.idle_since_ms) / 1000 if traits is not None else 0.0
    match strategy:
        case Strategy.LEAST_OCCUPIED:
            return f"{entry[1] / 10_000:.1f} % occupied"
        case Strategy.FEWEST_CALLS:
            return f"{entry[1]} calls"
        case Strategy.BEST_SKILL:
            return f"levels {-entry[1]}, idle {idle_s:.1f} s"
    return f"{idle_s:.1f} s"
