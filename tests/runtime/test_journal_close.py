"""What the journal does at its edges: after it was closed, and when old segments cannot be removed."""

import os
from pathlib import Path

import pytest

from acd.engine.state import State
from acd.events import Tick
from acd.runtime.journal import Journal, read_segment, segments
from acd.testing.engine import NOON_MS


def test_a_flush_that_was_still_to_come_when_the_journal_was_closed_begins_no_segment(tmp_path: Path) -> None:
    journal = Journal(tmp_path, State)
    journal.append(NOON_MS, Tick(), [])
    journal.close()
    journal.append(NOON_MS, Tick(), [])
    journal.flush()
    journal.retry()
    journal.close()
    assert [len(read_segment(path).lines) for path in segments(tmp_path)] == [1]
    assert journal.error == ""


def test_an_old_segment_that_cannot_be_removed_stops_no_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unlink = Path.unlink

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path.suffix == ".jsonl":
            raise PermissionError(13, "Permission denied", str(path))
        unlink(path, missing_ok)

    journal = Journal(tmp_path, State, segment_bytes=1, segments_kept=1)
    monkeypatch.setattr(Path, "unlink", refuse)
    for _ in range(3):
        journal.append(NOON_MS, Tick(), [])
        journal.flush()
    journal.close()
    assert len(segments(tmp_path)) == 4
    assert "Permission denied" in journal.error


def test_a_sync_that_failed_ends_the_segment_and_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    journal = Journal(tmp_path, State)
    monkeypatch.setattr(os, "fdatasync", fail)
    journal.sync()
    journal.append(NOON_MS, Tick(), [])
    journal.flush()
    assert "Input/output error" in journal.error
    journal.retry()
    assert journal.error == ""
    journal.append(NOON_MS, Tick(), [])
    journal.close()
    first, second = (read_segment(path) for path in segments(tmp_path))
    assert (len(first.lines), first.first, len(second.lines), second.first) == (0, 1, 1, 2)


def test_a_journal_that_was_closed_or_failed_needs_no_sync(tmp_path: Path) -> None:
    journal = Journal(tmp_path, State)
    journal.close()
    journal.sync()
    assert journal.error == ""


def test_nobody_else_may_read_what_callers_are_called(tmp_path: Path) -> None:
    folder = tmp_path / "journal"
    journal = Journal(folder, State)
    journal.close()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.stat().st_mode & 0o777 for path in folder.iterdir()] == [0o600]
