"""A running endpoint in front of a fake daemon."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestClient, TestServer

from acd.adapters.http.access import Gate
from acd.adapters.http.app import make_app
from acd.adapters.http.backend import Backend
from acd.adapters.http.metrics import Metrics
from acd.adapters.http.route import Context
from acd.config.centre_text import TomlCentre
from acd.testing.backend import FakeBackend

TOKEN = "t0ken"


@pytest.fixture
def backend() -> FakeBackend:
    return FakeBackend()


@pytest.fixture
def context(backend: FakeBackend) -> Context:
    as_port: Backend = backend  # the fake has the whole port, says mypy
    metrics = Metrics()
    metrics.show(as_port)
    return Context(as_port, TomlCentre(), Gate(TOKEN, frozenset({"acd.example"})), metrics.render)


@pytest.fixture
async def client(context: Context) -> AsyncIterator[TestClient[Any, Any]]:
    """A client that sends the token."""
    async with TestClient(TestServer(make_app(context)), headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        yield client


@pytest.fixture
async def stranger(client: TestClient[Any, Any]) -> AsyncIterator[ClientSession]:
    """A client of the same endpoint without the token."""
    async with ClientSession(client.make_url("")) as session:
        yield session
