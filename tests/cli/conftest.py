"""A command line in front of a daemon that answers from a thread, as another process would."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from acd.adapters.http.access import Gate
from acd.adapters.http.app import Server
from acd.adapters.http.metrics import Metrics
from acd.adapters.http.route import Context
from acd.cli import main
from acd.config.centre import load_centre
from acd.config.centre_text import TomlCentre
from acd.config.home import Home
from acd.resources import resource
from acd.testing.backend import FakeBackend


@dataclass(frozen=True, slots=True)
class Outcome:
    code: int
    out: str
    err: str


Acd = Callable[..., Outcome]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """The home folder that commands find by themselves."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ACD_TOKEN", raising=False)
    monkeypatch.setenv("ACD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "100")
    return Home(tmp_path / "home")


@pytest.fixture
def acd(home: Home, capsys: pytest.CaptureFixture[str]) -> Acd:
    """``acd("agent", "list")`` runs the command in this process."""

    def run(*arguments: str) -> Outcome:
        capsys.readouterr()
        code = main(arguments)
        return Outcome(code, *capsys.readouterr())

    return run


@pytest.fixture
def backend(home: Home) -> Iterator[FakeBackend]:
    """The fake daemon that runs in ``home``."""
    fake = FakeBackend(current=load_centre(resource("config/centre.toml")))
    metrics = Metrics()
    context = Context(fake, TomlCentre(), Gate(home.provide_token()), metrics.render)
    started, loop = threading.Event(), asyncio.new_event_loop()
    stop = asyncio.Event()

    async def serve() -> None:
        server = await Server.start(context, "127.0.0.1", 0)
        home.write_address(server.url)
        started.set()
        await stop.wait()
        await server.stop()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert started.wait(10)
    yield fake
    loop.call_soon_threadsafe(stop.set)
    thread.join(10)
    loop.close()
