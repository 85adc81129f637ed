"""The records of a running daemon: one background task keeps SQL up with the outbox.

Nothing on a call's path waits for anything here. With the database away the facts stay in the outbox and the task
tries again, each time later (with jitter, so that several daemons do not knock in step), until it is back.
"""

import asyncio
import logging
import math
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.adapters.sql.cdr_import import CdrImport, import_cdr_file
from acd.adapters.sql.codec import clean_text
from acd.adapters.sql.database import Database, RefusedFactError
from acd.adapters.sql.migrate import upgrade
from acd.adapters.sql.mover import Mover
from acd.adapters.sql.outbox import Outbox, OutboxHealth
from acd.adapters.sql.reader import Reader
from acd.adapters.sql.reading import read_call, read_stays
from acd.adapters.sql.report_counts import agent_report, interval_report, queue_report
from acd.adapters.sql.reports import UnmatchedCall, answered_without_cdr, call_page, make_report
from acd.errors import StoreError
from acd.model.call_records import CallRecords
from acd.model.counts import Scope
from acd.model.facts import AgentStateFact
from acd.model.report import AgentRow, CallFilter, CallPage, IntervalRow, QueueReport, Report

Answer = TypeVar("Answer")

CENTRE_CHARS_MAX = 32 * 1024 * 1024

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RecordHealth:
    """``problem`` is empty when all is well; otherwise it says what, for a person."""

    problem: str
    db_up: bool  # the last attempt reached the database
    written_facts: int  # moved to SQL since start, facts set aside included
    failures: int  # attempts in a row that failed
    outbox: OutboxHealth

    @property
    def ok(self) -> bool:
        return not self.problem


@dataclass(frozen=True, slots=True)
class StoreTimes:
    """How often and how long."""

    flush_s: float = 1.0  # facts reach SQL within about this time
    deadline_s: float = 5.0  # of one transaction
    retry_first_s: float = 0.5
    retry_max_s: float = 10.0
    ping_s: float = 10.0  # without facts to write, look whether the database is there
    report_s: float = 30.0  # for all queries of a report


class RecordStore:
    """Moves facts to SQL while it is started, and answers reports."""

    def __init__(
        self, url: str, outbox: Outbox, *, batch_facts: int = 500, migrate: bool = True, times: StoreTimes | None = None
    ) -> None:
        """``url``: see Database. ``migrate``: bring the tables up to date first. Raises ConfigError."""
        self._times = times or StoreTimes()
        self._outbox = outbox
        self._url = url
        self._database = Database(url, self._times.deadline_s)
        self._reader = Reader(url, self._times.report_s)  # a long report never holds a writer's connection
        self._mover = Mover(self._database, outbox, batch_facts)
        self._batch_facts = batch_facts
        self._migrate = migrate
        self._moving = asyncio.Lock()
        self._closing = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._db_up = False
        self._failures = 0
        self._problem = "the database was not reached yet"
        self._written = 0
        self._pinged_at = 0.0
        self._drain_until = math.inf
        self._centres: list[tuple[int, str]] = []

    async def start(self) -> None:
        """Begin to move facts. Returns at once, whether or not the database is there."""
        self._task = asyncio.create_task(self._run(), name="records")

    async def flush(self) -> None:
        """Move everything that is in the outbox now. Raises StoreError or OSError; the facts then wait as before."""
        async with self._moving:
            await self._move_all()

    async def in_order(self, work: Callable[[], Awaitable[Answer]]) -> Answer:
        """``work`` when all that was appended before has reached SQL, and while nothing else does. Raises as
        ``flush``.
        """
        async with self._moving:
            await self._move_all()
            return await work()

    async def report(self, scope: Scope) -> Report:
        """The overview of a time, with everything that was appended before, unless a long backlog is being caught up.

        Raises DatabaseAwayError, as the other reports do.
        """
        await self._catch_up()
        pending = self._outbox.health().backlog_facts
        return await self._reader.read(lambda connection: make_report(connection, scope, pending))

    async def queue_report(self, scope: Scope) -> QueueReport:
        await self._catch_up()
        return await self._reader.read(lambda connection: queue_report(connection, scope))

    async def agent_report(self, scope: Scope) -> tuple[AgentRow, ...]:
        await self._catch_up()
        return await self._reader.read(lambda connection: agent_report(connection, scope))

    async def interval_report(self, scope: Scope, bounds_ms: Sequence[int]) -> tuple[IntervalRow, ...]:
        await self._catch_up()
        return await self._reader.read(lambda connection: interval_report(connection, scope, bounds_ms))

    async def call_page(self, scope: Scope, wanted: CallFilter) -> CallPage:
        await self._catch_up()
        return await self._reader.read(lambda connection: call_page(connection, scope, wanted))

    async def read(self, query: Callable[[AsyncConnection], Awaitable[Answer]]) -> Answer:
        """What ``query`` finds, everything that was appended before included, as in reports."""
        await self._catch_up()
        return await self._reader.read(query)

    async def answered_without_cdr(self, scope: Scope, limit: int = 100) -> list[UnmatchedCall]:
        """Answered calls for which no ANSWERED row came from Asterisk. Raises DatabaseAwayError."""
        return await self._reader.read(lambda connection: answered_without_cdr(connection, scope, limit))

    async def call(self, call_id: int) -> CallRecords:
        """What is recorded of a call, empty where nothing is. Raises DatabaseAwayError."""
        await self._catch_up()
        return await self._reader.read(lambda connection: read_call(connection, call_id))

    async def stays(self, agents: Sequence[str], from_ms: int, to_ms: int) -> list[AgentStateFact]:
        """The stays of these agents that overlap the time. Raises DatabaseAwayError."""
        return await self._reader.read(lambda connection: read_stays(connection, agents, from_ms, to_ms))

    def keep_centre(self, text: str, at_ms: int) -> None:
        """Record a configuration that took effect. It waits in memory for the database, unlike facts."""
        self._centres.append((at_ms, text))

    async def _catch_up(self) -> None:
        if self._outbox.health().backlog_facts <= self._batch_facts:
            await self.flush()

    async def import_cdr(self, path: Path, node: str) -> CdrImport:
        """Add what Asterisk's own CDR file has that no event told. Raises as ``import_cdr_file``."""
        return await import_cdr_file(self._database, path, node)

    async def close(self, drain_s: float = 5.0) -> None:
        """Stop, after moving what is left for at most ``drain_s`` seconds; the rest stays in the outbox.

        A transaction under way is not broken off unless it exceeds its own deadline.
        """
        self._drain_until = asyncio.get_running_loop().time() + drain_s
        self._closing.set()
        if self._task is not None:
            done, _ = await asyncio.wait({self._task}, timeout=drain_s + 2 * self._times.deadline_s)
            if not done:
                self._task.cancel()
                await asyncio.wait({self._task})
            elif not self._failures:
                await self._try_flush()
        await self._database.close()
        await self._reader.close()

    def health(self) -> RecordHealth:
        outbox = self._outbox.health()
        return RecordHealth(
            problem=self._problem or outbox.problem,
            db_up=self._db_up,
            written_facts=self._written,
            failures=self._failures,
            outbox=outbox,
        )

    async def _run(self) -> None:
        while not self._closing.is_set():
            await self._try_flush()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pause_s()):
                    await self._closing.wait()

    async def _try_flush(self) -> None:
        try:
            await self.flush()
        except (StoreError, OSError) as error:
            self._failed(error)
        except Exception as error:  # a fault of this program must not end the only task that empties the outbox
            _log.exception("moving facts to SQL failed for a reason unknown; it is tried again")
            self._failed(error)
        else:
            if self._failures:
                _log.info("the database takes facts again")
            self._failures = 0
            self._problem = ""

    async def _move_all(self) -> None:
        loop = asyncio.get_running_loop()
        if self._migrate:
            await upgrade(self._url)
            self._migrate = False
        while self._centres:
            await self._write_centre(*self._centres[0])
            del self._centres[0]
        while loop.time() < self._drain_until and (moved := await self._mover.move_batch()):
            self._written += moved
            self._db_up = True
            self._pinged_at = loop.time()
        if not self._db_up or loop.time() - self._pinged_at >= self._times.ping_s:
            async with self._database.begin() as connection:
                await connection.execute(text("SELECT 1"))
            self._db_up = True
            self._pinged_at = loop.time()

    async def _write_centre(self, at_ms: int, centre_text: str) -> None:
        """Facts never wait for a configuration that the database refuses."""
        row = (at_ms, self._database.times.of_ms(at_ms), clean_text(centre_text, CENTRE_CHARS_MAX))
        try:
            await self._database.insert({"centre": [row]})
        except RefusedFactError as error:
            _log.warning("the database refuses the text of a configuration", extra={"reason": str(error)})

    def _failed(self, error: Exception) -> None:
        self._failures += 1
        self._db_up = False
        self._problem = f"facts do not reach SQL and wait in the outbox ({error}): look at the database and its URL"
        if self._failures == 1:
            _log.warning("facts do not reach SQL and wait in the outbox", extra={"reason": str(error)})

    def _pause_s(self) -> float:
        if not self._failures:
            return self._times.flush_s
        longest_s = self._times.retry_first_s * 2.0 ** min(self._failures - 1, 10)
        return min(longest_s, self._times.retry_max_s) * random.uniform(0.5, 1.0)
