"""A half hour held still: its load, and a centre with any number of agents."""

from dataclasses import replace

import pytest

from acd.model.centre import Agent
from acd.sim.distributions import Exponential, Fixed
from acd.sim.scenario import MS_PER_HOUR, Callers, Group, Habits, Rate, Scenario
from acd.sim.steady import HALF_HOUR_MS, Load, busiest, held, loads, moments, rate_at, together
from tests.sim.scenarios import at, centre, scenario

MORNING = Rate(0, HALF_HOUR_MS, 60)
NOON = Rate(HALF_HOUR_MS, MS_PER_HOUR, 120)


def two_queues() -> Scenario:
    sales = Callers("sales", "0", Exponential(60), Exponential(90), (MORNING, NOON))
    support = Callers("support", "1", Fixed(300), None, (MORNING,))
    groups = (Group(Agent("", "", ("sales",)), ()), Group(Agent("", "", ("sales", "support")), ()))
    both = centre(0, ("sales", "support"))
    return replace(scenario(0), centre=both, callers=(sales, support), groups=groups)


def test_load_of_a_half_hour() -> None:
    of = two_queues()
    assert moments(of) == [0, HALF_HOUR_MS]
    assert loads(of, HALF_HOUR_MS) == {"sales": Load(120 / 3600, 60, 90, exact=True)}
    morning = loads(of, 0)
    assert morning["support"] == Load(60 / 3600, 300, None, exact=False)
    assert busiest(of) == 0
    assert busiest(replace(of, callers=of.callers[:1])) == HALF_HOUR_MS


def test_wrap_up_and_answering_take_agents_too() -> None:
    of = replace(two_queues(), habits=Habits(answer=Fixed(4), wrap_up=Exponential(26)))
    assert loads(of, 0)["sales"] == Load(60 / 3600, 90, 90, exact=False)
    queues = replace(of, centre=centre(0, ("sales", "support"), wrap_up_ms=10_000), habits=Habits())
    assert loads(queues, 0)["sales"].handle_s == 70


def test_loads_together() -> None:
    found = together([Load(1, 100, 50, exact=True), Load(3, 200, None, exact=True)])
    assert (found.rate, found.handle_s, found.patience_s, found.exact) == (4, 175, 200, False)
    assert together([Load(1, 100, None, exact=True)] * 2) == Load(2, 100, None, exact=True)


def test_rate_of_given_moments() -> None:
    assert rate_at(at(0, 10, 2_000), 0) == 4
    assert rate_at(at(0, 10, 2_000), HALF_HOUR_MS) == 2


def test_held_still() -> None:
    found = held(two_queues(), 0, (2, 3), calls=1_200, replications=4)
    assert found.length_ms - found.warm_up_ms == pytest.approx(2.5 * MS_PER_HOUR)
    assert [kind.rates[0].per_hour for kind in found.callers] == [60, 60]
    assert [agent.queues for agent in found.centre.agents.values()] == [("sales",)] * 2 + [("sales", "support")] * 3
    assert [stay.to_ms for stay in found.staff] == [None] * 5
