"""What the API asks of the engine, and how the engine's replies are told."""

from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from acd.commands import Reply
from acd.events import (
    AgentBreakDecided,
    AgentLoginRequested,
    AgentLogoutRequested,
    AgentNotReadyRequested,
    AgentOneMoreRequested,
    AgentReadyRequested,
    CallHangupRequested,
    CallTransferRequested,
    Event,
    Origin,
    WrapUpEndRequested,
    WrapUpExtensionRequested,
)
from acd.model.states import TransferTarget
from acd.model.transfer import Target
from acd.testing.backend import FakeBackend

R1 = Origin(request="r1")


@pytest.mark.parametrize(
    ("path", "body", "event"),
    [
        ("agents/101/login", None, AgentLoginRequested("101", None, True, True, R1)),
        ("agents/101/login", {"phone": "1005", "ready": False}, AgentLoginRequested("101", "1005", True, False, R1)),
        ("agents/101/logout", None, AgentLogoutRequested("101", "", R1)),
        ("agents/101/ready", None, AgentReadyRequested("101", "", R1)),
        ("agents/101/not-ready", {"reason": "lunch"}, AgentNotReadyRequested("101", "", "lunch", R1)),
        ("agents/101/logout", {"supervisor": "eva"}, AgentLogoutRequested("101", "", R1, "eva", at_once=False)),
        ("agents/101/logout", {"supervisor": "eva", "now": True}, AgentLogoutRequested("101", "", R1, "eva")),
        ("agents/101/ready", {"supervisor": "eva"}, AgentReadyRequested("101", "", R1, "eva")),
        (
            "agents/101/not-ready",
            {"reason": "lunch", "supervisor": "eva"},
            AgentNotReadyRequested("101", "", "lunch", R1, "eva", at_once=False),
        ),
        ("agents/101/one-more", {"reason": "lunch"}, AgentOneMoreRequested("101", "", "lunch", R1)),
        ("agents/101/extend", None, WrapUpExtensionRequested("101", "", 0, R1)),
        ("agents/101/extend", {"by_s": 60}, WrapUpExtensionRequested("101", "", 60_000, R1)),
        ("agents/101/wrap-up-end", None, WrapUpEndRequested("101", "", R1)),
        ("agents/101/decide", {"approved": True, "supervisor": "eva"}, AgentBreakDecided("101", True, "eva", R1)),
        ("calls/7/hangup", None, CallHangupRequested(7, R1)),
        (
            "calls/7/transfer",
            {"to_queue": "support"},
            CallTransferRequested(7, Target(TransferTarget.QUEUE, "support"), R1),
        ),
    ],
)
async def test_an_action_becomes_an_event_of_the_engine(
    client: TestClient[Any, Any], backend: FakeBackend, path: str, body: object, event: Event
) -> None:
    answer = await client.post(f"/api/v1/{path}", json=body) if body else await client.post(f"/api/v1/{path}")
    assert (answer.status, await answer.json()) == (200, {"code": "ok", "text": "done"})
    assert backend.asked == [event]


@pytest.mark.parametrize(
    ("code", "status"), [("not_found", 404), ("conflict", 409), ("forbidden", 403), ("something_new", 409)]
)
async def test_a_refusal_is_a_problem_with_the_engines_code(
    client: TestClient[Any, Any], backend: FakeBackend, code: str, status: int
) -> None:
    backend.reply = Reply("", code, "there is no agent 999")
    answer = await client.post("/api/v1/agents/999/ready")
    assert (answer.status, answer.content_type) == (status, "application/problem+json")
    problem = await answer.json()
    assert (problem["code"], problem["detail"], problem["status"]) == (code, "there is no agent 999", status)


@pytest.mark.parametrize(
    "body",
    [b"{", b"[]", b'{"ready": "yes"}', b'{"phnoe": "1001"}', b'{"phone": "10\\r\\n01"}', b'{"phone": 1001}'],
)
async def test_a_bad_body_asks_nothing(client: TestClient[Any, Any], backend: FakeBackend, body: bytes) -> None:
    answer = await client.post("/api/v1/agents/101/login", data=body)
    assert answer.status in (400, 422)
    assert (await answer.json())["code"] == "bad_request"
    assert backend.asked == []
