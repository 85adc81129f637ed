"""Explanations by HTTP: what the daemon says, or that there is no such call or agent."""

from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from acd.errors import StoreError
from acd.testing.backend import FakeBackend


@pytest.mark.parametrize(
    ("path", "key"), [("/api/v1/calls/7/explain", 7), ("/api/v1/agents/101/explain", "101")], ids=["call", "agent"]
)
async def test_an_explanation_is_what_the_daemon_says(
    client: TestClient[Any, Any], backend: FakeBackend, path: str, key: int | str
) -> None:
    backend.stories[key] = {"summary": "so it is"}
    answer = await client.get(path)
    assert (answer.status, await answer.json()) == (200, {"summary": "so it is"})


@pytest.mark.parametrize(
    ("path", "detail"),
    [
        ("/api/v1/calls/8/explain", "call 8 is neither live nor recorded"),
        ("/api/v1/agents/109/explain", "agent 109 is not configured"),
    ],
)
async def test_what_nobody_knows(client: TestClient[Any, Any], path: str, detail: str) -> None:
    answer = await client.get(path)
    body = await answer.json()
    assert (answer.status, body["code"], body["detail"]) == (404, "not_found", detail)


@pytest.mark.parametrize("path", ["calls/x/explain", "calls/7/explain/more", "agents/x/explain"])
async def test_paths_that_name_nothing(client: TestClient[Any, Any], path: str) -> None:
    assert (await client.get(f"/api/v1/{path}")).status == 404


async def test_without_a_database_the_answer_says_so(client: TestClient[Any, Any], backend: FakeBackend) -> None:
    backend.raises = StoreError("the database does not answer")
    answer = await client.get("/api/v1/calls/7/explain")
    assert (answer.status, (await answer.json())["code"]) == (503, "store_error")


async def test_strangers_hear_nothing(stranger: Any) -> None:
    for path in ("calls/7", "agents/101"):
        assert (await stranger.get(f"/api/v1/{path}/explain")).status == 401
