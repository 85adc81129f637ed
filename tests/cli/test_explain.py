"""``acd explain``: stories for people and programs."""

import json
from typing import Any

import pytest

from acd.testing.backend import FakeBackend
from acd.testing.engine import passes, script, unknown
from tests.cli.conftest import Acd
from tests.explanation.stories import agent_story, call_story
from tests.scenarios.words import answers, arrives, caller_hangs_up, centre, connects, logs_in, rings


@pytest.fixture
def told(backend: FakeBackend) -> FakeBackend:
    """Call 1 is over, call 2 waits; agent 101 talks with another."""
    play = script(centre(sales={"wrap_up_ms": 5_000}))
    play >> logs_in("101") >> arrives("c1") << connects("c1", "101", unknown()) >> rings("1001") >> passes(2)
    play >> answers("c1", "1001") >> passes(60)
    first = play.call("c1").id
    play >> caller_hangs_up("c1", "1001") >> passes(1) >> arrives("c2", number="\x1b[31m+7") >> passes(2)
    play._unnamed.clear()
    backend.stories = {
        1: call_story(play, first),
        2: call_story(play, play.call("c2").id),
        "101": agent_story(play, "101"),
    }
    backend.stories[1]["cdr"] = [
        {"channel": "PJSIP/t-1", "dstchannel": "", "disposition": "ANSWERED", "duration_s": 62, "talk_s": 60}
    ]
    return backend


def test_a_call_that_is_over(acd: Acd, told: FakeBackend) -> None:
    outcome = acd("explain", "1")
    assert (outcome.code, outcome.err) == (0, "")
    lines = [line.rstrip() for line in outcome.out.splitlines()]
    assert "   +0.0 s  Rings 101 (Agent 101) at phone 1001 (longest idle: 0.0 s, of 1 ready" in outcome.out
    assert "             not 102 (Agent 102), 103 (Agent 103): not logged in" in lines
    assert "   +2.0 s  101 (Agent 101) answers" in lines
    assert "  +62.0 s  The call is over, hung up by caller" in lines
    assert "           Asterisk's record: PJSIP/t-1 to nobody, ANSWERED, 62 s, talk 60 s" in lines
    assert lines[-1] == "Reasons by the configuration in effect."


def test_a_call_that_waits(acd: Acd, told: FakeBackend) -> None:
    outcome = acd("explain", "2")
    assert "Waits 2.0 s in queue sales, as 1 of 1; of 3 agents who may be asked: 2 not logged in" in outcome.out
    assert "not 101 (Agent 101): in wrap-up after call" in outcome.out
    assert "\x1b[31m" not in outcome.out


def test_an_agent(acd: Acd, told: FakeBackend) -> None:
    outcome = acd("explain", "--agent", "101")
    assert outcome.out.startswith("Agent 101 (Agent 101) gets no calls: in wrap-up after call")
    assert "  This is work: nothing has to change" in outcome.out
    assert "  queue sales: 1 caller waits: in wrap-up after call" in outcome.out


def test_json_is_what_the_daemon_says(acd: Acd, told: FakeBackend) -> None:
    body: Any = json.loads(acd("explain", "2", "--json").out)
    assert body == told.stories[2]
    assert json.loads(acd("explain", "--agent", "101", "--json").out) == told.stories["101"]


@pytest.mark.parametrize("arguments", [(), ("1", "--agent", "101"), ("0",), ("x",)])
def test_what_is_asked_must_be_clear(acd: Acd, told: FakeBackend, arguments: tuple[str, ...]) -> None:
    assert acd("explain", *arguments).code == 2


def test_nobody_knows(acd: Acd, told: FakeBackend) -> None:
    outcome = acd("explain", "9")
    assert (outcome.code, outcome.err) == (1, "acd: call 9 is neither live nor recorded\n")
