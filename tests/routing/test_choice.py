"""Who is paired with whom: every strategy, preference, skills, urgency between queues, sparing, several at once."""

from typing import Any

import pytest

from acd.model.centre import Fairness, Relaxation, Strategy
from acd.routing.demand import DemandKey
from acd.routing.floor import Floor
from acd.routing.order import Traits
from tests.routing.floors import NOW_MS, centre, given, ready, settle, waits

Agents = dict[str, dict[str, Any]]

THREE: Agents = {name: {"queues": ("q",)} for name in ("101", "102", "103")}


def _one(strategy: Strategy, agents: Agents | None = None, **queue: Any) -> Floor:
    return Floor(centre(agents or THREE, q={"strategy": strategy} | queue))


def test_longest_idle_by_default_ties_by_id() -> None:
    floor = Floor(centre(THREE, q={}))
    ready(floor, "103", "101")
    floor.agent_ready("102", Traits(0))
    waits(floor, "q", [1])
    assert settle(floor) == [(1, "102")]


def test_least_occupied_and_fewest_calls() -> None:
    for strategy in (Strategy.LEAST_OCCUPIED, Strategy.FEWEST_CALLS):
        floor = _one(strategy)
        floor.agent_ready("101", Traits(1, calls=5, occupancy=5))
        floor.agent_ready("102", Traits(2, calls=3, occupancy=3))
        floor.agent_ready("103", Traits(3, calls=4, occupancy=4))
        waits(floor, "q", [1])
        assert settle(floor) == [(1, "102")]


def test_round_robin_goes_on_after_the_last_one_offered_to() -> None:
    for last, following in (("", "101"), ("101", "102"), ("102", "103"), ("103", "101")):
        floor = _one(Strategy.ROUND_ROBIN)
        ready(floor, "103", "102", "101")
        waits(floor, "q", [1])
        assert settle(floor, given(last={"q": last})) == [(1, following)]


def test_linear_is_always_from_the_top_of_the_file() -> None:
    floor = _one(Strategy.LINEAR)
    ready(floor, "103", "102", "101")
    waits(floor, "q", [1, 2])
    assert sorted(settle(floor)) == [(1, "101"), (2, "102")]


def test_random_is_fair_and_the_same_for_the_same_call() -> None:
    counts = dict.fromkeys(THREE, 0)
    for call in range(3_000):
        floor = _one(Strategy.RANDOM)
        ready(floor, *THREE)
        waits(floor, "q", [call])
        [(_, agent)] = settle(floor)
        counts[agent] += 1
    assert all(900 < count < 1_100 for count in counts.values())


def test_weighted_chance_goes_by_preference() -> None:
    agents: Agents = {
        "101": {"queues": ("q",), "preference": {"q": 9}},
        "102": {"queues": ("q",), "preference": {"q": 3}},
    }
    counts = {"101": 0, "102": 0}
    for call in range(4_000):
        floor = _one(Strategy.WEIGHTED, agents)
        ready(floor, *agents)
        waits(floor, "q", [call])
        [(_, agent)] = settle(floor)
        counts[agent] += 1
    assert 2_900 < counts["101"] < 3_100


def test_best_skill_by_the_sum_of_what_is_asked_for() -> None:
    agents: Agents = {
        "101": {"queues": ("q",), "skills": {"cards": 5, "loans": 10}},
        "102": {"queues": ("q",), "skills": {"cards": 7, "loans": 1}},
    }
    floor = _one(Strategy.BEST_SKILL, agents, requires="cards >= 3")
    ready(floor, *agents)
    waits(floor, "q", [1])
    assert settle(floor) == [(1, "102")]


def test_preference_comes_before_the_strategy() -> None:
    agents: Agents = {"101": {"queues": ("q",), "preference": {"q": 4}}, "102": {"queues": ("q",)}}
    for strategy in Strategy:
        if strategy is Strategy.WEIGHTED:
            continue
        floor = _one(strategy, agents)
        ready(floor, "101", "102")
        waits(floor, "q", [1])
        assert settle(floor) == [(1, "102")], strategy


def test_only_who_has_the_skills_and_what_the_caller_brings_counts_too() -> None:
    agents: Agents = {
        "101": {"queues": ("q",), "skills": {"cards": 5}},
        "102": {"queues": ("q",), "skills": {"cards": 5, "french": 1}},
        "103": {"queues": ("q",), "skills": {"french": 9}},
    }
    floor = Floor(centre(agents, q={"requires": "cards >= 3"}))
    ready(floor, *agents)
    waits(floor, "q", [1, 2], requires="french")
    assert settle(floor) == [(1, "102")]


def test_steps_of_relaxation_replace_the_queues_requirement_and_may_reach_the_whole_project() -> None:
    steps = (
        Relaxation(1, "cards >= 1"),
        Relaxation(2, whole_project=True),
        Relaxation(3, whole_project=True, drop_caller_requires=True),
    )
    agents: Agents = {
        "101": {"queues": ("q",), "skills": {"cards": 1}},
        "102": {"queues": ("other",), "skills": {"french": 1}},
        "103": {"queues": ("other",)},
    }
    config = centre(agents, q={"requires": "cards >= 5", "relax": steps}, other={})
    reached = {}
    for level in range(4):
        for requires in ("", "french"):
            floor = Floor(config)
            ready(floor, *agents)
            waits(floor, "q", [1], level=level, requires=requires)
            reached[level, requires] = {entry[3] for entry in floor.demand(DemandKey("q", level, requires)).ready}
    assert reached == {
        (0, ""): set(),
        (0, "french"): set(),
        (1, ""): {"101"},
        (1, "french"): set(),
        (2, ""): {"101", "102", "103"},
        (2, "french"): {"102"},
        (3, ""): {"101", "102", "103"},
        (3, "french"): {"101", "102", "103"},
    }


@pytest.mark.parametrize(
    ("fairness", "queues", "chosen"),
    [
        (Fairness.OLDEST, {}, 1),
        (Fairness.OLDEST, {"b": {"weight": 2.0}}, 2),
        (Fairness.TARGET, {}, 1),
        (Fairness.TARGET, {"b": {"target_wait_ms": 10_000}}, 2),
        (Fairness.TARGET, {"b": {"target_wait_ms": 10_000}, "a": {"weight": 3.0}}, 1),
    ],
)
def test_the_most_urgent_caller_of_all_queues(fairness: Fairness, queues: dict[str, Any], chosen: int) -> None:
    """The one of a has waited 30 s, the one of b 20 s."""
    settings: dict[str, dict[str, Any]] = {"a": {}, "b": {}} | queues
    floor = Floor(centre({"101": {"queues": ("a", "b")}}, **settings))
    waits(floor, "a", [1], NOW_MS - 30_000)
    waits(floor, "b", [2], NOW_MS - 20_000)
    settle(floor)
    ready(floor, "101")
    assert settle(floor, given(fairness=fairness)) == [(chosen, "101")]


def test_who_asks_for_an_agent_in_person_comes_first_with_that_agent_and_takes_nobody_else() -> None:
    floor = Floor(centre(THREE, q={}))
    waits(floor, "q", [1], 0)
    waits(floor, "q", [2], 500_000, wanted="102")
    floor.fresh_callers.clear()
    ready(floor, "102")
    assert settle(floor) == [(2, "102")]
    waits(floor, "q", [3], 500_000, wanted="103")
    ready(floor, "101")
    assert settle(floor) == [(1, "101")]


def test_an_agent_whom_other_queues_would_miss_is_spared() -> None:
    agents: Agents = {
        "101": {"queues": ("q", "rare")},
        "102": {"queues": ("q",)},
        "103": {"queues": ("q", "rare")},
    }
    floor = Floor(centre(agents, q={}, rare={}))
    ready(floor, "101", "102", "103")
    waits(floor, "q", [1])
    assert settle(floor) == [(1, "102")]
    strict = Floor(centre(agents, q={"spare_scarce": False}, rare={}))
    ready(strict, "101", "102", "103")
    waits(strict, "q", [1])
    assert settle(strict) == [(1, "101")]


def test_several_at_once_are_matched_together() -> None:
    """The generalist would go to the first caller, and the second would find nobody."""
    agents: Agents = {"101": {"queues": ("a", "b")}, "102": {"queues": ("a",)}}
    floor = Floor(centre(agents, a={"spare_scarce": False}, b={}))
    waits(floor, "a", [1], 0)
    waits(floor, "b", [2], 1_000)
    ready(floor, "101", "102")
    assert settle(floor) == [(1, "102"), (2, "101")]


def test_a_thousand_callers_and_agents_at_once_are_all_paired_oldest_first() -> None:
    agents: Agents = {f"{n:04d}": {"queues": ("q", "r")[: 1 + n % 2]} for n in range(600)}
    floor = Floor(centre(agents, q={}, r={}))
    waits(floor, "q", range(500), 0)
    waits(floor, "r", range(500, 1_000), 1)
    ready(floor, *agents)
    pairs = settle(floor)
    assert len(pairs) == 600 == len({agent for _, agent in pairs}) == len({call for call, _ in pairs})
    left = [demand.callers for demand in (floor.plain["q"], floor.plain["r"])]
    served = {call for call, _ in pairs}
    assert min(call % 500 for calls in left for _, call in calls) >= max(call % 500 for call in served) - 60
