"""``/api/v1/report``: which times and filters are asked of the records, and the shape of the answers."""

from datetime import datetime
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from pydantic import BaseModel

from acd.adapters.http import report_views
from acd.errors import StoreError
from acd.model.counts import Scope
from acd.testing.backend import FakeBackend
from tests.adapters.sql.samples import day_of_facts

NOON_MS = 1_767_268_800_000  # 2026-01-01T12:00:00Z, a Thursday
DAY_MS = 86_400_000
HOUR_MS = 3_600_000
MIDNIGHT_MS = NOON_MS - DAY_MS // 2

ANSWERS: dict[str, type[BaseModel]] = {
    "": report_views.Overview,
    "/queues": report_views.QueueReport,
    "/agents": report_views.AgentReport,
    "/hours": report_views.IntervalReport,
    "/calls": report_views.CallList,
}


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ({}, (MIDNIGHT_MS, NOON_MS)),
        ({"from": "2025-12-31"}, (MIDNIGHT_MS - DAY_MS, NOON_MS)),
        ({"from": "2025-12-31", "to": "2026-01-01"}, (MIDNIGHT_MS - DAY_MS, MIDNIGHT_MS)),
        ({"from": "2026-01-01T09:00:00+03:00"}, (MIDNIGHT_MS + 6 * HOUR_MS, NOON_MS)),
        ({"from": "2026-01-01T06:00:00Z"}, (MIDNIGHT_MS + 6 * HOUR_MS, NOON_MS)),
        ({"from": "yesterday"}, (MIDNIGHT_MS - DAY_MS, MIDNIGHT_MS)),
        ({"from": "this-week", "timezone": "Asia/Tokyo"}, (MIDNIGHT_MS - 3 * DAY_MS - 9 * HOUR_MS, NOON_MS)),
    ],
)
@pytest.mark.parametrize("path", ANSWERS)
async def test_the_times_of_a_report(
    client: TestClient[Any, Any], backend: FakeBackend, path: str, query: dict[str, str], asked: tuple[int, int]
) -> None:
    answer = await client.get(f"/api/v1/report{path}", params=query)
    body = await answer.json()
    assert (answer.status, backend.records.asked) == (200, [Scope(*asked)])
    assert [int(datetime.fromisoformat(body[key]).timestamp() * 1000) for key in ("from", "to")] == [*asked]


async def test_a_plus_that_was_not_escaped_is_understood(client: TestClient[Any, Any], backend: FakeBackend) -> None:
    answer = await client.get("/api/v1/report?from=2026-01-01T09:00:00+03:00")
    assert (answer.status, backend.records.asked) == (200, [Scope(MIDNIGHT_MS + 6 * HOUR_MS, NOON_MS)])


@pytest.mark.parametrize("path", ANSWERS)
async def test_the_answer_is_as_described(client: TestClient[Any, Any], backend: FakeBackend, path: str) -> None:
    backend.records.append(day_of_facts(3))
    body = await (await client.get(f"/api/v1/report{path}?timezone=Europe/Moscow&from=yesterday&to=now")).json()
    ANSWERS[path].model_validate(body)
    rows = next(value for value in body.values() if isinstance(value, list))
    assert len(rows) > 1
    assert body["from"] == "2025-12-31T00:00:00+03:00"
    named = {name.partition(".")[2] or name for name in body["formulas"]}
    assert path in ("", "/calls") or named <= set(rows[0])


async def test_hours_of_a_zone(client: TestClient[Any, Any], backend: FakeBackend) -> None:
    query = {"from": "2026-10-25", "to": "2026-10-26", "timezone": "Europe/Berlin", "interval": "1h"}
    body = await (await client.get("/api/v1/report/hours", params=query)).json()
    assert len(body["intervals"]) == 25
    assert [row["begin"][11:] for row in body["intervals"][2:4]] == ["02:00:00+02:00", "02:00:00+01:00"]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("", {"from": "soon"}),
        ("", {"from": "2026-01-01", "to": "2025-12-31"}),
        ("", {"from": "2026-01-01", "to": "2026-01-01"}),
        ("", {"from": "1970-01-01"}),
        ("", {"from": "0001-01-01T00:00:00+14:00"}),
        ("", {"from": "9999-12-31T23:59:59-14:00"}),
        ("", {"since": "2026-01-01"}),
        ("/queues", {"timezone": "../../etc/passwd"}),
        ("/queues", {"timezone": "Mars/Base"}),
        ("/queues", {"timezone": ""}),
        ("/queues", {"queue": ""}),
        ("/queues", {"queue": "x" * 101}),
        ("/queues", {"agent": "a\x00"}),
        ("/queues", {"short_s": "nan"}),
        ("/queues", {"short_s": "inf"}),
        ("/queues", {"short_s": "-1"}),
        ("/queues", {"number": "1"}),
        ("/hours", {"interval": "2h"}),
        ("/hours", {"interval": "15m", "from": "2025-02-01"}),
        ("/calls", {"outcome": "happy"}),
        ("/calls", {"limit": "0"}),
        ("/calls", {"limit": "1001"}),
        ("/calls", {"limit": "\u0665"}),
        ("/calls", {"after": "99999999999999999999"}),
    ],
)
async def test_impossible_requests_are_refused(
    client: TestClient[Any, Any], backend: FakeBackend, path: str, query: dict[str, str]
) -> None:
    answer = await client.get(f"/api/v1/report{path}", params=query)
    assert (answer.status, backend.records.asked) == (400, [])


@pytest.mark.parametrize("path", ANSWERS)
async def test_without_a_database_the_report_says_so(
    client: TestClient[Any, Any], backend: FakeBackend, path: str
) -> None:
    backend.raises = StoreError("the database does not answer")
    answer = await client.get(f"/api/v1/report{path}")
    assert (answer.status, (await answer.json())["code"]) == (503, "store_error")
