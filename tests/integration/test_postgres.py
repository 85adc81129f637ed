"""Records in PostgreSQL: the contract, and what happens when the server stalls, dies and comes back."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import asyncpg
import pytest

from acd.adapters.sql.database import Database, DatabaseAwayError, RefusedFactError
from acd.adapters.sql.migrate import newest_revision, upgrade
from acd.adapters.sql.rows import fact_row
from acd.adapters.sql.store import StoreTimes
from acd.model.facts import CallFact
from tests.adapters.sql.contract import RecordsContract
from tests.adapters.sql.samples import CALL, ONE_OF_EACH, VISIT, numbered_call
from tests.adapters.sql.subjects import SqlRecords, until
from tests.adapters.sql.test_migrate import differences
from tests.adapters.sql.test_records_document import EXAMPLES
from tests.integration.postgres_server import PostgresServer, open_server

pytestmark = pytest.mark.integration

_names = (f"records{number}" for number in count())


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with open_server() as server:
        yield server


@pytest.fixture
async def url(server: PostgresServer) -> str:
    return await server.create_database(next(_names))


@pytest.fixture
async def records(url: str, tmp_path: Path) -> AsyncIterator[SqlRecords]:
    records = SqlRecords(url, tmp_path / "outbox")
    yield records
    await records.close()


class TestPostgres(RecordsContract):
    """The contract; ``records`` is the fixture above."""


async def test_times_are_real_timestamps_and_call_needs_no_quotes(url: str, records: SqlRecords) -> None:
    records.append(ONE_OF_EACH)
    await records.flush()
    connection = await asyncpg.connect(url)
    row = await connection.fetchrow(
        "SELECT answered_at - arrived_at AS waited, arrived_at::text AS arrived FROM call JOIN cdr USING (uniqueid)"
    )
    assert row["waited"].total_seconds() == 4.125
    assert row["arrived"].startswith("2026-01-01 00:00:00")
    assert await connection.fetchval('SELECT extract(epoch FROM "end" - start) FROM cdr') == 64
    await connection.close()


@pytest.mark.parametrize("example", [example for example in EXAMPLES if "strftime" not in example])
async def test_the_documents_examples_run(url: str, example: str) -> None:
    await upgrade(url)
    connection = await asyncpg.connect(url)
    await connection.fetch(example)
    await connection.close()


async def test_migrations_make_exactly_the_tables_of_the_program(url: str) -> None:
    await upgrade(url)
    database = Database(url)
    async with database.begin() as connection:
        assert await connection.run_sync(differences) == []
    await database.close()


async def test_one_refused_row_blocks_no_other(records: SqlRecords) -> None:
    bad = replace(CALL, id=2**63)
    records.append([*map(numbered_call, range(1, 40)), bad, *map(numbered_call, range(40, 60))])
    await records.flush()
    assert await records.count(CallFact) == 59
    [letter] = records.outbox.dead_letters.read()
    assert letter.reason == "DataError 22000"
    assert records.outbox.health().backlog_facts == 0


async def test_a_row_that_breaks_a_rule_of_the_database_is_set_aside(url: str, records: SqlRecords) -> None:
    await upgrade(url)
    connection = await asyncpg.connect(url)
    await connection.execute("ALTER TABLE call ADD CHECK (dialled <> '666')")
    await connection.close()
    records.append([replace(CALL, id=1, dialled="666"), replace(CALL, id=2)])
    await records.flush()
    assert await records.count(CallFact) == 1
    [letter] = records.outbox.dead_letters.read()
    assert letter.reason == "CheckViolationError 23514"


async def test_an_index_entry_that_is_too_long_is_the_rows_fault(url: str) -> None:
    await upgrade(url)
    database = Database(url)
    incompressible = "".join(chr(0x4E00 + (number * 7919) % 20_000) for number in range(4_000))
    row = fact_row(replace(CALL, caller_number=incompressible), database.times)
    with pytest.raises(RefusedFactError, match="54000"):
        await database.insert({"call": [row]})
    await database.close()


async def test_a_missing_table_is_nobodys_row(url: str) -> None:
    database = Database(url)
    with pytest.raises(DatabaseAwayError, match="42P01"):
        await database.insert({"call": [fact_row(CALL, database.times)]})
    await database.close()


async def test_two_daemons_may_migrate_at_once(url: str) -> None:
    assert await asyncio.gather(*(upgrade(url) for _ in range(4))) == [newest_revision()] * 4


async def test_a_stalled_server_neither_delays_appends_nor_hangs_the_store(
    server: PostgresServer, url: str, tmp_path: Path
) -> None:
    records = SqlRecords(url, tmp_path / "slow", StoreTimes(flush_s=0.01, deadline_s=1, retry_max_s=0.1))
    await records.flush()
    server.stall()
    try:
        await _appends_stay_quick(records)
        began = time.monotonic()
        with pytest.raises(DatabaseAwayError):
            await records.flush()
        assert time.monotonic() - began < 5
        assert records.outbox.health().backlog_facts == 200
    finally:
        server.resume()
    await records.flush()
    assert await records.count(CallFact) == 200
    await records.close()


async def _appends_stay_quick(records: SqlRecords) -> None:
    await records.store.start()
    for number in range(200):
        began = time.perf_counter()
        records.append([numbered_call(number)])
        assert time.perf_counter() - began < 0.2  # some 10 microseconds; a busy machine may take its time
        await asyncio.sleep(0)


async def test_a_server_that_dies_and_comes_back_gets_every_fact_once(tmp_path: Path) -> None:
    with open_server() as server:
        records = SqlRecords(await server.create_database("acd"), tmp_path / "outbox")
        await records.store.start()
        number = count(1)
        for _ in range(3):
            await until(lambda: records.store.health().db_up)
            for _ in range(300):
                records.append([numbered_call(next(number))])
                await asyncio.sleep(0.0001)
            server.kill()
            for _ in range(100):
                records.append([numbered_call(next(number)), replace(VISIT, id=next(number))])
            await until(lambda: not records.store.health().db_up)
            assert "facts do not reach SQL" in records.store.health().problem
            await asyncio.to_thread(server.start)
        await until(lambda: records.outbox.health().backlog_facts == 0 and records.store.health().ok)
        assert await records.count(CallFact) + await records.count(type(VISIT)) == next(number) - 1
        assert records.outbox.dead_letters.read() == []
        await records.close()


async def test_a_server_that_is_away_at_start_is_waited_for(server: PostgresServer, tmp_path: Path) -> None:
    with open_server(start=False) as later:
        records = SqlRecords(later.url("acd"), tmp_path / "outbox")
        records.append(ONE_OF_EACH)
        await records.store.start()
        await until(lambda: records.store.health().failures >= 3)
        await asyncio.to_thread(later.start)
        await later.create_database("acd")
        await until(lambda: records.outbox.health().backlog_facts == 0)
        assert await records.count(CallFact) == 1
        await records.close()
