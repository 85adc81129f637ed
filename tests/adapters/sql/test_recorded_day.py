"""A day of the records as the simulation wants it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from acd.adapters.sql.database import Database
from acd.adapters.sql.migrate import upgrade_database
from acd.adapters.sql.recorded_day import presences, read_day
from acd.adapters.sql.rows import fact_row
from acd.model.facts import AgentStateFact, CallFact, Fact, OfferFact, VisitFact
from acd.model.recorded import Presence, RecordedCall
from acd.model.states import AgentState, OfferResult, VisitOutcome
from tests.adapters.sql.samples import BEGIN_MS, CALL, HOUR_MS, OFFER, STAY, VISIT

DAY_MS = 24 * HOUR_MS


def call(id_: int, arrived_ms: int, **more: object) -> CallFact:
    return replace(CALL, id=id_, uniqueid=str(id_), arrived_ms=arrived_ms, **more)  # type: ignore[arg-type]


def visit(id_: int, of: CallFact, queue: str, entered_ms: int) -> VisitFact:
    return replace(VISIT, id=id_, call=of.id, queue=queue, entered_ms=entered_ms)


def stay(id_: int, state: AgentState, began_ms: int, ended_ms: int) -> AgentStateFact:
    return replace(STAY, id=id_, state=state, began_ms=began_ms, ended_ms=ended_ms)


async def test_a_day(tmp_path: Path) -> None:
    noon_ms = BEGIN_MS + 12 * HOUR_MS
    moved = call(1, noon_ms, answered_ms=noon_ms + 9_000, ended_ms=noon_ms + 29_000, queue="support")
    gave_up = call(2, BEGIN_MS, answered_ms=None, ended_ms=BEGIN_MS + 7_000, outcome=VisitOutcome.ABANDONED)
    before = call(3, BEGIN_MS - 1)
    nowhere = call(4, noon_ms, answered_ms=None, outcome=None, queue=None)
    called = call(9, noon_ms, campaign="spring")  # by us: nobody who will call again
    visits = [
        visit(10, called, "sales", noon_ms),
        visit(5, moved, "support", noon_ms + 5_000),
        visit(6, moved, "sales", noon_ms),
    ]
    visits += [visit(7, gave_up, "sales", BEGIN_MS), visit(8, before, "sales", BEGIN_MS - 1)]
    stays = [
        stay(11, AgentState.READY, BEGIN_MS - HOUR_MS, noon_ms),
        stay(12, AgentState.WRAP_UP, noon_ms, noon_ms + 4_000),
        stay(13, AgentState.NOT_READY, noon_ms + 4_000, noon_ms + 9_000),
        stay(14, AgentState.READY, noon_ms + 9_000, BEGIN_MS + DAY_MS + 5),
    ]
    offers: list[OfferFact] = [
        replace(OFFER, offered_ms=noon_ms, ended_ms=noon_ms + 23_000, talk_ms=20_000),
        replace(OFFER, id=20, offered_ms=noon_ms, result=OfferResult.NO_ANSWER, talk_ms=0),
    ]
    url = f"sqlite:///{tmp_path}/acd.db"
    database = Database(url)
    await upgrade_database(database)
    facts: dict[str, Sequence[Fact]] = {
        "call": [moved, gave_up, before, nowhere, called],
        "queue_visit": visits,
        "agent_state": stays,
        "offer": offers,
    }
    for table, some in facts.items():
        await database.insert({table: [fact_row(fact, database.times) for fact in some]})
    await database.close()
    found = await read_day(url, BEGIN_MS, BEGIN_MS + DAY_MS)
    assert found.calls == (
        RecordedCall(BEGIN_MS, "sales", "100", 7_000, answered=False, abandoned=True, talk_ms=0),
        RecordedCall(noon_ms, "sales", "100", 9_000, answered=True, abandoned=False, talk_ms=20_000),
    )
    assert found.presences == (
        Presence("101", BEGIN_MS, noon_ms + 4_000),
        Presence("101", noon_ms + 9_000, BEGIN_MS + DAY_MS),
    )
    assert (found.rings_ms, found.wrap_ups_ms) == ((3_000,), (4_000,))


def test_presences_join_what_follows_without_a_gap() -> None:
    stays = [("1", 0, 5), ("1", 5, 9), ("1", 10, 12), ("2", 12, 13)]
    assert presences(stays) == (Presence("1", 0, 9), Presence("1", 10, 12), Presence("2", 12, 13))
