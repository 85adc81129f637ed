"""``/api/v1/centre``: export, dry run, apply, faults, two administrators at once."""

import asyncio
import io
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from acd.adapters.http.centre import ROUTES, TEXT_BYTES_MAX
from acd.adapters.http.problem import problems
from acd.adapters.http.route import Context
from acd.commands import Reply
from acd.config.centre import load_centre, parse_centre
from acd.config.dump import dump_centre
from acd.model.centre import Centre
from acd.resources import resource
from acd.testing.backend import FakeBackend

SAMPLE = load_centre(resource("config/centre.toml"))
LONGER = replace(SAMPLE, queues={**SAMPLE.queues, "sales": replace(SAMPLE.queues["sales"], wrap_up_ms=7_500)})
URL = "/api/v1/centre"


@pytest.fixture
def backend() -> FakeBackend:
    return FakeBackend(current=SAMPLE)


async def test_the_export_reads_back_as_the_same_centre(client: TestClient[Any, Any]) -> None:
    answer = await client.get(URL)
    body = await answer.json()
    assert parse_centre(body["toml"]) == SAMPLE
    assert body["centre"]["queues"]["sales"]["ring_ms"] == 20_000
    assert answer.headers["ETag"] == f'"{body["revision"]}"'


async def test_a_dry_run_tells_the_changes_and_makes_none(client: TestClient[Any, Any], backend: FakeBackend) -> None:
    answer = await client.post(URL, params={"dry_run": "1"}, data=dump_centre(LONGER))
    body = await answer.json()
    assert (answer.status, body["applied"], backend.applied) == (200, False, [])
    text = "queue sales: wrap_up_s 5 s -> 7.5 s"
    assert body["changes"] == [
        {"kind": "changed", "section": "queues", "id": "sales", "key": "wrap_up_s", "text": text}
    ]


async def test_apply_puts_the_centre_into_effect(client: TestClient[Any, Any], backend: FakeBackend) -> None:
    answer = await client.post(URL, data=dump_centre(LONGER))
    body = await answer.json()
    assert (body["applied"], backend.applied) == (True, [LONGER])
    assert body["revision"] == (await (await client.get(URL)).json())["revision"]


async def test_the_same_centre_is_not_applied_again(client: TestClient[Any, Any], backend: FakeBackend) -> None:
    body = await (await client.post(URL, data=dump_centre(SAMPLE))).json()
    assert (body["applied"], body["changes"], backend.applied) == (False, [], [])


async def test_all_faults_are_told_and_the_running_centre_stays(
    client: TestClient[Any, Any], backend: FakeBackend
) -> None:
    text = '[projects.p]\nname = "P"\n[queues.q]\nname = "Q"\nproject = "x"\nwrap_up = 5\n'
    answer = await client.post(URL, data=text)
    body = await answer.json()
    assert (answer.status, body["code"]) == (422, "invalid_centre")
    assert [(fault["line"], fault["key"]) for fault in body["errors"]] == [
        (5, "queues.q.project"),
        (6, "queues.q.wrap_up"),
    ]
    assert (backend.applied, backend.current) == ([], SAMPLE)


@pytest.mark.parametrize("body", [b"\xff\xfe", b"[queues", b"x = "])
async def test_no_toml_is_a_fault_of_the_text(client: TestClient[Any, Any], backend: FakeBackend, body: bytes) -> None:
    answer = await client.post(URL, data=body)
    assert (answer.status, (await answer.json())["code"]) == (422, "invalid_centre")
    assert backend.applied == []


async def test_an_older_revision_is_refused(client: TestClient[Any, Any], backend: FakeBackend) -> None:
    revision = (await client.get(URL)).headers["ETag"]
    await client.post(URL, data=dump_centre(LONGER), headers={"If-Match": revision})
    answer = await client.post(URL, data=dump_centre(SAMPLE), headers={"If-Match": revision})
    assert (answer.status, (await answer.json())["code"]) == (412, "changed_meanwhile")
    assert backend.current == LONGER


async def test_a_refusal_of_the_daemon_is_told(client: TestClient[Any, Any], backend: FakeBackend) -> None:
    backend.reply = Reply("", "conflict", "agent 101 is talking on phone 1001")
    answer = await client.post(URL, data=dump_centre(LONGER))
    assert (answer.status, (await answer.json())["detail"]) == (409, "agent 101 is talking on phone 1001")


@pytest.mark.parametrize("query", [{"dry_run": "maybe"}, {"dryrun": "1"}])
async def test_a_mistyped_dry_run_applies_nothing(
    client: TestClient[Any, Any], backend: FakeBackend, query: dict[str, str]
) -> None:
    answer = await client.post(URL, params=query, data=dump_centre(LONGER))
    assert (answer.status, backend.applied) == (400, [])


async def test_a_text_of_unbelievable_size_is_refused(client: TestClient[Any, Any], backend: FakeBackend) -> None:
    answer = await client.post(URL, data=io.BytesIO(b"#" * (TEXT_BYTES_MAX + 1)))
    assert (answer.status, (await answer.json())["code"]) == (413, "too_large")


class _SlowBackend(FakeBackend):
    """Takes a centre only when it is let."""

    def __init__(self) -> None:
        super().__init__(current=SAMPLE)
        self.go = asyncio.Event()

    async def apply(self, centre: Centre) -> Reply:
        await self.go.wait()
        return await super().apply(centre)


async def test_a_change_goes_on_when_its_request_is_given_up(context: Context) -> None:
    slow = _SlowBackend()
    context = replace(context, backend=slow)
    impatient = next(replace(route, limit_s=0.1) for route in ROUTES if route.method == "POST")
    app = web.Application(middlewares=[problems])
    app.add_routes([impatient.bind(context)])
    async with TestClient(TestServer(app), headers={"Authorization": "Bearer t0ken"}) as client:
        answer = await client.post(URL, data=dump_centre(LONGER))
        assert (answer.status, slow.current) == (504, SAMPLE)
        slow.go.set()
        async with context.applying:  # free when the change has ended
            assert slow.current == LONGER
