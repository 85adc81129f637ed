"""The journal: every event the engine handled, on disk before anybody sees what followed.

A folder of segments ``journal-<number of the first event>.jsonl``. A segment opens with a header that holds the whole
state, then has one line per event; so each segment can be replayed alone. A line cut short by a crash ends it.

A write that fails (full disk, bad disk) never stops the calls: the journal says so in its health, and begins a new
segment with the state of that moment as soon as the disk takes it.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec

from acd.commands import Command
from acd.engine.state import State
from acd.events import Event
from acd.runtime import codec
from acd.runtime.codec import JournalError, JournalLine

FORMAT = 1
RETRY_LINES = 200  # after a failed write, try a new segment again every so many events


class Header(msgspec.Struct):
    """``t``: when the last event before this segment was handled; 0 where that is not known."""

    journal: int
    first: int
    state: msgspec.Raw
    t: int = 0


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment as read: ``state`` before its first event, then its whole lines."""

    path: Path
    first: int
    state: State
    lines: list[JournalLine]
    torn: bool  # the last line was cut short
    last_ms: int  # when the last event before or in it was handled


class Journal:
    """Appends to the newest segment. ``state`` is asked for the header when a segment begins."""

    def __init__(
        self,
        folder: Path,
        state: Callable[[], State],
        next_number: int = 1,
        segment_bytes: int = 64 * 1024 * 1024,
        segments_kept: int = 16,
        last_ms: int = 0,
    ) -> None:
        self.folder = folder
        self.error = ""  # why the last write failed; empty: healthy
        self._state = state
        self._next = next_number
        self._last_ms = last_ms
        self._segment_bytes = segment_bytes
        self._segments_kept = segments_kept
        self._file: BinaryIO | None = None
        self._buffer: list[bytes] = []
        self._size = 0
        self._lines_until_retry = 0
        self._sync_error: OSError | None = None
        self._closed = False
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._begin_segment()

    def append(self, now_ms: int, event: Event, commands: list[Command]) -> None:
        """Take one handled event; it is on disk (safe from a crash of this process) after ``flush``."""
        if self._file is not None:
            self._buffer.append(codec.encode_line(self._next, now_ms, event, commands))
        self._next += 1
        self._last_ms = now_ms

    def flush(self) -> None:
        """Write what was appended. Called between an event and the commands that follow; never raises."""
        if self._sync_error is not None:
            self._fail(self._sync_error)
        if self._closed:
            return
        if self._file is None:
            self._retry()
            return
        if not self._buffer:
            return
        data = b"".join(self._buffer)
        self._buffer.clear()
        try:
            _write_all(self._file, data)
            self._size += len(data)
        except OSError as error:
            self._fail(error)
            return
        if self._size > self._segment_bytes:
            self._begin_segment()

    def sync(self) -> None:
        """Force to the disk what was written (against a power cut). May run in another thread."""
        file = self._file
        if file is None:
            return
        try:
            os.fdatasync(file.fileno())
        except ValueError:
            return  # closed meanwhile: a new segment began
        except OSError as error:
            self._sync_error = error  # for the next flush: the file is not this thread's

    def retry(self) -> None:
        """After a failed write: try now whether the disk takes a new segment. Called now and then; never raises."""
        if self._file is None and not self._closed:
            self._begin_segment()

    def close(self) -> None:
        """Flush, and write no more, whoever may still call."""
        self.flush()
        self._closed = True
        if self._file is not None:
            self._file.close()
            self._file = None

    def _begin_segment(self) -> None:
        path = self.folder / f"journal-{self._next:012d}.jsonl"
        header = Header(FORMAT, self._next, msgspec.Raw(codec.encode_state(self._state())), self._last_ms)
        data = msgspec.json.encode(header) + b"\n"
        try:
            file = _open_whole(path, data)
        except OSError as error:
            self._fail(error)
            return
        if self._file is not None:
            self._file.close()
        self._file, self._size, self.error = file, len(data), ""
        self._remove_old()

    def _remove_old(self) -> None:
        try:
            for old in segments(self.folder)[: -self._segments_kept]:
                old.unlink(missing_ok=True)
        except OSError as error:
            self.error = f"{self.folder}: old segments stay: {error.strerror or error}"

    def _fail(self, error: OSError) -> None:
        self.error = f"{self.folder}: {error.strerror or error}"
        self._sync_error = None
        self._buffer.clear()
        if self._file is not None:
            self._file.close()
            self._file = None
        self._lines_until_retry = RETRY_LINES

    def _retry(self) -> None:
        self._lines_until_retry -= 1
        if self._lines_until_retry <= 0:
            self._lines_until_retry = RETRY_LINES
            self._begin_segment()


def _open_whole(path: Path, data: bytes) -> BinaryIO:
    """A new file that begins with ``data``, or none: a segment without its header would hide the ones before."""
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)  # callers' numbers and names are in it
    file = part.open("wb", buffering=0)
    try:
        _write_all(file, data)
        part.replace(path)
    except OSError:
        file.close()
        part.unlink(missing_ok=True)
        raise
    return file


def _write_all(file: BinaryIO, data: bytes) -> None:
    """On a disk that fills up a write takes a part and says so; only the next one fails."""
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]


def segments(folder: Path) -> list[Path]:
    """The folder's segments, oldest first."""
    return sorted(folder.glob("journal-*.jsonl"))


def read_segment(path: Path) -> Segment:
    """Raises ``JournalError`` that names the file where it is no journal or is broken in the middle."""
    with path.open("rb") as file:
        raw = file.readline()
        try:
            header = msgspec.json.decode(raw, type=Header)
            state = codec.decode_state(header.state)
        except msgspec.MsgspecError as error:
            raise JournalError(f"{path}: line 1 is not a journal header: {error}") from None
        if header.journal != FORMAT:
            raise JournalError(f"{path}: journal format {header.journal}, this version reads {FORMAT}")
        lines: list[JournalLine] = []
        torn = False
        for position, data in enumerate(file, start=2):
            if torn:
                raise JournalError(f"{path}: line {position - 1} is broken, and more follow")
            try:
                lines.append(codec.decode_line(data))
            except msgspec.MsgspecError:
                torn = True
        last_ms = lines[-1].t if lines else header.t
        return Segment(path, header.first, state, lines, torn, last_ms)


def events(segment: Segment) -> Iterator[tuple[JournalLine, Event]]:
    for line in segment.lines:
        yield line, codec.decode_event(line)
