"""SIPp as callers and phones: real SIP traffic for the demo and for tests, from the scenarios of this package."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from acd.embedded.layout import Ports, free_udp_port
from acd.embedded.process import Mark, load_mark, stop

SCENARIOS = Path(__file__).parent / "scenarios"
TRUNK_ADDRESS = "127.0.0.2"  # callers come from here; the sample centre's trunk is known by it
PHONE_ADDRESS = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Traffic:
    """One SIPp process: who does what how often. ``rows`` are the lines of its ``-inf`` file."""

    scenario: str  # name of a file in ``scenarios``, without .xml
    rows: Sequence[str]
    answers: str = ""  # scenario for calls that come in
    address: str = TRUNK_ADDRESS
    port: int | None = None  # None: a free one
    calls: int = 1  # how many are made in all; 0: no end
    rate_per_s: float = 10.0
    at_once: int = 100  # no more calls than this at the same time
    keys: Mapping[str, str | int] = field(default_factory=dict)  # fill the scenario's [key]
    pressed: str = ""  # the keys that ``dial`` presses
    order: str = "SEQUENTIAL"  # of the rows; RANDOM
    times: bool = False  # write when each message was sent or came to ``<scenario>-<process>.times`` in the folder


class Sipp:
    """Starts SIPp processes against one Asterisk and stops all of them; scratch files go to ``folder``."""

    def __init__(self, program: Sequence[str], ports: Ports, folder: Path) -> None:
        self._program = tuple(program)
        self._ports = ports
        self._folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []
        folder.mkdir(parents=True, exist_ok=True)

    def start(self, traffic: Traffic) -> subprocess.Popen[bytes]:
        """Start one process. Its exit code is 0 when all its calls went as the scenario says."""
        name = f"{traffic.scenario}-{len(self._processes)}"
        rows = self._folder / f"{name}.csv"
        _write_private(rows, "\n".join([traffic.order, *traffic.rows]) + "\n")
        command = [
            *self._program,
            f"{self._host()}:{self._ports.sip}",
            *("-sf", str(self._scenario(name, traffic.scenario, traffic)), "-inf", str(rows)),
            # A port of its own: SIPp's default would make two runs' phones look like one.
            *("-i", traffic.address, "-p", str(traffic.port or free_udp_port(traffic.address))),
            *("-mi", traffic.address),
            *("-r", str(round(traffic.rate_per_s * 60)), "-rp", "60000", "-l", str(traffic.at_once)),
            *("-nostdin", "-trace_err", "-error_file", str(self._folder / f"{name}.log")),
        ]
        if traffic.calls:
            command += ["-m", str(traffic.calls)]
        if traffic.times:
            command += ["-trace_shortmsg", "-shortmessage_file", str(self._folder / f"{name}.times")]
        if traffic.answers:
            command += ["-oocsf", str(self._scenario(name, traffic.answers, traffic))]
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self._folder,
            env={**os.environ, "TERM": "dumb"},
        )
        self._processes.append(process)
        mark = Mark.of(process.pid)
        if mark is not None:
            mark.save(self._folder / f"{name}.process")
        return process

    def complaints(self) -> str:
        """What the processes wrote about messages they did not expect."""
        logs = sorted(self._folder.glob("*.log"))
        return "\n".join(f"{log.name}:\n{log.read_text('utf-8', errors='replace')}" for log in logs)

    def stop(self) -> None:
        """Stop all processes; returns when they are gone."""
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.wait()
        self._processes.clear()
        for file in self._folder.glob("*.process"):
            file.unlink()

    def stop_left_over(self) -> None:
        """Stop the processes of a former run in the same folder that was killed."""
        for file in self._folder.glob("*.process"):
            mark = load_mark(file)
            if mark is not None:
                stop(mark, seconds=0)
            file.unlink()

    def _host(self) -> str:
        return PHONE_ADDRESS if self._ports.sip_host == "0.0.0.0" else self._ports.sip_host

    def _scenario(self, process: str, scenario: str, traffic: Traffic) -> Path:
        """The scenario with its ``[key]`` filled in: SIPp itself takes keys in messages alone, not in attributes."""
        text = (SCENARIOS / f"{scenario}.xml").read_text("utf-8")
        for key, value in traffic.keys.items():
            text = text.replace(f"[{key}]", str(value))
        if traffic.pressed:
            part = (SCENARIOS / "key.part").read_text("utf-8")
            text = text.replace("<!-- keys -->", "".join(part.replace("[digit]", key) for key in traffic.pressed))
        path = self._folder / f"{process}-{scenario}.xml"
        _write_private(path, text)
        return path


def phone_row(phone: str, password: str) -> str:
    """A line for ``register``."""
    return f"{phone};{authentication(phone, password)}"


def authentication(phone: str, password: str) -> str:
    """What SIPp makes a phone's digest answer from."""
    return f"[authentication username={phone} password={password}]"


def _write_private(path: Path, text: str) -> None:
    """Rows hold phones' passwords, scenarios may hold a PIN."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
