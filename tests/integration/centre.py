"""A whole centre as its users have it: ``acd up`` as a process of its own, seen through the API, SQL and telephones."""

import json
import os
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from acd.adapters.sql.columns import ms_to_text
from acd.embedded import Ports, free_ports
from acd.embedded.login import Login
from acd.embedded.process import Mark, load_mark
from acd.embedded.process import stop as stop_process
from tests.integration.softphone import WAIT_S, SipCall, Softphone

ROOT = Path(__file__).resolve().parents[2]
TRUNK = "127.0.0.2"
START_S = 45.0
STOP_S = 25.0
POLL_S = 0.02
Row = dict[str, Any]
ENTRY = ("-m", "acd")

CENTRE = """
[projects.shop]
name = "Shop"
[projects.help]
name = "Помощь"
language = "ru"

[queues.sales]
name = "Sales"
project = "shop"
ring_timeout_s = 2
[queues.support-2]
name = "Поддержка"
project = "help"
ring_timeout_s = 2
wrap_up_s = 1

[agents]
101 = { name = "Ann", queues = ["sales"], phone = "1001" }
102 = { name = "Bob", queues = ["sales"], phone = "1002" }
103 = { name = "Вера", queues = ["sales", "support-2"], phone = "1003" }
104 = { name = "Глеб", queues = ["support-2"], phone = "1004" }

[phones]
1001 = {}
1002 = {}
1003 = {}
1004 = {}
1005 = { label = "Spare" }
1006 = { label = "Spare" }

[numbers]
700 = { queue = "sales" }
800 = { queue = "support-2" }

[trunks.demo]
match = ["127.0.0.2"]
"""


class ApiError(AssertionError):
    def __init__(self, status: int, body: Row) -> None:
        super().__init__(f"{status} {body}")
        self.status = status
        self.body = body


class Centre:
    """``start`` begins a daemon and its Asterisk; ``kill`` ends the daemon alone; ``clear`` is for the next test."""

    def __init__(self, folder: Path, toml: str = CENTRE) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.database = self.home / "acd.db"
        self.ports: Ports = free_ports()
        self.process: subprocess.Popen[bytes] | None = None
        self.softphones: list[Softphone] = []
        self.out = folder / "out.txt"
        self.log = folder / "log.txt"
        self._centre_file = folder / "centre.toml"
        self._centre_file.write_text(toml, "utf-8")
        self._write_pins("101", "102", "103", "104")
        self._starts = 0

    def _write_pins(self, *agents: str) -> None:
        """Longer PINs than the generated ones, so that none is found in a file by chance."""
        self.home.mkdir(mode=0o700)
        secrets_file = self.home / "secrets.toml"
        secrets_file.touch(mode=0o600)
        pins = (f'"{agent}" = "{secrets.randbelow(10**11):011d}"' for agent in agents)
        secrets_file.write_text("\n".join(("[agents]", *pins, "")), "utf-8")

    # --- the process

    def command(self, *options: str) -> list[str]:
        """The command line of ``acd up`` in this home."""
        ports = (f"--sip=127.0.0.1:{self.ports.sip}", f"--ami=127.0.0.1:{self.ports.ami}", "--http=127.0.0.1:0")
        centre = () if self._starts else (f"--centre={self._centre_file}",)
        return [sys.executable, *ENTRY, "up", f"--home={self.home}", *ports, *centre, *options]

    def begin(self, *options: str, **environment: str) -> None:
        """Start the process, and do not wait."""
        command = self.command(*options)
        self._starts += 1
        (self.home / "address").unlink(missing_ok=True)
        with self.out.open("ab") as out, self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=log,
                cwd=ROOT,
                env={**os.environ, "ACD_OUTBOX__FLUSH_S": "0.1", "ACD_LOG__FORMAT": "json", **environment},
            )

    def start(self, *options: str, **environment: str) -> float:
        """Start it; returns when ``/readyz`` says so. The seconds that took."""
        began = time.monotonic()
        self.begin(*options, **environment)
        self.until(self.ready, "ready", START_S)
        return time.monotonic() - began

    def ready(self) -> bool:
        """What ``/readyz`` says; an ended process is an error."""
        assert self.process is not None
        assert self.process.poll() is None, f"acd up ended with {self.process.returncode}: {self.tail()}"
        try:
            return bool(self.get("/readyz")["ready"])
        except (OSError, ApiError):
            return False

    def kill(self) -> None:
        """kill -9 the daemon; Asterisk and its calls go on."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def stop(self, seconds: float = STOP_S) -> int:
        """Ask the daemon to end, as Ctrl-C does; its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(seconds)
        self.process = None
        return code

    def close(self) -> None:
        """End all that was started."""
        for phone in self.softphones:
            phone.vanish()
        self.kill()
        mark = self.asterisk()
        if mark is not None:
            stop_process(mark, 5.0)

    def asterisk(self) -> Mark | None:
        """The private Asterisk's process, while it lives."""
        return load_mark(self.home / "asterisk/process.json")

    def kill_asterisk(self) -> None:
        mark = self.asterisk()
        assert mark is not None
        self.kill_process(mark)

    def kill_process(self, mark: Mark) -> None:
        os.kill(mark.pid, signal.SIGKILL)
        self.until(lambda: not mark.alive(), "the end of Asterisk")

    def tail(self) -> str:
        return self.log.read_text("utf-8", errors="replace")[-2_000:] if self.log.exists() else ""

    def until(self, true: Callable[[], object], what: str, seconds: float = WAIT_S) -> None:
        """Poll until ``true`` is."""
        deadline = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < deadline, f"no {what} within {seconds} s; log: {self.tail()}"
            time.sleep(POLL_S)

    def parts(self) -> Row:
        """The parts of ``/readyz``, also when it says 503."""
        try:
            answer: Row = self.get("/readyz")
        except ApiError as error:
            answer = error.body
        parts: Row = answer["parts"]
        return parts

    # --- the API

    def request(self, method: str, path: str, body: bytes | None = None, kind: str = "application/json") -> Any:
        """The decoded answer. Raises ApiError for a refusal."""
        url = (self.home / "address").read_text("utf-8").strip() + path
        token = (self.home / "token").read_text("utf-8").strip()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": kind}
        try:
            with urllib.request.urlopen(
                urllib.request.Request(url, body, headers, method=method), timeout=WAIT_S
            ) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                raise ApiError(error.code, json.loads(error.read())) from None

    def get(self, path: str) -> Any:
        return self.request("GET", path)

    def post(self, path: str, **body: Any) -> Any:
        return self.request("POST", path, json.dumps(body).encode())

    def apply(self, toml: str) -> Any:
        return self.request("POST", "/api/v1/centre", toml.encode(), "application/toml")

    def agent(self, agent: str) -> Row:
        return next(row for row in self.get("/api/v1/agents")["agents"] if row["id"] == agent)

    def calls(self) -> list[Row]:
        calls: list[Row] = self.get("/api/v1/calls")["calls"]
        return calls

    def call(self, caller: str) -> Row | None:
        """The live call of a caller's number."""
        return next((row for row in self.calls() if row["caller_number"] == caller), None)

    def wait_call(self, caller: str, state: str, seconds: float = WAIT_S, **more: Any) -> Row:
        """Wait until the caller's call has ``state`` and ``more``; the call."""
        found: list[Row] = []

        def there() -> bool:
            found[:] = [row for row in self.calls() if row["caller_number"] == caller]
            return bool(found) and {"state": state, **more}.items() <= found[0].items()

        try:
            self.until(there, f"{state} call", seconds)
        except AssertionError as error:
            raise AssertionError(f"call of {caller}: wanted {state} {more}, found {found}") from error
        return found[0]

    def wait_agent(self, agent: str, state: str, seconds: float = WAIT_S, **more: Any) -> Row:
        row: Row = {}

        def there() -> bool:
            row.update(self.agent(agent))
            return {"state": state, **more}.items() <= row.items()

        try:
            self.until(there, f"{state} agent", seconds)
        except AssertionError as error:
            raise AssertionError(f"agent {agent}: wanted {state} {more}, found {row}") from error
        return row

    def log_in(self, agent: str, phone: str | None = None, ready: bool = True) -> Softphone:
        """The agent logs in (by the API) at a phone that is registered; returns when it can be rung, or rings."""
        softphone = self.phone(phone or f"1{int(agent) - 100:03d}")
        self.post(f"/api/v1/agents/{agent}/login", phone=softphone.user, ready=ready)
        self.until(lambda: self._can_be_rung(agent, ready), f"agent {agent} with a phone that is there")
        return softphone

    def _can_be_rung(self, agent: str, ready: bool) -> bool:
        row = self.agent(agent)
        return row["phone_state"] in ("idle", "ringing") and (row["state"] in ("ready", "ringing")) == ready

    # --- records

    def sql(self, query: str, *values: object) -> list[Row]:
        """Rows of the database that the daemon writes."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10)) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute(query, values)]

    def rows(self, count: int, query: str, *values: object) -> list[Row]:
        """Wait for exactly so many rows."""
        found: list[Row] = []

        def there() -> bool:
            try:
                found[:] = self.sql(query, *values)
            except sqlite3.OperationalError:
                return False  # no database yet, or no tables in it
            return len(found) >= count

        try:
            self.until(there, "rows")
        except AssertionError as error:
            raise AssertionError(f"{query} {values}: wanted {count} rows, found {found}") from error
        assert len(found) == count, found
        return found

    def record(self, caller: str) -> Row:
        """The one row of table call of a caller's number."""
        return self.rows(1, 'select * from "call" where caller_number = ?', caller)[0]

    def visits(self, call: int) -> list[Row]:
        return self.sql("select * from queue_visit where call_id = ? order by entered_at, id", call)

    def offers(self, call: int) -> list[Row]:
        return self.sql("select * from offer where call_id = ? order by offered_at, id", call)

    @staticmethod
    def now() -> str:
        """This moment as the records write it."""
        return ms_to_text(int(time.time() * 1000))

    # --- telephones

    @property
    def secrets(self) -> dict[str, dict[str, str]]:
        return tomllib.loads((self.home / "secrets.toml").read_text("utf-8"))

    @property
    def sip(self) -> tuple[str, int]:
        return self.ports.sip_host, self.ports.sip

    @property
    def ami(self) -> Login:
        return Login("127.0.0.1", self.ports.ami, "acd", self.secrets["ami"]["secret"])

    def phone(self, phone: str) -> Softphone:
        """A registered telephone."""
        softphone = Softphone(self.sip, user=phone, password=self.secrets["phones"][phone])
        self.softphones.append(softphone)
        softphone.register()
        return softphone

    def caller(self, number: str, caller: str, name: str = "") -> SipCall:
        """A call from the trunk; returns when it was answered, so the caller hears something."""
        line = Softphone(self.sip, TRUNK, user=caller)
        self.softphones.append(line)
        call = line.dial(number, caller, name)
        call.wait_answered()
        return call

    def clear(self) -> None:
        """End all calls, log everybody out, and switch off all telephones."""
        for softphone in self.softphones:
            for call in softphone.calls:
                softphone.hang_up(call)
        for agent in self.get("/api/v1/agents")["agents"]:
            if agent["state"] != "logged out":
                self.post(f"/api/v1/agents/{agent['id']}/logout")
        for row in self.calls():
            with suppress(ApiError):  # it ends by itself meanwhile
                self.post(f"/api/v1/calls/{row['id']}/hangup")
        self.until(lambda: not self.calls(), "end of all calls")
        for softphone in self.softphones:
            softphone.close()
        self.softphones.clear()


@pytest.fixture(scope="module")
def module_centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    centre = Centre(tmp_path_factory.mktemp("up"))
    try:
        centre.start()
        yield centre
    finally:
        centre.close()


@pytest.fixture
def centre(module_centre: Centre) -> Iterator[Centre]:
    """The module's centre, with nobody logged in and no calls."""
    yield module_centre
    if module_centre.process is None:
        module_centre.start()
    module_centre.clear()


@pytest.fixture
def own_centre(tmp_path: Path) -> Iterator[Centre]:
    """A centre of the test's own, not started yet, which it may break."""
    centre = Centre(tmp_path)
    try:
        yield centre
    finally:
        centre.close()


def free_tcp_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
