"""Changes are shown, removals need a yes, nobody's change is overwritten."""

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from acd.config.centre import load_centre
from acd.config.dump import dump_centre
from acd.resources import resource
from acd.testing.backend import FakeBackend
from tests.cli.conftest import Acd

SAMPLE = load_centre(resource("config/centre.toml"))


LONGER = replace(SAMPLE, queues={**SAMPLE.queues, "sales": replace(SAMPLE.queues["sales"], wrap_up_ms=8_000)})


FEWER = replace(LONGER, agents={id_: agent for id_, agent in SAMPLE.agents.items() if id_ != "104"})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "new.toml"


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
