"""What records cost: appending to the outbox (against a SQLite outbox), and moving facts to SQL at a steady load.

    scripts/bench outbox [--seconds 10] [--calls-per-second 60] [--database-url URL]

``append_*`` is one append of a call's 5 facts; ``load`` runs outbox and store as the daemon does and tells the CPU
time that they add per call. Without a URL the database is a SQLite file in a scratch folder.
"""

import argparse
import asyncio
import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from acd.adapters.sql.codec import encode_fact
from acd.adapters.sql.outbox import Outbox
from acd.adapters.sql.store import RecordStore
from acd.model.facts import AgentStateFact, CallFact, CdrFact, Fact, OfferFact, VisitFact
from acd.model.states import AgentState, HungUpBy, OfferResult, VisitOutcome

_APPENDS = 4_000
_BEGIN_MS = 1_767_225_600_000
_EVENTS_PER_CALL = 33  # of Asterisk, filtered
_EVENT = "Event: Newchannel\r\n" + "".join(f"Header{number}: value {number}\r\n" for number in range(22))


def call_facts(number: int) -> list[Fact]:
    """The facts of one answered call: call, visit, offer, an agent's stay and a CDR row."""
    arrived_ms = _BEGIN_MS + number * 16
    uniqueid = f"{arrived_ms // 1000}.{number}"
    agent, phone = str(100 + number % 50), f"phone{number % 50}"
    first = arrived_ms * 1000
    talked_ms = arrived_ms + 4_000
    ended_ms = talked_ms + 60_000
    return [
        VisitFact(
            first + 1, first, "sales", "shop", arrived_ms, talked_ms, 4_000, VisitOutcome.ANSWERED, agent, 1, True
        ),
        OfferFact(
            first + 2, first, first + 1, "sales", agent, phone, arrived_ms, ended_ms, OfferResult.ANSWERED, 60_000,
            "ready for 12 s, the longest of 7",
        ),
        AgentStateFact(first + 3, agent, AgentState.TALKING, "", phone, first, talked_ms, ended_ms),
        CallFact(
            first, "main", uniqueid, "shop", "sales", "+74951234567", "Иван Петров", "100", arrived_ms, talked_ms,
            ended_ms, agent, HungUpBy.CALLER, VisitOutcome.ANSWERED,
        ),
        CdrFact(
            "main", uniqueid, number, uniqueid, "", "+74951234567", "100", "acd-wait", '"Иван" <+74951234567>',
            f"PJSIP/trunk-{number:08x}", f"PJSIP/{phone}-{number:08x}", "Dial", f"PJSIP/{phone},20",
            "2026-01-01 00:00:00", "2026-01-01 00:00:04", "2026-01-01 00:01:04", 64, 60, "ANSWERED", "DOCUMENTATION",
            "", "",
        ),
    ]  # fmt: skip


def measure_append(append: Callable[[list[Fact]], None]) -> dict[str, float]:
    """Microseconds a fact: CPU and wall on average, and the slowest appends of one call's facts."""
    calls = [call_facts(number) for number in range(_APPENDS)]
    facts = sum(map(len, calls))
    spans = []
    cpu, wall = time.process_time(), time.perf_counter()
    for call in calls:
        before = time.perf_counter()
        append(call)
        spans.append((time.perf_counter() - before) * 1e6)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return {
        "cpu_us_per_fact": round(cpu / facts * 1e6, 2),
        "wall_us_per_fact": round(wall / facts * 1e6, 2),
        "p99_us_per_append": round(statistics.quantiles(spans, n=100)[98], 1),
        "max_us_per_append": round(max(spans), 1),
    }


class SqliteOutbox:
    """The other candidate: the same lines in a SQLite file in WAL mode (synchronous=NORMAL: as safe as ours)."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute("CREATE TABLE line (number INTEGER PRIMARY KEY, line BLOB)")

    def append(self, facts: list[Fact]) -> None:
        self._db.execute("BEGIN")
        self._db.executemany("INSERT INTO line (line) VALUES (?)", [(encode_fact(fact),) for fact in facts])
        self._db.execute("COMMIT")


async def measure_load(folder: Path, url: str, calls_per_s: int, seconds: float) -> dict[str, float]:
    """CPU of outbox and store together at a steady rate of calls: what a run with them costs more than one without.

    Both runs parse the text of 33 events a call meanwhile, as a daemon does: an idle processor is cold and slow.
    """
    outbox = Outbox(folder / "load")
    store = RecordStore(url, outbox)
    await store.flush()
    calls = int(calls_per_s * seconds)
    without, without_late_ms = await _run_calls(calls, calls_per_s, lambda facts: None)
    await store.start()
    used, late_ms = await _run_calls(calls, calls_per_s, outbox.append)
    before = time.process_time()
    await store.close()
    used += time.process_time() - before
    written = store.health().written_facts
    outbox.close()
    return {
        "calls": calls,
        "facts_written": written,
        "cpu_ms_per_call": round((used - without) / calls * 1000, 3),
        "loop_late_p99_ms": round(late_ms, 2),
        "loop_late_p99_ms_without": round(without_late_ms, 2),
    }


async def _run_calls(calls: int, calls_per_s: int, append: Callable[[list[Fact]], None]) -> tuple[float, float]:
    """CPU seconds of the whole process, and how late the loop ran (ms, 99th percentile)."""
    loop = asyncio.get_running_loop()
    begin, cpu = loop.time(), time.process_time()
    late_ms = []
    for number in range(calls * _EVENTS_PER_CALL):
        due = begin + number / (calls_per_s * _EVENTS_PER_CALL)
        if due > loop.time():
            await asyncio.sleep(due - loop.time())
            late_ms.append((loop.time() - due) * 1000)
        dict(line.partition(": ")[::2] for line in _EVENT.split("\r\n"))
        if number % _EVENTS_PER_CALL == 0:
            append(call_facts(number // _EVENTS_PER_CALL))
    return time.process_time() - cpu, statistics.quantiles(late_ms, n=100)[98]


async def measure_catch_up(folder: Path, url: str) -> dict[str, float]:
    """Facts a second when a backlog is moved."""
    outbox = Outbox(folder / "catch-up")
    for number in range(1_000_000, 1_004_000):
        outbox.append(call_facts(number))
    store = RecordStore(url, outbox)
    wall, cpu = time.perf_counter(), time.process_time()
    await store.flush()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    await store.close()
    facts = store.health().written_facts
    outbox.close()
    return {"facts_per_s": round(facts / wall), "cpu_us_per_fact": round(cpu / facts * 1e6, 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="the only form there is")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--calls-per-second", type=int, default=60)
    parser.add_argument("--database-url")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = given.database_url or f"sqlite:///{folder}/acd.db"
        outbox = Outbox(folder / "outbox")
        result = {"append_file": measure_append(outbox.append)}
        outbox.close()
        result["append_sqlite"] = measure_append(SqliteOutbox(folder / "outbox.db").append)
        result["load"] = asyncio.run(measure_load(folder, url, given.calls_per_second, given.seconds))
        result["catch_up"] = asyncio.run(measure_catch_up(folder, url))
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
