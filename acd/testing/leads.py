"""Leads in memory: the answers of the SQL ones, by plain loops over all. It passes the same contract tests."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from acd.dialer.eligibility import (
    RESERVED_HOLD_MS,
    Barred,
    Dial,
    Fetched,
    Hold,
    Known,
    LeadsWanted,
    Tried,
    judge,
)
from acd.dialer.shares import next_list
from acd.model.campaigns import LeadOrder
from acd.model.facts import AttemptBegunFact, AttemptFact, BarredFact, Fact, LeadFact
from acd.model.leads import AttemptResult, Lead, LeadStatus

LOST_RETRY_MS = 3_600_000


@dataclass(slots=True)
class KeptLead:
    """``lead.alternatives`` are all its further numbers; ``shuffle`` its place in random order."""

    lead: Lead
    status: LeadStatus = LeadStatus.NEW
    next_attempt_ms: int | None = 0
    last_attempt_ms: int = 0
    number_index: int = 0
    version: int = 0
    shuffle: int = 0
    reserved_by: str | None = None
    reserved: tuple[str, ...] = ()  # its numbers that are reserved

    @property
    def numbers(self) -> tuple[str, ...]:
        return (self.lead.number, *self.lead.alternatives)


@dataclass(frozen=True, slots=True)
class BarredNumber:
    number: str  # perhaps a beginning with a *
    project: str = ""
    campaign: str = ""

    def bars(self, number: str, project: str, campaign: str) -> bool:
        begins = number.startswith(self.number[:-1]) if self.number.endswith("*") else number == self.number
        return begins and self.project in ("", project) and self.campaign in ("", campaign)


class FakeLeads:
    """``attempts`` by id, with None for one that has no end yet; ``consents`` are pairs of number and purpose."""

    def __init__(self) -> None:
        self.leads: dict[int, KeptLead] = {}
        self.attempts: dict[int, tuple[AttemptBegunFact, AttemptFact | None]] = {}
        self.barred_numbers: list[BarredNumber] = []
        self.consents: set[tuple[str, str]] = set()
        self._taken: dict[str, Counter[str]] = {}

    def add(self, leads: Iterable[KeptLead]) -> None:
        self.leads |= {kept.lead.id: kept for kept in leads}

    async def fetch(self, wanted: LeadsWanted) -> Fetched:
        chosen: list[Lead] = []
        taken = self._taken.setdefault(wanted.campaign.id, Counter())
        lists = {entry.list: self._due(entry.list, wanted) for entry in wanted.campaign.lists}
        while len(chosen) < wanted.count:
            filled = [entry for entry in wanted.campaign.lists if lists[entry.list]]
            if not filled:
                break
            kept = lists[next_list(filled, taken)].pop(0)
            lead = self._try(kept, wanted)
            if lead is not None:
                taken[lead.list] += 1
                chosen.append(lead)
        full = len(chosen) == wanted.count
        return Fetched(tuple(chosen), wanted.now_ms if full else self._next_due_ms(wanted))

    async def release(self, leads: Collection[int]) -> None:
        for id_ in leads:
            self.leads[id_].reserved_by, self.leads[id_].reserved = None, ()

    async def barred(self, campaign: str, project: str) -> frozenset[str]:
        reserved = [number for kept in self.leads.values() if kept.reserved_by == campaign for number in kept.reserved]
        return frozenset(number for number in reserved if self._bars(number, project, campaign))

    async def reserved(self, campaign: str) -> frozenset[int]:
        return frozenset(id_ for id_, kept in self.leads.items() if kept.reserved_by == campaign)

    async def recover(self, held: Collection[int], attempts: Collection[int], now_ms: int) -> int:
        lost = [id_ for id_, (_, end) in self.attempts.items() if end is None and id_ not in attempts]
        for id_ in lost:
            begun = self.attempts.pop(id_)[0]
            kept = self.leads.get(begun.lead)
            if kept is not None and kept.next_attempt_ms is not None:
                kept.lead = replace(kept.lead, attempts=kept.lead.attempts + 1)
                kept.status, kept.next_attempt_ms = LeadStatus.RETRY, now_ms + LOST_RETRY_MS
        await self.release([id_ for id_, kept in self.leads.items() if kept.reserved_by and id_ not in held])
        return len(lost)

    def append(self, facts: Sequence[Fact]) -> None:
        """As the store of the records applies them."""
        for fact in facts:
            match fact:
                case AttemptBegunFact():
                    self.attempts.setdefault(fact.id, (fact, None))
                case AttemptFact():
                    begun = AttemptBegunFact(
                        fact.id, fact.campaign, fact.project, fact.lead, fact.number, fact.began_ms
                    )
                    known = self.attempts.get(fact.id, (begun, None))
                    self.attempts[fact.id] = (known[0], known[1] or fact)
                case LeadFact():
                    self._apply(fact)
                case BarredFact():
                    self.barred_numbers.append(BarredNumber(fact.number, fact.project, fact.campaign))
                case _:
                    pass

    def _apply(self, fact: LeadFact) -> None:
        kept = self.leads.get(fact.lead)
        if kept is None or fact.id <= kept.version:
            return
        kept.version, kept.status, kept.next_attempt_ms = fact.id, fact.status, fact.next_attempt_ms
        kept.last_attempt_ms, kept.number_index = fact.at_ms, fact.number_index
        kept.lead = replace(kept.lead, attempts=max(kept.lead.attempts, fact.attempts), wanted_agent=fact.wanted_agent)
        kept.reserved_by, kept.reserved = None, ()

    def _due(self, list_: str, wanted: LeadsWanted) -> list[KeptLead]:
        open_ = [
            kept
            for kept in self.leads.values()
            if kept.lead.list == list_
            and wanted.takes(kept.status)
            and kept.reserved_by is None
            and kept.next_attempt_ms is not None
            and kept.next_attempt_ms <= wanted.now_ms
            and wanted.rules.is_open(kept.lead.zones, wanted.now_ms)
        ]
        return sorted(open_, key=lambda kept: _order(kept, wanted.campaign.order))

    def _try(self, kept: KeptLead, wanted: LeadsWanted) -> Lead | None:
        judged = judge(kept.numbers, kept.number_index, self._known(kept.numbers, wanted), wanted)
        if isinstance(judged, Dial):
            kept.reserved_by, kept.reserved = wanted.campaign.id, judged.numbers
            return replace(
                kept.lead,
                number=judged.numbers[0],
                alternatives=judged.numbers[1:],
                number_index=judged.index,
                results=self._results(kept.lead.id),
                callback=kept.status is LeadStatus.CALLBACK,
                agent_first=judged.agent_first,
            )
        kept.next_attempt_ms = judged.until_ms if isinstance(judged, Hold) else None
        if kept.next_attempt_ms is None:
            kept.status = LeadStatus.BARRED if isinstance(judged, Barred) else LeadStatus.DONE
        return None

    def _known(self, numbers: Sequence[str], wanted: LeadsWanted) -> Known:
        campaign = wanted.campaign
        return Known(
            reserved=frozenset(number for kept in self.leads.values() for number in kept.reserved),
            barred=frozenset(number for number in numbers if self._bars(number, campaign.project, campaign.id)),
            barred_for_all=frozenset(number for number in numbers if self._bars(number, "", "")),
            consenting=frozenset(number for number in numbers if (number, campaign.purpose) in self.consents)
            if wanted.rules.consent
            else None,
            tried={number: self._tried(number, wanted) for number in numbers},
        )

    def _bars(self, number: str, project: str, campaign: str) -> bool:
        return any(entry.bars(number, project, campaign) for entry in self.barred_numbers)

    def _tried(self, number: str, wanted: LeadsWanted) -> Tried:
        attempts = [(begun, end) for begun, end in self.attempts.values() if begun.number == number]
        counts = []
        for cap in wanted.rules.caps:
            began = [
                begun.at_ms
                for begun, _ in attempts
                if cap.within_ms is None or begun.at_ms > wanted.now_ms - cap.within_ms
            ]
            counts.append((len(began), min(began, default=None)))
        locked = any(
            end is not None and end.result == result and end.ended_ms > wanted.now_ms - lockout_ms
            for _, end in attempts
            for result, lockout_ms in wanted.rules.lockouts.items()
        )
        return Tried(tuple(counts), locked)

    def _results(self, lead: int) -> dict[AttemptResult, int]:
        ends = (end for _, end in self.attempts.values() if end is not None and end.lead == lead)
        return dict(Counter(end.result for end in ends))

    def _next_due_ms(self, wanted: LeadsWanted) -> int | None:
        lists, now_ms = {entry.list for entry in wanted.campaign.lists}, wanted.now_ms
        found: list[int | None] = []
        for kept in self.leads.values():
            if kept.lead.list not in lists or kept.next_attempt_ms is None or not wanted.takes(kept.status):
                continue
            if kept.reserved_by is None:
                is_open = wanted.rules.is_open(kept.lead.zones, now_ms)
                found.append(kept.next_attempt_ms if is_open else wanted.rules.next_open_ms(kept.lead.zones, now_ms))
            elif kept.reserved_by != wanted.campaign.id:
                found.append(now_ms + RESERVED_HOLD_MS)
        return min((moment for moment in found if moment is not None), default=None)


def _order(kept: KeptLead, order: LeadOrder) -> tuple[int, ...]:
    callback, new = -int(kept.status is LeadStatus.CALLBACK), int(kept.status is LeadStatus.NEW)
    due, priority, id_ = kept.next_attempt_ms or 0, -kept.lead.priority, kept.lead.id
    match order:
        case LeadOrder.PRIORITY:
            return callback, priority, due, id_
        case LeadOrder.NEW_FIRST:
            return callback, -new, priority, due, id_
        case LeadOrder.OLDEST_ATTEMPT:
            return callback, new, due if new else kept.last_attempt_ms, due, id_
        case LeadOrder.RANDOM:
            return callback, new, priority, kept.shuffle if new else 0, due, id_
