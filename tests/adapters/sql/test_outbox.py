"""The outbox: what was appended is read again after any death of the process, and deleted once SQL has it."""

import errno
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from acd.adapters.sql.codec import decode_line
from acd.adapters.sql.outbox import Batch, Outbox
from acd.adapters.sql.segment_writer import OutboxLimits
from acd.adapters.sql.segments import list_segments, segment_path
from acd.errors import StoreError
from acd.model.facts import Fact
from tests.adapters.sql.disk import FailingDisk
from tests.adapters.sql.samples import CALL, ONE_OF_EACH, numbered_call

SMALL = OutboxLimits(segment_bytes=1_000, disk_bytes=20_000, waiting_facts=50, sync_interval_s=60)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "outbox"


@pytest.fixture
def disk() -> FailingDisk:
    return FailingDisk()


@pytest.fixture
def outbox(folder: Path, disk: FailingDisk) -> Iterator[Outbox]:
    outbox = Outbox(folder, SMALL, disk.open)
    yield outbox
    disk.room = disk.sync_error = None
    outbox.close()


def facts_of(batch: Batch) -> list[Fact]:
    return [decode_line(line) for line in batch.lines]


def drain(outbox: Outbox, lines_max: int = 7) -> list[Fact]:
    facts: list[Fact] = []
    while not (batch := outbox.read(lines_max)).nothing:
        facts += facts_of(batch)
        outbox.acknowledge(batch)
    return facts


def reopened(folder: Path) -> list[Fact]:
    """What the next process finds."""
    outbox = Outbox(folder, SMALL)
    try:
        return drain(outbox)
    finally:
        outbox.close()


def test_appended_facts_are_read_in_order(outbox: Outbox) -> None:
    outbox.append(ONE_OF_EACH)
    outbox.append([numbered_call(1)])
    assert drain(outbox) == [*ONE_OF_EACH, numbered_call(1)]
    assert outbox.health().ok


def test_appending_nothing_writes_nothing(outbox: Outbox, folder: Path) -> None:
    outbox.append([])
    assert list_segments(folder) == []
    assert outbox.read(5).nothing


def test_an_unacknowledged_batch_is_read_again(outbox: Outbox) -> None:
    outbox.append(ONE_OF_EACH)
    assert outbox.read(2) == outbox.read(2)
    assert len(facts_of(outbox.read(100))) == len(ONE_OF_EACH)


def test_segments_are_deleted_once_sql_has_them(outbox: Outbox, folder: Path) -> None:
    outbox.append([CALL])
    for number in range(20):
        outbox.append([numbered_call(number)])
    assert len(list_segments(folder)) > 3
    assert len(drain(outbox)) == 21
    assert len(list_segments(folder)) == 1
    health = outbox.health()
    assert (health.backlog_facts, health.backlog_bytes) == (
        0,
        segment_path(folder, list_segments(folder)[0]).stat().st_size,
    )


def test_the_next_process_goes_on_where_sql_has_everything_before(folder: Path) -> None:
    outbox = Outbox(folder, SMALL)
    outbox.append([numbered_call(number) for number in range(10)])
    outbox.acknowledge(outbox.read(4))
    outbox.close()
    again = Outbox(folder, SMALL)
    assert again.health().backlog_facts == 6
    again.append([numbered_call(99)])
    assert drain(again) == [numbered_call(number) for number in (4, 5, 6, 7, 8, 9, 99)]
    again.close()
    assert reopened(folder) == []
    assert list_segments(folder) == []


@pytest.mark.parametrize("lines", [1, 3])
def test_a_process_killed_at_any_byte_loses_at_most_the_line_it_was_writing(folder: Path, lines: int) -> None:
    facts = [numbered_call(number) for number in range(lines)]
    outbox = Outbox(folder, SMALL)
    outbox.append(facts)
    outbox.close()
    path = segment_path(folder, 1)
    whole = path.read_bytes()
    ends = [at + 1 for at, byte in enumerate(whole) if byte == ord("\n")]
    for length in range(len(whole) + 1):
        for left in folder.iterdir():
            left.unlink()
        path.write_bytes(whole[:length])
        kept = sum(end <= length for end in ends)
        again = Outbox(folder, SMALL)
        assert again.health().torn_bytes == length - (ends[kept - 1] if kept else 0)
        assert facts_of(again.read(10)) == facts[:kept]
        again.append([numbered_call(77)])  # what comes after is not harmed
        assert drain(again, 1) == [*facts[:kept], numbered_call(77)]
        again.close()


def test_a_lost_cursor_only_sends_facts_again(folder: Path) -> None:
    outbox = Outbox(folder, SMALL)
    outbox.append(ONE_OF_EACH)
    outbox.acknowledge(outbox.read(3))
    outbox.close()
    (folder / "cursor").write_bytes(b"\0" * 10)
    assert reopened(folder) == list(ONE_OF_EACH)


def test_a_new_segment_never_takes_a_number_that_the_cursor_has_named(folder: Path) -> None:
    """A power cut can lose a young file and keep the cursor; new facts must not lie before the cursor then."""
    outbox = Outbox(folder, SMALL)
    outbox.append(ONE_OF_EACH)
    outbox.acknowledge(outbox.read(3))
    outbox.close()
    segment_path(folder, 1).unlink()
    again = Outbox(folder, SMALL)
    again.append([CALL])
    assert drain(again) == [CALL]
    again.close()


def test_another_process_is_refused(outbox: Outbox, folder: Path) -> None:
    with pytest.raises(StoreError, match="in use"):
        Outbox(folder)


def test_a_path_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be used"):
        Outbox(tmp_path / "file")


def test_a_full_disk_is_told_and_nothing_is_lost(outbox: Outbox, disk: FailingDisk) -> None:
    outbox.append([numbered_call(1)])
    disk.room = 100
    outbox.append([numbered_call(2), numbered_call(3)])
    health = outbox.health()
    assert not health.ok
    assert "No space left" in health.problem
    assert (health.waiting_facts, health.backlog_facts, health.lost_facts) == (2, 3, 0)
    disk.room = None
    outbox.sync()
    assert outbox.health().ok
    assert drain(outbox) == [numbered_call(1), numbered_call(2), numbered_call(3)]


def test_with_a_full_disk_facts_still_reach_sql_from_memory(outbox: Outbox, disk: FailingDisk, folder: Path) -> None:
    outbox.append([numbered_call(1)])
    disk.room = 0
    outbox.append([numbered_call(2), numbered_call(3)])
    assert drain(outbox, 1) == [numbered_call(1), numbered_call(2), numbered_call(3)]
    assert outbox.health().waiting_facts == 0
    disk.room = None
    outbox.append([numbered_call(4)])
    assert drain(outbox) == [numbered_call(4)]


def test_facts_beyond_memory_are_counted_as_lost_and_told(outbox: Outbox, disk: FailingDisk) -> None:
    disk.room = 0
    outbox.append([numbered_call(number) for number in range(60)])
    assert outbox.health().lost_facts == 10
    assert "10 facts lost" in outbox.health().problem
    disk.room = None
    outbox.sync()
    assert len(drain(outbox)) == 50
    assert outbox.health().backlog_facts == 0


def test_a_failed_fsync_is_told_until_one_succeeds(outbox: Outbox, disk: FailingDisk) -> None:
    outbox.append([CALL])
    disk.sync_error = errno.EIO
    outbox.sync()
    assert "cannot be trusted" in outbox.health().problem
    disk.sync_error = None
    outbox.sync()
    assert outbox.health().ok
    assert drain(outbox) == [CALL, CALL]  # SQL takes it once, by its id


def test_the_alarm_comes_before_the_outbox_is_full(outbox: Outbox) -> None:
    while outbox.health().ok:
        outbox.append([CALL])
    health = outbox.health()
    assert "fills up" in health.problem
    assert health.backlog_bytes < SMALL.disk_bytes
    assert health.waiting_facts == 0
    drain(outbox)
    assert outbox.health().ok


def test_what_is_no_fact_is_set_aside_and_the_rest_goes_on(outbox: Outbox) -> None:
    outbox.append([replace(CALL, id=object()), numbered_call(2)])  # type: ignore[arg-type]  # a fault of the program
    assert drain(outbox) == [numbered_call(2)]
    [letter] = outbox.dead_letters.read()
    assert letter.reason.startswith("CallFact")


def test_the_background_thread_syncs_and_retries(folder: Path, disk: FailingDisk) -> None:
    limits = replace(SMALL, sync_interval_s=0.005)
    outbox = Outbox(folder, limits, disk.open)
    disk.room = 0
    outbox.append([CALL])
    disk.room = None
    _poll(lambda: outbox.health().ok and disk.syncs > 0)
    disk.sync_error = errno.EIO
    outbox.append([CALL])
    _poll(lambda: outbox.health().sync_failures > 1)  # each time after a longer pause
    disk.sync_error = None
    _poll(lambda: outbox.health().ok)
    outbox.close()


def test_a_file_size_limit_of_the_system_is_a_full_disk(folder: Path) -> None:
    """RLIMIT_FSIZE: the kernel takes a part of the line, then refuses with EFBIG."""
    program = (
        "import sys, pathlib, resource, signal\n"
        "from acd.adapters.sql.outbox import Outbox\n"
        "from tests.adapters.sql.samples import numbered_call\n"
        "outbox = Outbox(pathlib.Path(sys.argv[1]))\n"
        "for number in range(100):\n"
        "    outbox.append([numbered_call(number)])\n"
        "print(outbox.health().waiting_facts, outbox.health().problem)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))\n"
        "outbox.sync()\n"
        "print(outbox.health().waiting_facts, outbox.health().problem)\n"
    )

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, resource.RLIM_INFINITY))

    result = subprocess.run(
        [sys.executable, "-c", program, str(folder)], preexec_fn=limit, capture_output=True, text=True, check=True
    )
    limited, freed = result.stdout.splitlines()
    assert "File too large" in limited
    assert int(limited.split()[0]) > 50
    assert freed.split() == ["0"]
    assert reopened(folder) == [numbered_call(number) for number in range(100)]


def _poll(condition: object, deadline_s: float = 10) -> None:
    assert callable(condition)
    pause, end = threading.Event(), time.monotonic() + deadline_s
    while not condition():
        assert time.monotonic() < end, "it did not come about in time"
        pause.wait(0.005)
