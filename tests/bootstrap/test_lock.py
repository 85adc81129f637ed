import os
from pathlib import Path

import pytest

from acd.bootstrap.lock import lock
from acd.errors import PlatformError


def test_a_home_belongs_to_one_daemon_and_the_error_names_it(tmp_path: Path) -> None:
    held = lock(tmp_path)
    with pytest.raises(PlatformError, match=rf"process {os.getpid()}\).*--home DIR"):
        lock(tmp_path)
    held.close()
    lock(tmp_path).close()
