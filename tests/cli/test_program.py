"""The program: start-up, help, exit codes, and what up and run hand on."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from acd.cli import run as run_module
from acd.cli import up as up_module
from acd.cli.lazy import ENTRIES, load
from acd.config.options import RunOptions, UpOptions
from acd.errors import EngineBug, PlatformError
from tests.cli.conftest import Acd

HEAVY = ["aiohttp", "sqlalchemy", "alembic", "panoramisk", "prometheus_client", "acd.bootstrap", "acd.engine"]


def _loaded_after(*arguments: str) -> set[str]:
    script = f"""
import sys
from acd.cli import main
code = main({arguments!r})
sys.stderr.write("".join(name + chr(10) for name in sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    return set(done.stderr.splitlines())


@pytest.mark.parametrize("arguments", [["--help"], ["version"], ["agent", "--help"], ["agent", "list", "--home", "no"]])
def test_short_commands_load_no_heavy_library(arguments: list[str]) -> None:
    loaded = _loaded_after(*arguments)
    assert "typer" in loaded
    assert [name for name in HEAVY if name in loaded] == []


def test_python_m_acd_is_the_command() -> None:
    command = [sys.executable, "-m", "acd", "nonsense"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert "No such command 'nonsense'" in done.stderr


def test_a_reader_that_has_seen_enough_gets_no_traceback() -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m acd --help | true"], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stderr == ""


def test_help_lists_every_command(acd: Acd) -> None:
    outcome = acd("--help")
    assert outcome.code == 0
    words = " ".join(outcome.out.replace("│", " ").split())  # a long summary takes two lines
    for entry in ENTRIES.values():
        assert f" {entry.name} {entry.summary} " in words


def _commands(command: Any, path: str) -> list[tuple[str, Any]]:
    inner = getattr(command, "commands", None)
    return (
        [(path, command)]
        if inner is None
        else [found for name, one in inner.items() for found in _commands(one, f"{path} {name}")]
    )


@pytest.mark.parametrize("name", ENTRIES)
def test_every_command_has_json_and_help(name: str) -> None:
    for path, command in _commands(load(name), name):
        options = [option for parameter in command.params for option in parameter.opts]
        assert "--json" in options, path
        assert command.help, path
        for parameter in command.params:
            assert parameter.help, f"{path} {parameter.name}"


@pytest.mark.parametrize("name", [name for name in ENTRIES if hasattr(load(name), "commands")])
def test_the_summary_of_a_group_names_its_commands(name: str) -> None:
    named = ENTRIES[name].summary.rstrip(".").partition(": ")[2].split(", ")
    assert sorted(named) == sorted(load(name).commands)


def test_a_typo_gets_a_suggestion(acd: Acd) -> None:
    outcome = acd("agnet", "list")
    assert (outcome.code, "Did you mean 'agent'?" in outcome.err) == (2, True)


def test_up_hands_its_options_on(acd: Acd, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[UpOptions] = []

    def start(options: UpOptions) -> int:
        given.append(options)
        return 7

    monkeypatch.setattr(up_module, "start", start)
    arguments = ["--http", "127.0.0.1:0", "--sip", "[::1]:5070", "--ami", "localhost:5038", "--demo", "--for", "1.5"]
    outcome = acd("up", *arguments, "--json", "--centre", "c.toml", "--acd", "a.toml", "--home", "h")
    assert outcome.code == 7
    assert given == [
        UpOptions(
            home=Path("h"),
            http=("127.0.0.1", 0),
            sip=("::1", 5070),
            ami=("localhost", 5038),
            demo=True,
            for_s=1.5,
            json=True,
            centre=Path("c.toml"),
            acd=Path("a.toml"),
        )
    ]


def test_run_hands_its_options_on(acd: Acd, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[RunOptions] = []

    def start(options: RunOptions) -> int:
        given.append(options)
        return 0

    monkeypatch.setattr(run_module, "start", start)
    assert acd("run", "--config", "a.toml", "--centre", "c.toml", "--home", "h").code == 0
    assert given == [RunOptions(home=Path("h"), acd=Path("a.toml"), centre=Path("c.toml"))]


@pytest.mark.parametrize(
    ("error", "code", "text"),
    [
        (PlatformError("port 5060 is taken"), 1, "acd: port 5060 is taken\n"),
        (EngineBug("two\nlines"), 1, "acd: two\nacd: lines\n"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_how_a_start_may_end(
    acd: Acd, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, text: str
) -> None:
    def start(_options: UpOptions) -> int:
        raise error

    monkeypatch.setattr(up_module, "start", start)
    outcome = acd("up")
    assert (outcome.code, outcome.err) == (code, text)
