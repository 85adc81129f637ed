"""Leads handed out and given back: fetching, releasing, what was barred meanwhile, and order after a restart."""

from collections import Counter
from collections.abc import Collection

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.adapters.sql.database import Database
from acd.adapters.sql.leads.exclusions import barred
from acd.adapters.sql.leads.fetching import Fetching
from acd.adapters.sql.leads.sets import Sets
from acd.dialer.eligibility import Fetched, LeadsWanted
from acd.model.leads import AttemptResult, LeadStatus

LOST_RETRY_MS = 3_600_000  # nobody knows whether the person was reached: not again at once

NEW_MAX = 100_000  # leads that are looked at for their lists, of those that came within a second


class LeadShelf:
    """The leads of a database, for one daemon. All methods raise DatabaseAwayError."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._sets = Sets(database)
        self._taken: dict[str, Counter[str]] = {}

    async def fetch(self, wanted: LeadsWanted) -> Fetched:
        """Reserve leads. If the database goes away at the commit they may be reserved: ``undo``."""
        taken = self._taken.setdefault(wanted.campaign.id, Counter())
        counted = Counter(taken)
        async with self.database.begin() as connection:
            await self._lock(connection)
            fetched = await Fetching(self.database, connection, wanted, counted).fetch()
        self._taken[wanted.campaign.id] = counted
        return fetched

    async def release(self, leads: Collection[int]) -> None:
        """Give leads back that were not dialled."""
        async with self.database.begin() as connection:
            await self._lock(connection)
            await self._release(connection, leads)

    async def undo(self, campaign: str, now_ms: int) -> None:
        """Give back what a fetch of this moment reserved, whose end nobody heard."""
        query = text("SELECT id FROM lead WHERE reserved_by = :campaign AND reserved_at = :now")
        async with self.database.begin() as connection:
            await self._lock(connection)
            rows = await connection.execute(query, {"campaign": campaign, "now": self.database.times.of_ms(now_ms)})
            await self._release(connection, [int(row[0]) for row in rows])

    async def barred(self, campaign: str, project: str) -> frozenset[str]:
        """Numbers reserved for the campaign that it must not call (any more)."""
        query = text("SELECT number FROM lead_reservation WHERE campaign = :campaign")
        async with self.database.begin() as connection:
            rows = await connection.execute(query, {"campaign": campaign})
            numbers = [str(row[0]) for row in rows]
            return (
                frozenset(await barred(connection, self._sets, numbers, project, campaign)) if numbers else frozenset()
            )

    async def reserved(self, campaign: str) -> frozenset[int]:
        """Leads that are reserved for the campaign."""
        query = text("SELECT id FROM lead WHERE reserved_by = :campaign AND reserved_by IS NOT NULL")
        async with self.database.begin() as connection:
            return frozenset(int(row[0]) for row in await connection.execute(query, {"campaign": campaign}))

    async def new_lists(self, after: int | None) -> tuple[int, tuple[str, ...]]:
        """The newest lead's id, and the lists that leads after ``after`` came into; None: only the id is asked."""
        async with self.database.begin() as connection:
            newest = int((await connection.execute(text("SELECT coalesce(max(id), 0) FROM lead"))).scalar_one())
            if after is None or newest <= after:
                return newest, ()
            last = {"after": max(after, newest - NEW_MAX), "newest": newest}
            query = text("SELECT DISTINCT list FROM lead WHERE id > :after AND id <= :newest ORDER BY list")
            return newest, tuple(str(row[0]) for row in await connection.execute(query, last))

    async def recover(self, held: Collection[int], attempts: Collection[int], now_ms: int) -> int:
        """At the start, when all facts are in SQL: end attempts that nobody knows of, release what nobody holds.

        ``held``: leads, and ``attempts``: attempts under way, as the engine has them. An attempt that is unknown ends
        as lost, and its lead is not dialled again at once. Returns how many attempts were lost.
        """
        async with self.database.begin() as connection:
            await self._lock(connection)
            rows = await connection.execute(text("SELECT id, lead_id FROM attempt WHERE ended_at IS NULL"))
            lost = {int(id_): int(lead) for id_, lead in rows if id_ not in attempts}
            await self._end_as_lost(connection, lost, now_ms)
            rows = await connection.execute(text("SELECT id FROM lead WHERE reserved_by IS NOT NULL"))
            await self._release(connection, [int(row[0]) for row in rows if row[0] not in held])
        return len(lost)

    async def _end_as_lost(self, connection: AsyncConnection, lost: dict[int, int], now_ms: int) -> None:
        times = self.database.times
        end = text("UPDATE attempt SET ended_at = :now, result = :lost WHERE id = :id AND ended_at IS NULL")
        later = text(
            "UPDATE lead SET status = :retry, attempts = attempts + 1, result = :lost, last_attempt_at = :now,"
            " next_attempt_at = :later WHERE id = :lead AND next_attempt_at IS NOT NULL"
        )
        now, said = times.of_ms(now_ms), AttemptResult.LOST.value
        for attempt, lead in lost.items():
            await connection.execute(end, {"now": now, "lost": said, "id": attempt})
            values = {"now": now, "lost": said, "lead": lead, "retry": LeadStatus.RETRY.value}
            await connection.execute(later, values | {"later": times.of_ms(now_ms + LOST_RETRY_MS)})

    async def _release(self, connection: AsyncConnection, leads: Collection[int]) -> None:
        values = {"ids": self._sets.value(leads)}
        ids = self._sets.numbers("ids")
        await connection.execute(text(f"DELETE FROM lead_reservation WHERE lead_id IN {ids}"), values)
        await connection.execute(
            text(f"UPDATE lead SET reserved_by = NULL, reserved_at = NULL WHERE id IN {ids}"), values
        )

    async def _lock(self, connection: AsyncConnection) -> None:
        """On SQLite who reads first and writes then must be the one writer from the beginning."""
        if self.database.kind == "sqlite":
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
