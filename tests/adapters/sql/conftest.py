"""Every test of the records leaves no connection behind."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator

import pytest


@pytest.fixture(autouse=True)
async def connections_end() -> AsyncIterator[None]:
    """Waits for the threads of SQLite connections: they tell the loop of the test when they end."""
    before = set(threading.enumerate())
    yield
    end = time.monotonic() + 10
    while any("_connection_worker_thread" in thread.name for thread in set(threading.enumerate()) - before):
        assert time.monotonic() < end, "a connection was not closed"
        await asyncio.sleep(0.001)
