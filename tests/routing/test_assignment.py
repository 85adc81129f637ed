"""Pairing several callers with several agents: against all ways there are."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from acd.routing.assignment import assign


@st.composite
def _costs(draw: st.DrawFn) -> list[dict[str, float]]:
    agents = [f"a{n}" for n in range(draw(st.integers(0, 5)))]
    callers = draw(st.integers(0, 5))
    return [{agent: draw(st.integers(0, 9)) for agent in agents if draw(st.booleans())} for _ in range(callers)]


def _best(costs: list[dict[str, float]]) -> tuple[list[int], float]:
    """By trying everything: the callers served, the most urgent ones first, and the least cost of serving them."""
    agents: list[str | None] = [*sorted({agent for row in costs for agent in row}), *[None] * len(costs)]
    found: list[tuple[list[bool], float]] = []
    for order in set(permutations(agents, len(costs))):
        if all(agent is None or agent in row for agent, row in zip(order, costs, strict=True)):
            cost = sum(row[agent] for agent, row in zip(order, costs, strict=True) if agent is not None)
            found.append(([agent is None for agent in order], cost))
    unserved, cost = min(found)
    return [caller for caller, left in enumerate(unserved) if not left], cost


@given(_costs())
def test_the_most_urgent_are_served_at_the_least_cost(costs: list[dict[str, float]]) -> None:
    pairs = assign(costs)
    assert len(set(pairs.values())) == len(pairs)
    served, cost = _best(costs)
    assert sorted(pairs) == served
    assert sum(costs[caller][agent] for caller, agent in pairs.items()) == cost


def test_a_caller_gives_way_without_losing_out() -> None:
    """The second caller needs the first one's best agent; the first takes the next best."""
    assert assign([{"a": 0, "b": 5}, {"a": 1}]) == {0: "b", 1: "a"}


def test_a_caller_whom_nobody_can_serve_changes_nothing() -> None:
    assert assign([{"a": 1}, {"a": 0}, {}]) == {0: "a"}
