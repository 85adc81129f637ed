"""Reports by adding up facts in memory: what a simulated day gives, and what the SQL of reports is checked against."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeVar

from acd.model.counts import AgentCounts, QueueCounts, Scope, all_together, waits_of
from acd.model.facts import AgentStateFact, CallbackFact, Fact, OfferFact, TransferFact, VisitFact
from acd.model.report import AgentRow, IntervalRow, QueueReport, QueueRow
from acd.model.states import AgentState, VisitOutcome

Part = TypeVar("Part", VisitFact, OfferFact, AgentStateFact, TransferFact, CallbackFact)


class Tally:
    """Facts, each once, and reports over them. Facts of other kinds are left alone."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._visits: list[VisitFact] = []
        self._offers: list[OfferFact] = []
        self._stays: list[AgentStateFact] = []
        self._transfers: list[TransferFact] = []
        self._callbacks: list[CallbackFact] = []
        for fact in facts:
            match fact:
                case VisitFact():
                    self._visits.append(fact)
                case OfferFact():
                    self._offers.append(fact)
                case AgentStateFact():
                    self._stays.append(fact)
                case TransferFact():
                    self._transfers.append(fact)
                case CallbackFact():
                    self._callbacks.append(fact)
                case _:
                    pass

    def queues(self, scope: Scope) -> QueueReport:
        counts: dict[tuple[str, str], QueueCounts] = defaultdict(QueueCounts)
        waits: dict[tuple[str, str], list[int]] = defaultdict(list)
        for visit in within(scope, self._visits, lambda visit: visit.entered_ms):
            counts[visit.project, visit.queue].add_visit(visit, scope.short_ms)
            if visit.outcome is VisitOutcome.ANSWERED:
                waits[visit.project, visit.queue].append(visit.wait_ms)
        for offer in within(scope, self._offers, lambda offer: offer.offered_ms):
            counts[offer.project, offer.queue].add_offer(offer)
        for stay, inside_ms in self._stays_of(scope):
            if stay.state is AgentState.WRAP_UP and stay.queue is not None:
                counts[stay.project or "", stay.queue].add_stay(stay, inside_ms)
        for transfer in within(scope, self._transfers, lambda transfer: transfer.started_ms):
            if transfer.queue is not None:
                counts[transfer.project or "", transfer.queue].add_transfer(transfer)
        for callback in within(scope, self._callbacks, lambda callback: callback.asked_ms):
            counts[callback.project or "", callback.queue].add_callback(callback)
        rows = tuple(
            QueueRow(queue, project, counts[project, queue], waits_of(waits.get((project, queue), [])))
            for project, queue in sorted(counts)
        )
        every_wait = [wait_ms for found in waits.values() for wait_ms in found]
        return QueueReport(rows, QueueRow("", "", all_together(counts.values()), waits_of(every_wait)))

    def agents(self, scope: Scope) -> tuple[AgentRow, ...]:
        counts: dict[str, AgentCounts] = defaultdict(AgentCounts)
        for offer in within(scope, self._offers, lambda offer: offer.offered_ms):
            counts[offer.agent].add_offer(offer)
        for stay, inside_ms in self._stays_of(scope):
            if stay.state is not AgentState.LOGGED_OUT:
                counts[stay.agent].add_stay(stay, inside_ms)
        for transfer in within(scope, self._transfers, lambda transfer: transfer.started_ms):
            counts[transfer.from_agent].add_transfer(transfer)
        return tuple(AgentRow(agent, counts[agent], scope.of_everybody) for agent in sorted(counts))

    def intervals(self, scope: Scope, bounds_ms: Sequence[int]) -> tuple[IntervalRow, ...]:
        """``bounds_ms``: where each interval begins, and the end of the last one."""
        return tuple(
            self._interval(replace(scope, from_ms=begin_ms, to_ms=end_ms)) for begin_ms, end_ms in pairwise(bounds_ms)
        )

    def _interval(self, scope: Scope) -> IntervalRow:
        total = self.queues(scope).total
        times = AgentCounts()
        for stay, inside_ms in self._stays_of(scope):
            times.add_stay(stay, inside_ms)
        return IntervalRow(scope.from_ms, scope.to_ms, total.counts, total.waits, times if scope.of_everybody else None)

    def _stays_of(self, scope: Scope) -> Iterator[tuple[AgentStateFact, int]]:
        for stay in self._stays:
            inside_ms = scope.inside_ms(stay.began_ms, stay.ended_ms)
            if inside_ms > 0 and concerns(scope, stay):
                yield stay, inside_ms


def within(scope: Scope, facts: Iterable[Part], moment_of: Callable[[Part], int]) -> Iterator[Part]:
    """The facts of the scope's time and of whom it concerns."""
    return (fact for fact in facts if scope.has(moment_of(fact)) and concerns(scope, fact))


def concerns(scope: Scope, fact: VisitFact | OfferFact | AgentStateFact | TransferFact | CallbackFact) -> bool:
    match fact:
        case TransferFact():
            agent: str | None = fact.from_agent
        case CallbackFact():
            agent = None
        case _:
            agent = fact.agent
    return scope.project in (None, fact.project) and scope.queue in (None, fact.queue) and scope.agent in (None, agent)
