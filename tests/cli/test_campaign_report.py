"""What campaigns did, as people, spreadsheets and regulators get it."""

import csv
import io
import json
from pathlib import Path

import pytest

from acd.model.centre import Centre
from acd.testing.backend import FakeBackend
from tests.adapters.http.campaigns_of import CAMPAIGN
from tests.adapters.sql.outbound_samples import campaigns_day
from tests.cli.conftest import Acd


@pytest.fixture
def day(backend: FakeBackend) -> FakeBackend:
    """The morning of 2026-01-01, and it is noon."""
    backend.current = Centre(campaigns={"winback": CAMPAIGN})
    backend.dialled.append(campaigns_day(3, attempts=1_600))
    return backend


def test_nothing_dialled(acd: Acd, backend: FakeBackend) -> None:
    backend.current = Centre()
    assert "The centre has no campaigns, and none dialled" in acd("campaign", "report").out


def test_all_campaigns_in_three_forms(acd: Acd, day: FakeBackend) -> None:
    table, text, data = (
        acd("campaign", "report"),
        acd("campaign", "report", "--csv"),
        acd("campaign", "report", "--json"),
    )
    assert (table.code, text.code, data.code, table.err) == (0, 0, 0, "")
    assert "Abandonment = abandoned / persons who answered." in table.out
    rows = json.loads(data.out)["campaigns"]
    lines = list(csv.DictReader(io.StringIO(text.out, newline="")))
    assert [line["campaign"] for line in lines] == [row["campaign"] for row in rows] == ["survey", "winback"]
    assert [int(line["no answer"]) for line in lines] == [row["results"]["no answer"] for row in rows]
    assert text.out == acd("campaign", "report", "--format", "csv").out


def test_one_campaign_with_its_rules(acd: Acd, day: FakeBackend) -> None:
    out = acd("campaign", "report", "winback").out
    body = json.loads(acd("campaign", "report", "winback", "--json").out)
    for text in (
        "spring",
        "autumn",
        "abandoned",
        "sold",
        "Rules uk: United Kingdom (not legal advice)",
        "24 hours",
        "NO",
    ):
        assert text in out
    assert f"{body['limits'][0]['now']['rate']:.2%}" in out
    lines = list(csv.DictReader(io.StringIO(acd("campaign", "report", "winback", "--csv").out, newline="")))
    assert [line["list"] for line in lines] == ["", "autumn", "spring"]


def test_the_file_for_a_regulator_recomputes_the_rate(acd: Acd, day: FakeBackend, tmp_path: Path) -> None:
    file = tmp_path / "winback.csv"
    outcome = acd("campaign", "report", "winback", "--regulator", str(file))
    body = json.loads(acd("campaign", "report", "winback", "--json").out)
    assert (outcome.code, f"abandonment {body['total']['abandonment_rate']:.2%} by the rules uk" in outcome.out) == (
        0,
        True,
    )
    lines = list(csv.reader(io.StringIO(file.read_text("utf-8"), newline="")))
    begin = lines.index([])
    head = {line[0]: line[1:] for line in lines[:begin]}
    assert head["rules"] == ["uk", "United Kingdom", "not legal advice"]
    assert [line for line in lines[:begin] if line[:2] == ["source", "limits"]]
    rows = [dict(zip(lines[begin + 1], line, strict=True)) for line in lines[begin + 2 :]]
    assert len(rows) == body["total"]["dialled"] == int(head["attempts of this time"][0]) > 1_000
    persons, abandoned = sum(int(row["person"]) for row in rows), sum(int(row["abandoned"]) for row in rows)
    assert head["abandonment rate of this time"] == [f"{abandoned / persons:.2%}"]
    assert all(row["number"].startswith("'+") for row in rows), "no spreadsheet takes a number for a formula"
    again = acd("campaign", "report", "winback", "--regulator", str(file))
    assert (again.code, "exists already; replace it with --force" in again.err) == (1, True)
    assert acd("campaign", "report", "winback", "--regulator", str(file), "--force").code == 0
    assert acd("campaign", "report", "--regulator", str(file)).code == 2
