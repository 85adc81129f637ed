"""Small floors for the tests of routing: agents with queues and skills, callers who wait."""

from collections.abc import Mapping, Sequence
from typing import Any

from acd.model.centre import Agent, Centre, Fairness, Project, Queue
from acd.routing.choice import Circumstances, next_pairs
from acd.routing.demand import DemandKey
from acd.routing.floor import Floor
from acd.routing.order import Traits

NOW_MS = 1_000_000


def centre(agents: Mapping[str, Mapping[str, Any]], **queues: Mapping[str, Any]) -> Centre:
    """``agents``: id -> fields of Agent; ``queues``: id -> fields of Queue."""
    return Centre(
        projects={"p": Project("p", "P")},
        queues={name: Queue(name, name, **({"project": "p"} | dict(given))) for name, given in queues.items()},
        agents={id_: Agent(id_, id_, **given) for id_, given in agents.items()},
    )


def given(
    now_ms: int = NOW_MS, fairness: Fairness = Fairness.OLDEST, last: Mapping[str, str] | None = None, seed: int = 0
) -> Circumstances:
    return Circumstances(fairness, now_ms, lambda call: call + seed, lambda queue: (last or {}).get(queue, ""))


def ready(floor: Floor, *agents: str, **traits: int) -> None:
    """Each became ready one second after the one before."""
    for place, agent in enumerate(agents):
        floor.agent_ready(agent, Traits(**({"idle_since_ms": 1_000 * place} | traits)))


def settle(floor: Floor, circumstances: Circumstances | None = None) -> list[tuple[int, str]]:
    """All pairs, one after the other, each leaving the floor; then nobody is new."""
    pairs: list[tuple[int, str]] = []
    while found := next_pairs(floor, circumstances or given()):
        for call, agent in found:
            floor.caller_left(call)
            floor.agent_left(agent)
        pairs += found
    floor.fresh_agents.clear()
    floor.fresh_callers.clear()
    return pairs


def waits(floor: Floor, queue: str, calls: Sequence[int], place_ms: int = 0, **key: Any) -> None:
    """Each came one second after the one before."""
    for place, call in enumerate(calls):
        floor.caller_waits(call, DemandKey(queue, **key), place_ms + 1_000 * place)
