"""Journals of whole centres, with lost events, audits, restarts and new configurations, replay and recover exactly."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from acd.commands import Command
from acd.engine.engine import Engine
from acd.events import Event, Tick
from acd.runtime import codec
from acd.runtime.journal import Journal, segments
from acd.runtime.replay import recover, replay
from tests.engine.runs import Run

STEPS = 1_000


class Journalled:
    """A run that is written down as the loop does it: flushed after every ``batch`` events."""

    def __init__(self, folder: Path, seed: int, batch: int = 1, segment_bytes: int = 60_000) -> None:
        self.engine = Engine()
        self.journal = Journal(folder, lambda: self.engine.state, segment_bytes=segment_bytes, segments_kept=1_000)
        self._batch = batch
        self._appended = 0
        self.run = Run(seed, self.engine, self.handle)

    def handle(self, event: Event, now_ms: int) -> list[Command]:
        commands = self.engine.handle(event, now_ms)
        self.journal.append(now_ms, event, commands)
        self._appended += 1
        if self._appended % self._batch == 0:
            self.journal.flush()
        return commands


@pytest.mark.parametrize(("seed", "batch"), [(1, 1), (2, 3), (3, 17)])
def test_every_segment_replays_identical(tmp_path: Path, seed: int, batch: int) -> None:
    life = Journalled(tmp_path, seed, batch)
    life.run.live(STEPS)
    life.journal.close()
    paths = segments(tmp_path)
    assert len(paths) > 5
    results = [replay(path) for path in paths]
    assert all(result.identical for result in results), [result.difference for result in results]
    assert sum(result.events for result in results) == len(life.run.events)


@pytest.mark.parametrize(("seed", "batch"), [(4, 1), (5, 5)])
def test_recovery_gives_the_state_to_the_byte(tmp_path: Path, seed: int, batch: int) -> None:
    life = Journalled(tmp_path, seed, batch)
    life.run.live(STEPS)
    life.journal.flush()
    recovered = recover(tmp_path)
    life.journal.close()
    assert recovered is not None
    assert codec.encode_state(recovered.engine.state) == codec.encode_state(life.engine.state)
    assert recovered.engine.next_wakeup_ms() == life.engine.next_wakeup_ms()
    assert recovered.next_number == len(life.run.events) + 1


def test_another_order_of_hashes_gives_the_same_commands(tmp_path: Path) -> None:
    life = Journalled(tmp_path, seed=6, segment_bytes=10_000_000)
    life.run.live(STEPS)
    life.journal.close()
    code = "import sys, pathlib; from acd.runtime.replay import replay; print(replay(pathlib.Path(sys.argv[1])))"
    said = set()
    for seed in ("0", "1", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        command = [sys.executable, "-c", code, str(tmp_path)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)
        said.add(done.stdout)
    assert len(said) == 1
    assert f"events={len(life.run.events)}, difference=''" in said.pop()


def test_time_does_not_go_back_over_a_restart_right_after_a_new_segment(tmp_path: Path) -> None:
    """The newest segment has no event yet, but the state in its header has seen one."""
    life = Journalled(tmp_path, seed=7)
    life.run.live(50)
    life.journal.close()
    again = Journal(tmp_path, lambda: life.engine.state, next_number=len(life.run.events) + 1, last_ms=life.run.now_ms)
    again.close()
    recovered = recover(tmp_path)
    assert recovered is not None
    assert recovered.last_ms == life.run.now_ms


def test_an_event_that_stops_the_engine_is_a_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    life = Journalled(tmp_path, seed=8, segment_bytes=10_000_000)
    life.run.live(100)
    life.journal.close()
    number = next(n for n, (_, event) in enumerate(life.run.events, 1) if isinstance(event, Tick))
    handle = Engine.handle

    def fail(engine: Engine, event: Event, now_ms: int) -> list[Command]:
        if isinstance(event, Tick):
            raise KeyError("a bug")
        return handle(engine, event, now_ms)

    monkeypatch.setattr(Engine, "handle", fail)
    result = replay(tmp_path)
    assert not result.identical
    assert f"event {number} (Tick)" in result.difference
    assert "a bug" in result.difference
