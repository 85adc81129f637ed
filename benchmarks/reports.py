"""How long reports take over many calls: every report of one day, in a database of ten such days.

    scripts/bench reports [--calls 1000000] [--days 10] [--json] [--database-url URL]

Each call has its visit, an offer or two, the stays of its agent (ringing, talking, in wrap-up, ready) and a CDR row. It
is a SQLite file in a scratch folder, unless a URL of an empty database is given. Times are of the second of two runs.
"""

import argparse
import asyncio
import json
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from acd.adapters.sql.database import Database
from acd.adapters.sql.inserting import insert_entries, make_entry
from acd.adapters.sql.migrate import upgrade_database
from acd.adapters.sql.report_counts import agent_report, interval_report, queue_report
from acd.adapters.sql.reports import call_page, make_report
from acd.model.counts import Scope
from acd.model.facts import AgentStateFact, CallFact, CdrFact, Fact, OfferFact, VisitFact
from acd.model.periods import interval_bounds
from acd.model.report import CallFilter
from acd.model.states import AgentState, HungUpBy, OfferResult, VisitOutcome

_BEGIN_MS = 1_767_225_600_000  # 2026-01-01 00:00:00 UTC
_DAY_MS = 86_400_000
_BATCH = 5_000
_AGENTS, _QUEUES = 1_000, 20

Query = Callable[[AsyncConnection], Awaitable[object]]


def facts_of_call(chance: random.Random, number: int, arrived_ms: int) -> Iterator[Fact]:
    first, queue, agent = number * 20 + 1, f"queue{number % _QUEUES}", str(1000 + chance.randrange(_AGENTS))
    wait_ms = int(chance.expovariate(1 / 15_000))
    outcome = VisitOutcome.ABANDONED if chance.random() < 0.06 else VisitOutcome.ANSWERED
    answered = outcome is VisitOutcome.ANSWERED
    answered_ms = arrived_ms + wait_ms
    talk_ms = int(chance.expovariate(1 / 180_000)) if answered else 0
    ended_ms, uniqueid = answered_ms + talk_ms, f"{arrived_ms // 1000}.{number}"
    yield CallFact(
        first, "main", uniqueid, "shop", queue, f"+7495{number % 10_000_000:07}", "Anna", "700", arrived_ms,
        answered_ms if answered else None, ended_ms, agent if answered else None, HungUpBy.CALLER, outcome,
    )  # fmt: skip
    yield VisitFact(
        first + 1, first, queue, "shop", arrived_ms, answered_ms, wait_ms, outcome, agent if answered else None, 1,
        answered and wait_ms <= 20_000, service_level_ms=20_000,
    )  # fmt: skip
    for place in range(1 + (chance.random() < 0.15)):
        result = OfferResult.ANSWERED if answered and place == 0 else OfferResult.NO_ANSWER
        yield OfferFact(
            first + 2 + place, first, first + 1, queue, agent, f"1{agent}", answered_ms - 3, ended_ms, result,
            talk_ms if place == 0 else 0, "longest idle", project="shop",
        )  # fmt: skip
    moments = [answered_ms - 3_000, answered_ms, ended_ms, ended_ms + 10_000, ended_ms + 60_000]
    states = [AgentState.RINGING, AgentState.TALKING, AgentState.WRAP_UP, AgentState.READY]
    for place, state in enumerate(states if answered else states[:1]):
        call, of_queue = (None, None) if state is AgentState.READY else (first, queue)
        project = None if of_queue is None else "shop"
        yield AgentStateFact(
            first + 5 + place, agent, state, "", f"1{agent}", call, moments[place], moments[place + 1], True, of_queue,
            project,
        )  # fmt: skip
    yield CdrFact(
        "main", uniqueid, number, uniqueid, "", "+74951234567", "700", "acd-wait", "Anna", "PJSIP/trunk-1",
        f"PJSIP/1{agent}-1", "Dial", "", "2026-01-01 00:00:00", "", "", 1, 1, "ANSWERED" if answered else "NO ANSWER",
        "DOCUMENTATION", "", "",
    )  # fmt: skip


async def fill(database: Database, calls: int, days: int) -> None:
    chance = random.Random(1)
    step_ms = days * _DAY_MS / calls
    for begin in range(0, calls, _BATCH):
        numbers = range(begin, min(begin + _BATCH, calls))
        facts = (f for number in numbers for f in facts_of_call(chance, number, _BEGIN_MS + int(number * step_ms)))
        entries = [make_entry(b"", fact, database.times) for fact in facts]
        refused = await insert_entries(database, entries)  # type: ignore[arg-type]  # none is a refusal
        assert not refused


async def measure(database: Database, days: int) -> dict[str, float]:
    begin_ms = _BEGIN_MS + days // 2 * _DAY_MS
    day = Scope(begin_ms, begin_ms + _DAY_MS)
    zone = ZoneInfo("Europe/Moscow")
    quarters, hours = (interval_bounds(day.from_ms, day.to_ms, step, zone) for step in ("15m", "1h"))
    one_queue = Scope(day.from_ms, day.to_ms, queue="queue7")
    asked: dict[str, Query] = {
        "overview_ms": lambda connection: make_report(connection, day),
        "queues_ms": lambda connection: queue_report(connection, day),
        "one_queue_ms": lambda connection: queue_report(connection, one_queue),
        "agents_ms": lambda connection: agent_report(connection, day),
        "hours_ms": lambda connection: interval_report(connection, day, hours),
        "quarter_hours_ms": lambda connection: interval_report(connection, day, quarters),
        "calls_ms": lambda connection: call_page(connection, day, CallFilter(number="12345")),
    }
    return {name: await _second_ms(database, query) for name, query in asked.items()}


async def _second_ms(database: Database, query: Query) -> float:
    took_ms = 0.0
    for _ in range(2):
        began = time.perf_counter()
        async with database.reading() as connection:
            await query(connection)
        took_ms = (time.perf_counter() - began) * 1000
    return round(took_ms, 1)


async def run(url: str | None, calls: int, days: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(url or f"sqlite:///{Path(folder) / 'acd.db'}", 600)
        try:
            await upgrade_database(database)
            began = time.perf_counter()
            await fill(database, calls, days)
            filled_s = round(time.perf_counter() - began, 1)
            return {"calls": calls, "days": days, "filled_s": filled_s, **await measure(database, days)}
        finally:
            await database.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=10)
    parser.add_argument("--database-url")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    figures = asyncio.run(run(given.database_url, given.calls, given.days))
    if given.json:
        print(json.dumps(figures))
    else:
        print("\n".join(f"{name:18} {value:>10}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
