"""The journal: what is in it survives, what is cut or wrong is noticed, a bad disk stops no call."""

import errno
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from acd.events import Tick
from acd.runtime import codec, journal
from acd.runtime.codec import JournalError
from acd.runtime.journal import RETRY_LINES, Journal, read_segment, segments
from tests.runtime.days import START_MS, Day


def test_every_event_is_read_back_as_it_was(tmp_path: Path) -> None:
    day = Day(tmp_path)
    day.live(200)
    day.journal.close()
    (path,) = segments(tmp_path)
    segment = read_segment(path)
    assert segment.first == 1
    assert not segment.torn
    assert [line.n for line, _ in journal.events(segment)] == list(range(1, len(segment.lines) + 1))
    times = [line.t for line in segment.lines]
    assert times == sorted(times)
    assert times[-1] == day.now_ms


def test_what_was_flushed_is_on_disk_without_closing(tmp_path: Path) -> None:
    """As after a kill -9: nothing is closed, another process reads."""
    day = Day(tmp_path)
    day.live(50)
    assert len(read_segment(segments(tmp_path)[-1]).lines) == 56
    day.journal.close()


def test_a_line_cut_at_any_byte_ends_the_journal_and_nothing_else(tmp_path: Path) -> None:
    day = Day(tmp_path / "whole")
    day.live(20)
    day.journal.close()
    (path,) = segments(tmp_path / "whole")
    data = path.read_bytes()
    last_line = data.rstrip(b"\n").rfind(b"\n") + 1
    whole = len(read_segment(path).lines)
    cut = tmp_path / path.name
    for end in range(last_line, len(data)):
        cut.write_bytes(data[:end])
        segment = read_segment(cut)
        missing_newline_only = end == len(data) - 1
        assert len(segment.lines) == (whole if missing_newline_only else whole - 1)
        assert segment.torn == (not missing_newline_only and end > last_line)


def test_a_broken_line_in_the_middle_is_an_error_that_names_it(tmp_path: Path) -> None:
    day = Day(tmp_path)
    day.live(20)
    day.journal.close()
    (path,) = segments(tmp_path)
    lines = path.read_bytes().splitlines(keepends=True)
    lines[5] = b"{broken\n"
    path.write_bytes(b"".join(lines))
    with pytest.raises(JournalError, match="line 6 is broken"):
        read_segment(path)


def test_rubbish_is_no_journal(tmp_path: Path) -> None:
    path = tmp_path / "journal-000000000001.jsonl"
    path.write_bytes(b"hello\n")
    with pytest.raises(JournalError, match="not a journal header"):
        read_segment(path)


def test_segments_rotate_and_old_ones_go(tmp_path: Path) -> None:
    day = Day(tmp_path, segment_bytes=4_000, segments_kept=3)
    day.live(300)
    day.journal.close()
    kept = segments(tmp_path)
    assert len(kept) == 3
    firsts = [read_segment(path) for path in kept]
    for earlier, later in pairwise(firsts):
        assert earlier.first + len(earlier.lines) == later.first


class Disk:
    """Opens files that refuse to be written while ``full``."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.full = False
        disk = self
        real_open = Path.open

        class File:
            def __init__(self, file: Any) -> None:
                self._file = file

            def write(self, data: bytes) -> int:
                if disk.full:
                    raise OSError(errno.ENOSPC, "No space left on device")
                return int(self._file.write(data))

            def __getattr__(self, name: str) -> Any:
                return getattr(self._file, name)

            def __enter__(self) -> Any:
                return self._file.__enter__()

            def __exit__(self, *details: object) -> None:
                self._file.__exit__(*details)

        def open_(path: Path, mode: str = "r", *options: Any, **named: Any) -> Any:
            file = real_open(path, mode, *options, **named)
            return File(file) if mode == "wb" and path.name.startswith("journal-") else file

        monkeypatch.setattr(Path, "open", open_)


def test_a_full_disk_stops_no_call_and_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Disk(monkeypatch)
    day = Day(tmp_path)
    disk.full = True
    day.live(50)
    assert "No space left" in day.journal.error
    assert day.engine.state.calls
    day.journal.close()


def test_when_the_disk_has_room_again_a_new_segment_begins_with_the_state_of_that_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(monkeypatch)
    day = Day(tmp_path)
    disk.full = True
    day.live(10)
    disk.full = False
    day.live(RETRY_LINES + 20)
    assert day.journal.error == ""
    day.journal.close()
    newest = read_segment(segments(tmp_path)[-1])
    assert newest.lines
    assert newest.first + len(newest.lines) == len(day_events(day)) + 1


def day_events(day: Day) -> range:
    """As many as were handled, journalled or not."""
    return range(day.journal._next - 1)


def test_numbers_go_on_where_the_last_journal_ended(tmp_path: Path) -> None:
    day = Day(tmp_path)
    day.journal.close()
    again = Journal(tmp_path, lambda: day.engine.state, next_number=7)
    again.append(START_MS, Tick(), [])
    again.close()
    assert [line.n for line in read_segment(segments(tmp_path)[-1]).lines] == [7]


def test_commands_that_differ_have_another_digest() -> None:
    day_one, day_two = codec.digest([]), codec.digest([])
    assert day_one == day_two == ""
