"""The local outbox: facts are safe here the moment ``append`` returns, whatever SQL does.

A folder of its own holds numbered segments of checksummed lines (``codec``, ``segments``), a cursor, a lock and the
facts that were set aside. ``append`` is one ``write`` call; a background thread of the outbox brings the bytes to the
disk's platter once a second and retries what the disk refused. The mover reads batches and acknowledges them when SQL
has committed; a segment is deleted when all of it is acknowledged. An acknowledgement that a crash undoes only means
that a batch is sent again.
"""

import contextlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from acd.adapters.sql.codec import UnwritableFactError, encode_fact
from acd.adapters.sql.dead_letters import DeadLetters
from acd.adapters.sql.segment_writer import OpenSegment, OutboxLimits, SegmentWriter
from acd.adapters.sql.segments import (
    DiskSegment,
    FolderLock,
    Position,
    cut_torn_end,
    list_segments,
    load_cursor,
    read_bytes,
    save_cursor,
    segment_path,
)
from acd.errors import StoreError
from acd.model.facts import Fact

_READ_BYTES = 192 << 10  # more than the longest line
_COUNTED_BYTES = 64 << 20  # of the backlog at start; the rest is estimated from it
_SYNC_BACKOFF_MAX_S = 60.0
FILLING = 0.8  # of the disk limit: the alarm begins


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive lines (without newline), and what to acknowledge when SQL has them."""

    lines: tuple[bytes, ...]
    upto: Position
    nothing: bool = False  # neither lines nor a new place: no need to acknowledge
    waiting_upto: int = 0  # more than 0: the lines came from memory, since the disk took nothing


@dataclass(frozen=True, slots=True)
class OutboxHealth:
    """``problem`` is empty when all is well; otherwise it says what, for a person."""

    problem: str
    backlog_facts: int  # appended and not yet acknowledged
    backlog_bytes: int  # on disk
    bytes_max: int
    waiting_facts: int  # in memory only: a crash now would lose them
    lost_facts: int  # since start
    torn_bytes: int  # cut at start: the end of a line that a crash interrupted
    dead_letters: int
    sync_failures: int

    @property
    def ok(self) -> bool:
        return not self.problem


class Outbox:
    """FactSink on a local folder. One process at a time; one reader."""

    def __init__(self, path: Path, limits: OutboxLimits | None = None, open_segment: OpenSegment = DiskSegment) -> None:
        """Open or create the folder. Raises StoreError: not a folder one can write, or in use by another process."""
        self._limits = limits or OutboxLimits()
        self._folder = path
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = FolderLock(path)
            self._cursor = load_cursor(path)
            numbers = list_segments(path)
            self._torn_bytes = sum(cut_torn_end(segment_path(path, number)) for number in numbers[-1:])
        except OSError as error:
            raise StoreError(f"The outbox {path} cannot be used: {error.strerror}.") from error
        sizes = {number: segment_path(path, number).stat().st_size for number in numbers}
        self._appended = _count_backlog(path, self._cursor, sizes)  # with what earlier processes left
        self._acknowledged = 0  # two counters, since append and the reader may run in different threads
        self.dead_letters = DeadLetters(path)
        next_number = max([*numbers, self._cursor.segment], default=0) + 1
        if not numbers:
            self._cursor = Position(next_number, 0)
        used = sum(sizes.values())
        self._writer = SegmentWriter(path, next_number, used, self._limits, open_segment)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._keep_synced, name="outbox-sync", daemon=True)
        self._thread.start()

    def append(self, facts: Sequence[Fact]) -> None:
        """Append synchronously, about 5 microseconds a fact. Never raises: what the disk refuses waits in memory."""
        lines = [line for fact in facts if (line := self._encode(fact))]
        if lines:
            self._appended += len(lines)
            self._writer.append(lines)

    def read(self, lines_max: int) -> Batch:
        """The next lines after the last acknowledged batch; an empty batch when there are none.

        May be called from another thread than ``append``. Raises OSError when a segment cannot be read.
        """
        cursor, end = self._cursor, self._writer.end()
        while True:
            size = end.offset if cursor.segment == end.segment else self._size(cursor.segment)
            if cursor.offset < size:
                wanted = min(size - cursor.offset, _READ_BYTES)
                data = read_bytes(segment_path(self._folder, cursor.segment), cursor.offset, wanted)
                lines = tuple(data.split(b"\n")[:-1][:lines_max])
                if lines:
                    length = sum(map(len, lines)) + len(lines)
                    return Batch(lines, Position(cursor.segment, cursor.offset + length))
                cursor = Position(cursor.segment, size)  # a torn end without newline
            elif cursor.segment < end.segment:
                cursor = Position(self._segment_after(cursor.segment, end.segment), 0)
            else:
                waiting, upto = self._writer.waiting(lines_max)
                lines = tuple(line[:-1] for line in waiting)
                nothing = not lines and cursor == self._cursor
                return Batch(lines, cursor, nothing, upto if lines else 0)

    def acknowledge(self, batch: Batch) -> None:
        """SQL has the batch for good: remember that and delete the segments that are done with."""
        self._acknowledged += len(batch.lines)
        if batch.waiting_upto:
            self._writer.forget_waiting(batch.waiting_upto)
        if batch.upto != self._cursor:
            self._cursor = batch.upto
            self._writer.forget_unsynced(batch.upto)
            with contextlib.suppress(OSError):  # a full disk: the older cursor on disk only sends facts again
                save_cursor(self._folder, batch.upto)
            self._delete_before(batch.upto.segment)

    def health(self) -> OutboxHealth:
        writer = self._writer
        return OutboxHealth(
            problem=self._problem(),
            backlog_facts=max(0, self._appended - self._acknowledged - writer.lost),
            backlog_bytes=writer.used_bytes,
            bytes_max=self._limits.disk_bytes,
            waiting_facts=writer.waiting_count(),
            lost_facts=writer.lost,
            torn_bytes=self._torn_bytes,
            dead_letters=self.dead_letters.count,
            sync_failures=writer.sync_failures,
        )

    def sync(self) -> None:
        """Retry what waits and fsync now (the background thread does both by itself)."""
        self._writer.retry()
        self._writer.sync()

    def close(self) -> None:
        """Stop the thread, sync, release the folder. Facts that are not in SQL stay for the next start."""
        self._stopped.set()
        self._thread.join()
        self._writer.close()
        self._lock.release()

    def _encode(self, fact: Fact) -> bytes:
        try:
            return encode_fact(fact)
        except UnwritableFactError as error:
            with contextlib.suppress(StoreError):
                self.dead_letters.add(str(error), repr(fact).encode("utf-8", "replace"))
            return b""

    def _keep_synced(self) -> None:
        wait_s = self._limits.sync_interval_s
        while not self._stopped.wait(wait_s):
            self.sync()
            failed = bool(self._writer.sync_problem)
            wait_s = min(wait_s * 2, _SYNC_BACKOFF_MAX_S) if failed else self._limits.sync_interval_s

    def _problem(self) -> str:
        writer = self._writer
        if writer.lost:
            return f"{writer.lost} facts lost: neither the disk nor SQL took them and memory was full"
        if writer.write_problem:
            return f"the disk takes no facts ({writer.write_problem}); they wait in memory"
        if writer.sync_problem:
            return f"the disk cannot be trusted ({writer.sync_problem})"
        if writer.used_bytes > FILLING * self._limits.disk_bytes:
            return "the outbox fills up: facts do not reach SQL"
        return ""

    def _size(self, segment: int) -> int:
        try:
            return segment_path(self._folder, segment).stat().st_size
        except FileNotFoundError:
            return 0

    def _segment_after(self, number: int, last: int) -> int:
        return next((found for found in list_segments(self._folder) if found > number), last)

    def _delete_before(self, segment: int) -> None:
        for number in list_segments(self._folder):
            if number < segment:
                path = segment_path(self._folder, number)
                with contextlib.suppress(OSError):
                    size = path.stat().st_size
                    path.unlink()
                    self._writer.freed(size)


def _count_backlog(folder: Path, cursor: Position, sizes: dict[int, int]) -> int:
    """Lines from the cursor on; beyond the first 64 MiB estimated from their average length."""
    lines = counted = total = 0
    for number, size in sorted(sizes.items()):
        begin = min(cursor.offset, size) if number == cursor.segment else 0
        if number < cursor.segment:
            continue
        total += size - begin
        if counted < _COUNTED_BYTES:
            lines += read_bytes(segment_path(folder, number), begin, size - begin).count(b"\n")
            counted += size - begin
    return lines * total // counted if counted else 0
