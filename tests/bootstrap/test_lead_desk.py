"""Leads and do-not-call lists over the API, on SQLite, and what the engine hears of them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from acd.adapters.sql.database import Database
from acd.adapters.sql.migrate import upgrade_database
from acd.bootstrap.lead_desk import LeadDesk
from acd.engine.engine import Engine
from acd.errors import CallerError
from acd.events import CentreConfigured, Event, LeadsAdded, NumbersBarred
from acd.model.lead_book import BarredEntry, GivenLead, Taking
from acd.runtime.journal import Journal
from acd.runtime.loop import Runtime
from acd.testing.engine import FakeClock
from acd.testing.facts import FakeRecords
from tests.scenarios.campaigns import calling, campaign

MAYFAIR, SOHO = "+442079460123", "+442079460456"


class Listening(Runtime):
    """Remembers what was posted."""

    heard: list[Event]

    def post(self, event: Event) -> None:
        self.heard.append(event)
        super().post(event)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[LeadDesk]:
    database = Database(f"sqlite:///{tmp_path}/acd.db")
    await upgrade_database(database)
    engine = Engine()
    journal = Journal(tmp_path / "journal", lambda: engine.state)
    runtime = Listening(engine, FakeClock(), journal, FakeRecords(), on_bug=lambda error: None)
    runtime.heard = []
    runtime.post(CentreConfigured(calling()))
    yield LeadDesk(database, runtime)
    runtime.stop()
    journal.close()
    await database.close()


def heard(desk: LeadDesk, kind: type) -> list[Event]:
    assert isinstance(desk.runtime, Listening)
    return [event for event in desk.runtime.heard if isinstance(event, kind)]


async def test_a_hot_lead_is_stored_and_told_to_the_engine(desk: LeadDesk) -> None:
    given = [
        GivenLead(("020 7946 0123", SOHO), "Ann", priority=9, fields={"debt": "12"}),
        GivenLead(("Ann",)),
        GivenLead(("999",)),
        GivenLead((SOHO,), zone="Mars/Olympus"),
    ]
    taken = await desk.add(campaign(), "people", "GB", given, again=False)
    assert [each.taking for each in taken] == [Taking.ADDED, *[Taking.REFUSED] * 3]
    assert "Mars" in taken[3].text
    assert heard(desk, LeadsAdded) == [LeadsAdded(("people",))]
    lead = await desk.lead(taken[0].lead)
    assert lead is not None
    assert (lead["number"], lead["alternatives"], lead["priority"]) == (MAYFAIR, [SOHO], 9)
    assert (lead["fields"], lead["zones"], lead["status"]) == ({"debt": "12"}, ["Europe/London"], "new")
    assert [each["id"] for each in await desk.leads_of("020 7946 0456", "GB")] == [taken[0].lead]


async def test_a_number_that_the_list_has_comes_in_again_only_if_wanted(desk: LeadDesk) -> None:
    [first] = await desk.add(campaign(), "people", "", [GivenLead((MAYFAIR,))], again=False)
    [second] = await desk.add(campaign(), "people", "", [GivenLead((MAYFAIR,))], again=False)
    [third] = await desk.add(campaign(), "people", "", [GivenLead((MAYFAIR,))], again=True)
    assert (second.taking, second.lead) == (Taking.DUPLICATE, first.lead)
    assert (third.taking, third.lead > first.lead) == (Taking.ADDED, True)
    assert len(heard(desk, LeadsAdded)) == 2


async def test_a_barred_number_is_told_to_the_engine_and_never_comes_in(desk: LeadDesk) -> None:
    assert await desk.bar(BarredEntry("020 7946 0123", "", "", "asked", "eva"), "GB") == (MAYFAIR, True)
    assert heard(desk, NumbersBarred) == [NumbersBarred((MAYFAIR,))]
    assert await desk.bar(BarredEntry("+44 20 7946 04*"), "") == ("+4420794604*", True)
    taken = await desk.add(campaign(), "people", "", [GivenLead((MAYFAIR,)), GivenLead((SOHO,))], again=False)
    assert [each.taking for each in taken] == [Taking.BARRED, Taking.BARRED]
    number, entries = await desk.barred(MAYFAIR, "")
    assert (number, [entry["reason"] for entry in entries]) == (MAYFAIR, ["asked"])
    assert await desk.unbar(BarredEntry(MAYFAIR), "") == (MAYFAIR, True)
    assert await desk.unbar(BarredEntry(MAYFAIR), "") == (MAYFAIR, False)


async def test_what_is_no_number_is_refused(desk: LeadDesk) -> None:
    for text in ("Ann", "0*", "020 7946 0123"):
        with pytest.raises(CallerError):
            await desk.bar(BarredEntry(text), "")
    with pytest.raises(CallerError):
        await desk.leads_of(MAYFAIR, "XX")
    with pytest.raises(CallerError):
        await desk.add(campaign(), "people", "XX", [GivenLead((MAYFAIR,))], again=False)
    assert await desk.bar(BarredEntry("+4499"), "") == ("+4499", True), "it cannot be dialled, but it can be barred"


async def test_a_number_is_dialled_only_if_it_may_be(desk: LeadDesk) -> None:
    lead = await desk.to_dial(campaign(), "020 7946 0123", "GB")
    assert (lead.id, lead.number, lead.zones) == (0, MAYFAIR, ("Europe/London",))
    with pytest.raises(CallerError, match="gave no consent to be called for marketing"):
        await desk.to_dial(campaign(consent_required=True), MAYFAIR, "")
    await desk.bar(BarredEntry(MAYFAIR, campaign="autumn", reason="asked"), "")
    assert await desk.to_dial(campaign(), MAYFAIR, "") == lead, "barred for another campaign"
    await desk.bar(BarredEntry(MAYFAIR, project="shop", reason="asked"), "")
    with pytest.raises(CallerError, match="on a do-not-call list: asked"):
        await desk.to_dial(campaign(), MAYFAIR, "")
