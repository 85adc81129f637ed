"""What every record store does: the one in memory, SQLite, PostgreSQL. Subclasses give a ``records`` fixture."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

import pytest

from acd.adapters.sql.codec import KINDS
from acd.model.call_records import CallRecords
from acd.model.counts import QueueCounts, Scope, Waits, all_together
from acd.model.facts import AgentStateFact, CallFact, Fact
from acd.model.report import AgentRow, CallFilter, CallPage, CallRow, IntervalRow, QueueReport, Report
from acd.model.states import VisitOutcome
from acd.testing.facts import FakeRecords
from tests.adapters.sql.samples import (
    BEGIN_MS,
    CALL,
    CALLBACK,
    CDR,
    HOUR_MS,
    OFFER,
    ONE_OF_EACH,
    STAY,
    SURVEY,
    TRANSFER,
    VISIT,
    VOICEMAIL,
    day_of_facts,
    numbered_call,
)


class Records(Protocol):
    """A sink and its store."""

    def append(self, facts: Sequence[Fact]) -> None: ...

    async def flush(self) -> None: ...

    async def report(self, scope: Scope) -> Report: ...

    async def queue_report(self, scope: Scope) -> QueueReport: ...

    async def agent_report(self, scope: Scope) -> tuple[AgentRow, ...]: ...

    async def interval_report(self, scope: Scope, bounds_ms: Sequence[int]) -> tuple[IntervalRow, ...]: ...

    async def call_page(self, scope: Scope, wanted: CallFilter) -> CallPage: ...

    def keep_centre(self, text: str, at_ms: int) -> None: ...

    async def call(self, call_id: int) -> CallRecords: ...

    async def stays(self, agents: Sequence[str], from_ms: int, to_ms: int) -> list[AgentStateFact]: ...

    async def count(self, kind: type[Fact]) -> int:
        """Stored facts of a kind."""
        ...

    async def caller_names(self) -> list[str]:
        """Of the stored calls, by id."""
        ...


class RecordsContract:
    async def test_each_kind_is_stored(self, records: Records) -> None:
        records.append(ONE_OF_EACH)
        await records.flush()
        assert [await records.count(kind) for kind in KINDS] == [1] * len(KINDS)

    async def test_a_fact_appended_again_changes_nothing(self, records: Records) -> None:
        records.append([*ONE_OF_EACH, *ONE_OF_EACH])
        await records.flush()
        records.append(ONE_OF_EACH)
        await records.flush()
        assert [await records.count(kind) for kind in KINDS] == [1] * len(KINDS)

    async def test_the_first_of_two_with_one_key_stays(self, records: Records) -> None:
        records.append([CALL])
        records.append([replace(CALL, caller_name="late")])
        await records.flush()
        assert await records.caller_names() == ["Иван"]

    async def test_a_cdr_row_is_known_by_node_uniqueid_and_sequence(self, records: Records) -> None:
        others = [replace(CDR, node="second"), replace(CDR, uniqueid="other"), replace(CDR, sequence=4)]
        records.append([CDR, *others, replace(CDR, billsec=1)])
        await records.flush()
        assert await records.count(type(CDR)) == 4

    @pytest.mark.parametrize(
        ("given", "stored"),
        [
            ("'; DROP TABLE call; --", "'; DROP TABLE call; --"),
            ('"%s" :name $1 ?', '"%s" :name $1 ?'),
            ("line\r\nnext\ttab", "line\r\nnext\ttab"),
            ("\U0001f600", "\U0001f600"),
        ],
    )
    async def test_hostile_text_is_stored_as_it_is(self, records: Records, given: str, stored: str) -> None:
        records.append([replace(CALL, caller_name=given)])
        await records.flush()
        assert await records.caller_names() == [stored]

    async def test_what_no_database_takes_blocks_nobody(self, records: Records) -> None:
        names = ["nul\0", "surrogate\udcff", "long" * 10_000]
        calls = [replace(numbered_call(number + 1), caller_name=name) for number, name in enumerate(names)]
        records.append([*calls, numbered_call(9)])
        await records.flush()
        assert await records.count(CallFact) == 4

    async def test_a_time_without_records_reports_nothing(self, records: Records) -> None:
        records.append(ONE_OF_EACH)
        report = (await records.report(Scope(BEGIN_MS - HOUR_MS, BEGIN_MS))).figures()
        assert (report["queues"], report["agents"], report["cdr_rows"]) == ([], [], 0)
        assert (report["service_level"], report["asa_s"]) == (None, None)
        assert set(report["calls"].values()) == {0}
        nothing = Scope(BEGIN_MS - HOUR_MS, BEGIN_MS)
        assert (await records.queue_report(nothing)).total.waits == Waits()
        assert (await records.interval_report(nothing, [nothing.from_ms, nothing.to_ms]))[0].counts == QueueCounts()
        assert await records.call_page(nothing, CallFilter()) == CallPage((), None)

    async def test_the_report_of_one_call(self, records: Records) -> None:
        records.append(ONE_OF_EACH)
        report = (await records.report(Scope(BEGIN_MS, BEGIN_MS + HOUR_MS))).figures()
        assert (report["calls"]["offered"], report["calls"]["answered"], report["calls"]["abandoned"]) == (1, 1, 0)
        assert (report["cdr_rows"], report["answered_with_cdr"], report["pending_facts"]) == (1, 1, 0)
        assert (report["service_level"], report["asa_s"]) == (1.0, 4.125)
        assert report["queues"][0]["queue"] == "sales"
        assert report["agents"][0]["talking_s"] == 60.0

    async def test_the_end_of_the_time_is_not_included(self, records: Records) -> None:
        records.append([CALL, VISIT])
        assert (await records.report(Scope(BEGIN_MS - 1, BEGIN_MS))).calls.arrived == 0
        assert (await records.report(Scope(BEGIN_MS, BEGIN_MS + 1))).calls.arrived == 1

    async def test_service_level_counts_abandoned_calls(self, records: Records) -> None:
        lost = replace(VISIT, id=99, call=98, outcome=VisitOutcome.ABANDONED, within_service_level=False, agent=None)
        records.append([VISIT, lost])
        queue = (await records.report(Scope(BEGIN_MS, BEGIN_MS + HOUR_MS))).figures()["queues"][0]
        assert (queue["service_level"], queue["service_level_of_answered"], queue["abandon_rate"]) == (0.5, 1.0, 0.5)
        assert queue["short_abandoned"] == 1

    @pytest.mark.parametrize("seed", [1, 2, 3])
    @pytest.mark.parametrize("project", [None, "shop", "city", "nobody's"])
    async def test_the_report_equals_plain_arithmetic(self, records: Records, seed: int, project: str | None) -> None:
        facts, expected = day_of_facts(seed), FakeRecords()
        expected.append(facts)
        records.append(facts)
        span = Scope(BEGIN_MS + HOUR_MS // 2, BEGIN_MS + 2 * HOUR_MS, project)
        report = await records.report(span)
        assert report == await expected.report(span)
        assert (report.calls.arrived > 0) == (project in (None, "shop", "city"))

    @pytest.mark.parametrize("only", [{}, {"project": "city"}, {"queue": "sales"}, {"agent": "101"}, {"short_ms": 0}])
    async def test_every_report_equals_plain_arithmetic(self, records: Records, only: dict[str, Any]) -> None:
        facts, expected = day_of_facts(4), FakeRecords()
        expected.append(facts)
        records.append(facts)
        scope = Scope(BEGIN_MS + HOUR_MS // 2, BEGIN_MS + 2 * HOUR_MS, **only)
        bounds_ms = [scope.from_ms, BEGIN_MS + HOUR_MS, BEGIN_MS + HOUR_MS + 1, scope.to_ms]
        queues = await records.queue_report(scope)
        assert queues == await expected.queue_report(scope)
        assert min(queues.total.counts.received, queues.total.counts.handled, queues.total.counts.transfers) > 0
        assert await records.agent_report(scope) == await expected.agent_report(scope)
        intervals = await records.interval_report(scope, bounds_ms)
        assert intervals == await expected.interval_report(scope, bounds_ms)
        assert sum(row.counts.received for row in intervals) == queues.total.counts.received
        assert all_together(row.counts for row in intervals) == queues.total.counts
        wanted = CallFilter(limit=1000)
        assert await records.call_page(scope, wanted) == await expected.call_page(scope, wanted)

    @pytest.mark.parametrize(
        "wanted",
        [
            CallFilter(limit=7),
            CallFilter(number="9512", limit=7),
            CallFilter(number="100%", limit=7),
            CallFilter(outcome=VisitOutcome.ABANDONED, limit=2),
        ],
    )
    async def test_pages_of_calls_follow_each_other(self, records: Records, wanted: CallFilter) -> None:
        facts = day_of_facts(5)
        records.append(facts)
        scope = Scope(BEGIN_MS, BEGIN_MS + 2 * HOUR_MS, queue="sales")
        whole = (await records.call_page(scope, replace(wanted, limit=1000))).calls
        seen: list[CallRow] = []
        page = await records.call_page(scope, wanted)
        while page.more is not None:
            assert len(page.calls) == wanted.limit
            seen += page.calls
            page = await records.call_page(scope, replace(wanted, after=page.more))
        assert (*seen, *page.calls) == whole
        assert (len(whole) > 2 * wanted.limit) == (wanted.number != "100%")
        assert list(whole) == sorted(whole, key=lambda call: (call.arrived_ms, call.id), reverse=True)

    async def test_everything_that_belongs_to_a_call(self, records: Records) -> None:
        others: list[Fact] = [
            replace(CALL, id=99),
            replace(VISIT, id=98, call=99),
            replace(VISIT, id=97),
            replace(OFFER, id=96, call=99),
            replace(CDR, uniqueid="another", linkedid=CDR.uniqueid, sequence=4),
            replace(CDR, node="second"),
        ]
        records.append([*ONE_OF_EACH, *others])
        found = await records.call(CALL.id)
        assert (found.call, found.visits, found.offers) == (CALL, (VISIT, replace(VISIT, id=97)), (OFFER,))
        assert (found.transfers, found.callbacks, found.voicemails) == ((TRANSFER,), (CALLBACK,), (VOICEMAIL,))
        assert (found.surveys, found.cdr) == ((SURVEY,), (CDR, others[4]))
        assert await records.call(12345) == CallRecords()

    async def test_a_call_that_lives_has_parts_that_are_over(self, records: Records) -> None:
        records.append([VISIT, OFFER])
        assert await records.call(CALL.id) == CallRecords(visits=(VISIT,), offers=(OFFER,))

    async def test_the_centre_of_the_time_of_a_call(self, records: Records) -> None:
        records.append([CALL, replace(CALL, id=99, arrived_ms=BEGIN_MS - 1_000)])
        for before_ms, text in ((900, "first"), (0, "second"), (-1, "third")):
            records.keep_centre(text * 100_000, BEGIN_MS - before_ms)
        await records.flush()
        assert (await records.call(CALL.id)).centre == "second" * 100_000
        assert (await records.call(99)).centre == ""

    async def test_the_stays_of_some_agents_in_a_time(self, records: Records) -> None:
        began_ms, ended_ms = STAY.began_ms, STAY.ended_ms
        records.append([STAY, replace(STAY, id=98, agent="102"), replace(STAY, id=97, began_ms=ended_ms + 1)])
        assert await records.stays(["101", "103"], ended_ms - 1, ended_ms) == [STAY]
        assert await records.stays(["102"], began_ms - 1, began_ms) == [replace(STAY, id=98, agent="102")]
        assert await records.stays(["101"], began_ms - 2, began_ms - 1) == []
        assert await records.stays([], began_ms, ended_ms) == []
