import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from acd.embedded.process import Mark, load_mark, stop

SLEEPER = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)",
]


@pytest.fixture
def children() -> Iterator[list[subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for child in started:
        child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()


def start(children: list[subprocess.Popen[bytes]], command: list[str]) -> Mark:
    child = subprocess.Popen(command, stdout=subprocess.PIPE)
    children.append(child)
    assert child.stdout
    assert child.stdout.readline() == b"up\n"
    mark = Mark.of(child.pid)
    assert mark is not None
    return mark


def test_a_live_process_is_found_again(tmp_path: Path, children: list[subprocess.Popen[bytes]]) -> None:
    mark = start(children, SLEEPER)
    mark.save(tmp_path / "mark")
    assert load_mark(tmp_path / "mark") == mark


@pytest.mark.parametrize("command", [SLEEPER, STUBBORN])
def test_a_process_is_stopped(tmp_path: Path, children: list[subprocess.Popen[bytes]], command: list[str]) -> None:
    mark = start(children, command)
    mark.save(tmp_path / "mark")
    stop(mark, seconds=0.3)
    assert not mark.alive()
    assert load_mark(tmp_path / "mark") is None


def test_another_process_with_the_same_pid_is_left_alone(children: list[subprocess.Popen[bytes]]) -> None:
    mark = start(children, SLEEPER)
    stop(Mark(mark.pid, mark.started - 1), seconds=0.3)
    assert mark.alive()


def test_a_process_that_is_gone_needs_no_stopping(children: list[subprocess.Popen[bytes]]) -> None:
    mark = start(children, SLEEPER)
    children[0].kill()
    children[0].wait()
    stop(mark, seconds=0.3)
    assert not mark.alive()


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"pid": 1}', '{"pid": 999999999, "started": 1}'])
def test_a_damaged_or_old_file_names_nobody(tmp_path: Path, text: str) -> None:
    (tmp_path / "mark").write_text(text)
    assert load_mark(tmp_path / "mark") is None
    assert load_mark(tmp_path / "absent") is None
