"""What the tables of outbound calling keep by themselves."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from acd.adapters.sql.database import Database, RefusedFactError
from acd.adapters.sql.migrate import upgrade_database
from acd.adapters.sql.outbound_tables import do_not_call, lead, lead_reservation


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/acd.db")
    await upgrade_database(database)
    yield database
    await database.close()


async def test_a_number_is_reserved_once(database: Database) -> None:
    row = {"number": "+79161234567", "lead_id": 1, "campaign": "a", "reserved_at": 0}
    async with database.begin() as connection:
        await connection.execute(insert(lead_reservation).values(row))
    with pytest.raises(RefusedFactError):
        async with database.begin() as connection:
            await connection.execute(insert(lead_reservation).values(row | {"lead_id": 2, "campaign": "b"}))


async def test_a_number_is_barred_once_for_each_who_must_not_call_it(database: Database) -> None:
    row = {"number": "+79161234567", "added_at": 0}
    async with database.begin() as connection:
        await connection.execute(insert(do_not_call), [row | {"project": ""}, row | {"project": "shop"}])
    with pytest.raises(RefusedFactError):
        async with database.begin() as connection:
            await connection.execute(insert(do_not_call).values(row | {"project": "shop"}))


async def test_the_number_of_a_lead_is_never_given_again(database: Database) -> None:
    row = {"list": "l", "number": "+79161234567", "place_id": 1, "status": "new", "created_at": 0}
    async with database.begin() as connection:
        await connection.execute(insert(lead).values(row))
        await connection.execute(lead.delete())
        await connection.execute(insert(lead).values(row))
        assert (await connection.execute(select(lead.c.id, lead.c.fields, lead.c.attempts))).all() == [(2, "{}", 0)]
