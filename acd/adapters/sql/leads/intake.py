"""Taking leads in, batch by batch: each batch is one short transaction, so that the daemon's writes come between."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.adapters.sql.database import Database
from acd.adapters.sql.leads.barring import BarredEntries
from acd.adapters.sql.leads.sets import Sets
from acd.errors import CallerError

CACHE_KB = 64_000  # the indexes by number and by chance are written all over; a page is to be written once a batch


class Duplicates(StrEnum):
    """Among which leads a number may stand only once."""

    LIST = "list"
    CAMPAIGN = "campaign"
    PROJECT = "project"
    CENTRE = "centre"
    ALLOW = "allow"


class NewLead(NamedTuple):
    """``alternatives`` and ``fields`` are JSON, ``zones`` separated by commas."""

    line: int
    number: str
    alternatives: str
    name: str
    language: str
    region: str
    zones: str
    priority: int
    fields: str
    shuffle: int


@dataclass(frozen=True, slots=True)
class ListOf:
    """Where leads go. An empty ``project`` or ``campaign`` takes what the list has already."""

    id: str
    project: str = ""
    campaign: str = ""
    region: str = ""
    columns: tuple[str, ...] = ()


@dataclass(slots=True)
class Taken:
    """Of one batch: how many leads came in, and which were left out why, by line."""

    imported: int = 0
    duplicates: list[tuple[NewLead, str]] = field(default_factory=list)
    barred: list[tuple[NewLead, str]] = field(default_factory=list)


_SCOPES = {
    Duplicates.LIST: " AND list = :list",
    Duplicates.CAMPAIGN: " AND list IN (SELECT id FROM lead_list WHERE id = :list OR campaign = :campaign)",
    Duplicates.PROJECT: " AND list IN (SELECT id FROM lead_list WHERE id = :list OR project = :project)",
    Duplicates.CENTRE: "",
}
_INSERT_COLUMNS = (
    "list, project, number, alternatives, name, language, place_id, priority, shuffle, fields, status,"
    " next_attempt_at, created_at"
)


class LeadIntake:
    """For one file into one list. Methods raise DatabaseAwayError or RefusedFactError."""

    def __init__(self, database: Database, into: ListOf, duplicates: Duplicates, now_ms: int, dry: bool) -> None:
        self._database, self._into, self._scope, self._dry = database, into, duplicates, dry
        self._sets = Sets(database)
        self._now = database.times.of_ms(now_ms)
        self._places: dict[tuple[str, str], int] = {}
        self._barred = BarredEntries()
        self._seen: set[int] = set()  # numbers of a dry run, which leaves nothing in the database
        marks = ", ".join(f"${n}" for n in range(1, 14)) if database.kind == "postgresql" else ", ".join("?" * 13)
        self._insert = f"INSERT INTO lead ({_INSERT_COLUMNS}) VALUES ({marks})"

    async def begin(self) -> ListOf:
        """The list as it is from now on. Raises CallerError: it belongs to another project or campaign."""
        async with self._database.begin() as connection:
            known = await self._known_list(connection)
            if not self._dry:
                await connection.execute(text(_KEEP_LIST), self._list_values(known))
            self._into = ListOf(
                self._into.id,
                self._into.project or (known["project"] if known else ""),
                self._into.campaign or (known["campaign"] if known else ""),
                self._into.region,
                self._into.columns,
            )
            self._barred = await BarredEntries.read(connection, self._into.project, self._into.campaign)
        return self._into

    async def add(self, leads: Sequence[NewLead]) -> Taken:
        """Take a batch in. Leads whose number is there already, or must not be called, are left out."""
        taken = Taken()
        async with self._database.begin() as connection:
            if self._database.kind == "sqlite" and not self._dry:
                await connection.exec_driver_sql(f"PRAGMA cache_size=-{CACHE_KB}")
                await connection.exec_driver_sql("BEGIN IMMEDIATE")
            fresh = await self._without_barred(connection, leads, taken)
            fresh = await self._without_duplicates(connection, fresh, taken)
            if fresh and not self._dry:
                await self._write(connection, fresh)
        taken.imported = len(fresh)
        return taken

    async def _without_barred(
        self, connection: AsyncConnection, leads: Sequence[NewLead], taken: Taken
    ) -> Sequence[NewLead]:
        found = await self._barred.among(connection, self._sets, [lead.number for lead in leads])
        if not found:
            return leads
        further = {lead.number: json.loads(lead.alternatives) for lead in leads if lead.number in found}
        others = sorted({number for numbers in further.values() for number in numbers})
        found |= await self._barred.among(connection, self._sets, others)
        fresh = []
        for lead in leads:
            if lead.number in found and all(number in found for number in further[lead.number]):
                taken.barred.append((lead, f"do not call: {found[lead.number]}"))
            else:
                fresh.append(lead)
        return fresh

    async def _without_duplicates(
        self, connection: AsyncConnection, leads: Sequence[NewLead], taken: Taken
    ) -> Sequence[NewLead]:
        if self._scope is Duplicates.ALLOW or not leads:
            return leads
        query = f"SELECT number FROM lead WHERE number IN {self._sets.texts('numbers')}{_SCOPES[self._scope]}"
        values = {
            "numbers": self._sets.value([lead.number for lead in leads]),
            **({"list": self._into.id} if ":list" in query else {}),
            **({"campaign": self._into.campaign or None} if ":campaign" in query else {}),
            **({"project": self._into.project or None} if ":project" in query else {}),
        }
        there = {str(row[0]) for row in await connection.execute(text(query), values)}
        first: dict[str, int] = {}
        fresh = []
        for lead in leads:
            line = first.setdefault(lead.number, lead.line)
            if lead.number in there or (self._dry and int(lead.number[1:]) in self._seen):
                taken.duplicates.append((lead, f"a duplicate: a lead with {lead.number} is there already"))
            elif line != lead.line:
                taken.duplicates.append((lead, f"a duplicate of line {line}"))
            else:
                fresh.append(lead)
        if self._dry:
            self._seen.update(int(lead.number[1:]) for lead in fresh)
        return fresh

    async def _write(self, connection: AsyncConnection, leads: Sequence[NewLead]) -> None:
        for region, zones in {(lead.region, lead.zones) for lead in leads}:
            if (region, zones) not in self._places:
                self._places[region, zones] = await _place(connection, region, zones)
        into, now, places = self._into, self._now, self._places
        rows = [
            (
                into.id,
                into.project,
                lead.number,
                lead.alternatives,
                lead.name,
                lead.language,
                places[lead.region, lead.zones],
                lead.priority,
                lead.shuffle,
                lead.fields,
                "new",
                now,
                now,
            )
            for lead in leads
        ]
        driver: Any = (await connection.get_raw_connection()).driver_connection
        await driver.executemany(self._insert, rows)

    async def _known_list(self, connection: AsyncConnection) -> dict[str, Any] | None:
        query = text("SELECT project, campaign, region, columns FROM lead_list WHERE id = :id")
        row = (await connection.execute(query, {"id": self._into.id})).first()
        if row is None:
            return None
        for what, ours, theirs in (
            ("project", self._into.project, row.project),
            ("campaign", self._into.campaign, row.campaign),
        ):
            if ours and theirs and ours != theirs:
                raise CallerError(f"the list {self._into.id} is of {what} {theirs}, not {ours}")
        return dict(row._mapping)

    def _list_values(self, known: dict[str, Any] | None) -> dict[str, Any]:
        columns = list(dict.fromkeys([*(json.loads(known["columns"]) if known else ()), *self._into.columns]))
        return {
            "id": self._into.id,
            "project": self._into.project or (known["project"] if known else ""),
            "campaign": self._into.campaign or (known["campaign"] if known else ""),
            "region": self._into.region or (known["region"] if known else ""),
            "columns": json.dumps(columns, ensure_ascii=False),
            "now": self._now,
        }


_KEEP_LIST = (
    "INSERT INTO lead_list (id, project, campaign, region, columns, created_at)"
    " VALUES (:id, :project, :campaign, :region, :columns, :now) ON CONFLICT (id) DO UPDATE SET"
    " project = :project, campaign = :campaign, region = :region, columns = :columns"
)


async def _place(connection: AsyncConnection, region: str, zones: str) -> int:
    values = {"region": region, "zones": zones}
    add = "INSERT INTO lead_place (region, zones) VALUES (:region, :zones) ON CONFLICT DO NOTHING"
    await connection.execute(text(add), values)
    query = text("SELECT id FROM lead_place WHERE region = :region AND zones = :zones")
    return int((await connection.execute(query, values)).scalar_one())
