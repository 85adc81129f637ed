"""Do-not-call entries that concern one project and campaign, for checking a million numbers against them."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.adapters.sql.leads.sets import Sets

_CONCERNS = "(project = '' OR project = :project) AND (campaign = '' OR campaign = :campaign)"


class BarredEntries:
    """Beginnings are held in memory, since they are few; whole numbers are looked for in the database."""

    def __init__(self, project: str = "", campaign: str = "") -> None:
        self._scope = {"project": project, "campaign": campaign}
        self._beginnings: dict[str, str] = {}
        self._lengths: list[int] = []
        self._any = False

    @classmethod
    async def read(cls, connection: AsyncConnection, project: str, campaign: str) -> "BarredEntries":
        found = cls(project, campaign)
        query = text(f"SELECT number, reason FROM do_not_call WHERE prefix AND {_CONCERNS}")
        for number, reason in await connection.execute(query, found._scope):
            found._beginnings[number.removesuffix("*")] = f"{number} {reason}".strip()
        found._lengths = sorted({len(beginning) for beginning in found._beginnings})
        some = await connection.execute(text("SELECT 1 FROM do_not_call WHERE NOT prefix LIMIT 1"))
        found._any = some.first() is not None
        return found

    async def among(self, connection: AsyncConnection, sets: Sets, numbers: Sequence[str]) -> dict[str, str]:
        """Those that must not be called, with the reason."""
        found: dict[str, str] = {}
        if self._lengths:
            for number in numbers:
                for length in self._lengths:
                    reason = self._beginnings.get(number[:length])
                    if reason is not None:
                        found[number] = reason
                        break
        if self._any and numbers:
            query = (
                f"SELECT number, reason FROM do_not_call WHERE number IN {sets.texts('numbers')}"
                f" AND NOT prefix AND {_CONCERNS}"
            )
            rows = await connection.execute(text(query), {"numbers": sets.value(numbers), **self._scope})
            found |= {number: reason or "on the list" for number, reason in rows}
        return found
