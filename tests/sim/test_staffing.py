"""How many agents: the formula where it is exact, the simulation where it is not."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from acd.model.centre import Agent
from acd.sim.distributions import Exponential, Fixed
from acd.sim.erlang import agents_needed
from acd.sim.scenario import MS_PER_HOUR, Callers, Group, Habits, Rate, Scenario
from acd.sim.staffing import Target, by_formula, first_guess, formula, needed, threshold
from acd.sim.steady import loads
from tests.sim.scenarios import centre, scenario

QUEUES = ("sales", "support")
TARGET = Target(0.8)
QUICK = (2_000, 4_000)


def of(groups: Sequence[Sequence[str]], patience_s: float | None = 120, per_hour: float = 100) -> Scenario:
    """Both queues have the same calls."""
    patience = Exponential(patience_s) if patience_s else None
    callers = tuple(
        Callers(name, str(place), Exponential(180), patience, (Rate(0, MS_PER_HOUR, per_hour),))
        for place, name in enumerate(QUEUES)
    )
    kinds = tuple(Group(Agent("", "", tuple(queues)), ()) for queues in groups)
    return replace(scenario(0), centre=centre(0, QUEUES), callers=callers, groups=kinds)


@pytest.mark.parametrize("patience_s", [None, 120])
def test_queues_with_agents_of_their_own(patience_s: float | None) -> None:
    by_hand = agents_needed(100 / 3600, 180, patience_s, 0.8, 20)
    answer = needed(of([["sales"], ["support"]], patience_s), 0, TARGET, calls=QUICK)
    assert answer.guess == (by_hand, by_hand)
    assert all(abs(count - by_hand) <= 1 for count in answer.counts)
    assert not TARGET.missed_by(answer.queues)
    assert answer.formula.startswith("Erlang C" if patience_s is None else "Erlang A")


def test_agents_who_serve_both_are_fewer() -> None:
    scenario = of([["sales", "support"]])
    guess = first_guess(scenario, loads(scenario, 0), TARGET)
    assert guess == (agents_needed(200 / 3600, 180, 120, 0.8, 20),)
    assert guess[0] < 2 * agents_needed(100 / 3600, 180, 120, 0.8, 20)
    answer = needed(scenario, 0, TARGET, calls=QUICK)
    assert abs(answer.counts[0] - guess[0]) <= 1


def test_the_simulation_mends_a_guess_that_is_wrong() -> None:
    """Agents who need 15 s to answer leave 5 s of the threshold, of which no formula knows."""
    slow = replace(of([["sales"], ["sales", "support"]]), habits=Habits(answer=Fixed(15)))
    said: list[str] = []
    answer = needed(slow, 0, TARGET, said.append, QUICK)
    assert sum(answer.counts) > sum(answer.guess)
    assert not TARGET.missed_by(answer.queues)
    assert len(said) == answer.runs


def test_what_no_number_of_agents_reaches() -> None:
    late = replace(of([["sales", "support"]]), habits=Habits(answer=Fixed(25)))
    with pytest.raises(ValueError, match="agents do not reach the target in sales, support; more do not help"):
        needed(late, 0, TARGET, calls=(1_000,))
    with pytest.raises(ValueError, match="no agents serve support"):
        needed(of([["sales"]]), 0, TARGET)
    with pytest.raises(ValueError, match="no calls come"):
        needed(of([["sales"]], per_hour=0), 0, TARGET)


def test_a_limit_of_abandonment() -> None:
    scenario = of([["sales", "support"]], patience_s=30)
    fewer = needed(scenario, 0, TARGET, calls=(4_000,))
    more = needed(scenario, 0, Target(0.8, abandoned=0.02), calls=(4_000,))
    assert sum(more.counts) > sum(fewer.counts)
    assert more.queues["sales"]["abandoned"].mean <= 0.02


def test_formulas_by_name() -> None:
    scenario = of([["sales", "support"]])
    assert formula(loads(scenario, 0)) == "Erlang A (M/M/n+M, patience 120 s), all 2 queues taken as one"
    lasting = replace(scenario, habits=Habits(answer=Fixed(3)))
    assert formula(loads(lasting, 0)).endswith(", times taken as exponential")
    assert by_formula(scenario, 0, TARGET) == first_guess(scenario, loads(scenario, 0), TARGET)[0]
    assert by_formula(of([["sales"], ["support"]], per_hour=0), 0, TARGET) == 0


def test_threshold() -> None:
    assert {queue.service_level_ms for queue in threshold(of([]), 12.5).centre.queues.values()} == {12_500}
