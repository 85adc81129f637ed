"""Rows of Asterisk's own CDR file (``cdr-csv/Master.csv``), for the time in which nobody listened to its events.

The rows have the same key as those that came as ``Cdr`` events, so reading a file twice, or a file of rows that are
known already, changes nothing. How far a file was read is kept in table ``cdr_import``. Asterisk must write all columns
and UTC: ``cdr.conf``, section ``[csv]``: ``usegmtime=yes``, ``loguniqueid=yes``, ``loguserfield=yes``,
``newcdrcolumns=yes``.
"""

import asyncio
import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select

from acd.adapters.sql.database import Database
from acd.adapters.sql.inserting import Entry, insert_entries, make_entry
from acd.adapters.sql.tables import cdr_import
from acd.errors import ConfigError
from acd.model.facts import CdrFact

COLUMNS = (
    *("accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "lastdata"),
    *("start", "answer", "end", "duration", "billsec", "disposition", "amaflags", "uniqueid", "userfield"),
    *("peeraccount", "linkedid", "sequence"),
)
_NUMBERS = {"duration", "billsec", "sequence"}
_CHUNK_BYTES = 256 << 10


@dataclass(frozen=True, slots=True)
class CdrImport:
    """What an import found. Rows that were known already count as ``rows`` too."""

    rows: int
    unreadable: int  # lines that are no CDR row, or that the database refused


@dataclass(frozen=True, slots=True)
class _Place:
    """How far the file was read; ``fingerprint`` of its first line tells a rotated file from a longer one."""

    fingerprint: str
    position: int


async def import_cdr_file(database: Database, path: Path, node: str) -> CdrImport:
    """Add what the file has gained since the last time.

    Raises DatabaseAwayError (do it again later), ConfigError (the file lacks columns), OSError (it cannot be read).
    """
    place = await _load_place(database, path, node)
    rows = unreadable = 0
    while True:
        begin, place, lines = await asyncio.to_thread(_read_on, path, place)
        if not lines:
            break
        entries = [entry for line in lines if isinstance(entry := _entry(line, node, database), Entry)]
        if not entries and begin == 0:
            raise ConfigError(
                f"{path} does not have the expected {len(COLUMNS)} columns: set loguniqueid, loguserfield and "
                "newcdrcolumns to yes in section [csv] of cdr.conf"
            )
        refused = await insert_entries(database, entries)
        await _save_place(database, path, node, place)
        rows += len(entries) - len(refused)
        unreadable += len(lines) - len(entries) + len(refused)
    return CdrImport(rows, unreadable)


def read_cdr_line(line: bytes, node: str) -> CdrFact | None:
    """One line of the file as a fact; None when it is none."""
    values = next(_csv_values(line), [])
    if len(values) != len(COLUMNS):
        return None
    try:
        fields: dict[str, Any] = {
            name: int(value) if name in _NUMBERS else value for name, value in zip(COLUMNS, values, strict=True)
        }
    except ValueError:
        return None
    return CdrFact(node=node, **fields)


def _csv_values(line: bytes) -> Iterator[list[str]]:
    try:
        yield from csv.reader([line.decode("utf-8", "replace").replace("\0", "\ufffd")])
    except csv.Error:
        return


def _entry(line: bytes, node: str, database: Database) -> object:
    fact = read_cdr_line(line, node)
    return None if fact is None else make_entry(line, fact, database.times)


def _read_on(path: Path, place: _Place) -> tuple[int, _Place, list[bytes]]:
    """The next whole lines: where they begin, the place after them, and they themselves."""
    with path.open("rb") as file:
        first = file.readline()
        if not first.endswith(b"\n"):
            return 0, place, []
        fingerprint = hashlib.sha256(first).hexdigest()
        position = place.position if fingerprint == place.fingerprint else 0
        file.seek(position)
        data = file.read(_CHUNK_BYTES)
    whole = data[: data.rfind(b"\n") + 1]
    return position, _Place(fingerprint, position + len(whole)), whole.split(b"\n")[:-1]


async def _load_place(database: Database, path: Path, node: str) -> _Place:
    columns = (cdr_import.c.fingerprint, cdr_import.c.position)
    async with database.begin() as connection:
        row = (await connection.execute(select(*columns).where(_is_file(path, node)))).one_or_none()
    return _Place("", 0) if row is None else _Place(*row)


async def _save_place(database: Database, path: Path, node: str, place: _Place) -> None:
    async with database.begin() as connection:
        await connection.execute(delete(cdr_import).where(_is_file(path, node)))
        values = {"node": node, "file": str(path), "fingerprint": place.fingerprint, "position": place.position}
        await connection.execute(insert(cdr_import).values(values))


def _is_file(path: Path, node: str) -> Any:
    return (cdr_import.c.node == node) & (cdr_import.c.file == str(path))
