"""Do-not-call lists: adding, removing, checking, listing. A removal gives leads back that were barred by it alone."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, delete, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.adapters.sql.database import Database
from acd.adapters.sql.leads.exclusions import entries_for
from acd.adapters.sql.outbound_tables import do_not_call

_PAGE = 5_000
_COLUMNS = "number, prefix, project, campaign, reason, added_by, added_at"


@dataclass(frozen=True, slots=True)
class DoNotCallEntry:
    """``number``: E.164, or a beginning of such with a *. Empty ``project`` and ``campaign``: nobody may call it."""

    number: str
    project: str = ""
    campaign: str = ""
    reason: str = ""
    added_by: str = ""


class DoNotCall:
    """Methods raise DatabaseAwayError."""

    def __init__(self, database: Database) -> None:
        self._database = database
        postgres = database.kind == "postgresql"
        marks = ", ".join(f"${n}" for n in range(1, 8)) if postgres else ", ".join("?" * 7)
        self._insert = f"INSERT INTO do_not_call ({_COLUMNS}) VALUES ({marks}) ON CONFLICT DO NOTHING"

    async def add(self, entries: Sequence[DoNotCallEntry], now_ms: int) -> int:
        """Returns how many are new."""
        now = self._database.times.of_ms(now_ms)
        rows = [
            (entry.number, entry.number.endswith("*"), entry.project, entry.campaign, entry.reason, entry.added_by, now)
            for entry in entries
        ]
        count = text("SELECT count(*) FROM do_not_call")
        async with self._database.begin() as connection:
            if self._database.kind == "sqlite":
                await connection.exec_driver_sql("BEGIN IMMEDIATE")
            before = (await connection.execute(count)).scalar_one()
            driver: Any = (await connection.get_raw_connection()).driver_connection
            await driver.executemany(self._insert, rows)
            return int((await connection.execute(count)).scalar_one() - before)

    async def remove(self, number: str, project: str, campaign: str, now_ms: int) -> bool:
        """Whether there was such an entry. Leads that it barred may be dialled again, unless another one bars them."""
        entry = do_not_call.c
        ours = and_(entry.number == number, entry.project == project, entry.campaign == campaign)
        async with self._database.begin() as connection:
            removed = (await connection.execute(delete(do_not_call).where(ours))).rowcount
            if removed and not (project or campaign):
                await self._give_back(connection, number, now_ms)
        return bool(removed)

    async def check(self, number: str) -> list[dict[str, Any]]:
        """All entries that bar the number, for whomever."""
        found = (
            select(do_not_call).where(do_not_call.c.number.in_(list(entries_for(number)))).order_by(do_not_call.c.id)
        )
        async with self._database.begin() as connection:
            return [dict(row._mapping) for row in await connection.execute(found)]

    async def entries(self, project: str | None, campaign: str | None) -> AsyncIterator[list[dict[str, Any]]]:
        """Page by page; of one project or campaign, if named."""
        after = 0
        wanted = select(do_not_call).order_by(do_not_call.c.id).limit(_PAGE)
        if project is not None:
            wanted = wanted.where(do_not_call.c.project == project)
        if campaign is not None:
            wanted = wanted.where(do_not_call.c.campaign == campaign)
        while True:
            async with self._database.begin() as connection:
                rows = await connection.execute(wanted.where(do_not_call.c.id > after))
                found = [dict(row._mapping) for row in rows]
            if not found:
                return
            yield found
            after = found[-1]["id"]

    async def _give_back(self, connection: AsyncConnection, number: str, now_ms: int) -> None:
        """A lead that another entry bars is found barred again when its turn comes."""
        barred = "number LIKE :beginning" if number.endswith("*") else "number = :number"
        back = text(
            "UPDATE lead SET status = CASE WHEN attempts = 0 THEN 'new' ELSE 'retry' END, next_attempt_at = :now"
            f" WHERE status = 'barred' AND {barred}"
        )
        which = {"beginning": f"{number[:-1]}%"} if number.endswith("*") else {"number": number}
        await connection.execute(back, {"now": self._database.times.of_ms(now_ms), **which})
