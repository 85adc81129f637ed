"""The contract of record stores on the fake and on SQLite (on PostgreSQL: tests/integration/test_postgres.py)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.sql.contract import RecordsContract
from tests.adapters.sql.subjects import MemoryRecords, SqlRecords


class TestMemory(RecordsContract):
    @pytest.fixture
    def records(self) -> MemoryRecords:
        return MemoryRecords()


class TestSqlite(RecordsContract):
    @pytest.fixture
    async def records(self, tmp_path: Path) -> AsyncIterator[SqlRecords]:
        records = SqlRecords(f"sqlite:///{tmp_path}/acd.db", tmp_path / "outbox")
        yield records
        await records.close()
