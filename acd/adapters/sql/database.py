"""The database behind the records: PostgreSQL through asyncpg or SQLite through aiosqlite, every call with a deadline.

What goes wrong is sorted here, once, for everybody above: ``RefusedFactError`` is the fault of a row (it will never be
taken), ``DatabaseAwayError`` of the database or the way to it (try again later). Their texts name error classes and
SQLSTATEs only, since the messages of a database quote the values of a row.
"""

import asyncio
import importlib.util
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from acd.adapters.sql.changes import statements
from acd.adapters.sql.times import TIMES, Row
from acd.errors import ConfigError, StoreError

_CONNECT_S_MAX = 5.0

DRIVERS = {"postgresql": "postgresql+asyncpg", "sqlite": "sqlite+aiosqlite"}

_ROW_FAULTS = ("22", "23", "54")  # SQLSTATE classes: data exception, integrity violation, program limit exceeded


class DatabaseAwayError(StoreError):
    """The database could not be reached or did not answer in time; the facts wait in the outbox."""


class RefusedFactError(StoreError):
    """The database refuses a row for what is in it; trying again would change nothing."""


class Database:
    """One engine with few connections. Owns no task; ``close`` it."""

    def __init__(self, url: str, deadline_s: float = 5.0) -> None:
        """``url``: ``sqlite:///relative.db``, ``sqlite:////absolute.db`` or ``postgresql://user:secret@host/name``.

        Raises ConfigError when it is not such a URL or its driver is not installed.
        """
        self._deadline_s = deadline_s
        self.url = parse_url(url)
        self.kind = self.url.get_backend_name()
        self.times = TIMES[self.kind]
        self._engine = _create_engine(self.url, deadline_s)
        self._statements = statements(self._engine.dialect)

    async def insert(self, rows: Mapping[str, Sequence[Row]]) -> None:
        """Write rows by kind of fact in one transaction; what is written already is left as it is.

        Raises RefusedFactError or DatabaseAwayError. Then nothing was inserted, or, if the connection broke at the
        commit, perhaps everything: do it again.
        """
        async with self.begin() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            try:
                async with driver.transaction() if self.kind == "postgresql" else nullcontext():
                    await self._insert_by(driver, rows)
            except BaseException as error:
                if not isinstance(error, sqlite3.Error) and not isinstance(_sorted(error), RefusedFactError):
                    await connection.invalidate()  # it may be broken, which the pool does not see
                raise

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """A transaction under the deadline. Raises RefusedFactError or DatabaseAwayError."""
        try:
            async with asyncio.timeout(self._deadline_s), self._engine.begin() as connection:
                yield connection
        except Exception as error:
            told = _sorted(error)
            if told is None:
                raise
            raise told from None  # the original quotes values of the row

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that sees one moment of the database throughout. Raises DatabaseAwayError."""
        async with self.begin() as connection:
            if self.kind == "postgresql":
                await connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            else:
                await connection.exec_driver_sql("BEGIN")
            yield connection

    async def close(self) -> None:
        """Close all connections, within the deadline."""
        try:
            async with asyncio.timeout(self._deadline_s):
                await self._engine.dispose()
        except (SQLAlchemyError, OSError, TimeoutError):
            await self._engine.dispose(close=False)

    async def _insert_by(self, driver: Any, rows: Mapping[str, Sequence[Row]]) -> None:
        """By the driver itself: SQLAlchemy's handling of parameters would cost as much as the rest together."""
        for kind, of_kind in rows.items():
            for statement in self._statements[kind]:
                await driver.executemany(statement.text, statement.parameters(of_kind))


def parse_url(url: str) -> URL:
    """The URL with the driver that this package uses. Raises ConfigError."""
    try:
        parsed = make_url(url)
        driver = DRIVERS[parsed.get_backend_name()]
    except (ArgumentError, KeyError):
        raise ConfigError(
            "The database URL must begin with sqlite:/// or postgresql://, e.g. sqlite:///var/acd.db"
        ) from None
    module = driver.rpartition("+")[2]
    if importlib.util.find_spec(module) is None:
        raise ConfigError(f"The database URL needs {module}, which is not installed: install acd[postgres].")
    return parsed.set(drivername=driver)


def _create_engine(url: URL, deadline_s: float) -> AsyncEngine:
    if url.get_backend_name() == "postgresql":
        return create_async_engine(
            url,
            hide_parameters=True,
            pool_size=3,
            max_overflow=0,
            pool_timeout=deadline_s,
            connect_args={"timeout": min(deadline_s, _CONNECT_S_MAX), "command_timeout": deadline_s},
        )
    engine = create_async_engine(url, hide_parameters=True, connect_args={"timeout": deadline_s * 0.8})
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA cache_size=-16000")  # kB; indexes of numbers are written all over
        cursor.execute("PRAGMA synchronous=FULL")  # a commit that we acknowledge must survive a power cut
        cursor.close()
    except sqlite3.Error:
        connection.close()  # SQLAlchemy does not know it yet, and a thread belongs to it
        raise


def _sorted(error: BaseException) -> StoreError | None:
    """Whose fault it is; None: neither the row's nor the database's."""
    cause: BaseException = getattr(error, "orig", None) or error
    name = type(cause).__name__
    state = str(getattr(cause, "sqlstate", None) or "")
    if state:
        fault = RefusedFactError if state[:2] in _ROW_FAULTS else DatabaseAwayError
        return fault(f"{name} {state}")
    if isinstance(cause, sqlite3.IntegrityError | sqlite3.DataError | ValueError | OverflowError):
        return RefusedFactError(name)
    if isinstance(cause, sqlite3.Error):
        return DatabaseAwayError(getattr(cause, "sqlite_errorname", name))
    from_driver = type(cause).__module__.partition(".")[0] in ("asyncpg", "aiosqlite")
    if from_driver or isinstance(error, SQLAlchemyError | OSError | TimeoutError):
        return DatabaseAwayError(name)
    return None
