"""Facts that change rows: an attempt is completed once, a lead takes what is newer and gives up its reservation."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from acd.adapters.sql.database import Database
from acd.adapters.sql.inserting import Entry, insert_entries, make_entry
from acd.adapters.sql.migrate import upgrade_database
from acd.adapters.sql.outbound_tables import attempt, do_not_call, lead, lead_reservation
from acd.model.facts import Fact
from acd.model.leads import AttemptResult, LeadStatus
from tests.adapters.sql.samples import ATTEMPT, BARRED, BEGIN_MS, BEGUN, HOUR_MS, LEAD

RESERVED = {"number": "+74951234567", "lead_id": 1, "campaign": "winback", "reserved_at": BEGIN_MS}


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/acd.db")
    await upgrade_database(database)
    async with database.begin() as connection:
        row = {"id": 1, "list": "spring", "number": "+74951234567", "place_id": 1, "status": "new", "created_at": 0}
        await connection.execute(insert(lead).values(row | {"reserved_by": "winback", "reserved_at": BEGIN_MS}))
        await connection.execute(insert(lead_reservation).values(RESERVED))
    yield database
    await database.close()


async def write(database: Database, *facts: Fact) -> None:
    entries = [make_entry(b"", fact, database.times) for fact in facts]
    assert await insert_entries(database, [entry for entry in entries if isinstance(entry, Entry)]) == []


async def rows(database: Database, *columns: Any) -> list[tuple[Any, ...]]:
    async with database.begin() as connection:
        return [tuple(row) for row in await connection.execute(select(*columns))]


async def test_an_attempt_that_has_begun_has_no_end(database: Database) -> None:
    await write(database, BEGUN)
    assert await rows(database, attempt.c.id, attempt.c.ended_at, attempt.c.result) == [(19, None, None)]


async def test_an_attempt_is_completed_once(database: Database) -> None:
    await write(database, BEGUN)
    await write(database, ATTEMPT)
    await write(database, replace(ATTEMPT, result=AttemptResult.LOST), BEGUN)
    found = await rows(database, attempt.c.id, attempt.c.ended_at, attempt.c.result, attempt.c.agent)
    assert found == [(19, ATTEMPT.ended_ms, "connected", "101")]


async def test_an_end_alone_is_enough(database: Database) -> None:
    await write(database, ATTEMPT)
    assert await rows(database, attempt.c.result, attempt.c.began_at) == [("connected", ATTEMPT.began_ms)]


async def test_a_lead_takes_what_is_newer(database: Database) -> None:
    await write(database, LEAD)
    columns = lead.c.status, lead.c.attempts, lead.c.next_attempt_at, lead.c.wanted_agent, lead.c.version
    assert await rows(database, *columns) == [("callback", 2, BEGIN_MS + HOUR_MS, "101", LEAD.id)]
    assert await rows(database, lead.c.reserved_by, lead.c.number_index) == [(None, 1)]
    assert await rows(database, lead_reservation) == []
    await write(database, replace(LEAD, id=19, status=LeadStatus.DONE, next_attempt_ms=None))
    assert await rows(database, *columns) == [("callback", 2, BEGIN_MS + HOUR_MS, "101", LEAD.id)]
    await write(database, replace(LEAD, id=25, status=LeadStatus.DONE, next_attempt_ms=None))
    assert await rows(database, lead.c.status, lead.c.next_attempt_at) == [("done", None)]


async def test_what_comes_again_releases_no_later_reservation(database: Database) -> None:
    await write(database, LEAD)
    async with database.begin() as connection:
        await connection.execute(insert(lead_reservation).values(RESERVED))
        await connection.execute(lead.update().values(reserved_by="winback"))
    await write(database, LEAD)
    assert await rows(database, lead.c.reserved_by) == [("winback",)]
    assert len(await rows(database, lead_reservation)) == 1


async def test_a_person_who_asks_twice_is_barred_once(database: Database) -> None:
    await write(database, BARRED, replace(BARRED, id=25, reason="again"))
    columns = do_not_call.c.number, do_not_call.c.prefix, do_not_call.c.project, do_not_call.c.reason
    assert await rows(database, *columns) == [("+74957654321", False, "shop", "opted out by key")]
