"""Disk full for outbox and database at once, as on a machine that has one disk."""

import asyncio
import subprocess
import sys
from pathlib import Path

from acd.adapters.sql.tables import call
from tests.adapters.sql.full_disk import CALLS
from tests.adapters.sql.subjects import count_rows


async def test_nothing_is_lost_once_space_returns(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.adapters.sql.full_disk", str(tmp_path)]
    result = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=True, timeout=60)
    outbox, store = result.stdout.splitlines()
    assert "the disk takes no facts (File too large)" in outbox
    assert int(outbox.split()[0]) > 100
    assert "SQLITE_" in store
    assert not (tmp_path / "outbox/dead-letters.jsonl").exists()
    assert await count_rows(f"sqlite:///{tmp_path}/acd.db", call) == CALLS
