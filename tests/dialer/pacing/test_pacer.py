"""Decisions: what bounds them, and that they hang on nothing but their inputs."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.dialer.pacing import Limit, Method, Pace, Pacing, Picture, Reason, decide
from acd.dialer.pacing.budget import SURE
from tests.dialer.pacing.pictures import NOW_MS, PACING, picture, taught

TAUGHT = taught()
SMALL = st.integers(0, 30)


def test_nobody_there() -> None:
    assert decide(PACING, Pace(), Picture(NOW_MS, 0)).reason is Reason.NO_AGENTS


@pytest.mark.parametrize(
    ("method", "ratio", "dial"),
    [(Method.PROGRESSIVE, 9.0, 2), (Method.POWER, 1.0, 2), (Method.POWER, 2.5, 11), (Method.POWER, 1.4, 4)],
)
def test_simple_methods_dial_for_ready_agents(method: Method, ratio: float, dial: int) -> None:
    decision = decide(Pacing(method, ratio), Pace(), picture(idle=7, waiting=1, ringing=4, busy=3))
    assert (decision.dial, decision.reason) == (dial, Reason.ENOUGH)


@given(SMALL, SMALL, st.integers(0, 80), st.integers(0, 60), st.integers(0, 9), st.sampled_from(Method))
@settings(max_examples=60, deadline=None)
def test_bounds(idle: int, waiting: int, ringing: int, busy: int, room: int, method: Method) -> None:
    there = picture(idle, waiting, ringing, busy, room)
    decision = decide(Pacing(method, 1.7), TAUGHT, there)
    assert 0 <= decision.dial <= room
    assert 0 <= decision.risk <= 1
    assert 0 <= decision.expected_lost <= waiting + ringing + decision.dial
    assert decide(Pacing(method, 1.7), TAUGHT, there) == decision
    if method is Method.PREDICTIVE:
        assert decision.dial >= min(room, idle - waiting - ringing), "one for each ready agent is always allowed"


def test_without_a_budget_predictive_is_progressive() -> None:
    pacing = Pacing(limits=(Limit("none", 0.0),))
    for idle in range(6):
        decision = decide(pacing, TAUGHT, picture(idle, 0, 2, 10))
        assert decision.dial == max(0, idle - 2) or decision.expected_lost <= SURE


def test_what_was_learnt_can_be_written_and_read_back() -> None:
    text = msgspec.json.encode(TAUGHT)
    again = msgspec.json.decode(text, type=Pace)
    assert again == TAUGHT
    assert len(text) < 20_000
    there = picture(5, 0, 10, 20)
    assert decide(PACING, again, there) == decide(PACING, TAUGHT, there)
    assert msgspec.json.decode(msgspec.json.encode(decide(PACING, TAUGHT, there)))["dial"] >= 0
