"""A recording process killed with SIGKILL at random moments: every fact it had called safe is in SQL, once."""

import asyncio
import random
import subprocess
import sys
from pathlib import Path

import pytest

from acd.adapters.sql.tables import call, cdr, queue_visit
from tests.adapters.sql.subjects import count_rows
from tests.integration.postgres_server import open_server

pytestmark = [pytest.mark.integration, pytest.mark.timeout(240)]

KILLS = 8


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
async def test_no_kill_loses_or_doubles_a_fact(tmp_path: Path, database: str) -> None:
    if database == "sqlite":
        await kill_again_and_again(tmp_path, f"sqlite:///{tmp_path}/acd.db")
        return
    with open_server() as server:
        await kill_again_and_again(tmp_path, await server.create_database("killed"))


async def kill_again_and_again(folder: Path, url: str) -> None:
    chance = random.Random(folder.name)
    safe = 0
    for _ in range(KILLS):
        safe = kill_after(chance.randrange(1, 400), folder, url, safe + 1)
    await asyncio.to_thread(subprocess.run, command(folder, url, -1), check=True)
    assert not list((folder / "outbox").glob("dead-letters*"))
    for table in (call, queue_visit, cdr):
        assert await count_rows(url, table) - safe in (0, 1)  # the last append may have been done without being told
    assert safe >= KILLS


def kill_after(calls: int, folder: Path, url: str, first: int) -> int:
    """Returns the number of the last call that the process called safe. Numbers that it did not tell are used again."""
    process = subprocess.Popen(command(folder, url, first), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    told = [int(process.stdout.readline()) for _ in range(calls)]
    process.kill()
    told += [int(line) for line in process.stdout if line.endswith("\n")]
    process.stdout.close()
    assert process.wait() == -9
    return told[-1]


def command(folder: Path, url: str, first: int) -> list[str]:
    return [sys.executable, "-m", "tests.integration.record_writer", str(folder / "outbox"), url, str(first)]
