"""Real servers for the tests: a private Asterisk on free loopback ports, SIPp as callers and phones."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from acd.adapters.asterisk.provisioning import Options
from acd.embedded import Credentials, PrivateAsterisk, cache_folder, find_asterisk, find_sipp, free_ports, provide
from acd.embedded.login import Login
from acd.embedded.progress import silent
from acd.embedded.sipp import PHONE_ADDRESS, Sipp, Traffic, authentication, phone_row
from tests.integration.ami import Ami
from tests.integration.centre import centre, module_centre, own_centre
from tests.integration.sample import CENTRE

HERE = Path(__file__).parent
__all__ = ["centre", "module_centre", "own_centre"]  # fixtures of a whole centre


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.integration)


@dataclass(frozen=True, slots=True)
class Switch:
    """A running private Asterisk of the sample centre."""

    asterisk: PrivateAsterisk
    credentials: Credentials
    options: Options
    sipp: tuple[str, ...]
    outbound: dict[str, str] = field(default_factory=dict)  # address of each trunk that leads outside

    @property
    def login(self) -> Login:
        return Login("127.0.0.1", self.asterisk.ports.ami, self.options.ami_user, self.credentials.ami)


@pytest.fixture(scope="session")
def switch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Switch]:
    """One Asterisk for the whole session; it looks at the heartbeat each second, and has 3 s of patience."""
    home = tmp_path_factory.mktemp("centre")
    cache = cache_folder(home)
    credentials = provide(home, CENTRE)
    asterisk = PrivateAsterisk(home, find_asterisk(cache, silent), free_ports(), cache)
    options = Options(patience_s=3, period_s=1)
    try:
        assert asterisk.start(CENTRE, credentials.of_switch(), options)
        yield Switch(asterisk, credentials, options, find_sipp(cache, silent))
    finally:
        asterisk.stop()


@pytest.fixture
def ami(switch: Switch) -> Iterator[Ami]:
    """A manager connection as the daemon's user, and a heartbeat that is fresh at the start of the test."""
    connection = Ami(switch.login)
    try:
        connection.beat()
        yield connection
    finally:
        connection.close()


class Sip:
    """Callers and phones of one test."""

    def __init__(self, switch: Switch, folder: Path, ami: Ami) -> None:
        self._sipp = Sipp(switch.sipp, switch.asterisk.ports, folder)
        self._phones = switch.credentials.phones
        self._ami = ami
        self._callers: list[subprocess.Popen[bytes]] = []

    def phones(self, *phones: str, behaviour: str = "phone", **keys: int) -> None:
        """Register phones that behave as the scenario ``behaviour`` says; returns when all are reachable."""
        self._sipp.start(
            Traffic(
                scenario="register",
                answers=behaviour,
                rows=[phone_row(phone, self._phones[phone]) for phone in phones],
                address=PHONE_ADDRESS,
                calls=len(phones),
                keys=keys,
            )
        )
        for phone in phones:
            self._ami.event("ContactStatus", AOR=phone, ContactStatus="Reachable")

    def call(
        self,
        number: str = "700",
        caller: str = "+15551234",
        name: str = '"Ann"',
        patience_ms: int = 60_000,
        calls: int = 1,
    ) -> None:
        """One call from the trunk, or several shortly after each other."""
        row = f"{number};{caller};{name};{patience_ms}"
        self._callers.append(self._sipp.start(Traffic(scenario="caller", rows=[row], calls=calls)))

    def wait_for_callers(self) -> None:
        """Until all calls from the trunk have ended."""
        for process in self._callers:
            process.wait(timeout=30)

    def dial(self, phone: str, number: str, keys: str = "", patience_ms: int = 60_000) -> None:
        """A phone dials ``number`` and then presses ``keys``."""
        row = authentication(phone, self._phones[phone])
        self._sipp.start(
            Traffic(
                scenario="dial",
                rows=[f"{number};{phone};{row};{patience_ms}"],
                address=PHONE_ADDRESS,
                pressed=keys,
            )
        )

    def complaints(self) -> str:
        return self._sipp.complaints()

    def stop(self) -> None:
        self._sipp.stop()


@pytest.fixture
def sip(switch: Switch, ami: Ami, tmp_path: Path) -> Iterator[Sip]:
    traffic = Sip(switch, tmp_path / "sipp", ami)
    try:
        yield traffic
    finally:
        traffic.stop()
        ami.hang_up_everything()
