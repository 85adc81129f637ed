"""``/livez`` and ``/readyz``."""

from typing import Any

from aiohttp import ClientSession
from aiohttp.test_utils import TestClient

from acd.model.health import PartHealth
from acd.testing.backend import FakeBackend

ASTERISK = "asterisk main"


async def test_ready_while_every_required_part_is_well(client: TestClient[Any, Any], backend: FakeBackend) -> None:
    backend.health = {ASTERISK: PartHealth(True, "22.10"), "database": PartHealth(False, "no answer", required=False)}
    answer = await client.get("/readyz")
    assert answer.status == 200
    assert await answer.json() == {
        "ready": True,
        "parts": {
            ASTERISK: {"ok": True, "required": True, "text": "22.10"},
            "database": {"ok": False, "required": False, "text": "no answer"},
        },
    }


async def test_not_ready_without_a_required_part_but_alive(client: TestClient[Any, Any], backend: FakeBackend) -> None:
    backend.health = {ASTERISK: PartHealth(False, "refused")}
    assert (await client.get("/readyz")).status == 503
    assert (await client.get("/livez")).status == 200


async def test_strangers_from_elsewhere_do_not_read_the_texts(
    client: TestClient[Any, Any], stranger: ClientSession, backend: FakeBackend
) -> None:
    backend.health = {ASTERISK: PartHealth(False, "10.1.2.3 refuses")}
    async with stranger.get(client.make_url("/readyz"), headers={"X-Forwarded-For": "192.0.2.9"}) as answer:
        assert (await answer.json())["parts"][ASTERISK] == {"ok": False, "required": True, "text": None}
