"""Overflow by the expected wait, on entering and while waiting; what is expected, and when nothing is."""

from acd.engine.context import Context
from acd.engine.expected_wait import expected_wait_ms
from acd.model.centre import Message, Overflow
from acd.model.facts import VisitFact
from acd.model.states import VisitOutcome
from acd.testing.engine import Script, passes, recorded, script, unknown
from tests.scenarios.words import agent_hangs_up, answers, arrives, centre, connects, logs_in, marks, rings, tells

LONG = (Overflow(expected_wait_ms=100_000, to_queue="support"),)


def served(play: Script, callers: int, every_s: float = 30) -> Script:
    """One agent takes a caller every so many seconds; the first caller does not wait."""
    play >> logs_in("101")
    play >> arrives("s0") << connects("s0", "101", unknown())
    play >> rings("1001") >> answers("s0", "1001")
    for number in range(1, callers + 1):
        play >> arrives(f"s{number}") >> passes(every_s)
        play >> agent_hangs_up(f"s{number - 1}", "1001") << connects(f"s{number}", "101", unknown())
        play >> rings("1001") >> answers(f"s{number}", "1001")
    return play


def expected_s(play: Script, caller: str) -> float | None:
    ctx = Context(play.state)
    ctx.begin(play.now_ms)
    found = expected_wait_ms(ctx, play.call(caller))
    return found / 1000 if found is not None else None


def test_nothing_is_expected_of_a_queue_of_which_nothing_is_known() -> None:
    play = script(centre(sales={"overflows": LONG}))
    assert play >> arrives("c1") >> passes(300)
    assert expected_s(play, "c1") is None
    play = served(script(centre()), 2)
    assert play >> arrives("c1")
    assert expected_s(play, "c1") is None


def test_a_place_takes_as_long_as_callers_were_handed_over_lately() -> None:
    play = served(script(centre()), 3)
    assert play >> arrives("c1") >> arrives("c2")
    assert (expected_s(play, "c1"), expected_s(play, "c2")) == (30, 60)


def test_a_service_that_stands_still_makes_it_longer() -> None:
    play = served(script(centre()), 3)
    assert play >> arrives("c1") >> passes(300) >> arrives("c2")
    assert expected_s(play, "c1") == (3 * 30 + 300) / 4
    assert expected_s(play, "c2") == 2 * (3 * 30 + 300) / 4


def test_callers_who_were_served_at_once_do_not_make_it_shorter() -> None:
    play = served(script(centre()), 3)
    assert play >> logs_in("102") >> arrives("fast") << connects("fast", "102", unknown()) >> answers("fast", "1002")
    assert play >> arrives("c1")
    assert expected_s(play, "c1") == 30


def test_on_entering_the_caller_goes_elsewhere() -> None:
    play = served(script(centre(sales={"overflows": LONG})), 3)
    assert play >> arrives("c1") >> arrives("c2") >> arrives("c3")
    assert (
        play
        >> arrives("c4")
        << marks("c4", "support")
        << recorded(VisitFact, queue="sales", outcome=VisitOutcome.OVERFLOWED, wait_ms=0, expected_wait_ms=120_000)
    )


def test_while_waiting_when_it_turns_out_to_take_longer() -> None:
    steps = (Overflow(expected_wait_ms=100_000, message=Message.ALL_BUSY),)
    play = served(script(centre(sales={"overflows": steps})), 3)
    assert play >> arrives("c1") >> passes(309)
    assert (expected_s(play, "c1") or 0) < 100
    assert play >> passes(9) << tells("c1", Message.ALL_BUSY)


def test_an_agent_who_is_ready_is_no_wait() -> None:
    play = served(script(centre(sales={"overflows": (Overflow(expected_wait_ms=0, to_queue="support"),)})), 3)
    assert play >> logs_in("102") >> arrives("c1") << connects("c1", "102", unknown())


def test_long_ago_tells_nothing() -> None:
    play = served(script(centre()), 3)
    assert play >> passes(1_801) >> arrives("c1")
    assert expected_s(play, "c1") is None
