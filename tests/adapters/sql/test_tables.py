"""Times in both databases' forms, and rows that fit their tables."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Dialect
from sqlalchemy.dialects import registry

from acd.adapters.sql.codec import KINDS
from acd.adapters.sql.columns import UtcTime, datetime_to_ms, ms_to_datetime, ms_to_text, text_to_ms
from acd.adapters.sql.rows import fact_row
from acd.adapters.sql.schema import metadata
from acd.adapters.sql.times import TIMES
from acd.model.facts import CdrFact, Fact
from tests.adapters.sql.samples import CALL, OFFER, ROWS

YEAR_1_MS, YEAR_9999_MS = -62_135_596_800_000, 253_402_300_799_999
DIALECTS: list[Dialect] = [registry.load(name)() for name in ("postgresql", "sqlite")]
any_time = st.integers(YEAR_1_MS, YEAR_9999_MS)


@given(any_time)
def test_a_time_comes_back_from_both_forms(time_ms: int) -> None:
    assert text_to_ms(ms_to_text(time_ms)) == time_ms
    assert datetime_to_ms(ms_to_datetime(time_ms)) == time_ms


@given(any_time, any_time)
def test_text_sorts_as_time_does(one_ms: int, other_ms: int) -> None:
    assert (one_ms < other_ms) == (ms_to_text(one_ms) < ms_to_text(other_ms))


def test_the_text_is_what_sqlite_reads() -> None:
    assert ms_to_text(1_767_225_600_125) == "2026-01-01 00:00:00.125"


@pytest.mark.parametrize("time_ms", [YEAR_1_MS - 1, YEAR_9999_MS + 1, 10**30])
def test_a_time_that_does_not_exist_is_refused(time_ms: int) -> None:
    for convert in (ms_to_text, ms_to_datetime):
        with pytest.raises(OverflowError):
            convert(time_ms)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("time_ms", [None, 0, 1_767_225_600_125])
def test_the_column_type_converts_both_ways(dialect: Dialect, time_ms: int | None) -> None:
    kind = UtcTime()
    assert kind.process_result_value(kind.process_bind_param(time_ms, dialect), dialect) == time_ms


@pytest.mark.parametrize("database", sorted(TIMES))
@pytest.mark.parametrize("fact", ROWS)
def test_a_row_has_a_value_for_each_column(fact: Fact, database: str) -> None:
    assert len(fact_row(fact, TIMES[database])) == len(metadata.tables[KINDS[type(fact)]].columns)


@pytest.mark.parametrize("fact", ROWS)
def test_columns_of_a_facts_own_fields_hold_them(fact: Fact) -> None:
    table = metadata.tables[KINDS[type(fact)]]
    row = dict(zip((column.name for column in table.columns), fact_row(fact, TIMES["sqlite"]), strict=True))
    times = ("start", "answer", "end") if isinstance(fact, CdrFact) else ()
    same = {name: value for name, value in row.items() if hasattr(fact, name) and name not in times}
    assert len(same) > 3
    assert same == {name: getattr(fact, name) for name in same}


def test_what_is_derived() -> None:
    names = [column.name for column in metadata.tables["call"].columns]
    row = dict(zip(names, fact_row(CALL, TIMES["postgresql"]), strict=True))
    assert (row["wait_ms"], row["talk_ms"]) == (4_125, 60_000)
    assert row["answered_at"] == datetime(2026, 1, 1, 0, 0, 4, 125_000, tzinfo=UTC)
    names = [column.name for column in metadata.tables["offer"].columns]
    assert dict(zip(names, fact_row(OFFER, TIMES["sqlite"]), strict=True))["ring_ms"] == 4_115


def test_an_unanswered_call_waited_until_its_end() -> None:
    names = [column.name for column in metadata.tables["call"].columns]
    row = dict(zip(names, fact_row(replace(CALL, answered_ms=None), TIMES["sqlite"]), strict=True))
    assert (row["wait_ms"], row["talk_ms"], row["answered_at"]) == (64_125, 0, None)


def test_asterisks_times() -> None:
    assert TIMES["sqlite"].of_text("2026-01-01 00:00:04") == "2026-01-01 00:00:04.000"
    assert TIMES["postgresql"].of_text("2026-01-01 00:00:04") == datetime(2026, 1, 1, 0, 0, 4, tzinfo=UTC)
    for times in TIMES.values():
        assert times.of_text("") is None
        with pytest.raises(ValueError, match="format"):
            times.of_text("yesterday")


def test_tables_with_reserved_names_are_quoted() -> None:
    for dialect in DIALECTS:
        names = dialect.identifier_preparer
        assert names.format_table(metadata.tables["call"]) == '"call"'
        assert names.format_column(metadata.tables["cdr"].c.end) == '"end"'
