"""One more call, then not ready."""

import pytest

from acd.commands import Reply
from acd.events import Event, Origin
from acd.model.states import AgentState, PhoneState
from acd.testing.engine import Script, passes, script, unknown
from tests.scenarios.words import (
    agent_hangs_up,
    answers,
    arrives,
    centre,
    connects,
    ends_wrap_up,
    hangs_up,
    is_ready,
    logs_in,
    logs_out,
    phone_is,
    rings,
    takes_a_break,
    takes_one_more,
)

R1 = Origin(request="1")


def at_work(wrap_up_ms: int = 0) -> Script:
    play = script(centre(sales={"wrap_up_ms": wrap_up_ms}))
    assert play >> logs_in("101") >> passes(1)
    return play


def a_call(play: Script, caller: str = "c1") -> Script:
    return (
        play
        >> arrives(caller)
        << connects(caller, "101", unknown())
        >> rings("1001")
        >> answers(caller, "1001")
        >> agent_hangs_up(caller, "1001")
    )


def state(play: Script) -> tuple[AgentState, str]:
    return play.agent("101").state, play.agent("101").reason


def test_after_the_next_call_the_agent_is_not_ready() -> None:
    play = at_work()
    told = Reply("1", "ok", "agent 101 is ready, not ready after one more call")
    assert play >> takes_one_more("101", "lunch", R1) << told
    assert a_call(play)
    assert state(play) == (AgentState.NOT_READY, "lunch")
    assert play >> is_ready("101")
    assert a_call(play, "c2")
    assert state(play) == (AgentState.READY, "")


@pytest.mark.parametrize("end", [[], [ends_wrap_up("101")]], ids=["time", "key"])
def test_its_wrap_up_comes_first(end: list[Event]) -> None:
    play = at_work(15_000)
    assert a_call(play >> takes_one_more("101", "lunch"))
    assert state(play) == (AgentState.WRAP_UP, "")
    assert play >> end if end else play >> passes(15)
    assert state(play) == (AgentState.NOT_READY, "lunch")


def test_a_call_that_is_not_answered_is_not_the_one() -> None:
    play = at_work()
    assert (
        play
        >> takes_one_more("101")
        >> arrives("c1")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> [*hangs_up("c1"), phone_is("1001", PhoneState.IDLE)]
    )
    assert state(play) == (AgentState.READY, "")
    assert a_call(play, "c2")
    assert state(play) == (AgentState.NOT_READY, "")


def test_asked_for_while_ringing_this_call_is_the_one_while_talking_the_next() -> None:
    play = at_work()
    assert (
        play
        >> arrives("c1")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> takes_one_more("101", "lunch")
        >> answers("c1", "1001")
        >> takes_one_more("101", "school", R1)
        << Reply("1", "ok", "agent 101 is talking, not ready after one more call")
        >> agent_hangs_up("c1", "1001")
    )
    assert state(play) == (AgentState.READY, "")
    assert a_call(play, "c2")
    assert state(play) == (AgentState.NOT_READY, "school")


def test_who_is_not_ready_becomes_ready_for_one_call() -> None:
    play = at_work()
    assert a_call(play >> takes_a_break("101", "school") >> takes_one_more("101", "lunch"))
    assert state(play) == (AgentState.NOT_READY, "lunch")


def test_during_wrap_up_it_means_the_next_call() -> None:
    play = at_work(15_000)
    assert a_call(play)
    assert play >> takes_one_more("101", "lunch") >> passes(15)
    assert state(play) == (AgentState.READY, "")
    assert a_call(play, "c2") >> passes(15)
    assert state(play) == (AgentState.NOT_READY, "lunch")


def test_asking_for_ready_takes_it_back() -> None:
    play = at_work()
    assert play >> takes_one_more("101") >> is_ready("101", R1) << Reply("1", "ok", "agent 101 is ready")
    assert a_call(play)
    assert state(play) == (AgentState.READY, "")


def test_asking_for_ready_keeps_the_place_among_the_idle() -> None:
    play = at_work()
    before_ms = play.agent("101").idle_since_ms
    assert play >> takes_one_more("101") >> passes(5) >> is_ready("101")
    assert play.agent("101").idle_since_ms == before_ms


def test_asking_for_ready_in_the_wrap_up_of_the_last_call_takes_it_back() -> None:
    play = at_work(15_000)
    assert a_call(play >> takes_one_more("101"))
    assert play >> is_ready("101")
    assert state(play) == (AgentState.READY, "")
    assert a_call(play, "c2") >> passes(15)
    assert state(play) == (AgentState.READY, "")


def test_a_phone_that_was_away_in_between_does_not_take_it_back() -> None:
    play = at_work()
    assert (
        play
        >> takes_one_more("101", "lunch")
        >> phone_is("1001", PhoneState.UNREACHABLE)
        >> passes(1)
        >> phone_is("1001", PhoneState.IDLE)
    )
    assert a_call(play)
    assert state(play) == (AgentState.NOT_READY, "lunch")


def test_logging_out_forgets_it() -> None:
    play = at_work()
    assert a_call(play >> takes_one_more("101") >> logs_out("101") >> logs_in("101"))
    assert state(play) == (AgentState.READY, "")


def test_who_is_logged_out_or_has_no_phone_is_refused() -> None:
    play = at_work()
    assert play >> takes_one_more("102", "", R1) << Reply("1", "conflict", "agent 102 is logged out")
    assert (
        play
        >> phone_is("1001", PhoneState.UNREACHABLE)
        >> takes_one_more("101", "", R1)
        << Reply("1", "conflict", "phone 1001 is unreachable")
    )
    assert not play.agent("101").one_more
