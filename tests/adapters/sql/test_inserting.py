"""Bad rows among good ones."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from acd.adapters.sql.database import Database
from acd.adapters.sql.inserting import Entry, Refusal, insert_entries, make_entry
from acd.adapters.sql.migrate import upgrade_database
from acd.adapters.sql.tables import call
from tests.adapters.sql.samples import CALL, numbered_call
from tests.adapters.sql.subjects import count_rows


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/acd.db")
    await upgrade_database(database)
    yield database
    await database.close()


def entry(database: Database, number: int) -> Entry:
    made = make_entry(b"%d" % number, numbered_call(number), database.times)
    assert isinstance(made, Entry)
    return made


def test_a_fact_with_an_impossible_time_is_no_row() -> None:
    made = make_entry(b"line", replace(CALL, ended_ms=10**30), Database("sqlite://").times)
    assert made == Refusal(b"line", "a time that does not exist")


@pytest.mark.parametrize("bad", [set(), {0}, {9}, {3, 4}, {0, 5, 9}, set(range(10))])
async def test_exactly_the_bad_rows_are_refused(database: Database, tmp_path: Path, bad: set[int]) -> None:
    entries = [entry(database, 2**63 + number if number in bad else number) for number in range(10)]
    refused = await insert_entries(database, entries)
    assert [refusal.line for refusal in refused] == [b"%d" % (2**63 + number) for number in sorted(bad)]
    assert {refusal.reason for refusal in refused} <= {"OverflowError"}
    assert await count_rows(f"sqlite:///{tmp_path}/acd.db", call) == 10 - len(bad)


async def test_nothing_is_inserted_without_a_transaction() -> None:
    database = Database("sqlite:////no/such/folder/acd.db")
    assert await insert_entries(database, []) == []
    await database.close()
