"""``acd leads export``: a list as rows of a table, the numbers and fields first, so that it can be imported again."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

from acd.adapters.sql.leads.register import LeadRegister
from acd.errors import CallerError

_FIRST = ("number", "alternative numbers", "name", "language", "country", "time zone", "priority")
_LAST = ("status", "attempts", "result", "last_attempt_at", "next_attempt_at")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


async def exported(register: LeadRegister, list_: str) -> AsyncIterator[list[list[Any]]]:
    """First the header, then pages of rows. Raises CallerError: there is no such list."""
    columns = await register.columns(list_)
    if columns is None:
        raise CallerError(f"there is no list {list_!r}: acd leads lists")
    yield [[*_FIRST, *columns, *_LAST]]
    async for page in register.export(list_):
        yield [_row(lead, columns) for lead in page]


def _row(lead: dict[str, Any], columns: list[str]) -> list[Any]:
    zones = lead["zones"]
    return [
        lead["number"],
        ", ".join(lead["alternatives"]),
        lead["name"],
        lead["language"],
        lead["region"] or "",
        zones[0] if len(zones) == 1 else "",
        lead["priority"],
        *(lead["fields"].get(name, "") for name in columns),
        lead["status"],
        lead["attempts"],
        lead["result"],
        moment(lead["last_attempt_at"]),
        moment(lead["next_attempt_at"]),
    ]


def moment(time_ms: int | None) -> str:
    """``2026-01-31T09:00:00Z``; empty: there is none."""
    if time_ms is None:
        return ""
    return (_EPOCH + timedelta(milliseconds=time_ms)).isoformat(timespec="seconds").replace("+00:00", "Z")
