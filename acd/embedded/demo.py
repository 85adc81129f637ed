"""Simulated traffic for a private centre: real SIP calls by SIPp, so that everything that is shown has happened.

Agents' phones register, their agents log in by dialling ``*11`` and keying in their PINs, and answer after a moment;
callers dial the centre's numbers from the trunk's address, wait as long as they like, and hang up when they are done.
Behind trunks that lead to loopback are people who can be called: their numbers say how they answer (``callees``).
"""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from acd.embedded.asterisk import PrivateAsterisk
from acd.embedded.callees import Manners, callees
from acd.embedded.credentials import Credentials
from acd.embedded.layout import free_udp_port
from acd.embedded.sipp import PHONE_ADDRESS, Sipp, Traffic, authentication, phone_row
from acd.model.centre import Agent, Centre

AGENTS_MAX = 20  # each logs in by a process of its own, for a few seconds
REGISTER_S = 10.0
LOGIN_PATIENCE_MS = 15_000
_CALLERS = 500  # different callers; then they call again
_POLL_S = 0.1
_NAMES = ("Ann Arbor", "Bob Baker", "O'Brien", "Иван Петров", "Ольга", "Smith, John", "José", "")


@dataclass(frozen=True, slots=True)
class Pace:
    """How busy the demo is. Times in milliseconds, each drawn evenly between the two."""

    calls_per_minute: int = 6  # under half of what the sample centre can do: the rest is left for its campaign
    ring_ms: tuple[int, int] = (1_000, 3_000)  # until an agent answers
    talk_ms: tuple[int, int] = (5_000, 20_000)  # until an agent hangs up
    stay_ms: tuple[int, int] = (10_000, 60_000)  # until a caller hangs up, waiting or talking
    called: Manners | None = None  # of people whom the centre calls; None: the usual ones


class Demo:
    """``start`` once the daemon takes calls; ``stop`` ends all of it. ``program`` is SIPp's argv prefix."""

    def __init__(
        self,
        asterisk: PrivateAsterisk,
        program: Sequence[str],
        centre: Centre,
        credentials: Credentials,
        folder: Path,
        pace: Pace | None = None,
    ) -> None:
        self._asterisk = asterisk
        self._centre = centre
        self._credentials = credentials
        self._pace = pace or Pace()
        self._folder = folder
        self._sipp = Sipp(program, asterisk.ports, folder)

    def start(self) -> None:
        """Register phones, log agents in, let callers call. Blocks until the phones are registered."""
        self._sipp.stop_left_over()
        self._be_called()
        agents = [agent for agent in self._centre.agents.values() if agent.phone][:AGENTS_MAX]
        if agents:
            self._register(agents)
            self._log_in(agents)
        if self._centre.numbers:
            self._call()

    def stop(self) -> None:
        """End all traffic; returns when its processes are gone. Calls that are up lose their other side."""
        self._sipp.stop()

    def _be_called(self) -> None:
        for trunk in self._centre.trunks.values():
            address, _, port = trunk.outbound.partition(":")
            if address.startswith("127.") and port:
                self._sipp.start(callees(address, int(port), self._folder / trunk.id, self._pace.called))

    def _register(self, agents: Sequence[Agent]) -> None:
        phones = sorted({agent.phone for agent in agents if agent.phone})
        port = free_udp_port(PHONE_ADDRESS)
        self._sipp.start(
            Traffic(
                scenario="register",
                answers="agent",
                rows=[phone_row(phone, self._credentials.phones[phone]) for phone in phones],
                address=PHONE_ADDRESS,
                port=port,
                calls=len(phones),
                keys={
                    "ring_min": self._pace.ring_ms[0],
                    "ring_max": self._pace.ring_ms[1],
                    "talk_min": self._pace.talk_ms[0],
                    "talk_max": self._pace.talk_ms[1],
                },
            )
        )
        deadline = time.monotonic() + REGISTER_S
        while time.monotonic() < deadline:
            reachable = self._asterisk.cli("pjsip show contacts")
            if all(f"sip:{phone}@{PHONE_ADDRESS}:{port}" in reachable for phone in phones):
                return
            time.sleep(_POLL_S)

    def _log_in(self, agents: Sequence[Agent]) -> None:
        for agent in agents:
            phone = agent.phone or ""
            login = authentication(phone, self._credentials.phones[phone])
            self._sipp.start(
                Traffic(
                    scenario="dial",
                    rows=[f"*11{agent.id};{phone};{login};{LOGIN_PATIENCE_MS}"],
                    address=PHONE_ADDRESS,
                    pressed=f"{self._credentials.agents[agent.id]}#",
                )
            )

    def _call(self) -> None:
        chance = random.Random(1)
        numbers = sorted(number.number for number in self._centre.numbers.values() if number.queue is not None)
        rows = [
            f"{chance.choice(numbers)};+1555{chance.randrange(10**7):07};"
            f'"{chance.choice(_NAMES)}";{chance.randint(*self._pace.stay_ms)}'
            for _ in range(_CALLERS)
        ]
        self._sipp.start(
            Traffic(scenario="caller", rows=rows, calls=0, rate_per_s=self._pace.calls_per_minute / 60, at_once=50)
        )
