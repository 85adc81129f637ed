"""Reports are read in a thread of their own, with its own event loop.

What a long report finds is added up in Python as well: on the loop that decides about calls, a month by quarters of an
hour would stop it for seconds. In another thread it costs that loop a few milliseconds now and then.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import TypeVar, cast

from sqlalchemy.ext.asyncio import AsyncConnection

from acd.adapters.sql.database import Database

Answer = TypeVar("Answer")


class Reader:
    """One database for reading; its thread begins with the first question and ends with ``close``."""

    def __init__(self, url: str, deadline_s: float) -> None:
        """As ``Database``; ``deadline_s`` is for all queries of one report."""
        self._database = Database(url, deadline_s)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._reports: set[asyncio.Task[object]] = set()  # under way

    async def read(self, query: Callable[[AsyncConnection], Awaitable[Answer]]) -> Answer:
        """What ``query`` finds at one moment of the database. Raises DatabaseAwayError."""

        async def ask() -> Answer:
            report = cast("asyncio.Task[object]", asyncio.current_task())
            self._reports.add(report)
            report.add_done_callback(self._reports.discard)
            async with self._database.reading() as connection:
                return await query(connection)

        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(ask(), self._running()))

    def _running(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=self._loop.run_forever, name="reports", daemon=True)
            self._thread.start()
        return self._loop

    async def close(self) -> None:
        """Close the connections; a report under way is given up."""
        loop, thread = self._loop, self._thread
        if loop is None or thread is None:
            return
        self._loop = self._thread = None
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._end(), loop))
        loop.call_soon_threadsafe(loop.stop)
        await asyncio.to_thread(thread.join)
        loop.close()

    async def _end(self) -> None:
        reports = set(self._reports)
        for report in reports:
            if not report.cancelling():  # who is giving back its connection already must not be disturbed in it
                report.cancel()
        await asyncio.gather(*reports, return_exceptions=True)
        await self._database.close()
