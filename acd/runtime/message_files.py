"""The files of messages that callers left, as Asterisk wrote them: ``<folder>/<date>/<call id>.wav``.

Only names of that form are ever turned into a path (``acd.model.voicemail``), so no other file can be reached.
"""

import contextlib
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from acd.model.voicemail import is_file

log = structlog.get_logger()


class MessageFiles:
    """All methods are for one machine: of an Asterisk elsewhere the files are not here."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, file: str) -> Path | None:
        """Where the message is; None where there is none of this name."""
        if not is_file(file):
            return None
        path = self.folder / f"{file}.wav"
        return path if path.is_file() and not path.is_symlink() else None

    def forget(self, file: str) -> None:
        path = self.path(file)
        if path is None:
            return
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            log.warning("a message cannot be deleted", file=file, reason=error.strerror or str(error))
        with contextlib.suppress(OSError):
            path.parent.rmdir()  # of that day's messages it was the last

    def expire(self, keep_ms: int, now_ms: int) -> int:
        """Delete the messages of all days that ended longer ago than ``keep_ms``; the number of days."""
        last = datetime.fromtimestamp((now_ms - keep_ms) / 1000, UTC).date() - timedelta(days=1)
        days = [path for path in self.folder.glob("????-??-??") if path.is_dir() and not path.is_symlink()]
        old = [path for path in days if path.name < last.isoformat()]
        for path in old:
            shutil.rmtree(path, ignore_errors=True)
        return len(old)
