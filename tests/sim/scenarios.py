"""Small scenarios for the tests of the simulation."""

from collections.abc import Sequence
from typing import Any

from acd.model.centre import Agent, Centre, Number, Project, Queue
from acd.sim.distributions import Exponential, Fixed
from acd.sim.scenario import MS_PER_HOUR, Callers, Rate, Scenario, Staff
from acd.sim.shifts import with_phones


def centre(agents: int, queues: Sequence[str] = ("sales",), **more: Any) -> Centre:
    """Everybody serves all queues; the number of a queue is its place."""
    ids = [str(1_001 + place) for place in range(agents)]
    return with_phones(
        Centre(
            projects={"shop": Project("shop", "Shop")},
            queues={name: Queue(name, name, "shop", **more) for name in queues},
            agents={id_: Agent(id_, id_, tuple(queues)) for id_ in ids},
            numbers={str(place): Number(str(place), name) for place, name in enumerate(queues)},
        )
    )


def scenario(agents: int, per_hour: float = 60, talk_s: float = 60, **more: Any) -> Scenario:
    """One hour of one queue; nobody gives up."""
    callers = Callers("sales", "0", Exponential(talk_s), None, (Rate(0, MS_PER_HOUR, per_hour),))
    of = centre(agents)
    values: dict[str, Any] = {
        "centre": of,
        "length_ms": MS_PER_HOUR,
        "callers": (callers,),
        "staff": tuple(Staff(agent) for agent in of.agents),
        "replications": 1,
        **more,
    }
    return Scenario(**values)


def at(*seconds: float, talk_s: float = 60, patience_s: float | None = None) -> Callers:
    """Callers at exactly these moments."""
    patience = Fixed(patience_s) if patience_s is not None else None
    return Callers("sales", "0", Fixed(talk_s), patience, moments=tuple(round(moment * 1000) for moment in seconds))
