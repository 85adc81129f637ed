"""Rows become the facts again that they were made of, and one call is found by its indexes."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Connection, event

from acd.adapters.sql.codec import KINDS
from acd.adapters.sql.database import Database
from acd.adapters.sql.migrate import upgrade_database
from acd.adapters.sql.reading import fact_of, read_call, read_stays
from acd.adapters.sql.rows import fact_row
from acd.adapters.sql.schema import metadata
from acd.adapters.sql.times import TIMES
from acd.model.facts import CdrFact, Fact
from tests.adapters.sql.samples import BEGIN_MS, CALL, HOUR_MS, ROWS, any_row


def read_back(fact: Fact) -> Fact:
    """Through the columns' own types, as a query would."""
    table = metadata.tables[KINDS[type(fact)]]
    row: dict[str, Any] = {}
    for column, value in zip(table.columns, fact_row(fact, TIMES["sqlite"]), strict=True):
        process = getattr(column.type, "process_result_value", None)
        row[column.name] = process(value, None) if process is not None else value
    return fact_of(type(fact), row)


@pytest.mark.parametrize("fact", ROWS, ids=lambda fact: type(fact).__name__)
def test_each_kind_is_read_back(fact: Fact) -> None:
    assert read_back(fact) == fact


@settings(suppress_health_check=list(HealthCheck), deadline=None)
@given(any_row)
def test_any_value_is_read_back(fact: Fact) -> None:
    try:
        fact_row(fact, TIMES["sqlite"])
    except (ValueError, OverflowError):
        return  # a time that no database can hold
    assert isinstance(fact, CdrFact) or read_back(fact) == fact


async def test_no_query_reads_a_whole_table(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/acd.db")
    await upgrade_database(database)
    queries: list[tuple[str, object]] = []

    def remember(connection: Connection, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        if statement.startswith("SELECT"):
            queries.append((statement, parameters))

    async with database.begin() as connection:
        await database.insert({"call": [fact_row(CALL, database.times)]})
        assert connection.sync_connection is not None
        event.listen(connection.sync_connection, "before_cursor_execute", remember)
        found = await read_call(connection, CALL.id)
        await read_stays(connection, ["101", "102"], BEGIN_MS, BEGIN_MS + HOUR_MS)
        event.remove(connection.sync_connection, "before_cursor_execute", remember)
        plans = [
            row.detail
            for statement, parameters in queries
            for row in await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type]
        ]
    await database.close()
    assert found.call == CALL
    assert len(queries) == 10
    assert [plan for plan in plans if plan.startswith("SCAN")] == [], plans
