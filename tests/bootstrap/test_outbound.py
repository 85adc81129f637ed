"""Leads and the engine after a start: what nobody knows of is ended, what nobody holds is free, and news comes in."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from acd.adapters.sql.outbox import Outbox
from acd.adapters.sql.store import RecordStore, StoreTimes
from acd.bootstrap import outbound as module
from acd.bootstrap.outbound import Outbound, RulesNow, caps_of, held_leads
from acd.dialer.eligibility import Cap
from acd.engine.engine import Engine
from acd.events import CentreConfigured, Event, LeadsAdded, NodeAudited, NodeConnected
from acd.model.campaigns import AttemptCaps
from acd.model.facts import AttemptBegunFact
from acd.model.states import PhoneState
from acd.runtime.journal import Journal
from acd.runtime.loop import Runtime
from acd.testing.engine import NODE, NOON_MS, FakeClock
from tests.scenarios.campaigns import calling, campaign, starts
from tests.scenarios.words import PHONES, logs_in

NOBODY_KNOWS = 5


class Heard:
    """A runtime that remembers what was posted."""

    def __init__(self, runtime: Runtime) -> None:
        self.events: list[Event] = []
        self._post = runtime.post
        runtime.post = self.post  # type: ignore[method-assign] # to listen in

    def post(self, event: Event) -> None:
        self.events.append(event)
        self._post(event)


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    made = Outbox(tmp_path / "outbox")
    yield made
    made.close()


@pytest.fixture
async def outbound(tmp_path: Path, outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Outbound]:
    """A running campaign with an agent, two leads in SQL, one of them reserved by a daemon that is gone."""
    monkeypatch.setattr(module, "LOOK_S", 0.02)
    url = f"sqlite:///{tmp_path}/acd.db"
    store = RecordStore(url, outbox, times=StoreTimes(flush_s=0.02))
    await store.start()
    await store.flush()
    engine = Engine()
    journal = Journal(tmp_path / "journal", lambda: engine.state)
    runtime = Runtime(engine, FakeClock(), journal, outbox, on_bug=lambda error: None)
    made = Outbound.make(url, runtime, store, settled, 5.0)
    runtime.use_supply(made.supply)
    phones = tuple((phone, PhoneState.IDLE) for phone in PHONES.values())
    for event in (CentreConfigured(calling()), NodeConnected(NODE, restarted=False), NodeAudited(NODE, (), phones)):
        runtime.post(event)
    runtime.flush()
    yield made
    runtime.stop()
    await made.supply.close()
    await store.close()
    journal.close()


async def settled() -> None:
    """Asterisk is there at once."""


async def add(outbound: Outbound, *numbers: str, reserved: str | None = None) -> None:
    insert = text(
        "INSERT INTO lead (list, number, place_id, status, next_attempt_at, reserved_by, created_at) VALUES"
        " ('people', :number, 1, 'new', '2020-01-01 00:00:00.000', :reserved, '2020-01-01 00:00:00.000')"
    )
    place = text("INSERT INTO lead_place (id, region, zones) VALUES (1, 'GB', 'Europe/London') ON CONFLICT DO NOTHING")
    async with outbound.supply.shelf.database.begin() as connection:
        await connection.execute(place)
        for number in numbers:
            await connection.execute(insert, {"number": number, "reserved": reserved})


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110 - what it waits for is in SQL and the engine
            await asyncio.sleep(0.01)


async def test_a_start_brings_the_leads_in_order_and_new_ones_are_noticed(outbound: Outbound, outbox: Outbox) -> None:
    runtime = outbound.runtime
    heard = Heard(runtime)
    await add(outbound, "+442071838750", reserved="spring")
    outbox.append([AttemptBegunFact(NOBODY_KNOWS, "spring", "shop", 1, "+442071838750", NOON_MS)])
    runtime.post(starts())
    runtime.post(logs_in("101"))
    runtime.flush()
    running = asyncio.create_task(outbound.run())
    try:
        known = runtime.state.campaigns["spring"]
        await until(lambda: not known.request)
        assert not runtime.state.attempts, "the lead of the lost attempt is not dialled again at once"
        async with outbound.supply.shelf.database.begin() as connection:
            rows = await connection.execute(text("SELECT id, result FROM attempt"))
            assert [tuple(row) for row in rows] == [(NOBODY_KNOWS, "lost")]
        await add(outbound, "+442071838751")
        await until(lambda: runtime.state.attempts)
        assert LeadsAdded(("people",)) in heard.events
        [attempt] = runtime.state.attempts.values()
        assert (attempt.number, held_leads(runtime.state)) == ("+442071838751", {2})
    finally:
        running.cancel()


def test_what_the_engine_holds() -> None:
    engine = Engine()
    assert held_leads(engine.state) == set()


def test_rules_are_those_of_the_centre_in_effect() -> None:
    engine = Engine()
    engine.handle(CentreConfigured(calling()), NOON_MS)
    rules = RulesNow(lambda: engine.state)
    first, again = rules(campaign()), rules(campaign())
    assert first.is_open == again.is_open, "windows are kept"
    assert first.is_open(("Europe/London",), NOON_MS)
    assert not first.is_open(("Europe/London",), NOON_MS + 12 * 3_600_000)
    assert rules(campaign(jurisdiction="none")).is_open((), NOON_MS + 12 * 3_600_000)


def test_caps() -> None:
    assert caps_of(AttemptCaps()) == ()
    assert caps_of(AttemptCaps(per_day=1, lifetime=9)) == (Cap(1, 86_400_000), Cap(9, None))
