"""One daemon per home folder."""

import fcntl
import os
from pathlib import Path
from typing import IO

from acd.errors import PlatformError


def lock(folder: Path) -> IO[str]:
    """Hold ``folder`` until the returned file is closed. Raises PlatformError: another process has it."""
    file = (folder / "lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.seek(0)
        holder = file.read().strip() or "unknown"
        file.close()
        raise PlatformError(
            f"a daemon already runs in {folder} (process {holder}): stop it, or choose another folder with --home DIR"
        ) from None
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
    return file
