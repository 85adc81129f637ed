"""The words of a decision."""

from typing import Any

import pytest

from acd.model.centre import Relaxation, Strategy
from acd.routing.demand import DemandKey
from acd.routing.floor import Floor
from acd.routing.order import Traits
from acd.routing.reasons import why
from tests.routing.floors import centre, waits


@pytest.mark.parametrize(
    ("strategy", "text"),
    [
        (Strategy.LONGEST_IDLE, "longest idle: 9.0 s, of 2 ready (then 102: 8.0 s); longest waiting: 7.0 s"),
        (Strategy.FEWEST_CALLS, "fewest calls: 4 calls, of 2 ready (then 102: 6 calls); longest waiting: 7.0 s"),
        (Strategy.LEAST_OCCUPIED, "least occupied: 25.0 % occupied, of 2 ready (then 102: 50.0 % occupied); longest"),
        (Strategy.BEST_SKILL, "best skill: levels 5, idle 9.0 s, of 2 ready (then 102: levels 3, idle 8.0 s); longest"),
        (Strategy.LINEAR, "linear, of 2 ready; longest waiting: 7.0 s, of 2 queues with callers"),
    ],
)
def test_what_the_strategy_compared(strategy: Strategy, text: str) -> None:
    agents: dict[str, dict[str, Any]] = {
        "101": {"queues": ("q", "r"), "skills": {"cards": 5}},
        "102": {"queues": ("q",), "skills": {"cards": 3}},
    }
    floor = Floor(centre(agents, q={"strategy": strategy, "requires": "cards"}, r={}))
    floor.agent_ready("101", Traits(1_000, calls=4, occupancy=250_000))
    floor.agent_ready("102", Traits(2_000, calls=6, occupancy=500_000))
    waits(floor, "q", [1])
    waits(floor, "r", [2])
    assert why(floor, floor.plain["q"], 3_000, "101", 10_000).startswith(text)


def test_who_was_spared_and_how_far_the_caller_gave_in() -> None:
    agents: dict[str, dict[str, Any]] = {"101": {"queues": ("q", "r")}, "102": {"queues": ("q",)}}
    floor = Floor(centre(agents, q={"relax": (Relaxation(1),)}, r={}))
    floor.agent_ready("101", Traits(1_000))
    floor.agent_ready("102", Traits(2_000))
    key = DemandKey("q", 1)
    floor.caller_waits(1, key, 0)
    assert why(floor, floor.demand(key), 0, "102", 10_000) == (
        "longest idle: 8.0 s, of 2 ready, 101 (9.0 s) spared for other queues, after step 1 of relaxation; "
        "longest waiting: 10.0 s, of 1 queues with callers"
    )


def test_asked_for_in_person() -> None:
    floor = Floor(centre({"101": {"queues": ("q",)}}, q={}))
    floor.agent_ready("101", Traits(1_000))
    key = DemandKey("q", wanted="101")
    floor.caller_waits(1, key, 0)
    assert why(floor, floor.demand(key), 4_000, "101", 10_000) == "asked for agent 101 in person; waited 6.0 s"
