"""A record store in memory: what it is given is stored, once a key, and reported by plain arithmetic.

It passes the same contract tests as the SQL store, and being simple it is what the SQL of reports is checked against.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar, cast

from acd.model.facts import (
    AgentStateFact,
    CallbackFact,
    CallFact,
    CdrFact,
    DecisionFact,
    Fact,
    OfferFact,
    SurveyFact,
    TransferFact,
    VisitFact,
    VoicemailFact,
)
from acd.model.report import SHORT_ABANDON_MS, AgentFigures, CallFigures, QueueFigures, Report
from acd.model.states import AgentState, OfferResult, VisitOutcome

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
    DecisionFact,
    CdrFact,
)

_STATES = {
    AgentState.READY: "ready_ms",
    AgentState.RINGING: "ringing_ms",
    AgentState.TALKING: "talking_ms",
    AgentState.WRAP_UP: "wrap_up_ms",
    AgentState.NOT_READY: "not_ready_ms",
}


class FakeRecords:
    """FactSink and store in one. ``appended`` has every fact as it came, ``stored`` each key once, the first wins."""

    def __init__(self) -> None:
        self.appended: list[Fact] = []
        self.stored: dict[tuple[object, ...], Fact] = {}

    def append(self, facts: Sequence[Fact]) -> None:
        self.appended.extend(facts)
        for fact in facts:
            self.stored.setdefault(fact_key(fact), fact)

    def all(self, kind: type[AnyFact]) -> list[AnyFact]:
        """The stored facts of one kind, in the order in which they came."""
        return [fact for fact in self.stored.values() if isinstance(fact, kind)]

    async def flush(self) -> None:
        """Nothing waits here."""

    async def report(self, from_ms: int, to_ms: int, project: str | None = None) -> Report:
        calls = [
            fact
            for fact in self.all(CallFact)
            if from_ms <= fact.arrived_ms < to_ms and project in (None, fact.project)
        ]
        return Report(
            from_ms=from_ms,
            to_ms=to_ms,
            project=project,
            pending_facts=0,
            calls=self._call_figures(calls),
            cdr_rows=sum(any(_belongs(row, call) for call in calls) for row in self.all(CdrFact)),
            answered_with_cdr=sum(call.answered_ms is not None and self._has_cdr(call) for call in calls),
            queues=self._queue_figures(from_ms, to_ms, project),
            agents=self._agent_figures(from_ms, to_ms, project),
        )

    def _has_cdr(self, call: CallFact) -> bool:
        return any(_belongs(row, call) and row.disposition == "ANSWERED" for row in self.all(CdrFact))

    def _call_figures(self, calls: Iterable[CallFact]) -> CallFigures:
        in_time = {visit.call for visit in self.all(VisitFact) if visit.within_service_level}
        count: Counter[str] = Counter()
        for call in calls:
            count["arrived"] += 1
            count["within_service_level"] += call.id in in_time
            if call.answered_ms is not None:
                count["answered"] += 1
                count["answered_wait_ms"] += call.answered_ms - call.arrived_ms
                count["talk_ms"] += call.ended_ms - call.answered_ms
            elif call.outcome not in (None, VisitOutcome.ANSWERED):
                count[cast(VisitOutcome, call.outcome).value] += 1
            count["offered"] += call.answered_ms is not None or call.outcome is not None
        return CallFigures(**count)

    def _queue_figures(self, from_ms: int, to_ms: int, project: str | None) -> tuple[QueueFigures, ...]:
        counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for visit in self.all(VisitFact):
            if not from_ms <= visit.entered_ms < to_ms or project not in (None, visit.project):
                continue
            count = counts[visit.project, visit.queue]
            count["offered"] += 1
            count[visit.outcome.value] += 1
            count["within_service_level"] += visit.within_service_level
            count["wait_max_ms"] = max(count["wait_max_ms"], visit.wait_ms)
            if visit.outcome is VisitOutcome.ANSWERED:
                count["answered_wait_ms"] += visit.wait_ms
            if visit.outcome is VisitOutcome.ABANDONED:
                count["abandoned_wait_ms"] += visit.wait_ms
                count["short_abandoned"] += visit.wait_ms <= SHORT_ABANDON_MS
        return tuple(QueueFigures(queue, owner, **count) for (owner, queue), count in sorted(counts.items()))

    def _agent_figures(self, from_ms: int, to_ms: int, project: str | None) -> tuple[AgentFigures, ...]:
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        owners = {visit.id: visit.project for visit in self.all(VisitFact)}
        for offer in self.all(OfferFact):
            if from_ms <= offer.offered_ms < to_ms and project in (None, owners.get(offer.visit)):
                count = counts[offer.agent]
                count["offers"] += 1
                count["talk_ms"] += offer.talk_ms
                if offer.result in (OfferResult.ANSWERED, OfferResult.NO_ANSWER, OfferResult.REFUSED):
                    count[offer.result.name.lower()] += 1
        for stay in self.all(AgentStateFact) if project is None else []:
            inside_ms = min(stay.ended_ms, to_ms) - max(stay.began_ms, from_ms)
            if stay.state in _STATES and inside_ms > 0:
                counts[stay.agent][_STATES[stay.state]] += inside_ms
        return tuple(AgentFigures(agent, **count) for agent, count in sorted(counts.items()))


def fact_key(fact: Fact) -> tuple[object, ...]:
    """What makes a fact the same as another."""
    if isinstance(fact, CdrFact):
        return (CdrFact, fact.node, fact.uniqueid, fact.sequence)
    return (type(fact), fact.id)


def _belongs(row: CdrFact, call: CallFact) -> bool:
    return row.node == call.node and call.uniqueid in (row.uniqueid, row.linkedid)
