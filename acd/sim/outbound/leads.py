"""Leads in memory behind the port that SQL has: reserved when fetched, given back by what became of each.

A lead is reserved from the fetch until its ``LeadFact`` or ``ReleaseLeads``, as there. An older fact changes nothing.
"""

import heapq
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from acd.commands import FetchLeads, LeadCommand, ReleaseLeads
from acd.events import LeadsFetched
from acd.model.campaigns import LeadOrder
from acd.model.facts import AttemptBegunFact, AttemptFact, Fact, LeadFact
from acd.model.leads import AttemptResult, Lead, LeadStatus
from acd.sim.scenario import Dialled
from acd.sim.stage import Stage

SPAN = 10_000_000  # ids of a campaign's leads begin at a multiple of it
LOST_RETRY_MS = 3_600_000
TO_DIAL = (LeadStatus.NEW, LeadStatus.RETRY, LeadStatus.CALLBACK)


@dataclass(slots=True)
class Kept:
    """What is known of a lead that was fetched once. ``version``: the id of the fact that told it."""

    status: LeadStatus = LeadStatus.NEW
    attempts: int = 0
    results: dict[AttemptResult, int] = field(default_factory=dict)
    next_ms: int = 0
    reserved: bool = False
    version: int = 0
    dialling: int = 0  # an attempt of which no end is recorded


class Leads:
    """All campaigns' leads; ``carry_out`` is that of ``acd.runtime.ports.LeadSupply``."""

    def __init__(self, stage: Stage, campaigns: tuple[Dialled, ...], latency_ms: int) -> None:
        self.kept: dict[int, Kept] = {}
        self.count = {of.campaign: of.leads for of in campaigns}
        self._place = {of.campaign: place for place, of in enumerate(campaigns, 1)}
        self._fresh = dict.fromkeys(self.count, 0)  # how many were ever fetched
        self._due: dict[str, list[tuple[int, int]]] = {name: [] for name in self.count}
        self._stage, self._latency_ms = stage, latency_ms

    def carry_out(self, command: LeadCommand) -> None:
        if isinstance(command, FetchLeads):
            self._stage.later(self._latency_ms, self.fetch, command)
        else:
            self._release(command)

    def fetch(self, command: FetchLeads, answer: bool = True) -> None:
        """``answer`` False: whoever asked is gone meanwhile."""
        name = command.campaign.id
        chosen = list(self._chosen(name, command.campaign.order, command.count))
        leads = tuple(self._reserve(name, lead) for lead in chosen)
        if answer:
            self._stage.ask(LeadsFetched(name, command.request, leads, self._next_due_ms(name)))

    def _chosen(self, name: str, order: LeadOrder, count: int) -> Iterator[int]:
        """New ones come first or last; those that were dialled by the time they are due."""
        kinds = [self._new(name), self._again(name)]
        for kind in kinds if order is LeadOrder.NEW_FIRST else reversed(kinds):
            for lead in kind:
                yield lead
                count -= 1
                if not count:
                    return

    def _new(self, name: str) -> Iterator[int]:
        while self._fresh[name] < self.count.get(name, 0):
            self._fresh[name] += 1
            lead = self._place[name] * SPAN + self._fresh[name]
            self.kept[lead] = Kept()
            yield lead

    def _again(self, name: str) -> Iterator[int]:
        due = self._due[name]
        while due and due[0][0] <= self._stage.now_ms:
            due_ms, lead = heapq.heappop(due)
            kept = self.kept[lead]
            if kept.status in TO_DIAL and not kept.reserved and kept.next_ms == due_ms:
                yield lead

    def _reserve(self, name: str, lead: int) -> Lead:
        kept = self.kept[lead]
        kept.reserved = True
        return Lead(lead, name, number_of(lead), attempts=kept.attempts, results=dict(kept.results))

    def _next_due_ms(self, name: str) -> int | None:
        if self._fresh[name] < self.count.get(name, 0):
            return self._stage.now_ms
        due = self._due[name]
        return due[0][0] if due else None

    def _release(self, command: ReleaseLeads) -> None:
        for lead in command.leads:
            kept = self.kept[lead]
            if kept.reserved:
                kept.reserved = False
                self._put_back(lead, kept)

    def _put_back(self, lead: int, kept: Kept) -> None:
        """It may be fetched again, in its time."""
        name = list(self.count)[lead // SPAN - 1]
        heapq.heappush(self._due[name], (kept.next_ms, lead))

    def waits(self, lead: int) -> bool:
        """It will be fetched again."""
        kept = self.kept[lead]
        name = list(self.count)[lead // SPAN - 1]
        return kept.status in TO_DIAL and not kept.reserved and (kept.next_ms, lead) in self._due[name]

    def recover(self, held: Collection[int], attempts: Collection[int]) -> list[int]:
        """The daemon starts, and its engine holds these leads and attempts: all else is over.

        Returns the attempts that ended as lost: nobody knows of them any more.
        """
        lost: list[int] = []
        for lead, kept in self.kept.items():
            if kept.dialling and kept.dialling not in attempts:
                lost.append(kept.dialling)
                kept.dialling, kept.attempts = 0, kept.attempts + 1
                if kept.status in TO_DIAL:
                    kept.status, kept.next_ms = LeadStatus.RETRY, self._stage.now_ms + LOST_RETRY_MS
            if kept.reserved and lead not in held:
                kept.reserved = False
                if kept.status in TO_DIAL:
                    self._put_back(lead, kept)
        return lost

    def recorded(self, fact: Fact) -> None:
        """What the engine records of leads and attempts."""
        if isinstance(fact, LeadFact):
            self._known(fact)
        elif isinstance(fact, AttemptBegunFact) and fact.lead in self.kept:
            self.kept[fact.lead].dialling = fact.id
        elif isinstance(fact, AttemptFact) and fact.lead in self.kept:
            kept = self.kept[fact.lead]
            kept.results[fact.result] = kept.results.get(fact.result, 0) + 1
            kept.dialling = 0 if kept.dialling == fact.id else kept.dialling

    def _known(self, fact: LeadFact) -> None:
        kept = self.kept.get(fact.lead)
        if kept is None or fact.id <= kept.version:
            return
        kept.version, kept.status, kept.attempts, kept.reserved = fact.id, fact.status, fact.attempts, False
        if fact.next_attempt_ms is not None:
            kept.next_ms = fact.next_attempt_ms
            self._put_back(fact.lead, kept)


def number_of(lead: int) -> str:
    """What is dialled: a mobile number in London."""
    return f"+447{lead:09}"
