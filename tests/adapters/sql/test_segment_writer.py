"""The writing half of the outbox on disks that are full, refuse fsync, or take a line in pieces."""

import errno
from pathlib import Path

import pytest

from acd.adapters.sql.segment_writer import OutboxLimits, SegmentWriter
from acd.adapters.sql.segments import Position, list_segments, segment_path
from tests.adapters.sql.disk import FailingDisk


@pytest.fixture
def disk() -> FailingDisk:
    return FailingDisk()


@pytest.fixture
def writer(tmp_path: Path, disk: FailingDisk) -> SegmentWriter:
    return make_writer(tmp_path, disk)


def make_writer(
    folder: Path, disk: FailingDisk, *, segment_bytes: int = 1_000, disk_bytes: int = 100_000, waiting_facts: int = 20
) -> SegmentWriter:
    limits = OutboxLimits(segment_bytes=segment_bytes, disk_bytes=disk_bytes, waiting_facts=waiting_facts)
    return SegmentWriter(folder, 1, 0, limits, disk.open)


def lines(*numbers: int) -> list[bytes]:
    return [b"line %d\n" % number for number in numbers]


def on_disk(folder: Path) -> list[bytes]:
    data = b"".join(segment_path(folder, number).read_bytes() for number in list_segments(folder))
    return data.splitlines(keepends=True)


def test_lines_are_written_in_order(tmp_path: Path, writer: SegmentWriter) -> None:
    writer.append(lines(1, 2))
    writer.append(lines(3))
    assert on_disk(tmp_path) == lines(1, 2, 3)
    assert writer.end() == Position(1, 21)
    writer.close()


def test_no_file_is_made_before_there_is_something_to_write(tmp_path: Path, writer: SegmentWriter) -> None:
    writer.sync()
    writer.close()
    assert list_segments(tmp_path) == []


def test_a_full_segment_is_followed_by_the_next(tmp_path: Path, disk: FailingDisk) -> None:
    writer = make_writer(tmp_path, disk, segment_bytes=14)
    for number in range(1, 6):
        writer.append(lines(number))
    assert list_segments(tmp_path) == [1, 2, 3]
    assert on_disk(tmp_path) == lines(1, 2, 3, 4, 5)
    writer.sync()
    assert disk.syncs == 3  # the finished segments too
    writer.sync()
    assert disk.syncs == 3
    writer.close()


def test_a_disk_that_takes_pieces_gets_all_of_a_line(tmp_path: Path, disk: FailingDisk, writer: SegmentWriter) -> None:
    disk.bytes_at_once = 3
    writer.append(lines(1, 2, 3))
    assert on_disk(tmp_path) == lines(1, 2, 3)
    writer.close()


@pytest.mark.parametrize("room", range(22))
def test_a_full_disk_keeps_lines_waiting_and_loses_none(
    tmp_path: Path, disk: FailingDisk, writer: SegmentWriter, room: int
) -> None:
    writer.append(lines(0))
    disk.room = room
    writer.append(lines(1, 2, 3))
    writer.append(lines(4))
    if room < 21:
        assert writer.write_problem == "No space left on device"
        assert on_disk(tmp_path) == lines(0)  # no torn line is left
    writer.retry()
    assert writer.waiting_count() == (4 if room < 21 else 1)
    disk.room = None
    writer.retry()
    writer.append(lines(5))
    assert on_disk(tmp_path) == lines(0, 1, 2, 3, 4, 5)
    assert (writer.write_problem, writer.waiting_count(), writer.lost) == ("", 0, 0)
    writer.close()


def test_a_folder_that_takes_no_new_file_keeps_lines_waiting(tmp_path: Path, disk: FailingDisk) -> None:
    writer = make_writer(tmp_path, disk)
    disk.open_error = errno.EACCES
    writer.append(lines(1))
    assert (writer.waiting_count(), writer.write_problem) == (1, "Permission denied")
    disk.open_error = None
    writer.retry()
    assert on_disk(tmp_path) == lines(1)
    writer.close()


def test_more_waiting_lines_than_memory_may_hold_are_counted_as_lost(
    tmp_path: Path, disk: FailingDisk, writer: SegmentWriter
) -> None:
    disk.room = 0
    writer.append(lines(*range(15)))
    writer.append(lines(*range(15, 30)))
    writer.append(lines(30))
    assert (writer.waiting_count(), writer.lost) == (20, 11)
    disk.room = None
    writer.retry()
    assert on_disk(tmp_path) == lines(*range(20))
    writer.close()


def test_its_own_limit_is_a_full_disk_too(tmp_path: Path, disk: FailingDisk) -> None:
    writer = make_writer(tmp_path, disk, disk_bytes=20)
    writer.append(lines(1, 2))
    writer.append(lines(3))
    assert writer.waiting_count() == 1
    assert "its own limit" in writer.write_problem
    writer.freed(14)
    writer.retry()
    assert writer.waiting_count() == 0
    writer.close()


def test_waiting_lines_that_sql_has_need_no_disk(tmp_path: Path, disk: FailingDisk, writer: SegmentWriter) -> None:
    writer.append(lines(0))
    disk.room = 0
    writer.append(lines(1, 2, 3))
    taken, upto = writer.waiting(2)
    assert taken == lines(1, 2)
    writer.append(lines(4))
    writer.forget_waiting(upto)
    disk.room = None
    writer.retry()
    assert on_disk(tmp_path) == lines(0, 3, 4)
    writer.close()


def test_forgetting_lines_that_were_written_meanwhile_drops_no_others(
    tmp_path: Path, disk: FailingDisk, writer: SegmentWriter
) -> None:
    disk.room = 0
    writer.append(lines(1, 2))
    _, upto = writer.waiting(10)
    disk.room = 14
    writer.retry()
    writer.append(lines(3))
    assert writer.waiting_count() == 1
    writer.forget_waiting(upto)
    assert writer.waiting(10)[0] == lines(3)
    disk.room = None
    writer.close()
    assert on_disk(tmp_path) == lines(1, 2, 3)


def test_after_a_failed_fsync_the_lines_are_written_to_a_new_segment(
    tmp_path: Path, disk: FailingDisk, writer: SegmentWriter
) -> None:
    writer.append(lines(1))
    writer.sync()
    writer.append(lines(2, 3))
    disk.sync_error = errno.EIO
    writer.sync()
    assert (writer.sync_problem, writer.sync_failures) == ("fsync: Input/output error", 1)
    assert segment_path(tmp_path, 2).read_bytes() == b"".join(lines(2, 3))
    writer.append(lines(4))
    disk.sync_error = None
    writer.sync()
    assert writer.sync_problem == ""
    assert on_disk(tmp_path) == lines(1, 2, 3, 2, 3, 4)
    writer.close()


def test_a_failed_fsync_on_a_full_disk_keeps_the_lines_in_memory(
    tmp_path: Path, disk: FailingDisk, writer: SegmentWriter
) -> None:
    writer.append(lines(1, 2))
    disk.sync_error, disk.room = errno.EIO, 0
    writer.sync()
    writer.append(lines(3))
    assert writer.waiting(10)[0] == lines(1, 2, 3)
    disk.sync_error = disk.room = None
    writer.close()
    assert on_disk(tmp_path) == lines(1, 2, 1, 2, 3)


def test_lines_that_sql_has_are_not_written_again_after_a_failed_fsync(
    tmp_path: Path, disk: FailingDisk, writer: SegmentWriter
) -> None:
    writer.append(lines(1))
    sent = writer.end()
    writer.append(lines(2))
    writer.forget_unsynced(sent)
    disk.sync_error = errno.EIO
    writer.sync()
    assert segment_path(tmp_path, 2).read_bytes() == b"line 2\n"
    disk.sync_error = None
    writer.close()
