"""Who gets an answer: the token, this machine, the name of the host."""

import re
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestClient, make_mocked_request

from acd.adapters.http.access import Authority, Gate, is_local
from acd.adapters.http.app import ROUTES
from acd.adapters.http.route import Route
from acd.testing.backend import FakeBackend

OPEN = {"/livez", "/readyz", "/metrics"}


def _url(client: TestClient[Any, Any], route: Route) -> str:
    return str(client.make_url(re.sub(r"\{id:.*\}", "7", route.path)))


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer wrong", "Basic t0ken", "t0ken", "Bearer t0ken2", "Bearer \u0442"]
)
async def test_without_the_right_token_only_three_resources_answer(
    client: TestClient[Any, Any], stranger: ClientSession, backend: FakeBackend, route: Route, header: str
) -> None:
    headers = {"Authorization": header} if header else {}
    async with stranger.request(route.method, _url(client, route), headers=headers) as answer:
        if route.path in OPEN:
            assert answer.status == 200
        else:
            assert (answer.status, (await answer.json())["code"]) == (401, "unauthorized")
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert (backend.asked, backend.applied) == ([], [])


async def test_a_route_asks_for_the_token_unless_it_says_otherwise() -> None:
    async def handle(_context: object, _request: web.Request) -> web.Response:
        return web.Response()

    assert Route("GET", "/new", "", handle).authority is Authority.TOKEN


async def test_an_empty_token_opens_nothing() -> None:
    request = make_mocked_request("GET", "/", headers={"Authorization": "Bearer "})
    assert not Gate("").is_bearer(request)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8088", 200),
        ("127.0.0.1:1", 200),
        ("[::1]:8088", 200),
        ("192.0.2.7", 200),
        ("acd.example", 200),
        ("ACD.example:8088", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("", 421),
    ],
)
async def test_a_strange_host_name_is_turned_away_even_from_open_resources(
    client: TestClient[Any, Any], host: str, status: int
) -> None:
    answer = await client.get("/livez", headers={"Host": host})
    assert answer.status == status


@pytest.mark.parametrize("header", ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"])
async def test_behind_a_proxy_nobody_is_local(
    client: TestClient[Any, Any], stranger: ClientSession, header: str
) -> None:
    async with stranger.get(client.make_url("/metrics"), headers={header: "192.0.2.9"}) as answer:
        assert answer.status == 401


@pytest.mark.parametrize(
    ("peer", "local"), [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("192.0.2.9", False), ("", False)]
)
def test_local_means_loopback(peer: str, local: bool) -> None:
    request = make_mocked_request("GET", "/metrics").clone(remote=peer)
    assert is_local(request) is local


async def test_answers_forbid_sniffing_framing_and_caching(client: TestClient[Any, Any]) -> None:
    for path in ("/livez", "/api/v1/queues", "/nothing"):
        answer = await client.get(path)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Server"] == "acd"
        assert "Access-Control-Allow-Origin" not in answer.headers
