"""Leads as people look at them: the lists, one lead with its attempts, everything of a number, a list to export."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.adapters.sql.database import Database
from acd.adapters.sql.outbound_tables import (
    attempt,
    consent,
    disposition,
    lead,
    lead_list,
    lead_place,
    lead_reservation,
)
from acd.model.leads import LeadStatus

_PAGE = 5_000

Found = dict[str, Any]


class LeadRegister:
    """Moments are UTC milliseconds. Methods raise DatabaseAwayError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def lists(self) -> list[Found]:
        """Each list with how many leads it has by status, by its name."""
        counts = select(lead.c.list, lead.c.status, func.count().label("leads")).group_by(lead.c.list, lead.c.status)
        async with self._database.begin() as connection:
            found = {row.id: _list(row._asdict()) for row in await connection.execute(select(lead_list))}
            for row in await connection.execute(counts):
                found.setdefault(row.list, _list({"id": row.list}))["statuses"][row.status] = row.leads
        for entry in found.values():
            entry["leads"] = sum(entry["statuses"].values())
        return [found[id_] for id_ in sorted(found)]

    async def lead(self, id_: int) -> Found | None:
        """With its attempts and dispositions, the oldest first."""
        async with self._database.begin() as connection:
            return next(iter(await self._whole(connection, [id_])), None)

    async def of_number(self, number: str) -> list[Found]:
        """Leads that have the number, as the main one or another."""
        async with self._database.begin() as connection:
            return await self._whole(connection, await self._ids_of(connection, number))

    async def consents(self, number: str) -> list[Found]:
        query = select(consent).where(consent.c.number == number).order_by(consent.c.id)
        async with self._database.begin() as connection:
            return [dict(row._mapping) for row in await connection.execute(query)]

    async def columns(self, list_: str) -> list[str] | None:
        """The names of the list's own fields; None: there is no such list."""
        async with self._database.begin() as connection:
            found = (await connection.execute(select(lead_list.c.columns).where(lead_list.c.id == list_))).first()
            return None if found is None else json.loads(found.columns)

    async def export(self, list_: str) -> AsyncIterator[list[Found]]:
        """All leads of the list, page by page, in the order in which they came."""
        after = 0
        page = (
            select(lead, lead_place.c.region, lead_place.c.zones)
            .join_from(lead, lead_place, lead_place.c.id == lead.c.place_id, isouter=True)
            .where(lead.c.list == list_)
            .order_by(lead.c.id)
            .limit(_PAGE)
        )
        while True:
            async with self._database.begin() as connection:
                found = [_lead(row._asdict()) for row in await connection.execute(page.where(lead.c.id > after))]
            if not found:
                return
            yield found
            after = found[-1]["id"]

    async def forget(self, number: str) -> Found:
        """Delete the leads and consents of a number; attempts and dispositions stay, without it. Entries of
        do-not-call lists stay, since they are what keeps the person from being called. Returns how many of each.
        """
        async with self._database.begin() as connection:
            ids = await self._ids_of(connection, number)
            await connection.execute(delete(lead_reservation).where(lead_reservation.c.lead_id.in_(ids)))
            leads = await connection.execute(delete(lead).where(lead.c.id.in_(ids)))
            consents = await connection.execute(delete(consent).where(consent.c.number == number))
            attempts = await connection.execute(update(attempt).where(attempt.c.number == number).values(number=""))
            notes = update(disposition).where(disposition.c.lead_id.in_(ids)).values(note="")
            await connection.execute(notes)
        return {"leads": leads.rowcount, "consents": consents.rowcount, "attempts": attempts.rowcount}

    async def remove_list(self, list_: str) -> int:
        """Delete a list and its leads that are not reserved, in parts; returns how many leads."""
        part = text(
            "DELETE FROM lead WHERE id IN"
            " (SELECT id FROM lead WHERE list = :list AND reserved_by IS NULL ORDER BY id LIMIT :part)"
        )
        removed = 0
        while True:
            async with self._database.begin() as connection:
                gone = (await connection.execute(part, {"list": list_, "part": _PAGE})).rowcount
                removed += gone
                if not gone:
                    left = await connection.execute(select(lead.c.id).where(lead.c.list == list_).limit(1))
                    if left.first() is None:
                        await connection.execute(delete(lead_list).where(lead_list.c.id == list_))
                    return removed

    async def _ids_of(self, connection: AsyncConnection, number: str) -> list[int]:
        mentioned = lead.c.alternatives.contains(json.dumps(number), autoescape=True)
        query = select(lead.c.id).where(or_(lead.c.number == number, mentioned)).order_by(lead.c.id)
        return list((await connection.execute(query)).scalars())

    async def _whole(self, connection: AsyncConnection, ids: Sequence[int]) -> list[Found]:
        query = (
            select(lead, lead_place.c.region, lead_place.c.zones)
            .join_from(lead, lead_place, lead_place.c.id == lead.c.place_id, isouter=True)
            .where(lead.c.id.in_(ids))
            .order_by(lead.c.id)
        )
        found = [_lead(row._asdict()) for row in await connection.execute(query)]
        for entry in found:
            for name, table in ("attempts_made", attempt), ("dispositions", disposition):
                rows = await connection.execute(
                    select(table).where(table.c.lead_id == entry["id"]).order_by(table.c.id)
                )
                entry[name] = [dict(row._mapping) for row in rows]
        return found


def _list(row: Mapping[str, Any]) -> Found:
    columns = json.loads(row.get("columns", "[]"))
    return {
        "list": row["id"],
        "project": row.get("project", ""),
        "campaign": row.get("campaign", ""),
        "fields": columns,
        "statuses": {status.value: 0 for status in LeadStatus},
        "leads": 0,
        "created_at": row.get("created_at"),
    }


def _lead(row: Mapping[str, Any]) -> Found:
    found = dict(row)
    found["alternatives"] = json.loads(found["alternatives"])
    found["fields"] = json.loads(found["fields"])
    found["zones"] = found["zones"].split(",") if found["zones"] else []
    for name in "place_id", "shuffle", "version", "number_index":
        del found[name]
    return found
