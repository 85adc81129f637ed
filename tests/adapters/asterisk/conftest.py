"""A fake Asterisk, links to it, and waiting for what sockets bring."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from panoramisk import Manager

from acd.adapters.asterisk.link import AmiLink, LinkSettings
from acd.testing.ami import FakeAmi
from tests.adapters.asterisk.links import Eventually, LinkTo, NoWait, StockTo


@pytest.fixture
def eventually() -> Eventually:
    async def wait(condition: Callable[[], Any], deadline_s: float = 5.0) -> None:
        async with asyncio.timeout(deadline_s):
            while not condition():  # noqa: ASYNC110 - the condition is the other end of a socket
                await asyncio.sleep(0.002)

    return wait


@pytest.fixture
async def ami() -> AsyncIterator[FakeAmi]:
    async with FakeAmi() as server:
        yield server


@pytest.fixture
async def link_to() -> AsyncIterator[LinkTo]:
    """Start links; they are closed at the end of the test."""
    links: list[AmiLink] = []

    def start(server: FakeAmi, *, secret: str = "", hooks: dict[str, Any] | None = None, **settings: Any) -> AmiLink:
        base = LinkSettings("127.0.0.1", server.port, server.user, secret or server.secret, boot_grace_s=0.05)
        link = AmiLink(replace(base, **settings), **{"backoff": NoWait(), **(hooks or {})})
        links.append(link)
        link.start()
        return link

    yield start
    for link in links:
        link.close()


@pytest.fixture
def stock_to(eventually: Eventually) -> StockTo:
    """Stock panoramisk, logged in: to show that the faults are its own."""

    @asynccontextmanager
    async def connected(server: FakeAmi, *, wait: bool = True, **config: Any) -> AsyncIterator[Manager]:
        manager = Manager(
            host="127.0.0.1", port=server.port, username=server.user, **{"secret": server.secret, **config}
        )
        manager.loop = asyncio.get_running_loop()
        manager.connect()
        if wait:
            await eventually(lambda: manager.authenticated)
        yield manager
        manager.connect = lambda *_: None  # type: ignore[assignment,method-assign]  # it would go on for ever
        manager.close()

    return connected
