"""Moving batches: exactly once, and no fact blocks another."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from acd.adapters.sql.codec import encode_fact
from acd.adapters.sql.database import Database, DatabaseAwayError
from acd.adapters.sql.migrate import upgrade_database
from acd.adapters.sql.mover import Mover
from acd.adapters.sql.outbox import Batch, Outbox
from acd.adapters.sql.segments import segment_path
from acd.adapters.sql.tables import call
from acd.errors import StoreError
from acd.model.facts import Fact
from tests.adapters.sql.samples import CALL, CDR, numbered_call
from tests.adapters.sql.subjects import count_rows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "outbox"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/acd.db"


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    await upgrade_database(database)
    yield database
    await database.close()


async def test_batches_are_as_long_as_told(database: Database, folder: Path, url: str) -> None:
    outbox = Outbox(folder)
    outbox.append([numbered_call(number) for number in range(7)])
    mover = Mover(database, outbox, batch_facts=3)
    assert [await mover.move_batch() for _ in range(4)] == [3, 3, 1, 0]
    assert await count_rows(url, call) == 7
    outbox.close()


class ForgetfulOutbox(Outbox):
    """Dies between the commit and the acknowledgement."""

    def acknowledge(self, batch: Batch) -> None:
        raise StoreError("killed")


async def test_a_batch_that_was_committed_and_not_acknowledged_is_stored_once(
    database: Database, folder: Path, url: str
) -> None:
    first = ForgetfulOutbox(folder)
    first.append([numbered_call(number) for number in range(5)])
    with pytest.raises(StoreError, match="killed"):
        await Mover(database, first).move_batch()
    first.close()
    assert await count_rows(url, call) == 5
    second = Outbox(folder)
    assert await Mover(database, second).move_batch() == 5
    assert await count_rows(url, call) == 5
    second.close()


async def test_refused_facts_are_set_aside_and_all_others_stored(
    database: Database, folder: Path, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    bad: list[Fact] = [
        replace(CALL, id=2**63),
        replace(CALL, arrived_ms=10**18),
        replace(CDR, start="yesterday"),
        replace(CALL, id="eleven"),  # type: ignore[arg-type]  # a fault of the program
    ]
    outbox = Outbox(folder)
    for number, fact in enumerate(bad):
        outbox.append([numbered_call(10 * number + offset) for offset in range(10)])
        outbox.append([fact])
    assert await Mover(database, outbox).move_batch() == 44
    assert await count_rows(url, call) == 40
    assert sorted(letter.reason for letter in outbox.dead_letters.read()) == [
        "OverflowError",
        "a time that does not exist",
        "a time that does not exist",
        "not a fact of this version",
    ]
    assert outbox.health().dead_letters == 4
    [record] = [record for record in caplog.records if record.name.startswith("acd")]
    assert CALL.caller_number not in str(vars(record))
    assert outbox.read(9).nothing
    outbox.close()


async def test_a_line_damaged_on_disk_is_set_aside(database: Database, folder: Path, url: str) -> None:
    outbox = Outbox(folder)
    outbox.append([numbered_call(number) for number in range(3)])
    path = segment_path(folder, 1)
    data = bytearray(path.read_bytes())
    data[len(encode_fact(numbered_call(0))) + 40] ^= 1
    path.write_bytes(data)
    assert await Mover(database, outbox).move_batch() == 3
    assert await count_rows(url, call) == 2
    assert [letter.reason for letter in outbox.dead_letters.read()] == ["checksum"]
    outbox.close()


async def test_a_refused_fact_that_cannot_be_set_aside_stays(database: Database, folder: Path, url: str) -> None:
    outbox = Outbox(folder)
    outbox.append([replace(CALL, id=2**63), numbered_call(1)])
    outbox.dead_letters._bytes_max = 10
    with pytest.raises(StoreError, match="is full"):
        await Mover(database, outbox).move_batch()
    assert await count_rows(url, call) == 1
    assert outbox.health().backlog_facts == 2
    outbox.close()


async def test_without_the_database_nothing_is_acknowledged(tmp_path: Path, folder: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/gone/acd.db")
    outbox = Outbox(folder)
    outbox.append([CALL])
    with pytest.raises(DatabaseAwayError):
        await Mover(database, outbox).move_batch()
    assert outbox.health().backlog_facts == 1
    outbox.close()
    await database.close()
