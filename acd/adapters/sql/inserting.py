"""Inserting a batch in spite of bad rows: a row that the database refuses is found by halving, the others go in."""

from collections.abc import Sequence
from dataclasses import dataclass

from acd.adapters.sql.codec import CHANGES, KINDS
from acd.adapters.sql.database import Database, RefusedFactError
from acd.adapters.sql.rows import fact_row
from acd.adapters.sql.times import Row, Times
from acd.model.facts import Fact


@dataclass(frozen=True, slots=True)
class Entry:
    """A row ready to insert, with the line that it came from."""

    line: bytes
    kind: str
    row: Row


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that no database takes. ``reason`` is a code, without personal data."""

    line: bytes
    reason: str


def make_entry(line: bytes, fact: Fact, times: Times) -> Entry | Refusal:
    """The fact's row, or why it can be none."""
    try:
        return Entry(line, _kind_of(fact), fact_row(fact, times))
    except (ValueError, OverflowError):
        return Refusal(line, "a time that does not exist")


def _kind_of(fact: Fact) -> str:
    return KINDS.get(type(fact)) or CHANGES[type(fact)]


async def insert_entries(database: Database, entries: Sequence[Entry]) -> list[Refusal]:
    """Insert all rows but those that are refused, and return these. Raises DatabaseAwayError: do all of it again."""
    if not entries:
        return []
    rows: dict[str, list[Row]] = {}
    for entry in entries:
        rows.setdefault(entry.kind, []).append(entry.row)
    try:
        await database.insert(rows)
    except RefusedFactError as error:
        if len(entries) == 1:
            return [Refusal(entries[0].line, str(error))]
        half = len(entries) // 2
        refused = await insert_entries(database, entries[:half])
        return refused + await insert_entries(database, entries[half:])
    return []
