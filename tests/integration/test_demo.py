"""The demo's traffic against a real Asterisk, with this test in the daemon's place."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from acd.embedded import Demo, Pace
from acd.embedded.layout import free_udp_port
from acd.embedded.process import load_mark
from acd.model.centre import Trunk
from tests.integration.ami import Ami
from tests.integration.conftest import Switch
from tests.integration.sample import CENTRE

PACE = Pace(calls_per_minute=240, ring_ms=(100, 300), talk_ms=(500, 700), stay_ms=(20_000, 20_001))


def make(switch: Switch, folder: Path) -> Demo:
    people = Trunk("people", "main", ("127.0.0.4",), outbound=f"127.0.0.4:{free_udp_port('127.0.0.4')}")
    centre = replace(CENTRE, trunks={**CENTRE.trunks, "people": people})
    return Demo(switch.asterisk, switch.sipp, centre, switch.credentials, folder, PACE)


@pytest.fixture
def demo(switch: Switch, ami: Ami, tmp_path: Path) -> Iterator[Demo]:
    made = make(switch, tmp_path / "demo")
    yield made
    made.stop()
    ami.hang_up_everything()


def test_agents_log_in_and_answer_and_callers_call(switch: Switch, ami: Ami, demo: Demo) -> None:
    demo.start()
    for agent in CENTRE.agents.values():
        asked = ami.event("AcdFeature", Agent=agent.id)
        assert (asked["Feature"], asked["Phone"]) == ("login", agent.phone)
        assert asked["Pin"] == switch.credentials.agents[agent.id]
        ami.redirect(asked["Channel"], "acd-spoken", "logged-in")
    call = ami.event("AcdArrived")
    assert call["CallerIDNum"].startswith("+1555")
    while True:  # one call in twenty is refused
        ami.heard.clear()
        ami.redirect(call["Channel"], "acd-connect", "1*101*1001*5")
        if ami.event_of("DialEnd", "AcdReturned").get("DialStatus") == "ANSWER":
            break
    assert ami.event("HangupRequest", Uniqueid=ami.event("DialEnd")["DestUniqueid"])


def test_stopped_it_leaves_no_process(demo: Demo, tmp_path: Path) -> None:
    demo.start()
    marks = [load_mark(file) for file in (tmp_path / "demo").glob("*.process")]
    assert len([mark for mark in marks if mark]) == 3 + len(CENTRE.agents)
    demo.stop()
    assert not [mark for mark in marks if mark and mark.alive()]


def test_a_killed_demos_processes_end_with_the_next_start(switch: Switch, demo: Demo, tmp_path: Path) -> None:
    demo.start()
    left = [load_mark(file) for file in sorted((tmp_path / "demo").glob("*.process"))]
    other = make(switch, tmp_path / "demo")
    try:
        other.start()
        assert not [mark for mark in left if mark and mark.alive()]
    finally:
        other.stop()


def test_a_centre_without_numbers_or_phones_has_agents_or_callers_alone(switch: Switch, tmp_path: Path) -> None:
    centre = replace(CENTRE, numbers={}, agents={})
    demo = Demo(switch.asterisk, switch.sipp, centre, switch.credentials, tmp_path / "empty")
    demo.start()
    assert not list((tmp_path / "empty").glob("*.process"))
    demo.stop()
