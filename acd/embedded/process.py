"""Processes that outlive the one that started them: found again by a pid file, and stopped by pid."""

import json
import os
import select
import signal
import time
from dataclasses import asdict, dataclass
from pathlib import Path

_KILL_WAIT_S = 5.0


@dataclass(frozen=True, slots=True)
class Mark:
    """Names one process for good: a pid alone may belong to somebody else by now."""

    pid: int
    started: int  # kernel ticks since boot

    @classmethod
    def of(cls, pid: int) -> "Mark | None":
        """The mark of a live process; None: there is none."""
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            return None
        fields = stat.rpartition(")")[2].split()  # the name before may hold blanks
        return None if fields[0] == "Z" else cls(pid, int(fields[19]))

    def alive(self) -> bool:
        return Mark.of(self.pid) == self

    def save(self, path: Path) -> None:
        part = path.with_suffix(".part")
        part.write_text(json.dumps(asdict(self)))
        part.rename(path)


def load_mark(path: Path) -> Mark | None:
    """The process named in ``path`` if it is still alive."""
    try:
        mark = Mark(**json.loads(path.read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return mark if mark.alive() else None


def stop(mark: Mark, seconds: float) -> None:
    """End the process: asked first, killed after ``seconds``. Returns when it is gone."""
    try:
        descriptor = os.pidfd_open(mark.pid)
    except ProcessLookupError:
        return
    try:
        if not mark.alive():
            return
        for number, wait_s in ((signal.SIGTERM, seconds), (signal.SIGKILL, _KILL_WAIT_S)):
            signal.pidfd_send_signal(descriptor, number)
            if _ended(descriptor, wait_s):
                return
    except ProcessLookupError:
        return
    finally:
        os.close(descriptor)


def _ended(descriptor: int, seconds: float) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        if poll.poll(left * 1000):
            return True
    return False
