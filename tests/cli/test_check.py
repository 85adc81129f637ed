"""All mistakes of all files, and what is hardly meant."""

import json
from pathlib import Path

import pytest

from acd.config.home import Home
from acd.resources import resource
from tests.cli.conftest import Acd


def test_check_of_the_samples(acd: Acd, home: Home) -> None:
    outcome = acd("check", str(resource("config/centre.toml")), str(resource("config/acd.toml")))
    assert (outcome.code, outcome.err) == (0, "")
    assert "2 projects, 2 queues, 4 agents, 6 phones, 3 numbers, 1 trunk" in outcome.out
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
