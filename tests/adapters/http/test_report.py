"""``/api/v1/report``: which times are asked of the store."""

from datetime import datetime
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from acd.errors import StoreError
from acd.testing.backend import FakeBackend

NOON_MS = 1_767_268_800_000  # 2026-01-01T12:00:00Z
DAY_MS = 86_400_000
MIDNIGHT_MS = NOON_MS - DAY_MS // 2


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ({}, (MIDNIGHT_MS, NOON_MS)),
        ({"from": "2025-12-31"}, (MIDNIGHT_MS - DAY_MS, NOON_MS)),
        ({"from": "2025-12-31", "to": "2026-01-01"}, (MIDNIGHT_MS - DAY_MS, MIDNIGHT_MS)),
        ({"from": "2026-01-01T09:00:00+03:00"}, (MIDNIGHT_MS + 6 * 3_600_000, NOON_MS)),
        ({"from": "2026-01-01T06:00:00Z"}, (MIDNIGHT_MS + 6 * 3_600_000, NOON_MS)),
    ],
)
async def test_the_times_of_a_report(
    client: TestClient[Any, Any], backend: FakeBackend, query: dict[str, str], asked: tuple[int, int]
) -> None:
    backend.figures = {"from_ms": 1, "to_ms": 2, "queues": []}
    answer = await client.get("/api/v1/report", params=query)
    body = await answer.json()
    assert (answer.status, body["queues"], backend.reported) == (200, [], [asked])
    assert [int(datetime.fromisoformat(body[key]).timestamp() * 1000) for key in ("from", "to")] == [*asked]


async def test_a_plus_that_was_not_escaped_is_understood(client: TestClient[Any, Any], backend: FakeBackend) -> None:
    answer = await client.get("/api/v1/report?from=2026-01-01T09:00:00+03:00")
    assert (answer.status, backend.reported) == (200, [(MIDNIGHT_MS + 6 * 3_600_000, NOON_MS)])


@pytest.mark.parametrize(
    "query",
    [
        {"from": "yesterday"},
        {"from": "2026-01-01", "to": "2025-12-31"},
        {"from": "2026-01-01", "to": "2026-01-01"},
        {"from": "1970-01-01"},
        {"from": "0001-01-01T00:00:00+14:00"},
        {"since": "2026-01-01"},
    ],
)
async def test_impossible_times_are_refused(
    client: TestClient[Any, Any], backend: FakeBackend, query: dict[str, str]
) -> None:
    answer = await client.get("/api/v1/report", params=query)
    assert (answer.status, backend.reported) == (400, [])


async def test_without_a_database_the_report_says_so(client: TestClient[Any, Any], backend: FakeBackend) -> None:
    backend.raises = StoreError("the database does not answer")
    answer = await client.get("/api/v1/report")
    assert (answer.status, (await answer.json())["code"]) == (503, "store_error")
