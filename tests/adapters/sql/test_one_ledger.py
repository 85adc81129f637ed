"""Board, report over SQL and report over facts in memory are the same numbers, whatever a random day brings."""

from pathlib import Path

import pytest

from acd.commands import Command, Record
from acd.engine import views
from acd.engine.context import MS_PER_DAY
from acd.engine.engine import Engine
from acd.engine.state import QueueCounters
from acd.events import Event
from acd.model.counts import AgentCounts, QueueCounts, Scope
from acd.model.report import queue_figures
from acd.testing.facts import FakeRecords
from tests.adapters.sql.subjects import SqlRecords
from tests.engine.runs import Run

QUARTER_MS = 900_000


def random_evening(seed: int) -> tuple[Run, FakeRecords]:
    """From a quarter to midnight until well after it, with the facts that left the engine."""
    engine, records = Engine(), FakeRecords()

    def handle(event: Event, now_ms: int) -> list[Command]:
        commands = engine.handle(event, now_ms)
        records.append([command.fact for command in commands if isinstance(command, Record)])
        return commands

    run = Run(seed, engine, handle)
    run.world.now_ms += MS_PER_DAY - run.now_ms % MS_PER_DAY - QUARTER_MS
    run.live(4_000)
    return run, records


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_three_ways_to_the_same_figures(tmp_path: Path, seed: int) -> None:
    run, memory = random_evening(seed)
    state, now_ms = run.engine.state, run.now_ms
    midnight_ms = now_ms - now_ms % MS_PER_DAY
    database = SqlRecords(f"sqlite:///{tmp_path}/acd.db", tmp_path / "outbox")
    database.append(memory.appended)
    today, whole = Scope(midnight_ms, now_ms + 1), Scope(midnight_ms - QUARTER_MS, now_ms + 1)
    by_sql, by_facts = await database.queue_report(today), await memory.queue_report(today)
    assert by_sql == by_facts
    assert by_sql.total.counts.handled > 20
    assert by_sql.total.counts.received < (await database.queue_report(whole)).total.counts.received
    reported = {row.queue: row for row in by_sql.rows}
    for row in views.queues(state, now_ms):
        live = state.counters.get(row["id"], QueueCounters())
        counts = reported[row["id"]].counts if row["id"] in reported else QueueCounts()
        assert (live.counts if live.day_ms == midnight_ms else QueueCounts()) == counts
        figures = queue_figures(counts)
        assert {name: row[name] for name in views.TODAY} == {name: figures[name] for name in views.TODAY}
        assert row["offered"] - figures["offered"] == sum(
            call.visit is not None and call.visit.queue == row["id"] and call.visit.entered_ms >= midnight_ms
            for call in state.calls.values()
        )
    await _check_the_other_reports(database, memory, whole)
    await database.close()


async def _check_the_other_reports(database: SqlRecords, memory: FakeRecords, scope: Scope) -> None:
    report = await database.report(scope)
    assert report == await memory.report(scope)
    bounds_ms = [*range(scope.from_ms, scope.to_ms, QUARTER_MS), scope.to_ms]
    hours = await database.interval_report(scope, bounds_ms)
    assert hours == await memory.interval_report(scope, bounds_ms)
    spent = AgentCounts()
    for agent in report.agents:
        for state, time_ms in agent.counts.states_ms.items():
            spent.add_time(state, True, time_ms)
    in_hours = AgentCounts()
    for hour in hours:
        assert hour.occupied is not None
        for state, time_ms in hour.occupied.states_ms.items():
            in_hours.add_time(state, True, time_ms)
    assert spent.states_ms == in_hours.states_ms
