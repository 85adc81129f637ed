"""Lists from files and back by command line: every row is counted, and nothing is lost in silence."""

import csv
import json
import sqlite3
import threading
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from acd.config.home import Home
from tests.cli.conftest import Acd

CSV = """Телефон;ФИО;Город;Долг
8 (916) 123-45-67;Иванов Иван;Москва;100
8 (916) 123-45-68, 84951234567;=cmd;Омск;200
8 916 123 45 67;Иванов Иван;Москва;100
112;Пожар;;
;Никто;;
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "leads.csv"
    path.write_text(CSV)
    return path


def load(acd: Acd, file: Path, *more: str, code: int = 0) -> dict[str, Any]:
    outcome = acd("leads", "import", str(file), "--list", "spring", "--region", "RU", "--json", *more)
    assert outcome.code == code, outcome.err
    found: dict[str, Any] = json.loads(outcome.out)
    assert found["rows"] == found["imported"] + found["duplicates"] + found["rejected"]
    return found


def lists(acd: Acd) -> dict[str, int]:
    return {entry["list"]: entry["leads"] for entry in json.loads(acd("leads", "lists", "--json").out)["lists"]}


def test_an_import_accounts_for_every_row(acd: Acd, file: Path, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    found = load(acd, file, "--rejects", str(rejects))
    assert (found["rows"], found["imported"], found["duplicates"], found["rejected"]) == (5, 2, 1, 2)
    assert found["columns"] == {"Телефон": "number", "ФИО": "name", "Город": "Город", "Долг": "Долг"}
    rows = list(csv.reader(rejects.read_text("utf-8").splitlines()))
    assert rows == [
        ["line", "reason", "value"],
        ["4", "a duplicate of line 2", "'+79161234567"],
        ["5", "an emergency number", "112"],
        ["6", "no number", ""],
    ]


def test_the_same_again_changes_nothing(acd: Acd, file: Path) -> None:
    load(acd, file)
    again = load(acd, file)
    assert (again["imported"], again["duplicates"], lists(acd)) == (0, 3, {"spring": 2})


def test_a_dry_run_changes_nothing(acd: Acd, file: Path) -> None:
    found = load(acd, file, "--dry-run")
    assert (found["imported"], found["duplicates"], found["dry_run"]) == (2, 1, True)
    assert lists(acd) == {}


@pytest.mark.parametrize(
    ("scope", "elsewhere", "imported"),
    [
        ("list", (), 2),
        ("centre", (), 0),
        ("project", ("--project", "shop"), 0),
        ("project", ("--project", "city"), 2),
        ("campaign", ("--project", "shop", "--campaign", "winback"), 0),
        ("campaign", ("--project", "shop", "--campaign", "other"), 2),
    ],
)
def test_duplicates_elsewhere(acd: Acd, file: Path, scope: str, elsewhere: tuple[str, ...], imported: int) -> None:
    load(acd, file, "--project", "shop", "--campaign", "winback")
    arguments = ("leads", "import", str(file), "-l", "autumn", "--region", "RU", "--json", "--duplicates", scope)
    assert json.loads(acd(*arguments, *elsewhere).out)["imported"] == imported


def test_duplicates_may_be_allowed(acd: Acd, file: Path) -> None:
    assert load(acd, file, "--duplicates", "allow")["imported"] == 3


def test_numbers_that_must_not_be_called_are_refused(acd: Acd, file: Path) -> None:
    acd("dnc", "add", "+79161234567", "--reason", "asked")
    acd("dnc", "add", "+79161234568", "--reason", "asked")  # its lead has another number
    found = load(acd, file)
    assert (found["imported"], found["barred"], found["rejected"]) == (1, 2, 4)
    assert "do not call: asked" in {entry["reason"] for entry in found["first_rejects"]}


def test_what_comes_out_can_go_in_again(acd: Acd, file: Path, tmp_path: Path) -> None:
    load(acd, file)
    out = tmp_path / "out.csv"
    assert acd("leads", "export", str(out), "--list", "spring", "--bom").code == 0
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    assert [row["number"] for row in rows] == ["+79161234567", "+79161234568"]
    assert (rows[1]["name"], rows[1]["alternative numbers"]) == ("'=cmd", "'+74951234567")
    assert (rows[0]["Город"], rows[0]["Долг"], rows[0]["status"]) == ("Москва", "100", "new")
    assert acd("leads", "export", str(out), "--list", "spring").code == 1  # it is there
    acd("leads", "import", str(out), "--list", "copy")
    [copy] = json.loads(acd("leads", "show", "+79161234568", "--json").out)["leads"][1:]
    assert (copy["list"], copy["name"], copy["alternatives"]) == ("copy", "=cmd", ["+74951234567"])
    assert "no list" in acd("leads", "export", "--list", "unknown").err


def test_a_workbook(acd: Acd, tmp_path: Path) -> None:
    path = tmp_path / "leads.xlsx"
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["phone", "debt"], [79161234567, 100], ["=A2+1", 5]):
        book.active.append(row)
    book.save(path)
    found = load(acd, path)
    assert (found["imported"], found["rejected"], found["format"]) == (1, 1, "XLSX")
    assert found["first_rejects"] == [{"line": 3, "reason": "a formula in 'phone': save the sheet with values"}]


def test_a_lead_is_shown(acd: Acd, file: Path) -> None:
    load(acd, file)
    shown = acd("leads", "show", "8 495 123-45-67", "--region", "RU").out
    assert "Lead 2 of list spring: =cmd, +79161234568, +74951234567" in shown
    assert acd("leads", "show", "1").out.startswith("Lead 1 of list spring")
    assert "no lead" in acd("leads", "show", "77").err


def test_a_person_is_forgotten(acd: Acd, file: Path) -> None:
    load(acd, file)
    acd("consent", "add", "+74951234567", "--purpose", "marketing", "--proof", "a form")
    assert acd("leads", "remove", "+74951234567").code == 1  # not without --yes
    gone = json.loads(acd("leads", "remove", "+74951234567", "--yes", "--json").out)
    assert gone == {"leads": 1, "consents": 1, "attempts": 0}
    assert lists(acd) == {"spring": 1}
    assert json.loads(acd("leads", "remove", "--list", "spring", "--yes", "--json").out) == {"leads": 1}
    assert lists(acd) == {}


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("--region", "Russia"), "ISO 3166"),
        (("--map", "tel=number"), "no column 'tel'"),
        (("--map", "nonsense"), "HEADER=FIELD"),
        (("--encoding", "utf-9"), "no encoding"),
    ],
)
def test_what_is_asked_wrongly(acd: Acd, file: Path, arguments: tuple[str, ...], fault: str) -> None:
    outcome = acd("leads", "import", str(file), "--list", "spring", *arguments)
    assert outcome.code != 0
    assert fault in outcome.err
    assert "Traceback" not in outcome.err


def test_a_list_stays_with_its_project(acd: Acd, file: Path) -> None:
    load(acd, file, "--project", "shop")
    outcome = acd("leads", "import", str(file), "--list", "spring", "--project", "city")
    assert (outcome.code, "of project shop" in outcome.err) == (1, True)


def keep_writing(path: Path, done: threading.Event, outcome: list[object]) -> None:
    """As a daemon does meanwhile; it waits for a lock as long as that one would."""
    database = sqlite3.connect(path, timeout=4)
    number = 0
    try:
        while not done.wait(0.01):
            number += 1
            with database:
                database.execute(
                    "INSERT INTO campaign_state VALUES (?, 'a', 'running', '', '', '2026-01-01')", (number,)
                )
        outcome.append(number)
    except sqlite3.Error as error:
        outcome.append(error)
    finally:
        database.close()


def test_a_large_file_is_read_by_a_worker_while_the_daemon_writes(acd: Acd, tmp_path: Path, home: Home) -> None:
    path = tmp_path / "large.csv"
    with path.open("w") as out:
        out.write("phone,note\n")
        out.writelines(f"+7916{number:07d},{'x' * 300}\n" for number in range(15_000))
    load(acd, path, "--dry-run")
    done, outcome = threading.Event(), list[object]()
    daemon = threading.Thread(target=keep_writing, args=(home.folder / "acd.db", done, outcome))
    daemon.start()
    try:
        assert load(acd, path)["imported"] == 15_000
    finally:
        done.set()
        daemon.join()
    assert isinstance(outcome[0], int), outcome
    with sqlite3.connect(home.folder / "acd.db") as database:
        assert database.execute("SELECT count(DISTINCT number) FROM lead").fetchone() == (15_000,)
    database.close()
