"""A disk that fails on command, in the place of ``DiskSegment``."""

import errno
import os
from pathlib import Path

from acd.adapters.sql.segments import DiskSegment


class FailingDisk:
    """Opens segments that obey it. ``room`` bytes are left (None: no end); ``sync_error`` is raised by each fsync."""

    def __init__(self) -> None:
        self.room: int | None = None
        self.sync_error: int | None = None
        self.open_error: int | None = None
        self.syncs = 0
        self.bytes_at_once: int | None = None

    def open(self, path: Path) -> "FailingSegment":
        if self.open_error is not None:
            raise OSError(self.open_error, os.strerror(self.open_error))
        return FailingSegment(self, path)


class FailingSegment:
    """A real file behind the disk's rules."""

    def __init__(self, disk: FailingDisk, path: Path) -> None:
        self._disk = disk
        self._file = DiskSegment(path)

    def write_at(self, offset: int, data: bytes) -> int:
        disk = self._disk
        if disk.bytes_at_once is not None:
            data = data[: disk.bytes_at_once]
        if disk.room is not None:
            data = data[: disk.room]
            if not data:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            disk.room -= len(data)
        return self._file.write_at(offset, data)

    def truncate(self, size: int) -> None:
        self._file.truncate(size)

    def sync(self) -> None:
        self._disk.syncs += 1
        if self._disk.sync_error is not None:
            raise OSError(self._disk.sync_error, os.strerror(self._disk.sync_error))
        self._file.sync()

    def close(self) -> None:
        self._file.close()
