"""export, apply, check."""

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from acd.config.centre import load_centre, parse_centre
from acd.config.dump import dump_centre
from acd.config.home import Home
from acd.resources import resource
from acd.testing.backend import FakeBackend
from tests.cli.conftest import Acd

SAMPLE = load_centre(resource("config/centre.toml"))
LONGER = replace(SAMPLE, queues={**SAMPLE.queues, "sales": replace(SAMPLE.queues["sales"], wrap_up_ms=8_000)})
FEWER = replace(LONGER, agents={id_: agent for id_, agent in SAMPLE.agents.items() if id_ != "104"})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "new.toml"


def test_export_to_standard_output_and_to_a_file(acd: Acd, backend: FakeBackend, file: Path) -> None:
    assert parse_centre(acd("export").out) == SAMPLE
    assert acd("export", str(file)).code == 0
    assert load_centre(file) == SAMPLE
    assert json.loads(acd("export", "--json").out)["centre"]["agents"]["101"]["name"] == "Alice Adams"


def test_export_replaces_no_file_unasked(acd: Acd, backend: FakeBackend, file: Path) -> None:
    file.write_text("precious")
    outcome = acd("export", str(file))
    assert (outcome.code, file.read_text()) == (1, "precious")
    assert "--force" in outcome.err
    assert acd("export", str(file), "--force").code == 0
    assert load_centre(file) == SAMPLE


def test_export_into_a_missing_folder(acd: Acd, backend: FakeBackend, file: Path) -> None:
    outcome = acd("export", str(file / "x"))
    assert (outcome.code, "cannot be written" in outcome.err) == (1, True)


def test_a_dry_run_only_shows(acd: Acd, backend: FakeBackend, file: Path) -> None:
    file.write_text(dump_centre(FEWER))
    outcome = acd("apply", str(file), "--dry-run")
    assert (outcome.code, backend.applied) == (0, [])
    assert outcome.out.splitlines() == [
        "~ queue sales: wrap_up_s 5 s -> 8 s",
        "- agent 104 removed (Глеб Громов)",
        "nothing was changed (dry run)",
    ]


def test_a_change_is_applied_without_a_question(acd: Acd, backend: FakeBackend, file: Path) -> None:
    file.write_text(dump_centre(LONGER))
    outcome = acd("apply", str(file))
    assert (outcome.code, outcome.out.splitlines()[-1]) == (0, "in effect")
    assert backend.applied == [LONGER]
    assert acd("apply", str(file)).out == "the centre is like that already\n"


def test_a_removal_needs_a_yes(acd: Acd, backend: FakeBackend, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    file.write_text(dump_centre(FEWER))
    outcome = acd("apply", str(file))
    assert (outcome.code, backend.applied) == (1, [])
    assert "say --yes" in outcome.err
    outcome = acd("apply", str(file), "--yes", "--json")
    assert (outcome.code, json.loads(outcome.out)["applied"], backend.applied) == (0, True, [FEWER])


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("said", "code"), [("y\n", 0), ("n\n", 1), ("\n", 1)])
def test_a_person_is_asked_about_a_removal(
    acd: Acd, backend: FakeBackend, file: Path, monkeypatch: pytest.MonkeyPatch, said: str, code: int
) -> None:
    monkeypatch.setattr("sys.stdin", _Terminal(said))
    file.write_text(dump_centre(FEWER))
    outcome = acd("apply", str(file))
    assert (outcome.code, bool(backend.applied)) == (code, code == 0)
    assert "removes 1" in outcome.err


def test_what_was_changed_by_somebody_else_meanwhile_is_not_overwritten(
    acd: Acd, backend: FakeBackend, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Slow(_Terminal):
        def readline(self, *_: object) -> str:  # type: ignore[override]
            backend.current = LONGER  # while the person thinks
            return "y\n"

    monkeypatch.setattr("sys.stdin", Slow())
    file.write_text(dump_centre(FEWER))
    outcome = acd("apply", str(file))
    assert (outcome.code, backend.applied) == (1, [])
    assert "changed by somebody else" in outcome.err


def test_mistakes_are_told_before_the_daemon_is_asked(acd: Acd, backend: FakeBackend, file: Path) -> None:
    file.write_text("[queues.q]\nname = 1\n")
    outcome = acd("apply", str(file))
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.splitlines() == [
        f"{file}:1: queues.q.project: missing; this key is required",
        f"{file}:2: queues.q.name: expected a text in quotes, found 1",
    ]


def test_a_missing_file(acd: Acd, backend: FakeBackend, file: Path) -> None:
    outcome = acd("apply", str(file))
    assert (outcome.code, outcome.err) == (2, f"{file}: there is no such file\n")


def test_check_of_the_samples(acd: Acd, home: Home) -> None:
    outcome = acd("check", str(resource("config/centre.toml")), str(resource("config/acd.toml")))
    assert (outcome.code, outcome.err) == (0, "")
    assert "2 projects, 2 queues, 4 agents, 6 phones, 2 numbers, 1 trunk" in outcome.out
    assert "note" not in outcome.out


def test_check_tells_the_mistakes_of_all_files(acd: Acd, tmp_path: Path) -> None:
    (tmp_path / "centre.toml").write_text("[queue.q]\n")
    (tmp_path / "acd.toml").write_text("[http]\nlisten = 1\n")
    outcome = acd("check")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.splitlines() == [
        "centre.toml:1: queue: unknown key (did you mean queues?)",
        "acd.toml:2: http.listen: expected a text in quotes, found 1",
    ]
    outcome = acd("check", "--json")
    report = json.loads(outcome.out)
    assert (outcome.code, report["ok"], report["files"]) == (2, False, [])
    assert report["problems"][1]["line"] == 2


def test_check_without_files(acd: Acd) -> None:
    outcome = acd("check")
    assert (outcome.code, "name the files" in outcome.err) == (2, True)


@pytest.mark.parametrize(
    ("name", "text", "key"),
    [
        ("acd.toml", "[foo]\n", "foo"),
        ("other.toml", "[http]\nx = 1\n", "http.x"),
        ("acd.toml", "[queues.q]\n", "queues.q.name"),
    ],
)
def test_check_knows_a_file_by_its_tables(acd: Acd, tmp_path: Path, name: str, text: str, key: str) -> None:
    (tmp_path / name).write_text(text)
    problems = json.loads(acd("check", name, "--json").out)["problems"]
    assert problems[0]["key"] == key


def test_check_notes_what_is_hardly_meant(acd: Acd, tmp_path: Path) -> None:
    (tmp_path / "centre.toml").write_text(
        '[projects.p]\nname = "P"\n[queues.q]\nname = "Q"\nproject = "p"\n[agents]\n1 = { name = "A", queues = [] }\n'
        '[phones]\n1001 = { node = "far" }\n'
    )
    (tmp_path / "acd.toml").write_text('[[asterisk]]\nname = "main"\n')
    outcome = acd("check")
    assert outcome.code == 0
    assert [line for line in outcome.out.splitlines() if line.startswith("note")] == [
        "note: agent 1: serves no queue",
        "note: queue q: no agent serves it",
        "note: queue q: no number and no overflow leads to it",
        "note: asterisk main: secret_file is missing; name the file with the manager's secret",
        'note: phone 1001: no [[asterisk]] is named "far"',
    ]
