"""The figures of a time, as people and spreadsheets get them."""

import csv
import io
import json
from dataclasses import replace

import pytest

from acd.errors import StoreError
from acd.model.counts import Scope
from acd.model.report import SERVICE_LEVELS
from acd.testing.backend import FakeBackend
from tests.adapters.sql.samples import BEGIN_MS, CALL, HOUR_MS, ONE_OF_EACH, day_of_facts
from tests.cli.conftest import Acd

FORMS = ["queues", "agents", "hours", "calls"]


@pytest.fixture
def day(backend: FakeBackend) -> FakeBackend:
    """The morning of 2026-01-01, and it is noon."""
    backend.records.append(day_of_facts(1, calls=300))
    return backend


def test_the_overview(acd: Acd, backend: FakeBackend) -> None:
    backend.records.append(ONE_OF_EACH)
    outcome = acd("report", "--from", "2026-01-01", "--to", "2026-01-02T00:00:00+03:00")
    assert (outcome.code, outcome.err) == (0, "")
    assert backend.records.asked == [Scope(BEGIN_MS, BEGIN_MS + 21 * HOUR_MS)]
    assert "1 offered, 1 answered, 0 abandoned" in outcome.out
    assert "Service level 100% (calls answered in time in some queue / offered calls), ASA 0:04" in outcome.out
    assert "sales" in outcome.out
    assert "Occupancy = (talking + wrap-up) / (talking + wrap-up + ready + ringing)" in outcome.out
    assert "Note" not in outcome.out
    assert json.loads(acd("report", "--json").out)["queues"][0]["offered"] == 1


def test_answered_calls_without_a_cdr_row_are_told(acd: Acd, backend: FakeBackend) -> None:
    backend.records.append([CALL])
    assert "Note: 0 of 1 answered calls have a CDR row" in acd("report").out


@pytest.mark.parametrize("form", FORMS)
def test_each_report_in_three_forms(acd: Acd, day: FakeBackend, form: str) -> None:
    table, text, data = acd("report", form), acd("report", form, "--format", "csv"), acd("report", form, "--json")
    assert (table.code, text.code, data.code, table.err) == (0, 0, 0, "")
    assert "From 2026-01-01T00:00:00+00:00 to 2026-01-01T12:00:00+00:00 (UTC)" in table.out
    rows = json.loads(data.out)["intervals" if form == "hours" else form]
    lines = list(csv.DictReader(io.StringIO(text.out, newline="")))
    assert len(rows) == len(lines) > 1
    assert set(lines[0]) == set(rows[0])
    assert data.out == acd("report", form, "--format", "json").out
    for line, row in zip(lines, rows, strict=True):
        for name, value in row.items():
            expected = "" if value is None else str(value)
            assert line[name] in (expected, f"'{expected}")


@pytest.mark.parametrize("form", FORMS)
def test_nothing_to_report(acd: Acd, backend: FakeBackend, form: str) -> None:
    outcome = acd("report", form, "--from", "yesterday", "--to", "today")
    assert (outcome.code, outcome.err) == (0, "")
    text = acd("report", form, "--from", "yesterday", "--format", "csv", "--bom").out
    assert text.startswith("\ufeff")
    assert (len(text.splitlines()) > 1) == (form == "hours")


def test_what_is_asked_reaches_the_records(acd: Acd, day: FakeBackend) -> None:
    only = "--project", "shop", "--queue", "sales", "--agent", "101"
    assert acd("report", "queues", "--from", "today", "--timezone", "Europe/Moscow", *only, "--short", "2.5").code == 0
    assert acd("report", "calls", "--from", "last-week", "--queue", "sales").code == 0
    assert day.records.asked == [
        Scope(BEGIN_MS - 3 * HOUR_MS, day.now, "shop", "sales", "101", 2_500),
        Scope(BEGIN_MS - 10 * 24 * HOUR_MS, BEGIN_MS - 3 * 24 * HOUR_MS, queue="sales"),
    ]


def test_the_table_names_its_formulas(acd: Acd, day: FakeBackend) -> None:
    out = acd("report", "queues").out
    assert "Service level = answered in time / offered; ASA = wait of the answered / answered; AHT =" in out
    assert "Short abandons: after 5 s or less" in out
    other = acd("report", "hours", "--service-level", "service_level_of_answered", "--queue", "taxi").out
    assert "Service level = answered in time / answered" in other
    assert ", only queue taxi" in other
    refused = acd("report", "queues", "--service-level", "best")
    assert refused.code == 2
    assert all(name in refused.err.replace("\n", "").replace(" ", "").replace("│", "") for name in SERVICE_LEVELS)


def test_hours_are_local(acd: Acd, day: FakeBackend) -> None:
    asked = "--from", "2026-03-29", "--to", "2026-03-30", "--timezone", "Europe/Berlin"
    assert len(json.loads(acd("report", "hours", *asked, "--json").out)["intervals"]) == 23
    out = acd("report", "hours", *asked, "--interval", "30m").out
    assert "2026-03-29 01:30" in out
    assert "2026-03-29 02:00" not in out


def test_calls_are_filtered_and_paged(acd: Acd, backend: FakeBackend) -> None:
    backend.records.append(
        [replace(CALL, id=number, arrived_ms=BEGIN_MS + number, caller_number=f"555{number}") for number in range(1, 9)]
    )
    out = acd("report", "calls", "--limit", "3").out
    assert [f"555{number}" in out for number in (8, 7, 6, 5)] == [True, True, True, False]
    assert "There are more: --after 6 goes on" in out
    rest = json.loads(acd("report", "calls", "--after", "6", "--json").out)
    assert ([call["id"] for call in rest["calls"]], rest["next"]) == ([5, 4, 3, 2, 1], None)
    one = json.loads(acd("report", "calls", "--number", "5554", "--outcome", "answered", "--json").out)
    assert [call["id"] for call in one["calls"]] == [4]
    assert "No such calls." in acd("report", "calls", "--outcome", "abandoned").out


def test_more_calls_than_a_page_of_the_api(acd: Acd, backend: FakeBackend) -> None:
    backend.records.append([replace(CALL, id=number, arrived_ms=BEGIN_MS + number) for number in range(1, 1_501)])
    rows = list(csv.DictReader(io.StringIO(acd("report", "calls", "--limit", "9999", "--format", "csv").out)))
    assert [int(row["id"]) for row in rows] == list(range(1_500, 0, -1))


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--from", "soon"], "from: expected ISO 8601"),
        (["queues", "--to", "soon"], "to: expected ISO 8601"),
        (["queues", "--timezone", "Mars/Base"], "timezone: expected a name such as Europe/Moscow"),
        (["hours", "--interval", "7m"], "interval: expected one of 15m"),
        (["calls", "--outcome", "happy"], "outcome: expected one of answered"),
        (["queues", "--short", "-1"], "short_s: expected seconds"),
        (["queues", "--from", "2026-01-01", "--to", "2026-01-01"], "from before to"),
    ],
)
def test_impossible_reports(acd: Acd, backend: FakeBackend, arguments: list[str], complaint: str) -> None:
    outcome = acd("report", *arguments)
    assert (outcome.code, backend.records.asked) == (1, [])
    assert complaint in outcome.err


def test_an_option_in_the_wrong_place_is_told(acd: Acd, backend: FakeBackend) -> None:
    outcome = acd("report", "--from", "yesterday", "queues")
    assert (outcome.code, backend.records.asked) == (2, [])
    assert "write --from after queues" in outcome.err


def test_a_report_without_a_database(acd: Acd, backend: FakeBackend) -> None:
    backend.raises = StoreError("the database does not answer")
    for form in ([], *([form] for form in FORMS)):
        outcome = acd("report", *form)
        assert (outcome.code, outcome.err) == (1, "acd: the database does not answer\n")
