"""Leads on a real PostgreSQL: the supply's contract, and lists from a file and back."""

import json
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import pytest

from acd.adapters.sql.database import Database
from acd.adapters.sql.leads.consents import Consents
from acd.adapters.sql.leads.do_not_call import DoNotCall, DoNotCallEntry
from acd.adapters.sql.leads.intake import Duplicates
from acd.adapters.sql.leads.register import LeadRegister
from acd.bootstrap.leads.exporting import exported
from acd.bootstrap.leads.importing import ImportOptions, import_leads
from acd.bootstrap.leads.preparing import Reject
from tests.adapters.sql.leads.contract import NOW, ShelfContract
from tests.adapters.sql.leads.subjects import SqlShelf
from tests.integration.postgres_server import PostgresServer, open_server

pytestmark = pytest.mark.integration

_names = (f"leads{number}" for number in count())


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with open_server() as server:
        yield server


@pytest.fixture
async def url(server: PostgresServer) -> str:
    return await server.create_database(next(_names))


class TestPostgres(ShelfContract):
    @pytest.fixture
    async def shelf(self, url: str) -> AsyncIterator[SqlShelf]:
        shelf = await SqlShelf.made(url)
        yield shelf
        await shelf.close()


async def test_a_list_from_a_file_and_back(url: str, tmp_path: Path) -> None:
    database = Database(url)
    file = tmp_path / "leads.csv"
    file.write_text("phone;name;debt\n8 916 123-45-67;Анна;100\n8 916 123-45-67;;\n8 495 123-45-67;Пётр;\n112;;\n")
    rejects: list[Reject] = []

    async def load(**more: object) -> tuple[int, int, int, int]:
        options = ImportOptions(file, "spring", "shop", region="RU", **more)  # type: ignore[arg-type]  # of a test
        done = await import_leads(url, options, NOW, rejects.append, lambda done, imported: None)
        return done.rows, done.imported, done.duplicates, done.rejected

    assert await load(dry=True) == (4, 2, 1, 1)
    lists = DoNotCall(database)
    assert await lists.add([DoNotCallEntry("+7495*", reason="asked"), DoNotCallEntry("+7495*")], NOW) == 1
    assert await load() == (4, 1, 1, 2)
    assert await load(duplicates=Duplicates.PROJECT) == (4, 0, 2, 2)
    assert await lists.remove("+7495*", "", "", NOW)
    assert await load() == (4, 1, 2, 1)
    register = LeadRegister(database)
    rows = [row async for page in exported(register, "spring") for row in page]
    assert [row[0] for row in rows] == ["number", "+79161234567", "+74951234567"]
    [lead] = await register.of_number("+79161234567")
    assert (lead["name"], lead["fields"], lead["attempts_made"]) == ("Анна", {"debt": "100"}, [])
    given = {"number": "+79161234567", "channel": "voice", "purpose": "marketing", "project": "", "given_at": NOW}
    assert await Consents(database).add(given | {"proof": "a form", "added_by": ""}, NOW)
    assert await register.forget("+79161234567") == {"leads": 1, "consents": 1, "attempts": 0}
    assert json.loads(json.dumps(await register.lists()))[0]["leads"] == 1
    assert await register.remove_list("spring") == 1
    await database.close()
