"""The database behind the store: its URL, deadlines, and whose fault a failure is."""

import sqlite3
import time
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from acd.adapters.sql import database as database_module
from acd.adapters.sql.database import Database, DatabaseAwayError, RefusedFactError, parse_url
from acd.adapters.sql.migrate import upgrade_database
from acd.adapters.sql.rows import fact_row
from acd.adapters.sql.tables import call
from acd.errors import ConfigError
from tests.adapters.sql.samples import CALL


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("sqlite:///acd.db", "sqlite+aiosqlite"),
        ("sqlite+aiosqlite:////var/lib/acd.db", "sqlite+aiosqlite"),
        ("postgresql://acd:secret@host/acd", "postgresql+asyncpg"),
        ("postgresql+psycopg://host/acd", "postgresql+asyncpg"),
    ],
)
def test_a_url_gets_the_driver_of_this_package(given: str, driver: str) -> None:
    assert parse_url(given).drivername == driver


@pytest.mark.parametrize("given", ["", "acd.db", "mysql://host/acd", "postgresql", "://"])
def test_other_urls_are_refused_without_being_quoted(given: str) -> None:
    with pytest.raises(ConfigError, match=r"must begin with sqlite:/// or postgresql://"):
        parse_url(given)


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(database_module.DRIVERS, "postgresql", "postgresql+not_installed")
    with pytest.raises(ConfigError, match=r"needs not_installed, .*install acd\[postgres\]"):
        parse_url("postgresql://host/acd")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "acd.db"


async def open_database(path: Path, deadline_s: float = 5) -> Database:
    database = Database(f"sqlite:///{path}", deadline_s)
    await upgrade_database(database)
    return database


async def test_commits_survive_a_power_cut(path: Path) -> None:
    database = await open_database(path)
    async with database.begin() as connection:
        assert (await connection.execute(text("PRAGMA synchronous"))).scalar_one() == 2
        assert (await connection.execute(text("PRAGMA journal_mode"))).scalar_one() == "wal"
    await database.close()


async def test_a_locked_database_is_away_within_the_deadline(path: Path) -> None:
    database = await open_database(path, deadline_s=1)
    with sqlite3.connect(path) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        with pytest.raises(DatabaseAwayError, match=r"SQLITE_BUSY|TimeoutError"):  # the latter on a busy machine
            await database.insert({"call": [fact_row(CALL, database.times)]})
        assert time.monotonic() - began < 3
        other.rollback()
    other.close()
    await database.insert({"call": [fact_row(CALL, database.times)]})
    await database.close()


async def test_a_folder_that_is_not_there_is_away(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/gone/acd.db")
    with pytest.raises(DatabaseAwayError, match="SQLITE_CANTOPEN"):
        await database.insert({})
    await database.close()


@pytest.fixture
def no_database(path: Path) -> Path:
    path.write_bytes(b"no database at all" * 100)
    return path


async def test_a_file_that_is_no_database_is_away(no_database: Path) -> None:
    database = Database(f"sqlite:///{no_database}")
    with pytest.raises(DatabaseAwayError, match="SQLITE_NOTADB"):
        await database.insert({})
    await database.close()


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (fact_row(replace(CALL, id=2**63), Database("sqlite://").times), "OverflowError"),
        ((1, *[None] * (len(call.columns) - 1)), "IntegrityError"),
    ],
)
async def test_a_bad_row_is_the_rows_fault_and_leaves_nothing_behind(
    path: Path, row: tuple[object, ...], reason: str
) -> None:
    database = await open_database(path)
    with pytest.raises(RefusedFactError, match=reason):
        await database.insert({"call": [fact_row(CALL, database.times), row]})
    async with database.begin() as connection:
        assert (await connection.execute(text('SELECT count(*) FROM "call"'))).scalar_one() == 0
    await database.close()


async def test_an_error_never_quotes_a_row(path: Path) -> None:
    database = await open_database(path)
    async with database.begin() as connection:
        await connection.execute(text("ALTER TABLE call DROP COLUMN caller_name"))
    with pytest.raises(DatabaseAwayError) as caught:
        await database.insert({"call": [fact_row(CALL, database.times)]})
    assert CALL.caller_number not in str(caught.value)
    assert caught.value.__cause__ is None
    await database.close()


async def test_a_fault_of_the_program_is_passed_on(path: Path) -> None:
    database = await open_database(path)
    with pytest.raises(KeyError):
        await database.insert({"no such table": []})
    await database.close()


async def test_a_reading_transaction_sees_one_moment(path: Path) -> None:
    reader, writer = await open_database(path), await open_database(path)
    query = text("SELECT count(*) FROM call")
    async with reader.reading() as connection:
        assert (await connection.execute(query)).scalar_one() == 0
        await writer.insert({"call": [fact_row(CALL, writer.times)]})
        assert (await connection.execute(query)).scalar_one() == 0
    async with reader.reading() as connection:
        assert (await connection.execute(query)).scalar_one() == 1
    await reader.close()
    await writer.close()
