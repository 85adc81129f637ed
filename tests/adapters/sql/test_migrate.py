"""Migrations on SQLite (on PostgreSQL: tests/integration/test_postgres.py)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic import command, op
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from acd.adapters.sql.database import Database
from acd.adapters.sql.migrate import current_revision, newest_revision, upgrade, upgrade_database
from acd.adapters.sql.schema import metadata
from acd.errors import ConfigError
from acd.resources import resource


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/50%25/acd.db")
    (tmp_path / "50%").mkdir()
    yield database
    await database.close()


async def test_a_new_database_gets_the_newest_tables(database: Database) -> None:
    assert await current_revision(database) is None
    assert await upgrade_database(database) == newest_revision()
    assert await current_revision(database) == newest_revision()
    assert await upgrade_database(database) == newest_revision()


async def test_migrations_make_exactly_the_tables_of_the_program(database: Database) -> None:
    await upgrade_database(database)
    async with database.begin() as connection:
        assert await connection.run_sync(differences) == []


async def test_the_url_alone_is_enough(tmp_path: Path) -> None:
    assert await upgrade(f"sqlite:///{tmp_path}/acd.db") == newest_revision()
    with pytest.raises(ConfigError):
        await upgrade("nonsense")


async def test_a_newer_database_is_left_alone(database: Database) -> None:
    await upgrade_database(database)
    async with database.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert await upgrade_database(database) == "9999"


async def test_a_migration_that_fails_leaves_nothing_behind(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the fifth index")

    with monkeypatch.context() as patched:
        patched.setattr(op, "create_index", fail)
        with pytest.raises(RuntimeError, match="the fifth index"):
            await upgrade_database(database)
    async with database.begin() as connection:
        assert await connection.run_sync(lambda sync: inspect(sync).get_table_names()) == []
    assert await upgrade_database(database) == newest_revision()


async def test_rows_of_the_version_before_stay_and_get_defaults(database: Database) -> None:
    async with database.begin() as connection:
        await connection.run_sync(upgrade_to, "0001")
        await connection.execute(
            text("INSERT INTO agent_state VALUES (1, '101', 'ready', '', NULL, NULL, '2026-01-01', '2026-01-01', 0)")
        )
    assert await upgrade_database(database) == newest_revision()
    async with database.begin() as connection:
        assert (await connection.execute(text("SELECT agent, paid, set_by FROM agent_state"))).all() == [("101", 1, "")]


def upgrade_to(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(resource("migrations")))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))
