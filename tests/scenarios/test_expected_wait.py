"""What callers may expect, when nobody knows, and overflow by it, on entering and while waiting."""

from typing import Any

import pytest

from acd.engine import views
from acd.engine.context import Context
from acd.engine.queues.expected_wait import expected_wait_ms
from acd.model.centre import Message, Overflow
from acd.model.facts import VisitFact
from acd.model.states import VisitOutcome
from acd.testing.engine import Script, passes, recorded, script, unknown
from tests.scenarios.words import (
    agent_hangs_up,
    answers,
    arrives,
    caller_hangs_up,
    centre,
    connects,
    fetches_back,
    logs_in,
    logs_out,
    marks,
    rings,
    tells,
)

LONG = (Overflow(expected_wait_ms=100_000, to_queue="support"),)


def served(play: Script, callers: int, every_s: float = 30) -> Script:
    """One agent is done with a caller every so many seconds, and talks with the last of them; nobody had to wait."""
    play >> logs_in("101")
    for number in range(callers + 1):
        if number:
            play >> passes(every_s) >> agent_hangs_up(f"s{number - 1}", "1001")
        play >> arrives(f"s{number}") << connects(f"s{number}", "101", unknown())
        play >> rings("1001") >> answers(f"s{number}", "1001")
    return play


def expected_s(play: Script, caller: str) -> float | None:
    ctx = Context(play.state)
    ctx.begin(play.now_ms)
    found = expected_wait_ms(ctx, play.call(caller))
    return found / 1000 if found is not None else None


def of_newcomer_s(play: Script, queue: str = "sales") -> float | None:
    """What the board shows."""
    rows = views.queues(play.state, play.now_ms, lambda queue: play.engine.newcomer_wait_ms(queue, play.now_ms))
    found = next(row["expected_wait_s"] for row in rows if row["id"] == queue)
    return float(found) if found is not None else None


def near(seconds: float) -> Any:
    return pytest.approx(seconds, rel=1e-3)


def test_nothing_is_expected_where_nothing_is_known_or_nobody_works() -> None:
    play = script(centre(sales={"overflows": LONG}))
    assert play >> arrives("c1") >> passes(300)
    assert (expected_s(play, "c1"), of_newcomer_s(play)) == (None, None)
    play = served(script(centre()), 0)
    assert play >> arrives("c1")
    assert expected_s(play, "c1") is None
    assert play >> passes(30) >> agent_hangs_up("s0", "1001") << connects("c1", "101", unknown())
    assert play >> arrives("c2")
    assert (expected_s(play, "c2"), of_newcomer_s(play)) == (near(20), near(50))
    assert play >> logs_out("101") << fetches_back("c1")
    assert expected_s(play, "c2") is None


def test_who_waits_is_told_the_median_of_the_agents_next_ends() -> None:
    """Calls take 30 s: the first to end does so after two thirds of that as often as later, then one after another."""
    play = served(script(centre()), 3)
    assert play >> arrives("c1") >> arrives("c2")
    assert (expected_s(play, "c1"), expected_s(play, "c2"), of_newcomer_s(play)) == (near(20), near(50), near(80))
    assert play >> logs_in("102") << connects("c1", "102", unknown())
    assert expected_s(play, "c2") == near(10)


def test_a_ready_agent_answers_as_soon_as_agents_do() -> None:
    play = script(centre()) >> logs_in("101")
    for caller, ring_s in (("c1", 4), ("c2", 6)):
        play >> arrives(caller) << connects(caller, "101", unknown()) >> rings("1001") >> passes(ring_s)
        play >> answers(caller, "1001") >> passes(60) >> caller_hangs_up(caller, "1001")
    assert [fact.expected_wait_ms for fact in play.recorded(VisitFact)] == [0, 4_000]
    assert of_newcomer_s(play) == 5


def test_the_estimate_is_recorded_with_the_visit() -> None:
    play = served(script(centre()), 3)
    play >> arrives("c1") >> passes(18) >> agent_hangs_up("s3", "1001") << connects("c1", "101", unknown())
    [visit] = (play >> rings("1001") >> answers("c1", "1001")).recorded(VisitFact)[-1:]
    assert (visit.wait_ms, visit.expected_wait_ms) == (18_000, near(20_000))


def test_who_asked_to_leave_after_the_call_is_not_counted_on() -> None:
    play = served(script(centre()), 3)
    assert play >> logs_in("102") >> arrives("c1") << connects("c1", "102", unknown())
    assert play >> rings("1002") >> answers("c1", "1002") >> arrives("c2")
    assert expected_s(play, "c2") == near(10)
    assert play >> logs_out("102")
    assert expected_s(play, "c2") == near(20)


def test_on_entering_the_caller_goes_elsewhere() -> None:
    play = served(script(centre(sales={"overflows": LONG})), 3)
    assert play >> arrives("c1") >> arrives("c2") >> arrives("c3")
    assert (
        play
        >> arrives("c4")
        << marks("c4", "support")
        << recorded(
            VisitFact, queue="sales", outcome=VisitOutcome.OVERFLOWED, wait_ms=0, expected_wait_ms=near(110_000)
        )
    )


def test_while_waiting_when_it_turns_out_to_take_longer() -> None:
    steps = (Overflow(expected_wait_ms=100_000, message=Message.ALL_BUSY),)
    play = served(script(centre(sales={"overflows": steps})), 3)
    assert play >> logs_in("102") >> arrives("c0") << connects("c0", "102", unknown())
    assert play >> rings("1002") >> answers("c0", "1002")
    assert play >> arrives("c1") >> arrives("c2") >> arrives("c3") >> arrives("c4") >> passes(9)
    assert (expected_s(play, "c3"), expected_s(play, "c4")) == (near(40), near(55))
    assert play >> logs_out("102") >> passes(5) << tells("c4", Message.ALL_BUSY)
    assert expected_s(play, "c3") == near(80)


def test_an_agent_who_is_ready_is_no_wait() -> None:
    play = served(script(centre(sales={"overflows": (Overflow(expected_wait_ms=0, to_queue="support"),)})), 3)
    assert play >> logs_in("102") >> arrives("c1") << connects("c1", "102", unknown())
