"""What the daemon fetches to explain: records, the configuration of their time, and the live centre."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from acd.bootstrap.explanations import THEN, TODAY, WITHOUT_RECORDS, Explanations
from acd.config.dump import dump_centre
from acd.engine.engine import Engine
from acd.errors import StoreError
from acd.events import CentreConfigured, Event, NodeAudited, NodeConnected
from acd.model.call_records import CallRecords
from acd.model.facts import CallFact
from acd.model.states import PhoneState
from acd.runtime.journal import Journal
from acd.runtime.loop import Runtime
from acd.testing.engine import NODE, NOON_MS, FakeClock
from acd.testing.facts import FakeRecords
from tests.scenarios.words import PHONES, answers, arrives, caller_hangs_up, centre, hangs_up, logs_in, rings

CENTRE = centre(agents={"101": ("sales",), "102": ("sales",)})


class Records(FakeRecords):
    """Away when told to; ``meanwhile`` happens while a call is read."""

    def __init__(self) -> None:
        super().__init__()
        self.away = False
        self.meanwhile: list[Event] = []
        self.runtime: Runtime | None = None

    async def call(self, call_id: int) -> CallRecords:
        if self.away:
            raise StoreError("the database does not answer")
        found = await super().call(call_id)
        while self.meanwhile and self.runtime is not None:
            self.runtime.post(self.meanwhile.pop(0))
            self.runtime.flush()
        return found


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def explanations(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Explanations]:
    engine, records = Engine(), Records()
    journal = Journal(tmp_path / "journal", lambda: engine.state)
    runtime = Runtime(engine, clock, journal, records, on_bug=lambda error: None)
    records.runtime = runtime
    made = Explanations(runtime, records)
    phones = tuple((phone, PhoneState.IDLE) for phone in PHONES.values())
    happen(made, CentreConfigured(CENTRE), NodeConnected(NODE, restarted=False), NodeAudited(NODE, (), phones))
    yield made
    runtime.stop()
    journal.close()


def happen(explanations: Explanations, *events: Event) -> None:
    for event in events:
        explanations.runtime.post(event)
    explanations.runtime.flush()


def records_of(explanations: Explanations) -> Records:
    assert isinstance(explanations.records, Records)
    return explanations.records


async def an_ended_call(explanations: Explanations, clock: FakeClock) -> int:
    happen(explanations, logs_in("101"), arrives("c1"), *rings("1001"))
    clock.ms += 2_000
    happen(explanations, *answers("c1", "1001"))
    clock.ms += 10_000
    happen(explanations, *caller_hangs_up("c1", "1001"))
    return records_of(explanations).all(CallFact)[0].id


async def test_a_call_is_judged_by_the_centre_of_its_time(explanations: Explanations, clock: FakeClock) -> None:
    records_of(explanations).keep_centre(dump_centre(CENTRE), NOON_MS - 1)
    call = await an_ended_call(explanations, clock)
    changed = replace(CENTRE, agents={"101": CENTRE.agents["101"]})  # 102 has left since
    happen(explanations, CentreConfigured(changed))
    await explanations.keep_centre(changed)
    story = await explanations.call(call)
    assert story is not None
    assert story["judged_by"] == THEN
    offered = next(event for event in story["events"] if event["kind"] == "offered")
    assert [other["agent"] for other in offered["others"]] == ["102"]


@pytest.mark.parametrize("text", ["", "nonsense ["])
async def test_without_it_by_todays(explanations: Explanations, clock: FakeClock, text: str) -> None:
    records_of(explanations).keep_centre(text, NOON_MS - 1)
    story = await explanations.call(await an_ended_call(explanations, clock))
    assert story is not None
    assert story["judged_by"] == TODAY


async def test_a_live_call_needs_no_database(explanations: Explanations) -> None:
    happen(explanations, arrives("c1"))
    call = next(iter(explanations.runtime.state.calls))
    records_of(explanations).away = True
    story = await explanations.call(call)
    assert story is not None
    assert (story["judged_by"], story["now"]["place"]) == (WITHOUT_RECORDS, 1)
    with pytest.raises(StoreError):
        await explanations.call(call + 1)


async def test_a_call_that_ends_while_it_is_read(explanations: Explanations) -> None:
    happen(explanations, arrives("c1"))
    call = next(iter(explanations.runtime.state.calls))
    records_of(explanations).meanwhile = list(hangs_up("c1"))
    story = await explanations.call(call)
    assert story is not None
    assert (story["call"]["state"], story["call"]["outcome"]) == ("ended", "abandoned")


async def test_nobody_knows_the_call_or_the_agent(explanations: Explanations) -> None:
    assert await explanations.call(12345) is None
    assert explanations.agent("999") is None
    found = explanations.agent("101")
    assert found is not None
    assert found["summary"] == "gets no calls: not logged in"


async def test_the_centre_is_kept_as_its_text(explanations: Explanations) -> None:
    await explanations.keep_centre(CENTRE)
    [(at_ms, text)] = records_of(explanations).centres
    assert (at_ms, text) == (NOON_MS, dump_centre(CENTRE))
