"""The port: orders are carried out one after the other, and what becomes of them comes back as events."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from acd.adapters.sql.leads.supply import SqlLeadSupply, SupplyTimes
from acd.commands import FetchLeads, ReleaseLeads
from acd.events import LeadsFetched, LeadsUnavailable, NumbersBarred
from acd.testing.leads import BarredNumber
from tests.adapters.sql.leads.contract import CAMPAIGN, NOW, kept, rules
from tests.adapters.sql.leads.subjects import SqlShelf

Told = LeadsFetched | LeadsUnavailable | NumbersBarred


class StillClock:
    def now_ms(self) -> int:
        return NOW


class Centre:
    def __init__(self, path: Path, shelf: SqlShelf) -> None:
        self.shelf = shelf
        self.told: asyncio.Queue[Told] = asyncio.Queue()
        self.supply = SqlLeadSupply(
            f"sqlite:///{path}",
            self.told.put_nowait,
            StillClock(),
            lambda campaign: rules(),
            deadline_s=1,
            times=SupplyTimes(look_s=0.01, retry_s=0.01),
        )


@pytest.fixture
async def centre(tmp_path: Path) -> AsyncIterator[Centre]:
    shelf = await SqlShelf.made(f"sqlite:///{tmp_path}/acd.db")
    centre = Centre(tmp_path / "acd.db", shelf)
    centre.supply.start()
    yield centre
    await centre.supply.close()
    await shelf.close()


async def test_leads_are_fetched_and_given_back(centre: Centre) -> None:
    await centre.shelf.add([kept(1), kept(2)])
    centre.supply.carry_out(FetchLeads(CAMPAIGN, 7, 1))
    first = await centre.told.get()
    assert isinstance(first, LeadsFetched)
    assert (first.campaign, first.request, [lead.id for lead in first.leads]) == ("winback", 7, [1])
    centre.supply.carry_out(ReleaseLeads((1,)))
    centre.supply.carry_out(FetchLeads(CAMPAIGN, 8, 5))
    second = await centre.told.get()
    assert isinstance(second, LeadsFetched)
    assert (second.request, [lead.id for lead in second.leads], second.next_due_ms) == (8, [1, 2], None)


async def test_a_number_that_somebody_bars_is_told_once(centre: Centre) -> None:
    await centre.shelf.add([kept(1), kept(2)])
    centre.supply.carry_out(FetchLeads(CAMPAIGN, 1, 2))
    await centre.told.get()
    await centre.shelf.bar(BarredNumber("+79160000002"))
    assert await centre.told.get() == NumbersBarred(("+79160000002",), "shop", "winback")
    await centre.shelf.bar(BarredNumber("+79160000001"))
    assert await centre.told.get() == NumbersBarred(("+79160000001",), "shop", "winback")


async def test_a_database_that_is_away_is_told_and_leads_come_later(centre: Centre, tmp_path: Path) -> None:
    await centre.shelf.add([kept(1)])
    with sqlite3.connect(tmp_path / "acd.db") as other:
        other.execute("BEGIN IMMEDIATE")
        centre.supply.carry_out(FetchLeads(CAMPAIGN, 1, 2))
        told = await centre.told.get()
        assert isinstance(told, LeadsUnavailable)
        assert (told.campaign, told.request) == ("winback", 1)
        other.rollback()
    other.close()
    centre.supply.carry_out(FetchLeads(CAMPAIGN, 2, 2))
    while not isinstance(found := await centre.told.get(), LeadsFetched):
        centre.supply.carry_out(FetchLeads(CAMPAIGN, 2, 2))  # a busy machine may need more than one deadline
    assert [lead.id for lead in found.leads] == [1]


async def test_leads_that_cannot_be_given_back_are_given_back_later(centre: Centre, tmp_path: Path) -> None:
    await centre.shelf.add([kept(1)])
    centre.supply.carry_out(FetchLeads(CAMPAIGN, 1, 2))
    await centre.told.get()
    with sqlite3.connect(tmp_path / "acd.db") as other:
        other.execute("BEGIN IMMEDIATE")
        centre.supply.carry_out(ReleaseLeads((1,)))
        await asyncio.sleep(1.2)  # longer than the deadline: the first try fails
        other.rollback()
    other.close()
    await centre.supply.settled()
    assert await centre.shelf.reserved("winback") == frozenset()
