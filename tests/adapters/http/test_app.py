"""Faults, limits, the description of the API, and listening."""

import json
import re
import socket
from typing import Any

import pytest
import structlog
from aiohttp import ClientSession
from aiohttp.test_utils import TestClient

from acd.adapters.http.app import ROUTES, Server
from acd.adapters.http.openapi import describe
from acd.adapters.http.route import BODY_BYTES_MAX, Context
from acd.errors import CallerError, EngineBug, PlatformError, SwitchError
from acd.runtime.loop import RequestTimeoutError
from acd.testing.backend import FakeBackend


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (CallerError("no"), 400, "bad_request"),
        (RequestTimeoutError("no"), 504, "no_answer"),
        (SwitchError("no"), 502, "switch_error"),
        (EngineBug("no"), 500, "engine_bug"),
    ],
)
async def test_an_error_of_the_tree_keeps_its_words(
    client: TestClient[Any, Any], backend: FakeBackend, error: Exception, status: int, code: str
) -> None:
    backend.raises = error
    answer = await client.post("/api/v1/agents/101/ready")
    body = await answer.json()
    assert (answer.status, body["code"], body["detail"]) == (status, code, "no")


async def test_a_fault_of_ours_tells_an_id_and_no_inside(client: TestClient[Any, Any], backend: FakeBackend) -> None:
    backend.raises = RuntimeError("secret inside")
    with structlog.testing.capture_logs() as logged:
        answer = await client.post("/api/v1/agents/101/ready")
    text = await answer.text()
    assert (answer.status, "secret" in text, "Traceback" in text) == (500, False, False)
    assert [line["error_id"] for line in logged] == [json.loads(text)["error_id"]]


@pytest.mark.parametrize("path", ["/", "/api/v1/nothing", "/api/v1/agents/x1/ready", "/api/v1/calls/-1/hangup"])
async def test_what_is_not_there_is_a_problem_too(client: TestClient[Any, Any], path: str) -> None:
    answer = await client.post(path)
    assert (answer.status, answer.content_type) == (404, "application/problem+json")


async def test_a_wrong_method_names_the_right_ones(client: TestClient[Any, Any]) -> None:
    answer = await client.delete("/api/v1/centre")
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD, POST")
    assert answer.content_type == "application/problem+json"


async def _endless() -> Any:
    for _ in range(BODY_BYTES_MAX // 1024 + 1):
        yield b" " * 1024


@pytest.mark.parametrize("body", ["told", "chunked"])
async def test_a_large_body_is_refused(client: TestClient[Any, Any], backend: FakeBackend, body: str) -> None:
    data = b" " * (BODY_BYTES_MAX + 1) if body == "told" else _endless()
    answer = await client.post("/api/v1/agents/101/login", data=data)
    assert (answer.status, backend.asked) == (413, [])


async def test_the_description_names_every_route(client: TestClient[Any, Any]) -> None:
    document = await (await client.get("/api/openapi.json")).json()
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    served = {(route.method, re.sub(r"{(\w+):.*?}(?=/|$)", r"{\1}", route.path)) for route in ROUTES}
    assert described == served - {("GET", "/api/openapi.json")}
    login = document["paths"]["/api/v1/agents/{id}/login"]["post"]
    assert login["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith("/LoginBody")
    assert login["parameters"][0]["schema"]["pattern"] == "^[0-9]{1,10}$"
    assert document["paths"]["/livez"]["get"]["security"] == []


def test_every_reference_of_the_description_leads_somewhere() -> None:
    document = describe(ROUTES)
    text = json.dumps(document)
    for part in text.split('"#/components/schemas/')[1:]:
        assert part.split('"')[0] in document["components"]["schemas"]


async def test_the_server_listens_and_stops(context: Context) -> None:
    server = await Server.start(context, "127.0.0.1", 0)
    async with ClientSession() as session:
        async with session.get(f"{server.url}/livez") as answer:
            assert answer.status == 200
        await server.stop()
        with pytest.raises(OSError, match="Cannot connect"):
            await session.get(f"{server.url}/livez")


async def test_a_taken_port_is_told_with_the_remedy(context: Context) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PlatformError, match=f"port {port} of 127.0.0.1 is taken .*--http"):
            await Server.start(context, "127.0.0.1", port)


async def test_a_strange_address_is_told(context: Context) -> None:
    with pytest.raises(PlatformError, match="no address of this machine"):
        await Server.start(context, "192.0.2.1", 0)
