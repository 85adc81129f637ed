"""What agents did, looked up in recorded stays."""

from typing import Any

import pytest

from acd.explanation.fit import Situation, Why
from acd.explanation.stays import PARTS_MAX, Stays, occupied
from acd.model.facts import AgentStateFact
from acd.model.states import AgentState


def stay(began_ms: int, ended_ms: int, state: AgentState = AgentState.READY, **more: Any) -> AgentStateFact:
    given = {"reason": "", "phone": "1001", "call": None, **more}
    return AgentStateFact(began_ms, "101", state, began_ms=began_ms, ended_ms=ended_ms, **given)


STAYS = Stays(
    [
        stay(9_000, 9_500, AgentState.WRAP_UP, call=7),
        stay(1_000, 2_000),
        stay(2_000, 2_000, AgentState.RINGING, call=7),  # no time in it
        stay(2_000, 9_000, AgentState.TALKING, call=7),
        stay(20_000, 30_000, AgentState.NOT_READY, reason="lunch"),
    ]
)


@pytest.mark.parametrize(
    ("moment_ms", "state", "since_ms"),
    [
        (999, None, 0),
        (1_000, AgentState.READY, 1_000),
        (1_999, AgentState.READY, 1_000),
        (2_000, AgentState.TALKING, 2_000),
        (9_000, AgentState.WRAP_UP, 9_000),
        (9_500, None, 0),
        (25_000, AgentState.NOT_READY, 20_000),
        (30_000, None, 0),
    ],
)
def test_the_state_at_a_moment(moment_ms: int, state: AgentState | None, since_ms: int) -> None:
    found = STAYS.at("101", moment_ms)
    assert (found.state if found is not None else None) is state
    assert found is None or found.since_ms == since_ms


def test_an_agent_without_stays() -> None:
    assert STAYS.at("999", 5_000) is None
    assert STAYS.during("999", 0, 99_000) == []


def test_the_situation_has_what_was_recorded() -> None:
    assert STAYS.at("101", 3_000) == Situation(AgentState.TALKING, 2_000, "", 7, "1001")


@pytest.mark.parametrize(
    ("from_ms", "to_ms", "code", "text"),
    [
        (0, 900, Why.LOGGED_OUT, "not logged in"),
        (3_000, 8_000, Why.TALKING, "talking with call 7 (5.0 s)"),
        (8_000, 9_500, Why.TALKING, "talking with call 7 (1.0 s), then in wrap-up after call 7 (0.5 s)"),
        (22_000, 32_000, Why.NOT_READY, "not ready (lunch) (8.0 s), then not logged in for the rest"),
    ],
)
def test_a_stretch_of_time(from_ms: int, to_ms: int, code: Why, text: str) -> None:
    found = occupied(STAYS.during("101", from_ms, to_ms), from_ms, to_ms)
    assert (found.code, found.text) == (code, text)


def test_who_was_ready_in_a_stretch_could_not_be_rung() -> None:
    found = occupied(STAYS.during("101", 1_000, 2_500), 1_000, 2_500)
    assert found.code is Why.NOT_RUNG
    assert found.text.startswith("ready (1.0 s), then talking with call 7 (0.5 s); ready, but not to be rung")


def test_a_restless_agent_is_told_briefly() -> None:
    many = Stays([stay(at, at + 10, AgentState.NOT_READY, reason=str(at)) for at in range(0, 100, 10)])
    found = occupied(many.during("101", 0, 100), 0, 100)
    assert found.text.endswith(f", then and {10 - PARTS_MAX} more")
