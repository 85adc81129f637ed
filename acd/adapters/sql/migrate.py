"""Bring the database to this version's tables: ``acd db upgrade``, and the daemon at start.

A migration runs in one transaction on both databases, and one at a time: a second process waits for the first. New
columns come with a default and old ones stay for a release, so that a daemon of the version before goes on writing.
"""

import asyncio

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from acd.adapters.sql.database import Database
from acd.resources import resource

_DEADLINE_S = 120.0
_LOCK_KEY = 4_202_611  # any number that others do not take in this database


async def upgrade(url: str) -> str:
    """Migrate to the newest revision, if need be, and return the database's.

    A revision that this version does not know comes from a newer one; it is left alone and returned.
    Raises ConfigError (URL) or DatabaseAwayError.
    """
    newest = await asyncio.to_thread(newest_revision)
    database = Database(url, _DEADLINE_S)
    try:
        current = await current_revision(database)
        return current if current == newest else await upgrade_database(database)
    finally:
        await database.close()


async def upgrade_database(database: Database) -> str:
    """As ``upgrade``, on an open database and whatever its revision."""
    async with database.begin() as connection:
        return await connection.run_sync(_upgrade)


async def current_revision(database: Database) -> str | None:
    """The revision the database is at; None: no tables yet. Raises DatabaseAwayError."""
    async with database.begin() as connection:
        return await connection.run_sync(_current)


def newest_revision() -> str:
    """The revision this version of the program needs."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _upgrade(connection: Connection) -> str:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    config = _config()
    current = _current(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if current is not None and current not in known:
        return current
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return _current(connection) or ""


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(resource("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
