"""A record store in memory: what it is given is stored, once a key, and reported by plain arithmetic.

It passes the same contract tests as the SQL store, and being simple it is what the SQL of reports is checked against.
"""

from collections.abc import Sequence
from typing import TypeVar

from acd.model.call_records import CallRecords
from acd.model.counts import CallCounts, Scope
from acd.model.facts import (
    AgentStateFact,
    CallbackFact,
    CallFact,
    CdrFact,
    Fact,
    OfferFact,
    SurveyFact,
    TransferFact,
    VisitFact,
    VoicemailFact,
)
from acd.model.report import AgentRow, CallFilter, CallPage, CallRow, IntervalRow, QueueReport, Report
from acd.model.states import OfferResult
from acd.model.tally import Tally

AnyFact = TypeVar(
    "AnyFact",
    CallFact,
    VisitFact,
    OfferFact,
    AgentStateFact,
    TransferFact,
    CallbackFact,
    VoicemailFact,
    SurveyFact,
    CdrFact,
)

PartOfCall = TypeVar("PartOfCall", VisitFact, OfferFact, TransferFact, CallbackFact, VoicemailFact, SurveyFact)


class FakeRecords:
    """FactSink, store and reports in one.

    ``appended`` has every fact as it came, ``stored`` each key once, the first wins. ``asked`` has the scope of every
    report; with ``raises`` set there is none.
    """

    def __init__(self) -> None:
        self.asked: list[Scope] = []
        self.raises: Exception | None = None
        self.appended: list[Fact] = []
        self.stored: dict[tuple[object, ...], Fact] = {}
        self.centres: list[tuple[int, str]] = []  # since when, and the text

    def append(self, facts: Sequence[Fact]) -> None:
        self.appended.extend(facts)
        for fact in facts:
            self.stored.setdefault(fact_key(fact), fact)

    def all(self, kind: type[AnyFact]) -> list[AnyFact]:
        """The stored facts of one kind, in the order in which they came."""
        return [fact for fact in self.stored.values() if isinstance(fact, kind)]

    async def flush(self) -> None:
        """Nothing waits here."""

    def keep_centre(self, text: str, at_ms: int) -> None:
        self.centres.append((at_ms, text))

    async def call(self, call_id: int) -> CallRecords:
        """Nothing is a call's but what bears its id."""
        head = next((fact for fact in self.all(CallFact) if fact.id == call_id), None)
        visits = self._parts(VisitFact, call_id)
        arrived_ms = head.arrived_ms if head is not None else visits[0].entered_ms if visits else None
        known = [text for at_ms, text in self.centres if arrived_ms is not None and at_ms <= arrived_ms]
        return CallRecords(
            call=head,
            visits=visits,
            offers=self._parts(OfferFact, call_id),
            transfers=self._parts(TransferFact, call_id),
            callbacks=self._parts(CallbackFact, call_id),
            voicemails=self._parts(VoicemailFact, call_id),
            surveys=self._parts(SurveyFact, call_id),
            cdr=tuple(row for row in self.all(CdrFact) if head is not None and _belongs(row, head)),
            centre=known[-1] if known else "",
        )

    def _parts(self, kind: type[PartOfCall], call_id: int) -> tuple[PartOfCall, ...]:
        found = [fact for fact in self.stored.values() if isinstance(fact, kind) and fact.call == call_id]
        return tuple(sorted(found, key=lambda fact: fact.id))

    async def stays(self, agents: Sequence[str], from_ms: int, to_ms: int) -> list[AgentStateFact]:
        return [
            stay
            for stay in self.all(AgentStateFact)
            if stay.agent in agents and stay.began_ms <= to_ms and stay.ended_ms >= from_ms
        ]

    async def report(self, scope: Scope) -> Report:
        tally, calls = self._tally(scope), self._calls_of(scope)
        in_time = {visit.call for visit in self.all(VisitFact) if visit.within_service_level}
        counts = CallCounts()
        for call in calls:
            counts.add_call(call, call.id in in_time)
        return Report(
            scope=scope,
            pending_facts=0,
            calls=counts,
            cdr_rows=sum(any(_belongs(row, call) for call in calls) for row in self.all(CdrFact)),
            answered_with_cdr=sum(call.answered_ms is not None and self._has_cdr(call) for call in calls),
            queues=tally.queues(scope).rows,
            agents=tally.agents(scope),
        )

    async def queue_report(self, scope: Scope) -> QueueReport:
        return self._tally(scope).queues(scope)

    async def agent_report(self, scope: Scope) -> tuple[AgentRow, ...]:
        return self._tally(scope).agents(scope)

    async def interval_report(self, scope: Scope, bounds_ms: Sequence[int]) -> tuple[IntervalRow, ...]:
        return self._tally(scope).intervals(scope, bounds_ms)

    async def call_page(self, scope: Scope, wanted: CallFilter) -> CallPage:
        self._tally(scope)
        found = sorted(self._calls_of(scope), key=lambda call: (call.arrived_ms, call.id), reverse=True)
        number = wanted.number
        rows = [
            call_row(call)
            for call in found
            if (number is None or number in call.caller_number or number in call.dialled)
            and wanted.outcome in (None, call.outcome)
        ]
        ids = [row.id for row in rows]
        begin = ids.index(wanted.after) + 1 if wanted.after in ids else 0
        page = rows[begin : begin + wanted.limit]
        return CallPage(tuple(page), page[-1].id if begin + wanted.limit < len(rows) else None)

    def _tally(self, scope: Scope) -> Tally:
        self.asked.append(scope)
        if self.raises is not None:
            raise self.raises
        return Tally(self.stored.values())

    def _calls_of(self, scope: Scope) -> list[CallFact]:
        queues = {(visit.call, visit.queue) for visit in self.all(VisitFact)}
        agents = {(offer.call, offer.agent) for offer in self.all(OfferFact) if offer.result is OfferResult.ANSWERED}
        return [
            call
            for call in self.all(CallFact)
            if scope.has(call.arrived_ms)
            and scope.project in (None, call.project)
            and (scope.queue is None or (call.id, scope.queue) in queues)
            and (scope.agent is None or (call.id, scope.agent) in agents)
        ]

    def _has_cdr(self, call: CallFact) -> bool:
        return any(_belongs(row, call) and row.disposition == "ANSWERED" for row in self.all(CdrFact))


def call_row(call: CallFact) -> CallRow:
    answered_ms = call.answered_ms
    return CallRow(
        id=call.id,
        arrived_ms=call.arrived_ms,
        answered_ms=answered_ms,
        ended_ms=call.ended_ms,
        project=call.project,
        queue=call.queue,
        agent=call.agent,
        caller_number=call.caller_number,
        caller_name=call.caller_name,
        dialled=call.dialled,
        outcome=call.outcome,
        hung_up_by=call.hung_up_by,
        wait_ms=(call.ended_ms if answered_ms is None else answered_ms) - call.arrived_ms,
        talk_ms=0 if answered_ms is None else call.ended_ms - answered_ms,
        hold_ms=call.hold_ms,
        transfers=call.transfers,
        entry=call.entry,
        csat=call.csat,
        node=call.node,
        uniqueid=call.uniqueid,
    )


def fact_key(fact: Fact) -> tuple[object, ...]:
    """What makes a fact the same as another."""
    if isinstance(fact, CdrFact):
        return (CdrFact, fact.node, fact.uniqueid, fact.sequence)
    return (type(fact), fact.id)


def _belongs(row: CdrFact, call: CallFact) -> bool:
    return row.node == call.node and call.uniqueid in (row.uniqueid, row.linkedid)
