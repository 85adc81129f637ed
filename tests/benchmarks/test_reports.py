"""The benchmark of reports in small: all reports are made, and none is empty."""

from pathlib import Path

from acd.adapters.sql.database import Database
from acd.adapters.sql.migrate import upgrade_database
from acd.adapters.sql.report_counts import agent_report, queue_report
from acd.model.counts import Scope
from benchmarks.reports import fill, run

BEGIN_MS = 1_767_225_600_000


async def test_figures() -> None:
    figures = await run(None, calls=200, days=2)
    assert (figures["calls"], figures["days"]) == (200, 2)
    assert all(figures[f"{name}_ms"] > 0 for name in ("overview", "queues", "agents", "hours", "calls"))


async def test_what_is_reported_upon(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/acd.db")
    await upgrade_database(database)
    await fill(database, calls=200, days=2)
    async with database.reading() as connection:
        day = Scope(BEGIN_MS, BEGIN_MS + 86_400_000)
        queues, agents = await queue_report(connection, day), await agent_report(connection, day)
    assert queues.total.counts.received == 100
    assert queues.total.counts.handled > 80
    assert sum(row.counts.answered for row in agents) == queues.total.counts.handled
    await database.close()
