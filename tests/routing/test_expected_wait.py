"""The estimate against sums done by hand, and the counts behind it."""

import math
from collections.abc import Callable

import pytest

from acd.routing.expected_wait import MEDIAN, SAMPLES_MAX, STALLED, Crew, Pace, counted_on_ms


def works(of: Crew, agent: str, queues: tuple[str, ...], in_wrap_up: bool = False) -> None:
    of.agent_works(agent, lambda: queues, in_wrap_up)


def crew(**agents: tuple[str, ...]) -> Crew:
    found = Crew()
    for agent, queues in agents.items():
        works(found, agent, queues)
    return found


def pace(occupied_ms: int = 60_000, wrap_up_ms: int = 0) -> Pace:
    found = Pace()
    found.agent_was_occupied(occupied_ms, wrap_up_ms, 0)
    return found


def ahead(**callers: int) -> Callable[[str], int]:
    return lambda queue: callers.get(queue, 0)


def near(ms: float) -> object:
    return pytest.approx(ms, rel=1e-3)


def test_one_queue() -> None:
    of = crew(a=("sales",), b=("sales",))
    assert counted_on_ms("sales", ahead(), of, pace()) == near((1 - MEDIAN) * 30_000)
    assert counted_on_ms("sales", ahead(sales=2), of, pace()) == near((3 - MEDIAN) * 30_000)


def test_agents_of_several_queues_are_taken_by_callers_of_those_with_their_share() -> None:
    of = crew(a=("sales", "support"), b=("sales",), c=("support",), d=("support",), e=("billing",))
    assert of.taken_by_others("sales", ahead(support=3, billing=1)) == pytest.approx(3 * 1 / 3)
    assert of.taken_by_others("support", ahead(support=3, billing=1)) == 3
    assert of.taken_by_others("support", ahead(support=3, sales=2)) == pytest.approx(3 + 2 * 1 / 2)
    of.agent_stops("a")
    assert of.taken_by_others("sales", ahead(support=3, sales=2)) == 2


def test_who_gives_up_makes_it_shorter() -> None:
    learnt = pace()
    for _ in range(100):
        learnt.caller_left(60_000, gave_up=False)
        learnt.caller_left(60_000, gave_up=True)
    found = counted_on_ms("sales", ahead(sales=10), crew(a=("sales",)), learnt)
    leaving = learnt.gave_up / learnt.waited_ms
    assert leaving == pytest.approx(1 / 120_000, rel=0.1)
    one_by_one = sum(1 / (1 / 60_000 + number * leaving) for number in range(1, 12))
    assert found is not None
    assert found < (11 - MEDIAN) * 60_000 / 2
    assert found == pytest.approx(one_by_one, rel=0.05)


def test_service_that_stands_still_makes_it_longer() -> None:
    of = crew(a=("sales",), b=("sales",))
    usual = counted_on_ms("sales", ahead(), of, pace())
    assert usual is not None
    assert counted_on_ms("sales", ahead(), of, pace(), stalled_ms=30_000) == usual
    assert counted_on_ms("sales", ahead(), of, pace(), stalled_ms=30_000 * (1 + STALLED)) == near(2 * usual)


def test_agents_in_wrap_up_are_free_soon() -> None:
    of = crew(a=("sales",), b=("sales",), c=("sales",), d=("sales",))
    learnt = pace(60_000, wrap_up_ms=15_000)  # one of four agents is in wrap-up on average
    nobody = counted_on_ms("sales", ahead(), of, learnt)
    works(of, "a", ("sales",), in_wrap_up=True)
    usual = counted_on_ms("sales", ahead(), of, learnt)
    works(of, "b", ("sales",), in_wrap_up=True)
    more = counted_on_ms("sales", ahead(), of, learnt)
    assert usual == near((1 - MEDIAN) * 15_000)
    assert nobody is not None
    assert more is not None
    assert more < (1 - MEDIAN) * 15_000 < nobody
    works(of, "a", ("sales",))
    of.agent_stops("b")
    assert of.wrapping_up == {"sales": 0}


def test_nobody_knows() -> None:
    assert counted_on_ms("sales", ahead(), Crew(), pace()) is None
    assert counted_on_ms("sales", ahead(), crew(a=("sales",)), Pace()) is None


def test_what_came_corrects_what_is_counted_on() -> None:
    learnt = Pace()
    assert learnt.corrected(60_000) == 60_000
    for _ in range(2_000):
        learnt.wait_came(60_000, 30_000)
    assert learnt.corrected(60_000) == pytest.approx(30_000, rel=0.02)


def test_means_follow_what_changes() -> None:
    learnt = Pace()
    for ms in (10_000, 20_000, 30_000):
        learnt.agent_was_occupied(ms, 0, 0)
    assert learnt.occupied_ms == pytest.approx(20_000)
    for _ in range(10 * SAMPLES_MAX):
        learnt.agent_was_occupied(90_000, 9_000, 0)
    assert learnt.occupied_ms == pytest.approx(90_000, rel=0.01)
    assert learnt.wrap_up_ms == pytest.approx(9_000, rel=0.01)


def test_a_very_long_line_and_much_giving_up_have_an_answer() -> None:
    of, learnt = crew(a=("sales",)), pace()
    assert counted_on_ms("sales", ahead(sales=20_000), of, learnt) == near(20_000.67 * 60_000)
    for _ in range(20_000):
        learnt.caller_left(1, gave_up=True)  # everybody gives up at once
    found = counted_on_ms("sales", ahead(sales=20_000), of, learnt)
    assert found is not None
    assert math.isfinite(found)
    assert 5 < found < 20
