"""Why another ready agent was preferred, and how a wait is cut into stretches."""

from typing import Any

import pytest

from acd.explanation.fit import Asked, Situation, Why
from acd.explanation.others import Choice, Stretch, others_then, passed_over, stretches
from acd.explanation.stays import Stays
from acd.model.agents import Agent
from acd.model.centre import Centre, Project
from acd.model.facts import AgentStateFact
from acd.model.queues import Queue, Strategy
from acd.model.states import AgentState
from acd.routing.demand import DemandKey

SPARED = "longest idle: 8.0 s, of 2 ready, 102 (12.0 s) spared for other queues; longest waiting: 0.0 s"


def the_centre(strategy: Strategy = Strategy.LONGEST_IDLE, **preference: int) -> Centre:
    return Centre(
        projects={"shop": Project("shop", "Shop")},
        queues={"sales": Queue("sales", "Sales", "shop", strategy=strategy)},
        agents={
            id_: Agent(id_, id_, ("sales",), preference={"sales": preference.get(f"a{id_}", 5)})
            for id_ in ("101", "102", "103")
        },
    )


@pytest.mark.parametrize(
    ("centre", "reason", "code", "text"),
    [
        (the_centre(), "longest idle", Why.LATER_IN_ORDER, "ready for 12.0 s; by longest idle, 101 came first"),
        (the_centre(a102=3), "", Why.LOWER_PREFERENCE, "with preference 3 for this queue; 101 has 5"),
        (the_centre(), SPARED, Why.SPARED, "other queues would miss this agent more"),
        (the_centre(Strategy.RANDOM), "", Why.LATER_IN_ORDER, "chance chose 101"),
        (the_centre(Strategy.WEIGHTED, a102=3), "", Why.LATER_IN_ORDER, "chance chose 101"),
        (the_centre(Strategy.RANDOM, a102=3), "", Why.LOWER_PREFERENCE, "preference 3"),
    ],
)
def test_a_ready_agent_who_was_passed_over(centre: Centre, reason: str, code: Why, text: str) -> None:
    choice, at = Choice(1, "101", 20_000, reason), Situation(AgentState.READY, 8_000)
    found = passed_over(centre, centre.queues["sales"], choice, "102", at)
    assert found.code is code
    assert text in found.text


def test_an_agent_who_is_not_configured_any_more_may_have_been_chosen() -> None:
    choice, at = Choice(1, "999", 20_000, ""), Situation(AgentState.READY, 8_000)
    assert passed_over(the_centre(), the_centre().queues["sales"], choice, "102", at).code is Why.LATER_IN_ORDER


def test_phones_that_ring_together() -> None:
    rung = [
        AgentStateFact(id_, agent, AgentState.RINGING, "", "1", call, 1_000, 2_000)
        for id_, (agent, call) in enumerate([("101", 1), ("102", 1), ("103", 2)])
    ]
    centre = the_centre(Strategy.RING_ALL)
    found = others_then(
        centre, Asked.of(centre, DemandKey("sales")), ["101", "102", "103"], Choice(1, "101", 1_000, ""), Stays(rung)
    )
    assert [(other.agent, other.why.text) for other in found] == [
        ("102", "is rung as well"),
        ("103", "being rung for call 2 for 0.0 s"),
    ]


@pytest.mark.parametrize(
    ("offers", "changes", "found"),
    [
        ([], [], [(0, 100)]),
        ([], [30], [(0, 30), (30, 100)]),
        ([(0, 40)], [], [(40, 100)]),
        ([(10, 20), (20, 90)], [50], [(0, 10), (90, 100)]),
        ([(10, 30), (15, 25)], [], [(0, 10), (30, 100)]),  # phones that ring together
        ([(0, 100)], [50], []),
        ([(5, 95)], [], [(0, 5), (95, 100)]),
        ([(3, 97)], [], []),  # what is too short needs no reason
    ],
)
def test_stretches_of_a_wait(offers: Any, changes: list[int], found: list[tuple[int, int]]) -> None:
    assert list(stretches(0, 100, offers, changes, 5)) == [Stretch(*one) for one in found]
