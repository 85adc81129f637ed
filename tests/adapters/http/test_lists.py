"""The lists of queues, agents and calls, and the shape the API promises for them."""

from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from acd.testing.backend import FakeBackend
from tests.adapters.http.views_of import agent, call, queue


@pytest.fixture
def backend() -> FakeBackend:
    return FakeBackend(queue_views=[queue("sales"), queue("support")], agent_views=[agent("101")], call_views=[call(7)])


@pytest.mark.parametrize(("what", "ids"), [("queues", ["sales", "support"]), ("agents", ["101"]), ("calls", [7])])
async def test_a_list_is_what_the_daemon_says(
    client: TestClient[Any, Any], backend: FakeBackend, what: str, ids: list[object]
) -> None:
    answer = await client.get(f"/api/v1/{what}")
    body = await answer.json()
    assert body == {what: getattr(backend, what)()}
    assert [entry["id"] for entry in body[what]] == ids
