"""What comes after a conversation: wrap-up, and what the agent wished for during the call."""

from typing import Any

import pytest

from acd.commands import Reply
from acd.events import Event, Origin, Tick
from acd.model.facts import AgentStateFact
from acd.model.states import AgentState, PhoneState
from acd.testing.engine import NOON_MS, Script, passes, recorded, script, unknown
from tests.scenarios.words import (
    agent_hangs_up,
    answers,
    arrives,
    caller_hangs_up,
    centre,
    connects,
    is_ready,
    logs_in,
    logs_out,
    phone_is,
    rings,
    takes_a_break,
)

WRAP_UP = {"wrap_up_ms": 15_000}


def talking(**queues: dict[str, Any]) -> Script:
    """Agent 101 talks with c1."""
    play = script(centre(None, **queues))
    assert (
        play
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> answers("c1", "1001")
        >> passes(30)
    )
    return play


def wrapping_up() -> Script:
    play = talking(sales=WRAP_UP)
    assert play >> caller_hangs_up("c1", "1001")
    assert play.agent("101").state is AgentState.WRAP_UP
    return play


def test_wrap_up_keeps_the_next_caller_waiting_until_it_ends() -> None:
    play = wrapping_up()
    call = play.recorded(AgentStateFact)[-1].call
    assert (
        play
        >> arrives("c2")
        >> passes(14.999)
        >> passes(0.001)
        << connects("c2", "101", unknown())
        << recorded(AgentStateFact, state=AgentState.WRAP_UP, call=call, ended_ms=NOON_MS + 45_000)
        << recorded(AgentStateFact, state=AgentState.READY, call=None)
    )


def test_wrap_up_ends_early() -> None:
    assert (
        wrapping_up()
        >> arrives("c2")
        >> passes(3)
        >> is_ready("101")
        << connects("c2", "101", unknown())
        << recorded(AgentStateFact, state=AgentState.WRAP_UP, ended_ms=NOON_MS + 33_000)
        >> rings("1001")
        >> passes(19)
    )


def test_the_end_of_a_former_wrap_up_does_not_end_the_present_one() -> None:
    play = wrapping_up()
    assert (
        play
        >> passes(1)
        >> is_ready("101")
        >> arrives("c2")
        << connects("c2", "101", unknown())
        >> rings("1001")
        >> answers("c2", "1001")
        >> passes(5)
        >> agent_hangs_up("c2", "1001")
        >> passes(14)
    )
    assert play.agent("101").state is AgentState.WRAP_UP
    assert play >> passes(1)
    assert play.agent("101").state is AgentState.READY


@pytest.mark.parametrize("in_order", [[logs_out("101"), Tick()], [Tick(), logs_out("101")]], ids=["wish", "end"])
def test_log_out_and_the_end_of_wrap_up_at_the_same_moment(in_order: list[Event]) -> None:
    play = wrapping_up()
    play.now_ms += 15_000
    assert play >> in_order
    assert (play.agent("101").state, play.agent("101").call) == (AgentState.LOGGED_OUT, None)


def test_a_break_during_wrap_up_begins_at_once() -> None:
    play = wrapping_up()
    assert (
        play >> takes_a_break("101", "lunch")
        << recorded(AgentStateFact, state=AgentState.WRAP_UP)
        >> arrives("c2")
        >> passes(60)
    )  # fmt: skip
    agent = play.agent("101")
    assert (agent.state, agent.reason, agent.call) == (AgentState.NOT_READY, "lunch", None)


@pytest.mark.parametrize(
    ("wishes", "state", "reason"),
    [
        ([logs_out("101")], AgentState.LOGGED_OUT, ""),
        ([takes_a_break("101", "lunch")], AgentState.NOT_READY, "lunch"),
        ([takes_a_break("101"), logs_out("101")], AgentState.LOGGED_OUT, ""),
        ([logs_out("101"), takes_a_break("101", "school")], AgentState.NOT_READY, "school"),
        ([logs_out("101"), is_ready("101")], AgentState.WRAP_UP, ""),
        ([takes_a_break("101"), is_ready("101")], AgentState.WRAP_UP, ""),
        ([], AgentState.WRAP_UP, ""),
    ],
)
def test_the_last_wish_during_a_call_is_granted_in_place_of_wrap_up(
    wishes: list[Event], state: AgentState, reason: str
) -> None:
    play = talking(sales=WRAP_UP)
    assert play >> wishes
    assert play.agent("101").state is AgentState.TALKING
    assert play >> agent_hangs_up("c1", "1001")
    agent = play.agent("101")
    assert (agent.state, agent.reason, agent.after_call) == (state, reason, None)
    assert (agent.phone is None) == (state is AgentState.LOGGED_OUT)


def test_a_wish_during_a_call_is_answered_with_what_will_come() -> None:
    assert (
        talking()
        >> logs_out("101", Origin(request="1"))
        << Reply("1", "ok", "agent 101 is talking, logged out after the call")
        >> takes_a_break("101", "lunch", Origin(request="2"))
        << Reply("2", "ok", "agent 101 is talking, not ready after the call")
        >> is_ready("101", Origin(request="3"))
        << Reply("3", "ok", "agent 101 is talking")
    )


def test_a_granted_wish_does_not_come_back_after_the_next_call() -> None:
    play = talking()
    assert (
        play
        >> takes_a_break("101")
        >> agent_hangs_up("c1", "1001")
        >> is_ready("101")
        >> arrives("c2")
        << connects("c2", "101", unknown())
        >> rings("1001")
        >> answers("c2", "1001")
        >> agent_hangs_up("c2", "1001")
    )
    assert play.agent("101").state is AgentState.READY


def test_a_phone_that_went_away_during_the_call_makes_not_ready_when_the_call_ends() -> None:
    play = talking()
    assert (
        play
        >> phone_is("1001", PhoneState.UNREACHABLE)
        >> caller_hangs_up("c1", "1001")[:3]
        >> arrives("c2")
    )  # fmt: skip
    agent = play.agent("101")
    assert (agent.state, agent.reason, agent.call) == (AgentState.NOT_READY, "phone unreachable", None)
    assert play >> phone_is("1001", PhoneState.IDLE) << connects("c2", "101", unknown())


def test_a_phone_that_went_away_during_wrap_up_makes_not_ready_when_it_ends() -> None:
    play = wrapping_up()
    assert play >> phone_is("1001", PhoneState.UNREACHABLE) >> passes(1)
    assert play.agent("101").state is AgentState.WRAP_UP
    assert play >> passes(14)
    assert (play.agent("101").state, play.agent("101").reason) == (AgentState.NOT_READY, "phone unreachable")
    assert play >> phone_is("1001", PhoneState.IDLE)
    assert play.agent("101").state is AgentState.READY
