"""Options of the commands about leads, and the database that they work on: while a daemon runs, or without one."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from acd.adapters.numbers.reading import NumberReader, Refused
from acd.adapters.sql.database import Database
from acd.adapters.sql.migrate import upgrade
from acd.cli.options import home_of
from acd.config.operations import load_operations
from acd.errors import CallerError

Answer = TypeVar("Answer")

Region = Annotated[
    str, typer.Option("--region", metavar="CC", help="The country of numbers without +, such as RU (ISO 3166).")
]
Project = Annotated[str, typer.Option("--project", metavar="ID", help="The project that it is for.")]
Campaign = Annotated[str, typer.Option("--campaign", metavar="ID", help="The campaign that it is for.")]

_DEADLINE_S = 60.0


def database_url(acd: Path | None, home: Path | None) -> str:
    folder = home_of(home)
    folder.make()
    return load_operations(acd, os.environ).database_url(folder.folder)


def on_database(url: str, work: Callable[[Database], Awaitable[Answer]]) -> Answer:
    """What ``work`` finds, on tables that are up to date."""

    async def run() -> Answer:
        await upgrade(url)
        database = Database(url, _DEADLINE_S)
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(run())


def e164(text: str, region: str) -> str:
    """The number in its one form. Raises CallerError: it is none."""
    try:
        found = NumberReader(region).read(text)
    except ValueError as error:
        raise CallerError(str(error)) from None
    if isinstance(found, Refused):
        raise CallerError(f"{text!r}: {found.reason}")
    return found.number


def barred_number(text: str, region: str) -> str:
    """As ``e164``; a beginning such as ``+7495*`` as it is. A number that cannot be dialled may be barred as well."""
    plain = "".join(char for char in text if char not in " ()-.\u00a0")
    if plain.endswith("*"):
        if plain[:1] != "+" or not plain[1:-1].isdigit() or not plain.isascii():
            raise CallerError(f"{text!r}: a beginning is written as +7495*")
        return plain
    try:
        return e164(text, region)
    except CallerError:
        if plain[:1] == "+" and plain[1:].isdigit() and plain.isascii() and 4 <= len(plain) <= 16:
            return plain
        raise
