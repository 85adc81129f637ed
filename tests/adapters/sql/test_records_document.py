"""docs/records.md names every column, and its examples run."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Table

from acd.adapters.sql.database import Database
from acd.adapters.sql.migrate import upgrade_database
from acd.adapters.sql.schema import metadata
from acd.adapters.sql.tables import cdr_import
from acd.resources import resource

DOCUMENT = (resource("migrations").parent / "docs/records.md").read_text()
EXAMPLES = re.findall(r"```sql\n(.*?)```", DOCUMENT, re.DOTALL)


@pytest.mark.parametrize("table", [table for table in metadata.sorted_tables if table is not cdr_import])
def test_every_column_is_explained(table: Table) -> None:
    section = re.split(r"^## ", DOCUMENT, flags=re.MULTILINE)
    [text] = [part for part in section if part.startswith(f"{table.name}\n")]
    named = set(re.findall(r"`\"?(\w+)\"?`", text))
    assert {column.name for column in table.columns} - named == set()


@pytest.mark.parametrize("example", [example for example in EXAMPLES if "date_trunc" not in example])
async def test_the_examples_run_on_sqlite(example: str, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/acd.db")
    await upgrade_database(database)
    async with database.begin() as connection:
        await connection.exec_driver_sql(example)
    await database.close()
