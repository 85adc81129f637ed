"""Reports are read in a thread of their own."""

import asyncio
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.adapters.sql.database import DatabaseAwayError
from acd.adapters.sql.reader import Reader


async def number(connection: AsyncConnection) -> tuple[int, int]:
    found = (await connection.execute(text("SELECT 7"))).scalar_one()
    return found, threading.get_ident()


async def test_a_question_is_answered_in_another_thread(tmp_path: Path) -> None:
    reader = Reader(f"sqlite:///{tmp_path}/acd.db", 5)
    first, second = await asyncio.gather(reader.read(number), reader.read(number))
    assert first == second == (7, first[1])
    assert first[1] != threading.get_ident()
    await reader.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "reports"]


async def test_it_answers_again_after_it_was_closed(tmp_path: Path) -> None:
    reader = Reader(f"sqlite:///{tmp_path}/acd.db", 5)
    await reader.close()
    assert (await reader.read(number))[0] == 7
    await reader.close()
    await reader.close()


async def test_faults_of_the_database_come_through(tmp_path: Path) -> None:
    reader = Reader(f"sqlite:///{tmp_path}/no such folder/acd.db", 5)
    with pytest.raises(DatabaseAwayError):
        await reader.read(number)
    await reader.close()


async def test_a_report_under_way_is_given_up_at_the_end(tmp_path: Path) -> None:
    reader, begun = Reader(f"sqlite:///{tmp_path}/acd.db", 60), threading.Event()

    async def endless(_: AsyncConnection) -> None:
        begun.set()
        await asyncio.Event().wait()

    question = asyncio.create_task(reader.read(endless))
    await asyncio.to_thread(begun.wait)
    await reader.close()
    with pytest.raises(asyncio.CancelledError):
        await question


async def test_who_stops_waiting_stops_the_report(tmp_path: Path) -> None:
    reader, begun, ended = Reader(f"sqlite:///{tmp_path}/acd.db", 60), threading.Event(), threading.Event()

    async def endless(_: AsyncConnection) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    question = asyncio.create_task(reader.read(endless))
    await asyncio.to_thread(begun.wait)
    question.cancel()
    assert await asyncio.to_thread(ended.wait, 10)
    with pytest.raises(asyncio.CancelledError):
        await question
    await reader.close()
