"""The store's background task: what it tells, how it waits, how it ends."""

import sqlite3
import time
from dataclasses import replace
from pathlib import Path

import pytest

from acd.adapters.sql.database import Database, DatabaseAwayError
from acd.adapters.sql.outbox import Outbox
from acd.adapters.sql.store import RecordStore, StoreTimes
from acd.adapters.sql.tables import call
from acd.errors import ConfigError
from acd.model.counts import Scope
from acd.model.states import VisitOutcome
from tests.adapters.sql.samples import BEGIN_MS, CALL, CDR, HOUR_MS, ONE_OF_EACH, numbered_call
from tests.adapters.sql.subjects import QUICK, SqlRecords, count_rows, until


async def test_a_started_store_moves_facts_by_itself(tmp_path: Path) -> None:
    records = SqlRecords(f"sqlite:///{tmp_path}/acd.db", tmp_path / "outbox")
    assert not records.store.health().ok
    await records.store.start()
    records.append(ONE_OF_EACH)
    await until(lambda: records.store.health().written_facts == len(ONE_OF_EACH) and records.store.health().ok)
    health = records.store.health()
    assert (health.ok, health.db_up, health.problem, health.outbox.backlog_facts) == (True, True, "", 0)
    await records.close()


async def test_a_store_without_facts_still_knows_whether_the_database_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    records = SqlRecords(f"sqlite:///{folder}/acd.db", tmp_path / "outbox")
    await records.store.start()
    await until(lambda: records.store.health().failures > 2)
    health = records.store.health()
    assert not health.db_up
    assert "wait in the outbox (SQLITE_CANTOPEN)" in health.problem
    folder.mkdir()
    await until(lambda: records.store.health().ok)
    await records.close()


async def test_a_database_that_goes_away_and_comes_back(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    path = tmp_path / "acd.db"
    records = SqlRecords(f"sqlite:///{path}", tmp_path / "outbox", replace(QUICK, deadline_s=0.2))
    await records.store.start()
    await until(lambda: records.store.health().ok)
    with sqlite3.connect(path) as other:
        other.execute("BEGIN EXCLUSIVE")
        records.append(ONE_OF_EACH)
        await until(lambda: records.store.health().failures > 1)
        assert records.outbox.health().backlog_facts == len(ONE_OF_EACH)
        other.rollback()
    other.close()
    await until(lambda: records.store.health().ok and records.outbox.health().backlog_facts == 0)
    assert [record.message for record in caplog.records if record.name.startswith("acd")] == [
        "facts do not reach SQL and wait in the outbox",
        "the database takes facts again",
    ]
    await records.close()


async def test_pauses_grow_up_to_a_limit(tmp_path: Path) -> None:
    times = StoreTimes(flush_s=1, retry_first_s=0.5, retry_max_s=10)
    records = SqlRecords(f"sqlite:///{tmp_path}/gone/acd.db", tmp_path / "outbox", times)
    pauses = []
    for _ in range(12):
        with pytest.raises(DatabaseAwayError):
            await records.flush()
        await records.store._try_flush()
        pauses.append(records.store._pause_s())
    assert 0.25 <= pauses[0] <= 0.5
    assert all(5 <= pause <= 10 for pause in pauses[6:])
    assert len(set(pauses)) > 10  # jitter
    await records.close()


async def test_closing_moves_what_is_left(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/acd.db"
    records = SqlRecords(url, tmp_path / "outbox", StoreTimes(flush_s=60))
    await records.store.start()
    await until(lambda: records.store.health().ok)
    records.append([numbered_call(number) for number in range(2_000)])
    await records.close()
    assert await count_rows(url, call) == 2_000


async def test_closing_does_not_wait_for_a_database_that_is_away(tmp_path: Path) -> None:
    path = tmp_path / "acd.db"
    records = SqlRecords(f"sqlite:///{path}", tmp_path / "outbox", replace(QUICK, deadline_s=2))
    await records.flush()
    with sqlite3.connect(path) as other:
        other.execute("BEGIN EXCLUSIVE")
        records.append([CALL])
        await records.store.start()
        began = time.monotonic()
        await records.store.close(drain_s=0.2)
        assert time.monotonic() - began < 5
        other.rollback()
    other.close()
    assert records.outbox.health().backlog_facts == 1
    records.outbox.close()
    again = SqlRecords(f"sqlite:///{path}", tmp_path / "outbox")
    await again.flush()
    assert await again.count(type(CALL)) == 1
    await again.close()


async def test_a_fault_of_the_program_does_not_end_the_task(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    class FaultyOutbox(Outbox):
        faults = 2

        def read(self, lines_max: int):  # type: ignore[no-untyped-def]  # as the parent's
            if self.faults:
                self.faults -= 1
                raise ZeroDivisionError
            return super().read(lines_max)

    outbox = FaultyOutbox(tmp_path / "outbox")
    store = RecordStore(f"sqlite:///{tmp_path}/acd.db", outbox, times=QUICK)
    outbox.append([CALL])
    await store.start()
    await until(lambda: store.health().written_facts == 1)
    await store.close()
    outbox.close()
    assert "for a reason unknown" in caplog.text


async def test_a_report_has_what_was_appended_just_before(tmp_path: Path) -> None:
    records = SqlRecords(f"sqlite:///{tmp_path}/acd.db", tmp_path / "outbox")
    records.append(ONE_OF_EACH)
    assert (await records.store.report(Scope(BEGIN_MS, BEGIN_MS + HOUR_MS))).calls.answered == 1
    await records.close()


async def test_a_report_says_what_is_still_to_come(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox")
    store = RecordStore(f"sqlite:///{tmp_path}/acd.db", outbox, batch_facts=3)
    await store.flush()
    outbox.append(ONE_OF_EACH)
    report = await store.report(Scope(BEGIN_MS, BEGIN_MS + HOUR_MS))
    assert (report.pending_facts, report.calls.arrived) == (len(ONE_OF_EACH), 0)
    await store.close()
    outbox.close()


async def test_answered_calls_without_a_cdr_row_are_listed(tmp_path: Path) -> None:
    records = SqlRecords(f"sqlite:///{tmp_path}/acd.db", tmp_path / "outbox")
    abandoned = replace(CALL, id=3, uniqueid="c", answered_ms=None, outcome=VisitOutcome.ABANDONED)
    calls = [replace(CALL, id=1, uniqueid="a"), replace(CALL, id=2, uniqueid="b"), abandoned, replace(CALL, id=4)]
    records.append(
        [*calls, CDR, replace(CDR, uniqueid="x", linkedid="a"), replace(CDR, uniqueid="b", disposition="BUSY")]
    )
    await records.flush()
    missing = await records.store.answered_without_cdr(Scope(BEGIN_MS, BEGIN_MS + HOUR_MS))
    assert [(call.id, call.node, call.uniqueid, call.arrived_ms) for call in missing] == [(2, "main", "b", BEGIN_MS)]
    report = await records.store.report(Scope(BEGIN_MS, BEGIN_MS + HOUR_MS))
    assert (report.calls.answered, report.answered_with_cdr, report.cdr_rows) == (3, 2, 3)
    await records.close()


async def test_a_wrong_url_is_told_at_once(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox")
    with pytest.raises(ConfigError):
        RecordStore("mysql://host/acd", outbox)
    outbox.close()


async def test_tables_are_left_to_the_administrator_if_so_told(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/acd.db"
    outbox = Outbox(tmp_path / "outbox")
    outbox.append([CALL])
    store = RecordStore(url, outbox, migrate=False)
    with pytest.raises(DatabaseAwayError):
        await store.flush()
    database = Database(url)
    async with database.begin() as connection:
        assert (await connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")).scalar_one() == 0
    await database.close()
    await store.close()
    outbox.close()


async def test_a_configuration_that_is_refused_holds_up_no_fact(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = SqlRecords(f"sqlite:///{tmp_path}/acd.db", tmp_path / "outbox")
    monkeypatch.setattr("acd.adapters.sql.store.clean_text", lambda text, chars_max: None)  # what no database takes
    records.keep_centre("[projects]", BEGIN_MS)
    records.append([CALL])
    await records.flush()
    assert (await records.call(CALL.id)).call == CALL
    await records.close()
