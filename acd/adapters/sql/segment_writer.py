"""The writing half of the outbox: lines go to the newest segment at once and to the disk's platter within a second.

Theory of operation. A line is in one of three places:

- *written*: in the newest segment, that is in the kernel's page cache; the death of this process cannot lose it.
- *unsynced*: written, and also kept here until an fsync succeeds. After a failed fsync the kernel may have thrown the
  pages away while it still reports the next fsync as good, so a failure is never just tried again: the segment is
  abandoned, its unsynced lines are written once more to a new one, and the outbox is unhealthy until an fsync succeeds.
- *waiting*: in memory only, since the disk took nothing (no space, over the limit, input/output error). New lines queue
  behind; ``retry`` writes them in order. Only this queue has a bound beyond which facts are lost, counted in ``lost``.

Writing a line twice does no harm: SQL takes each fact once, by its id.
"""

import contextlib
import errno
import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from acd.adapters.sql.segments import DiskSegment, Position, SegmentFile, segment_path, sync_folder

OpenSegment = Callable[[Path], SegmentFile]

_UNSYNCED_BYTES_MAX = 64 << 20
_RETRY_BYTES = 256 << 10


@dataclass(frozen=True, slots=True)
class OutboxLimits:
    """The bounds of an outbox."""

    segment_bytes: int = 8 << 20  # a new segment is begun after this many
    disk_bytes: int = 2 << 30  # all segments together; at 60 calls a second about five hours without a database
    waiting_facts: int = 100_000  # in memory, while the disk takes nothing
    sync_interval_s: float = 1.0  # a power cut loses at most the facts of this time (and of the fsync under way)


class SegmentWriter:
    """Appends lines to numbered segments. Safe to call from several threads; ``sync`` is meant for a background one."""

    def __init__(
        self,
        folder: Path,
        next_number: int,
        used_bytes: int,
        limits: OutboxLimits,
        open_segment: OpenSegment = DiskSegment,
    ) -> None:
        self._folder = folder
        self._limits = limits
        self._open_segment = open_segment
        self._lock = threading.Lock()
        self._sync_lock = threading.Lock()
        self._number = next_number
        self._offset = 0
        self._file: SegmentFile | None = None
        self._finished: list[SegmentFile] = []  # earlier segments, still to be synced and closed
        self._unsynced: deque[tuple[Position, bytes]] = deque()  # with the position after the bytes
        self._unsynced_bytes = 0
        self._waiting: deque[bytes] = deque()
        self._waiting_first = 0  # lines are numbered as they are appended; this is the first waiting one's number
        self.used_bytes = used_bytes
        self.lost = 0
        self.sync_failures = 0
        self.write_problem = ""
        self.sync_problem = ""

    def append(self, lines: Sequence[bytes]) -> None:
        """Write the lines, or keep them waiting when the disk does not take them. Never raises OSError."""
        with self._lock:
            if not self._waiting:
                try:
                    self._write(b"".join(lines))
                    self._waiting_first += len(lines)
                    return
                except OSError as error:
                    self.write_problem = _describe(error)
            room = self._limits.waiting_facts - len(self._waiting)
            self._waiting.extend(lines[: max(0, room)])
            self.lost += max(0, len(lines) - room)

    def retry(self) -> None:
        """Try to write what waits, oldest first."""
        while self._waiting:
            with self._lock:
                count = _count_up_to(self._waiting, _RETRY_BYTES)
                try:
                    self._write(b"".join(islice(self._waiting, count)))
                except OSError as error:
                    self.write_problem = _describe(error)
                    return
                self._drop_waiting(count)
        self.write_problem = ""

    def sync(self) -> None:
        """Bring everything written so far to the disk. A failure is described in ``sync_problem``, never raised."""
        with self._sync_lock:
            with self._lock:
                if not self._unsynced and not self._finished:
                    return
                upto = Position(self._number, self._offset)
                finished, self._finished = self._finished, []
                current = [self._file] if self._file is not None else []
            try:
                for file in (*finished, *current):
                    file.sync()
                sync_folder(self._folder)
            except OSError as error:
                self._abandon_segment(error)
            else:
                self.forget_unsynced(upto)
                self.sync_problem = ""
            finally:
                _close_all(finished)

    def end(self) -> Position:
        """The position after the last written line."""
        with self._lock:
            return Position(self._number, self._offset)

    def waiting(self, lines_max: int) -> tuple[list[bytes], int]:
        """The oldest waiting lines, and the running number to give to ``forget_waiting`` when SQL has them."""
        with self._lock:
            lines = list(islice(self._waiting, lines_max))
            return lines, self._waiting_first + len(lines)

    def waiting_count(self) -> int:
        return len(self._waiting)

    def forget_waiting(self, upto: int) -> None:
        """Drop waiting lines before this running number, unless they were written meanwhile."""
        with self._lock:
            self._drop_waiting(max(0, upto - self._waiting_first))

    def forget_unsynced(self, upto: Position) -> None:
        """Lines before this position need no second copy: they are on disk, or in SQL."""
        with self._lock:
            while self._unsynced and self._unsynced[0][0] <= upto:
                self._unsynced_bytes -= len(self._unsynced.popleft()[1])

    def freed(self, size: int) -> None:
        """A segment of this many bytes was deleted."""
        with self._lock:
            self.used_bytes -= size

    def close(self) -> None:
        """Sync and close. Waiting lines are tried a last time."""
        self.retry()
        self.sync()
        with self._lock:
            _close_all([*self._finished, *([self._file] if self._file is not None else [])])
            self._finished = []
            self._finish_segment()

    def _write(self, data: bytes) -> None:
        if self.used_bytes + len(data) > self._limits.disk_bytes:
            raise OSError(errno.EDQUOT, "the outbox has reached its own limit")
        if self._file is None or self._offset >= self._limits.segment_bytes:
            self._begin_segment()
        file, done = self._file, 0
        assert file is not None
        try:
            while done < len(data):
                taken = file.write_at(self._offset + done, data[done:])
                if taken <= 0:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                done += taken
        except OSError:
            with contextlib.suppress(OSError):
                file.truncate(self._offset)
            raise
        self._offset += done
        self.used_bytes += done
        self._remember_unsynced(data)

    def _remember_unsynced(self, data: bytes) -> None:
        self._unsynced.append((Position(self._number, self._offset), data))
        self._unsynced_bytes += len(data)
        while self._unsynced_bytes > _UNSYNCED_BYTES_MAX:  # only when neither fsync nor SQL worked for long
            self._unsynced_bytes -= len(self._unsynced.popleft()[1])

    def _begin_segment(self) -> None:
        number = self._number if self._file is None else self._number + 1
        file = self._open_segment(segment_path(self._folder, number))
        if self._file is not None:
            self._finished.append(self._file)
        self._file, self._number, self._offset = file, number, 0

    def _finish_segment(self) -> None:
        if self._file is not None:
            self._file, self._number, self._offset = None, self._number + 1, 0

    def _abandon_segment(self, error: OSError) -> None:
        with self._lock:
            self.sync_failures += 1
            self.sync_problem = f"fsync: {_describe(error)}"
            suspects = [*self._finished, *([self._file] if self._file is not None else [])]
            self._finished = []
            self._finish_segment()
            again = [line for _, data in self._unsynced for line in data.splitlines(keepends=True)]
            self._unsynced.clear()
            self._unsynced_bytes = 0
            self._waiting.extendleft(reversed(again))
            self._waiting_first -= len(again)
        _close_all(suspects)
        self.retry()

    def _drop_waiting(self, count: int) -> None:
        for _ in range(min(count, len(self._waiting))):
            self._waiting.popleft()
            self._waiting_first += 1


def _count_up_to(lines: deque[bytes], bytes_max: int) -> int:
    size = 0
    for count, line in enumerate(lines, start=1):
        size += len(line)
        if size >= bytes_max:
            return count
    return len(lines)


def _describe(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _close_all(files: Sequence[SegmentFile]) -> None:
    for file in files:
        with contextlib.suppress(OSError):  # an error of an earlier write; fsync has already told
            file.close()
