"""Alembic's entry: brings a database to the tables of ``acd.adapters.sql.tables``.

``acd db upgrade`` and the daemon hand over an open connection (see ``acd.adapters.sql.migrate``). To write a new
migration, run Alembic with ``-x url=<a scratch database>``.
"""

import asyncio

from alembic import context
from sqlalchemy import Connection, pool
from sqlalchemy.ext.asyncio import create_async_engine

from acd.adapters.sql.database import parse_url
from acd.adapters.sql.schema import metadata


def migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
    context.run_migrations()


async def migrate_url(url: str) -> None:
    engine = create_async_engine(parse_url(url), poolclass=pool.NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    asyncio.run(migrate_url(context.get_x_argument(as_dictionary=True)["url"]))
