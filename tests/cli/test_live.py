"""Commands that look at and steer a running daemon."""

import json
from typing import Any

import pytest

from acd.commands import Reply
from acd.errors import StoreError
from acd.events import (
    AgentLoginRequested,
    AgentLogoutRequested,
    AgentNotReadyRequested,
    AgentReadyRequested,
    CallHangupRequested,
    Event,
    Origin,
)
from acd.model.health import PartHealth
from acd.model.report import AgentFigures, CallFigures, QueueFigures, Report
from acd.testing.backend import FakeBackend
from tests.adapters.http.views_of import agent, call, queue
from tests.cli.conftest import Acd

R1 = Origin(request="r1")


@pytest.mark.parametrize(
    ("arguments", "event"),
    [
        (["agent", "login", "101"], AgentLoginRequested("101", None, True, True, R1)),
        (
            ["agent", "login", "101", "--phone", "1005", "--not-ready"],
            AgentLoginRequested("101", "1005", True, False, R1),
        ),
        (["agent", "logout", "101"], AgentLogoutRequested("101", "", R1)),
        (["agent", "ready", "101"], AgentReadyRequested("101", "", R1)),
        (["agent", "pause", "101"], AgentNotReadyRequested("101", "", "", R1)),
        (["agent", "pause", "101", "--reason", "обед"], AgentNotReadyRequested("101", "", "обед", R1)),
        (["call", "hangup", "7"], CallHangupRequested(7, R1)),
    ],
)
def test_an_action_reaches_the_engine(acd: Acd, backend: FakeBackend, arguments: list[str], event: Event) -> None:
    outcome = acd(*arguments)
    assert (outcome.code, outcome.out, outcome.err) == (0, "done\n", "")
    assert backend.asked == [event]
    assert json.loads(acd(*arguments, "--json").out) == {"code": "ok", "text": "done"}


def test_a_refusal_is_told_and_fails(acd: Acd, backend: FakeBackend) -> None:
    backend.reply = Reply("", "not_found", "agent 999 is not configured")
    outcome = acd("agent", "ready", "999")
    assert (outcome.code, outcome.out, outcome.err) == (1, "", "acd: agent 999 is not configured\n")


@pytest.mark.parametrize("arguments", [["agent", "ready", "../calls"], ["agent", "ready", "1/../2"]])
def test_an_argument_never_becomes_a_path(acd: Acd, backend: FakeBackend, arguments: list[str]) -> None:
    assert acd(*arguments).code == 1
    assert backend.asked == []


def test_queues(acd: Acd, backend: FakeBackend) -> None:
    backend.queue_views = [queue("sales", waiting=3, longest_wait_s=72.4, offered=8, answered=6), queue("support")]
    lines = acd("queue", "list").out.splitlines()
    assert lines[-2].split() == ["sales", "Sales", "3", "1:12", "0", "0", "0", "8", "6", "0", "75%"]
    assert lines[-1].split() == ["support", "Support", "0", "-", "0", "0", "0", "0", "0", "0", "-"]
    assert json.loads(acd("queue", "list", "--json").out) == {"queues": backend.queue_views}


def test_agents(acd: Acd, backend: FakeBackend) -> None:
    backend.agent_views = [agent("101", state="not ready", reason="lunch"), agent("104", since=None, phone=None)]
    lines = acd("agent", "list").out.splitlines()
    assert "not ready (lunch)" in lines[-2]
    assert lines[-1].split()[-1] == "sales"
    assert json.loads(acd("agent", "list", "--json").out) == {"agents": backend.agent_views}


def test_calls(acd: Acd, backend: FakeBackend) -> None:
    backend.call_views = [call(7, state="talking", agent="101", talking_s=3_725.9)]
    assert acd("call", "list").out.splitlines()[-1].split()[:9] == [
        *("7", "talking", "sales", "5550100", "-", "700", "101", "0:30", "1:02:05")
    ]
    assert json.loads(acd("call", "list", "--json").out) == {"calls": backend.call_views}


@pytest.mark.parametrize("what", ["queue", "agent", "call"])
def test_an_empty_list_is_a_sentence(acd: Acd, backend: FakeBackend, what: str) -> None:
    outcome = acd(what, "list")
    assert (outcome.code, outcome.out.count("\n")) == (0, 1)
    assert outcome.out.endswith(".\n")


def test_a_callers_name_cannot_steer_the_terminal(acd: Acd, backend: FakeBackend) -> None:
    backend.call_views = [call(7, caller_name="\x1b]0;own\x07[red]x\r\nnew", caller_number="\x9b31m")]
    out = acd("call", "list").out
    assert not {"\x1b", "\x07", "\r", "\x9b"} & set(out)
    assert "[red]x" in out
    assert out.count("\n") == 3


def test_status(acd: Acd, backend: FakeBackend) -> None:
    backend.health = {
        "asterisk main": PartHealth(True, "22.10"),
        "records": PartHealth(False, "no answer", required=False),
    }
    backend.queue_views = [queue("sales")]
    backend.agent_views = [agent("101"), agent("102", state="talking"), agent("103")]
    outcome = acd("status")
    assert outcome.code == 0
    lines = [line.split() for line in outcome.out.splitlines()]
    assert lines[0][-1] == "ready"
    assert ["ok", "asterisk", "main", "22.10"] in lines
    assert ["away", "records", "no", "answer"] in lines
    assert ["Agents", "3", "2", "ready", "1", "talking"] in lines


def test_the_status_of_a_daemon_that_is_not_ready_fails(acd: Acd, backend: FakeBackend) -> None:
    backend.health = {"asterisk main": PartHealth(False, "refused")}
    outcome = acd("status")
    assert (outcome.code, "not ready" in outcome.out) == (1, True)
    outcome = acd("status", "--json")
    assert (outcome.code, json.loads(outcome.out)["ready"]) == (1, False)


@pytest.fixture
def figures() -> dict[str, Any]:
    return Report(
        from_ms=0,
        to_ms=1,
        project=None,
        pending_facts=17,
        calls=CallFigures(
            arrived=10, offered=10, answered=8, abandoned=2, within_service_level=6, answered_wait_ms=72_000
        ),
        cdr_rows=8,
        answered_with_cdr=7,
        queues=(QueueFigures("sales", "demo", offered=10, answered=8, abandoned=2, within_service_level=6),),
        agents=(AgentFigures("101", offers=9, answered=8, talk_ms=480_000, ready_ms=600_000, talking_ms=480_000),),
    ).figures()


def test_report(acd: Acd, backend: FakeBackend, figures: dict[str, Any]) -> None:
    backend.figures = figures
    outcome = acd("report", "--from", "2026-01-01", "--to", "2026-01-02T00:00:00+03:00")
    assert (outcome.code, outcome.err) == (0, "")
    assert backend.reported == [(1_767_225_600_000, 1_767_301_200_000)]
    assert "10 offered, 8 answered, 2 abandoned; service level 60% (in time / offered), ASA 0:09" in outcome.out
    assert "Note: 7 of 8 answered calls have a CDR row" in outcome.out
    assert "Note: 17 records are still on their way" in outcome.out
    assert "sales" in outcome.out
    assert "44%" in outcome.out  # the agent's occupancy
    assert json.loads(acd("report", "--json").out)["queues"][0]["offered"] == 10


def test_a_report_of_no_time(acd: Acd, backend: FakeBackend) -> None:
    outcome = acd("report", "--from", "yesterday")
    assert (outcome.code, backend.reported) == (1, [])
    assert "from: expected ISO 8601" in outcome.err


def test_a_report_without_a_database(acd: Acd, backend: FakeBackend) -> None:
    backend.raises = StoreError("the database does not answer")
    outcome = acd("report")
    assert (outcome.code, outcome.err) == (1, "acd: the database does not answer\n")
