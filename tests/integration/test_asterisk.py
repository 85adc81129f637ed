"""The private Asterisk itself: started, killed daemons, adopted, changed, stopped."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from acd.adapters.asterisk.provisioning import Options, render
from acd.embedded import (
    Credentials,
    Ports,
    PrivateAsterisk,
    cache_folder,
    find_asterisk,
    find_sipp,
    free_ports,
    provide,
)
from acd.embedded.login import Login, booted
from acd.embedded.process import Mark, load_mark
from acd.embedded.progress import silent
from acd.embedded.sipp import Sipp, Traffic
from acd.errors import ConfigError, PlatformError
from acd.model.centre import Number, Phone
from acd.resources import resource
from tests.adapters.asterisk.test_entrances import WITH_MENUS
from tests.integration.ami import Ami
from tests.integration.conftest import Sip, Switch
from tests.integration.sample import CENTRE
from tests.integration.test_dialplan import arrived, connect

START_S_MAX = 10.0  # a third of a second on an idle machine


class Home:
    """A centre's home folder with a private Asterisk that may run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cache = cache_folder(folder)
        self.ports = free_ports()
        self.credentials: Credentials = provide(folder, CENTRE)
        self._views: list[PrivateAsterisk] = []
        self.asterisk = self.another()

    def stop(self) -> None:
        for asterisk in self._views:
            asterisk.stop()

    def another(self, ports: Ports | None = None) -> PrivateAsterisk:
        """As a new daemon in the same home would see it."""
        installation = find_asterisk(self.cache, silent)
        self._views.append(PrivateAsterisk(self.folder, installation, ports or self.ports, self.cache))
        return self._views[-1]

    def start(self, asterisk: PrivateAsterisk | None = None) -> bool:
        return (asterisk or self.asterisk).start(CENTRE, self.credentials.of_switch(), Options())

    @property
    def mark(self) -> Mark | None:
        return load_mark(self.folder / "asterisk/process.json")

    def login(self) -> Login:
        return Login("127.0.0.1", self.ports.ami, "acd", self.credentials.ami)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path)
    yield made
    made.stop()


def test_it_starts_fast_without_complaints_and_stops(home: Home) -> None:
    began = time.monotonic()
    assert home.start()
    assert time.monotonic() - began < START_S_MAX
    log = (home.asterisk.log_folder / "messages.log").read_text()
    assert not [line for line in log.splitlines() if "ERROR[" in line or "WARNING[" in line]
    assert "22" in home.asterisk.cli("core show version")
    home.asterisk.stop()
    assert not home.asterisk.running()
    assert not booted(home.login(), time.monotonic() + 1)


def test_it_has_every_application_and_function_of_the_dialplan(switch: Switch) -> None:
    rendered = render(WITH_MENUS, switch.credentials.of_switch(), switch.options)
    texts = [*rendered.values(), *(file.read_text("utf-8") for file in resource("dialplan").glob("*.conf"))]
    steps = "\n".join(line for text in texts for line in text.splitlines() if re.match(r"exten =>| same =>", line))
    for kind, used in (
        ("application", re.findall(r"=> (?:n(?:\(\w+\))?|[^,]+,\d+),(\w+)\(|ExecIf\(.*\?(\w+)\(", steps)),
        ("function", re.findall(r"\$\{([A-Z_]+)\(|Set\(([A-Z_]+)\(", steps)),
    ):
        names = {name for groups in used for name in groups if name}
        assert len(names) > 10
        known = switch.asterisk.cli(f"core show {kind}s")
        assert not [name for name in names if not re.search(rf"^ *{name}\b", known, re.MULTILINE | re.IGNORECASE)]


def test_a_killed_daemon_leaves_it_and_the_next_one_adopts_it(home: Home) -> None:
    script = f"""
import os, signal
from pathlib import Path
from tests.integration.test_asterisk import Home, Ports
home = Home(Path({str(home.folder)!r}))
home.ports = {home.ports!r}
assert home.start(home.another())
os.kill(os.getpid(), signal.SIGKILL)
"""
    root = Path(__file__).parents[2]
    ended = subprocess.run([sys.executable, "-c", script], cwd=root, check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    before = home.mark
    assert before is not None
    assert home.start() is False
    assert home.mark == before
    home.asterisk.stop()
    assert not before.alive()


def test_a_killed_asterisk_is_started_anew(home: Home) -> None:
    home.start()
    first = home.mark
    assert first is not None
    os.kill(first.pid, signal.SIGKILL)
    while first.alive():
        time.sleep(0.01)
    assert home.start(home.another())
    assert home.mark not in (None, first)


def test_a_busy_port_is_named_and_nothing_is_left_running(home: Home) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", home.ports.sip))
        with pytest.raises(PlatformError, match=f"{home.ports.sip}.*--sip"):
            home.start()
    assert not home.asterisk.running()
    assert home.start()


def test_an_idle_one_with_other_ports_makes_room(home: Home) -> None:
    home.start()
    first = home.mark
    other = home.another(free_ports())
    assert home.start(other)
    assert home.mark != first
    assert first is not None
    assert not first.alive()


def test_one_with_calls_is_never_replaced(home: Home, tmp_path: Path) -> None:
    home.start()
    first = home.mark
    assert first is not None
    sipp = Sipp(find_sipp(home.cache, silent), home.ports, tmp_path / "sipp")
    ami = Ami(home.login())
    try:
        sipp.start(Traffic("caller", rows=["700;1;Ann;60000"]))
        ami.event("AcdArrived")
        with pytest.raises(PlatformError, match="with calls"):
            home.start(home.another(free_ports()))
        assert first.alive()
        assert home.start() is False
    finally:
        ami.close()
        sipp.stop()


def test_an_asterisk_that_cannot_start_is_said_to(home: Home) -> None:
    home.start()
    home.asterisk.stop()
    (home.folder / "asterisk/data/documentation").unlink()
    (home.folder / "asterisk/data/documentation").mkdir()
    installation = replace(find_asterisk(home.cache, silent), documentation=None)
    broken = PrivateAsterisk(home.folder, installation, home.ports, home.cache)
    with pytest.raises(PlatformError, match=r"did not start.*messages\.log"):
        home.start(broken)


def test_a_changed_centre_takes_effect_while_calls_go_on(switch: Switch, ami: Ami, sip: Sip) -> None:
    call = arrived(ami, sip)
    changed = replace(
        CENTRE,
        phones={**CENTRE.phones, "1010": Phone("1010")},
        numbers={**CENTRE.numbers, "701": Number("701", "support-2")},
    )
    secrets = replace(switch.credentials, phones={**switch.credentials.phones, "1010": "secret"}).of_switch()
    try:
        switch.asterisk.apply(changed, secrets, switch.options)
        assert "1010" in switch.asterisk.cli("pjsip show endpoints")
        assert "acd-arrive" in switch.asterisk.cli("dialplan show 701@acd-numbers")
        ami.channel(call, Context="acd-wait")
        sip.phones("1001", ring=100, talk=300)
        connect(ami, call, "1001")
        ami.event("DialEnd")
    finally:
        switch.asterisk.apply(CENTRE, switch.credentials.of_switch(), switch.options)
    assert "1010" not in switch.asterisk.cli("pjsip show endpoints")


def test_a_centre_that_cannot_be_rendered_changes_nothing(switch: Switch) -> None:
    hostile = replace(CENTRE, numbers={"_X.": Number("_X.", "sales")})
    with pytest.raises(ConfigError):
        switch.asterisk.apply(hostile, switch.credentials.of_switch(), switch.options)
    assert "acd-arrive" in switch.asterisk.cli("dialplan show 700@acd-numbers")


def test_a_refused_console_command_is_an_error(switch: Switch) -> None:
    with pytest.raises(PlatformError, match="No such command"):
        switch.asterisk.cli("no such command")


WANTED = {"FullyBooted", "UserEvent", "DialEnd", "Hangup", "HangupRequest", "DeviceStateChange", "ContactStatus", "Cdr"}


@pytest.mark.parametrize("version", [(22, 10, 1), (18, 26, 4)])
def test_the_daemon_hears_what_it_wants_and_nothing_else(
    switch: Switch, sip: Sip, monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int]
) -> None:
    """With the filters of this Asterisk, and with those of versions that know only regular expressions."""
    asterisk, secrets = switch.asterisk, switch.credentials.of_switch()
    installation = replace(asterisk._installation, version=version)
    with monkeypatch.context() as patch:
        patch.setattr(asterisk, "_installation", installation)
        asterisk.apply(CENTRE, secrets, switch.options)
    listener = Ami(switch.login)
    try:
        sip.phones("1001", ring=200, talk=300)
        call = arrived(listener, sip)
        connect(listener, call, "1001")
        listener.event("Hangup", Uniqueid=call["Uniqueid"])
        listener.event("Cdr", UniqueID=call["Uniqueid"])
        listener.listen(0.5)
    finally:
        listener.close()
        asterisk.apply(CENTRE, secrets, switch.options)
    assert {message["Event"] for message in listener.events()} <= WANTED
    devices = {message["Device"] for message in listener.events() if message["Event"] == "DeviceStateChange"}
    assert "PJSIP/1001" in devices
    assert devices <= {f"PJSIP/{phone}" for phone in CENTRE.phones}  # a phone of an earlier test may just expire
    assert [m["DialStatus"] for m in listener.events() if m["Event"] == "DialEnd"] == ["ANSWER"]
