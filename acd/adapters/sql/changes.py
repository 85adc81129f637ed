"""How facts are written. Most become a row, once; those of outbound calling also change rows.

An attempt is inserted when it begins and completed once, whatever is written again after a crash. A lead takes what is
newer than what it has, and gives up its reservation; a fact that comes again finds the lead newer and changes nothing.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Dialect, Table
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from acd.adapters.sql.outbound_tables import attempt
from acd.adapters.sql.schema import metadata
from acd.adapters.sql.times import Row


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with positional parameters; ``takes``: which values of a row, None: all."""

    text: str
    takes: tuple[int, ...] | None = None

    def parameters(self, rows: Sequence[Row]) -> Sequence[Row]:
        if self.takes is None:
            return rows
        return [tuple(row[place] for place in self.takes) for row in rows]


def statements(dialect: Dialect) -> Mapping[str, tuple[Statement, ...]]:
    """By kind of fact (see ``codec.KINDS``)."""
    found: dict[str, tuple[Statement, ...]] = {}
    for name, table in metadata.tables.items():
        found[name] = (Statement(_insert(table, dialect)),)
    found["attempt"] = (Statement(_complete(dialect)),)
    for kind, texts in _CHANGES.items():
        found[kind] = tuple(_numbered(text, dialect) for text in texts)
    return found


def _insert(table: Table, dialect: Dialect) -> str:
    """A row whose key exists already is left as it is."""
    insert = postgresql_insert if dialect.name == "postgresql" else sqlite_insert
    statement = insert(table).on_conflict_do_nothing()
    return str(statement.compile(dialect=dialect, column_keys=[column.name for column in table.columns]))


def _complete(dialect: Dialect) -> str:
    insert = postgresql_insert if dialect.name == "postgresql" else sqlite_insert
    statement = insert(attempt)
    names = [column.name for column in attempt.columns]
    told = {name: statement.excluded[name] for name in names if name != "id"}
    statement = statement.on_conflict_do_update(index_elements=["id"], set_=told, where=attempt.c.ended_at.is_(None))
    return str(statement.compile(dialect=dialect, column_keys=names))


_CHANGES = {  # {0} is the first value of the fact's row
    "attempt_begun": (
        "INSERT INTO attempt (id, campaign, project, lead_id, number, began_at) VALUES ({0}, {1}, {2}, {3}, {4}, {5})"
        " ON CONFLICT DO NOTHING",
    ),
    "lead": (
        "DELETE FROM lead_reservation WHERE lead_id = {0} AND (SELECT version FROM lead WHERE id = {0}) < {1}",
        "UPDATE lead SET version = {1}, attempts = CASE WHEN attempts > {2} THEN attempts ELSE {2} END,"
        " status = {3}, result = {4}, last_attempt_at = {5},"
        " next_attempt_at = {6}, number_index = {7}, wanted_agent = {8}, reserved_by = NULL, reserved_at = NULL"
        " WHERE id = {0} AND version < {1}",
    ),
    "do_not_call": (
        "INSERT INTO do_not_call (number, project, campaign, reason, added_at, attempt_id)"
        " VALUES ({0}, {1}, {2}, {3}, {4}, {5}) ON CONFLICT DO NOTHING",
    ),
}


def _numbered(text: str, dialect: Dialect) -> Statement:
    sign = "$" if dialect.name == "postgresql" else "?"
    places = sorted({int(place) for place in re.findall(r"{(\d+)}", text)})
    names = {place: f"{sign}{index}" for index, place in enumerate(places, 1)}
    return Statement(re.sub(r"{(\d+)}", lambda found: names[int(found[1])], text), tuple(places))
