"""Consent per number, channel and purpose, with its proof. What was withdrawn stays on record."""

from typing import Any

from sqlalchemy import and_, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.adapters.sql.database import Database
from acd.adapters.sql.outbound_tables import consent

VOICE = "voice"


class Consents:
    """Methods raise DatabaseAwayError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, given: dict[str, Any], now_ms: int) -> bool:
        """``given``: number, channel, purpose, project, given_at (ms), proof, added_by. False: it is there already.

        Leads that waited for it are looked at again at once.
        """
        async with self._database.begin() as connection:
            there = (await connection.execute(select(consent.c.id).where(_holds(given)).limit(1))).first()
            if there is None:
                await connection.execute(insert(consent).values(given))
                await self._wake(connection, given["number"], now_ms)
        return there is None

    async def withdraw(self, number: str, channel: str, purpose: str | None, by: str, now_ms: int) -> int:
        """Of one purpose, or of all (None), towards whomever. Returns how many consents have ended."""
        ours = and_(consent.c.number == number, consent.c.channel == channel, consent.c.withdrawn_at.is_(None))
        ends = update(consent).where(ours).values(withdrawn_at=now_ms, withdrawn_by=by)
        if purpose is not None:
            ends = ends.where(consent.c.purpose == purpose)
        async with self._database.begin() as connection:
            return (await connection.execute(ends)).rowcount

    async def show(self, number: str) -> list[dict[str, Any]]:
        query = select(consent).where(consent.c.number == number).order_by(consent.c.id)
        async with self._database.begin() as connection:
            return [dict(row._mapping) for row in await connection.execute(query)]

    async def _wake(self, connection: AsyncConnection, number: str, now_ms: int) -> None:
        wake = text(
            "UPDATE lead SET next_attempt_at = :now WHERE number = :number AND status = 'new'"
            " AND next_attempt_at > :now"
        )
        await connection.execute(wake, {"now": self._database.times.of_ms(now_ms), "number": number})


def _holds(given: dict[str, Any]) -> Any:
    same = [consent.c[name] == given[name] for name in ("number", "channel", "purpose", "project")]
    return and_(*same, consent.c.withdrawn_at.is_(None))
