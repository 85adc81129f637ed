"""What the contract does not say of reports: that large tables are read by their indexes, and how far back stays go."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from acd.adapters.sql.database import Database
from acd.adapters.sql.migrate import upgrade_database
from acd.adapters.sql.report_counts import STAY_MS_MAX, interval_report
from acd.adapters.sql.reports import answered_without_cdr, call_page, make_report
from acd.adapters.sql.rows import fact_row
from acd.model.counts import Scope
from acd.model.facts import AgentStateFact
from acd.model.report import CallFilter
from acd.model.states import AgentState
from tests.adapters.sql.samples import BEGIN_MS, HOUR_MS, STAY


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/acd.db")
    await upgrade_database(database)
    yield database
    await database.close()


@pytest.mark.parametrize("project", [None, "shop"])
async def test_no_query_reads_a_whole_table(database: Database, project: str | None) -> None:
    queries: list[tuple[str, object]] = []

    def remember(connection: Connection, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        if statement.startswith("SELECT"):
            queries.append((statement, parameters))

    span = Scope(BEGIN_MS, BEGIN_MS + HOUR_MS, project)
    async with database.reading() as connection:
        assert connection.sync_connection is not None
        event.listen(connection.sync_connection, "before_cursor_execute", remember)
        await make_report(connection, span)
        await answered_without_cdr(connection, span, limit=5)
        await interval_report(connection, span, range(span.from_ms, span.to_ms + 1, HOUR_MS // 4))
        await call_page(connection, span, CallFilter(number="1", after=7))
        event.remove(connection.sync_connection, "before_cursor_execute", remember)
        plans = [
            row.detail
            for statement, parameters in queries
            for row in await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type]
        ]
    assert len(queries) > 5
    scans = [plan for plan in plans if plan.startswith("SCAN") and plan != "SCAN anon_1"]  # a subquery
    assert scans == [], plans


@pytest.mark.parametrize(
    ("began_ms", "ended_ms", "inside_s"),
    [
        (-HOUR_MS, HOUR_MS, 1 * 3_600.0),
        (-HOUR_MS, 30 * HOUR_MS, 24 * 3_600.0),
        (23 * HOUR_MS, 30 * HOUR_MS, 1 * 3_600.0),
        (1 - STAY_MS_MAX, HOUR_MS, 1 * 3_600.0),
        (-STAY_MS_MAX, HOUR_MS, None),  # too long ago to be looked for
        (-HOUR_MS, 0, None),
        (24 * HOUR_MS, 25 * HOUR_MS, None),
    ],
)
async def test_a_stay_is_cut_at_the_borders(
    database: Database, began_ms: int, ended_ms: int, inside_s: float | None
) -> None:
    stay: AgentStateFact = replace(
        STAY, state=AgentState.READY, began_ms=BEGIN_MS + began_ms, ended_ms=BEGIN_MS + ended_ms
    )
    await database.insert({"agent_state": [fact_row(stay, database.times)]})
    async with database.reading() as connection:
        report = await make_report(connection, Scope(BEGIN_MS, BEGIN_MS + 24 * HOUR_MS))
    assert [agent["ready_s"] for agent in report.figures()["agents"]] == ([] if inside_s is None else [inside_s])
