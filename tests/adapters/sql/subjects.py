"""The stores under test, behind the contract's ``Records``."""

import asyncio
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import Table, func, select

from acd.adapters.sql.codec import KINDS
from acd.adapters.sql.database import Database
from acd.adapters.sql.outbox import Outbox
from acd.adapters.sql.schema import metadata
from acd.adapters.sql.store import RecordStore, StoreTimes
from acd.adapters.sql.tables import call
from acd.model.call_records import CallRecords
from acd.model.counts import Scope
from acd.model.facts import AgentStateFact, CallFact, Fact
from acd.model.report import AgentRow, CallFilter, CallPage, IntervalRow, QueueReport, Report
from acd.testing.facts import FakeRecords

QUICK = StoreTimes(flush_s=0.01, deadline_s=5, retry_first_s=0.01, retry_max_s=0.05, ping_s=0.02)


class MemoryRecords(FakeRecords):
    async def count(self, kind: type[Fact]) -> int:
        return sum(isinstance(fact, kind) for fact in self.stored.values())

    async def caller_names(self) -> list[str]:
        return [fact.caller_name for fact in sorted(self.all(CallFact), key=lambda fact: fact.id)]


class SqlRecords:
    """Outbox and store on a database; ``close`` it."""

    def __init__(self, url: str, folder: Path, times: StoreTimes = QUICK) -> None:
        self.url = url
        self.outbox = Outbox(folder)
        self.store = RecordStore(url, self.outbox, times=times)

    def append(self, facts: Sequence[Fact]) -> None:
        self.outbox.append(facts)

    async def flush(self) -> None:
        await self.store.flush()

    async def report(self, scope: Scope) -> Report:
        await self.flush()  # the store itself leaves a long backlog to its task
        return await self.store.report(scope)

    async def queue_report(self, scope: Scope) -> QueueReport:
        await self.flush()
        return await self.store.queue_report(scope)

    async def agent_report(self, scope: Scope) -> tuple[AgentRow, ...]:
        await self.flush()
        return await self.store.agent_report(scope)

    async def interval_report(self, scope: Scope, bounds_ms: Sequence[int]) -> tuple[IntervalRow, ...]:
        await self.flush()
        return await self.store.interval_report(scope, bounds_ms)

    async def call_page(self, scope: Scope, wanted: CallFilter) -> CallPage:
        await self.flush()
        return await self.store.call_page(scope, wanted)

    def keep_centre(self, text: str, at_ms: int) -> None:
        self.store.keep_centre(text, at_ms)

    async def call(self, call_id: int) -> CallRecords:
        return await self.store.call(call_id)

    async def stays(self, agents: Sequence[str], from_ms: int, to_ms: int) -> list[AgentStateFact]:
        await self.flush()
        return await self.store.stays(agents, from_ms, to_ms)

    async def count(self, kind: type[Fact]) -> int:
        return await count_rows(self.url, metadata.tables[KINDS[kind]])

    async def caller_names(self) -> list[str]:
        database = Database(self.url)
        async with database.begin() as connection:
            names = (await connection.execute(select(call.c.caller_name).order_by(call.c.id))).scalars().all()
        await database.close()
        return list(names)

    async def close(self) -> None:
        await self.store.close()
        self.outbox.close()


async def count_rows(url: str, table: Table) -> int:
    database = Database(url)
    async with database.begin() as connection:
        number = (await connection.execute(select(func.count()).select_from(table))).scalar_one()
    await database.close()
    return int(number)


async def until(condition: Callable[[], bool], deadline_s: float = 20) -> None:
    """Return when the condition holds; fail when that takes too long."""
    end = time.monotonic() + deadline_s
    while not condition():
        assert time.monotonic() < end, "it did not come about in time"
        await asyncio.sleep(0.005)
