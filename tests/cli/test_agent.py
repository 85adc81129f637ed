"""What supervisors do for agents and to calls reaches the engine; refusals are told."""

import json

import pytest

from acd.adapters.http.backend import View
from acd.commands import Reply
from acd.events import (
    AgentBreakDecided,
    AgentLoginRequested,
    AgentLogoutRequested,
    AgentNotReadyRequested,
    AgentOneMoreRequested,
    AgentReadyRequested,
    CallHangupRequested,
    Event,
    Origin,
    WrapUpEndRequested,
    WrapUpExtensionRequested,
)
from acd.testing.backend import FakeBackend
from tests.adapters.http.views_of import agent
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
        (["agent", "logout", "101"], AgentLogoutRequested("101", "", R1, "ева", at_once=False)),
        (["agent", "logout", "101", "--now"], AgentLogoutRequested("101", "", R1, "ева")),
        (["agent", "ready", "101"], AgentReadyRequested("101", "", R1, "ева")),
        (["agent", "ready", "101", "--supervisor", ""], AgentReadyRequested("101", "", R1)),
        (["agent", "pause", "101"], AgentNotReadyRequested("101", "", "", R1, "ева", at_once=False)),
        (
            ["agent", "pause", "101", "--reason", "обед", "--supervisor", "eva"],
            AgentNotReadyRequested("101", "", "обед", R1, "eva", at_once=False),
        ),
        (["agent", "one-more", "101", "--reason", "lunch"], AgentOneMoreRequested("101", "", "lunch", R1)),
        (["agent", "extend", "101", "--by", "60"], WrapUpExtensionRequested("101", "", 60_000, R1)),
        (["agent", "wrap-up-end", "101"], WrapUpEndRequested("101", "", R1)),
        (["agent", "approve", "101"], AgentBreakDecided("101", True, "ева", R1)),
        (["agent", "approve", "101", "--deny", "--supervisor", "eva"], AgentBreakDecided("101", False, "eva", R1)),
        (["call", "hangup", "7"], CallHangupRequested(7, R1)),
    ],
)
def test_an_action_reaches_the_engine(
    acd: Acd, backend: FakeBackend, monkeypatch: pytest.MonkeyPatch, arguments: list[str], event: Event
) -> None:
    monkeypatch.setenv("LOGNAME", "ева")  # whom the records name
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


def test_agents(acd: Acd, backend: FakeBackend) -> None:
    backend.agent_views = [agent("101", state="not ready", reason="lunch"), agent("104", since=None, phone=None)]
    lines = acd("agent", "list").out.splitlines()
    assert "not ready (lunch)" in lines[-2]
    assert lines[-1].split()[-1] == "sales"
    assert json.loads(acd("agent", "list", "--json").out) == {"agents": backend.agent_views}


@pytest.mark.parametrize(
    ("view", "shown"),
    [
        (agent("101", state="wrap-up", left_s=12.4), "wrap-up, 0:12 left"),
        (agent("101", state="not ready", reason="lunch", reason_label="Lunch", left_s=-65.0), "(Lunch), 1:05 too long"),
        (agent("101", state="talking", next="logged out"), "talking, then logged out"),
        (agent("101", asked="Lunch"), "ready, asks for Lunch"),
    ],
)
def test_what_an_agent_has_left_and_wants_is_shown(acd: Acd, backend: FakeBackend, view: View, shown: str) -> None:
    backend.agent_views = [view]
    assert shown in acd("agent", "list").out


@pytest.mark.parametrize("what", ["queue", "agent", "call"])
def test_an_empty_list_is_a_sentence(acd: Acd, backend: FakeBackend, what: str) -> None:
    outcome = acd(what, "list")
    assert (outcome.code, outcome.out.count("\n")) == (0, 1)
    assert outcome.out.endswith(".\n")
