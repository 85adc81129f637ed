"""The supplies of leads that are tested."""

import json
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import insert, select

from acd.adapters.sql.database import Database
from acd.adapters.sql.inserting import Entry, insert_entries, make_entry
from acd.adapters.sql.leads.reserving import LeadShelf
from acd.adapters.sql.migrate import upgrade_database
from acd.adapters.sql.outbound_tables import consent, do_not_call, lead, lead_place
from acd.dialer.eligibility import Fetched, LeadsWanted
from acd.model.facts import Fact
from acd.model.leads import LeadStatus
from acd.testing.leads import BarredNumber, FakeLeads, KeptLead


class MemoryShelf:
    def __init__(self) -> None:
        self.fake = FakeLeads()
        self.fetch, self.release, self.barred = self.fake.fetch, self.fake.release, self.fake.barred
        self.reserved, self.recover = self.fake.reserved, self.fake.recover

    async def add(self, leads: Iterable[KeptLead]) -> None:
        self.fake.add(leads)

    async def apply(self, facts: Sequence[Fact]) -> None:
        self.fake.append(facts)

    async def bar(self, entry: BarredNumber) -> None:
        self.fake.barred_numbers.append(entry)

    async def consent(self, number: str, purpose: str) -> None:
        self.fake.consents.add((number, purpose))

    async def status(self, lead: int) -> tuple[LeadStatus, int | None]:
        found = self.fake.leads[lead]
        return found.status, found.next_attempt_ms


class SqlShelf:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.shelf = LeadShelf(database)

    @classmethod
    async def made(cls, url: str) -> "SqlShelf":
        database = Database(url)
        await upgrade_database(database)
        return cls(database)

    async def fetch(self, wanted: LeadsWanted) -> Fetched:
        return await self.shelf.fetch(wanted)

    async def release(self, leads: Collection[int]) -> None:
        await self.shelf.release(leads)

    async def barred(self, campaign: str, project: str) -> frozenset[str]:
        return await self.shelf.barred(campaign, project)

    async def reserved(self, campaign: str) -> frozenset[int]:
        return await self.shelf.reserved(campaign)

    async def recover(self, held: Collection[int], attempts: Collection[int], now_ms: int) -> int:
        return await self.shelf.recover(held, attempts, now_ms)

    async def add(self, leads: Iterable[KeptLead]) -> None:
        async with self.database.begin() as connection:
            places: dict[str, int] = {}
            for row in await connection.execute(select(lead_place.c.zones, lead_place.c.id)):
                places[row[0]] = row[1]
            for kept in leads:
                zones = ",".join(kept.lead.zones)
                if zones not in places:
                    values = {"region": "RU", "zones": zones}
                    made = await connection.execute(insert(lead_place).values(values).returning(lead_place.c.id))
                    places[zones] = made.scalar_one()
                await connection.execute(insert(lead).values(_values(kept, places[zones])))

    async def apply(self, facts: Sequence[Fact]) -> None:
        entries = [make_entry(b"", fact, self.database.times) for fact in facts]
        assert await insert_entries(self.database, [entry for entry in entries if isinstance(entry, Entry)]) == []

    async def bar(self, entry: BarredNumber) -> None:
        values = {"number": entry.number, "prefix": entry.number.endswith("*"), "added_at": 0}
        async with self.database.begin() as connection:
            rest = {"project": entry.project, "campaign": entry.campaign}
            await connection.execute(insert(do_not_call).values(values | rest))

    async def consent(self, number: str, purpose: str) -> None:
        values = {"number": number, "channel": "voice", "purpose": purpose, "given_at": 0}
        async with self.database.begin() as connection:
            await connection.execute(insert(consent).values(values))

    async def status(self, id_: int) -> tuple[LeadStatus, int | None]:
        async with self.database.begin() as connection:
            query = select(lead.c.status, lead.c.next_attempt_at).where(lead.c.id == id_)
            status, due_ms = (await connection.execute(query)).one()
            return LeadStatus(status), due_ms

    async def close(self) -> None:
        await self.database.close()


def _values(kept: KeptLead, place: int) -> dict[str, object]:
    known = kept.lead
    return {
        "id": known.id,
        "list": known.list,
        "number": known.number,
        "alternatives": json.dumps(known.alternatives),
        "name": known.name,
        "language": known.language,
        "place_id": place,
        "priority": known.priority,
        "shuffle": kept.shuffle,
        "fields": json.dumps(known.fields),
        "status": kept.status.value,
        "attempts": known.attempts,
        "wanted_agent": known.wanted_agent,
        "last_attempt_at": kept.last_attempt_ms or None,
        "next_attempt_at": kept.next_attempt_ms,
        "created_at": 0,
    }
