"""The files of the outbox: numbered segments of lines, and the cursor that says how far SQL has them.

A process never appends to a segment of an earlier one: it starts the next number. So a segment's end is only ever torn
by a crash, never written over, and the number of a new segment is always higher than any that the cursor has named.
"""

import contextlib
import fcntl
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from zlib import crc32

from acd.errors import StoreError

_SUFFIX = ".facts"


class SegmentFile(Protocol):
    """One open segment. Every method but ``close`` may raise OSError (no space, input/output error)."""

    def write_at(self, offset: int, data: bytes) -> int:
        """Write at a byte offset; returns how many bytes were taken, which may be fewer than given."""
        ...

    def truncate(self, size: int) -> None:
        """Cut the file to this many bytes."""
        ...

    def sync(self) -> None:
        """Return when everything written so far has reached the disk."""
        ...

    def close(self) -> None: ...


class DiskSegment:
    """A segment on disk."""

    def __init__(self, path: Path) -> None:
        self._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)

    def write_at(self, offset: int, data: bytes) -> int:
        return os.pwrite(self._fd, data, offset)

    def truncate(self, size: int) -> None:
        os.ftruncate(self._fd, size)

    def sync(self) -> None:
        os.fsync(self._fd)

    def close(self) -> None:
        os.close(self._fd)


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in the outbox: everything before it is in SQL."""

    segment: int
    offset: int  # bytes


class FolderLock:
    """Held while a process uses the folder; the kernel releases it when the process dies."""

    def __init__(self, folder: Path) -> None:
        self._fd = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._fd)
            raise StoreError(
                f"The outbox {folder} is in use by another process: stop that one, or give this one its own folder."
            ) from error

    def release(self) -> None:
        os.close(self._fd)


def segment_path(folder: Path, number: int) -> Path:
    return folder / f"{number:016d}{_SUFFIX}"


def list_segments(folder: Path) -> list[int]:
    """Numbers of the segments that exist, ascending."""
    names = (name.removesuffix(_SUFFIX) for name in os.listdir(folder) if name.endswith(_SUFFIX))
    return sorted(int(name) for name in names if name.isdecimal())


def cut_torn_end(path: Path) -> int:
    """Cut what follows the last newline (a line torn by a crash, or zeros left by a power cut); returns bytes cut."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        end = _end_of_last_line(file.fileno(), size)
        if end < size:
            file.truncate(end)
    return size - end


def _end_of_last_line(fd: int, size: int, step: int = 65_536) -> int:
    upper = size
    while upper > 0:
        lower = max(0, upper - step)
        newline = os.pread(fd, upper - lower, lower).rfind(b"\n")
        if newline >= 0:
            return lower + newline + 1
        upper = lower
    return 0


def read_bytes(path: Path, offset: int, size: int) -> bytes:
    with path.open("rb") as file:
        return os.pread(file.fileno(), size, offset)


def sync_folder(folder: Path) -> None:
    """Make new and deleted names of the folder durable."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def load_cursor(folder: Path) -> Position:
    """The saved cursor. Without a readable one the beginning: facts are then sent again, which changes nothing."""
    with contextlib.suppress(OSError, ValueError):
        text, _, checksum = (folder / "cursor").read_text("ascii").strip().rpartition(" ")
        if int(checksum, 16) == crc32(text.encode()):
            segment, offset = text.split(" ")
            return Position(int(segment), int(offset))
    return Position(0, 0)


def save_cursor(folder: Path, position: Position) -> None:
    """Replace the cursor file. Not synced: an older cursor after a power cut only sends facts again. Raises OSError."""
    text = f"{position.segment} {position.offset}"
    temporary = folder / "cursor.new"
    temporary.write_text(f"{text} {crc32(text.encode()):08x}\n", "ascii")
    os.replace(temporary, folder / "cursor")
