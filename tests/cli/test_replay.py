"""A journal run again: identical, different, none."""

import json
from pathlib import Path

import pytest

from acd.config.centre import load_centre
from acd.engine.engine import Engine
from acd.engine.state import State
from acd.events import CallArrived, CentreConfigured, Event, NodeConnected
from acd.resources import resource
from acd.runtime.journal import Journal
from tests.cli.conftest import Acd


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    engine = Engine(State())
    writer = Journal(tmp_path / "journal", lambda: engine.state)
    events: list[Event] = [
        CentreConfigured(load_centre(resource("config/centre.toml"))),
        NodeConnected("main", restarted=False),
        CallArrived("main", "PJSIP/demo-1", "1.1", "5550100", "", "700"),
    ]
    for number, event in enumerate(events):
        writer.append(number, event, engine.handle(event, number))
        engine.next_wakeup_ms()
    writer.close()
    return tmp_path / "journal"


def test_replay_of_a_sound_journal(acd: Acd, journal: Path) -> None:
    outcome = acd("replay", str(journal))
    assert (outcome.code, outcome.out.endswith("3 events, identical\n")) == (0, True)
    found = json.loads(acd("replay", str(journal), "--json").out)
    assert (found["events"], found["identical"], found["torn"]) == (3, True, False)


def test_replay_finds_the_first_difference(acd: Acd, journal: Path) -> None:
    [file] = journal.iterdir()
    file.write_text(file.read_text().replace('"dialled":"700"', '"dialled":"999"'))
    outcome = acd("replay", str(file))
    assert (outcome.code, "differs at event 3 (CallArrived)" in outcome.out) == (1, True)
    assert acd("replay", str(file), "--json").code == 1


def test_replay_of_no_journal(acd: Acd, tmp_path: Path) -> None:
    outcome = acd("replay", str(tmp_path / "none"))
    assert (outcome.code, outcome.out) == (1, "")
    assert "no such journal" in outcome.err
