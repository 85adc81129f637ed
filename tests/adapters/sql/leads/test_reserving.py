"""The contract of the supply of leads in memory and on SQLite (on PostgreSQL: tests/integration)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.sql.leads.contract import NOW, ShelfContract, ids, kept, wanted
from tests.adapters.sql.leads.subjects import MemoryShelf, SqlShelf


class TestMemory(ShelfContract):
    @pytest.fixture
    def shelf(self) -> MemoryShelf:
        return MemoryShelf()


class TestSqlite(ShelfContract):
    @pytest.fixture
    async def shelf(self, tmp_path: Path) -> AsyncIterator[SqlShelf]:
        shelf = await SqlShelf.made(f"sqlite:///{tmp_path}/acd.db")
        yield shelf
        await shelf.close()

    async def test_a_fetch_whose_end_nobody_heard_is_undone(self, shelf: SqlShelf) -> None:
        await shelf.add([kept(1), kept(2)])
        assert ids(await shelf.fetch(wanted(1, now_ms=NOW))) == [1]
        assert ids(await shelf.fetch(wanted(1, now_ms=NOW + 1))) == [2]
        await shelf.shelf.undo("winback", NOW + 1)
        assert await shelf.reserved("winback") == {1}
