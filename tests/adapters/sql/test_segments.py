"""The outbox's files: torn ends, the cursor, the lock."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.adapters.sql.segments import (
    DiskSegment,
    FolderLock,
    Position,
    cut_torn_end,
    list_segments,
    load_cursor,
    save_cursor,
    segment_path,
    sync_folder,
)
from acd.errors import StoreError


def test_a_segment_takes_bytes_at_an_offset(tmp_path: Path) -> None:
    segment = DiskSegment(tmp_path / "a")
    assert segment.write_at(0, b"abcdef") == 6
    assert segment.write_at(3, b"XY") == 2
    segment.truncate(5)
    segment.sync()
    segment.close()
    assert (tmp_path / "a").read_bytes() == b"abcXY"
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600


def test_a_segment_is_never_one_that_exists(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    with pytest.raises(FileExistsError):
        DiskSegment(tmp_path / "a")


def test_segments_are_listed_by_number(tmp_path: Path) -> None:
    for number in (10, 9, 100):
        segment_path(tmp_path, number).touch()
    for name in ("cursor", "lock", "notes.facts", "dead-letters.jsonl"):
        (tmp_path / name).touch()
    assert list_segments(tmp_path) == [9, 10, 100]


@pytest.mark.parametrize("tail", [b"", b"x", b"\0" * 5_000, b"torn" * 40_000])
@pytest.mark.parametrize("whole", [b"", b"line\n", b"line\n" * 30_000])
def test_what_follows_the_last_newline_is_cut(tmp_path: Path, whole: bytes, tail: bytes) -> None:
    path = tmp_path / "segment"
    path.write_bytes(whole + tail)
    assert cut_torn_end(path) == len(tail)
    assert path.read_bytes() == whole


def test_without_a_cursor_reading_begins_at_the_beginning(tmp_path: Path) -> None:
    assert load_cursor(tmp_path) == Position(0, 0)


def test_the_cursor_is_kept(tmp_path: Path) -> None:
    save_cursor(tmp_path, Position(3, 700))
    save_cursor(tmp_path, Position(4, 12))
    assert load_cursor(tmp_path) == Position(4, 12)
    sync_folder(tmp_path)


@given(st.binary(max_size=40))
def test_a_damaged_cursor_counts_as_none(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("cursor")
    (folder / "cursor").write_bytes(content)
    assert load_cursor(folder) == Position(0, 0)


def test_a_torn_cursor_counts_as_none(tmp_path: Path) -> None:
    save_cursor(tmp_path, Position(12, 34_567))
    whole = (tmp_path / "cursor").read_bytes().rstrip()
    for length in range(len(whole)):
        (tmp_path / "cursor").write_bytes(whole[:length])
        assert load_cursor(tmp_path) == Position(0, 0)


def test_only_one_process_uses_a_folder(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path)
    with pytest.raises(StoreError, match="in use by another process"):
        FolderLock(tmp_path)
    lock.release()
    FolderLock(tmp_path).release()


def test_the_death_of_a_process_releases_its_lock(tmp_path: Path) -> None:
    program = (
        "import os, pathlib, sys\n"
        "from acd.adapters.sql.segments import FolderLock\n"
        "lock = FolderLock(pathlib.Path(sys.argv[1]))\n"
        "os.kill(os.getpid(), 9)\n"
    )
    assert subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False).returncode == -9
    FolderLock(tmp_path).release()
