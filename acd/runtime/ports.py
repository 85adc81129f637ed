"""Ports: what the loop needs from the outside world. Adapters and the fakes of ``acd.testing`` implement them."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from acd.commands import ForgetCallback, ForgetMessage, KeepCallback, LeadCommand, SwitchCommand
from acd.dialer.abandonment import Answer
from acd.events import Event
from acd.model.call_records import CallRecords
from acd.model.campaign_report import AttemptRow, CampaignReport, CampaignScope, DecisionRow
from acd.model.campaigns import Campaign
from acd.model.counts import Scope
from acd.model.facts import AgentStateFact, Fact
from acd.model.lead_book import BarredEntry, GivenLead, TakenLead
from acd.model.leads import Lead
from acd.model.report import AgentRow, CallFilter, CallPage, IntervalRow, QueueReport, Report

Post = Callable[[Event], None]
"""Hands an event to the loop; synchronous, never blocks, callable only from the loop's thread."""


class Clock(Protocol):
    """Wall-clock UTC that never goes backwards."""

    def now_ms(self) -> int: ...


class Switch(Protocol):
    """All Asterisk nodes together. A command's failure comes back as an event through ``Post``."""

    def send(self, command: SwitchCommand) -> None:
        """Write the command to its node without waiting; with the node's link down, drop it and post what follows."""
        ...


class Reports(Protocol):
    """Figures over the records. Every method raises StoreError when the database is away."""

    async def report(self, scope: Scope) -> Report:
        """The overview."""
        ...

    async def queue_report(self, scope: Scope) -> QueueReport: ...

    async def agent_report(self, scope: Scope) -> tuple[AgentRow, ...]: ...

    async def interval_report(self, scope: Scope, bounds_ms: Sequence[int]) -> tuple[IntervalRow, ...]:
        """``bounds_ms``: where each interval begins, and the end of the last one."""
        ...

    async def call_page(self, scope: Scope, wanted: CallFilter) -> CallPage:
        """Single calls, the newest first."""
        ...


class Histories(Protocol):
    """What explanations need of the records. Reading raises StoreError when the database is away."""

    def keep_centre(self, text: str, at_ms: int) -> None:
        """Keep the text of the configuration that is in effect from this moment on."""
        ...

    async def call(self, call_id: int) -> CallRecords:
        """What is recorded of a call, empty where nothing is."""
        ...

    async def stays(self, agents: Sequence[str], from_ms: int, to_ms: int) -> list[AgentStateFact]:
        """The stays of these agents that overlap the time."""
        ...


class CampaignRecords(Protocol):
    """What campaigns did, by their records. Every method raises StoreError when the database is away."""

    async def campaign_report(self, scope: CampaignScope) -> CampaignReport:
        """Counts of the attempts that began in the time."""
        ...

    async def answers(self, campaign: str, to_ms: int, limit_ms: int) -> list[Answer]:
        """Every person who ever answered it before ``to_ms``, in the order of time."""
        ...

    async def attempts(self, scope: CampaignScope, after: int, limit: int, lead: int | None = None) -> list[AttemptRow]:
        """Single attempts whose id is greater than ``after``, in the order of their ids."""
        ...

    async def decisions(self, campaign: str, before_ms: int, limit: int) -> list[DecisionRow]:
        """The last pacing decisions up to this moment, the newest first."""
        ...


class LeadBook(Protocol):
    """Leads and do-not-call lists, a few at a time. Methods raise CallerError (a region, a number) or StoreError.

    ``region``: ISO 3166, in whose way numbers without + are written. Moments in what is found are UTC milliseconds.
    """

    async def add(
        self, campaign: Campaign, list_: str, region: str, leads: Sequence[GivenLead], again: bool
    ) -> list[TakenLead]:
        """Take leads into a list of the campaign; what became of each. ``again``: also numbers that it has already."""
        ...

    async def lead(self, lead: int) -> dict[str, Any] | None:
        """With its attempts and dispositions; None: there is none."""
        ...

    async def leads_of(self, number: str, region: str) -> list[dict[str, Any]]: ...

    async def to_dial(self, campaign: Campaign, number: str, region: str) -> Lead:
        """The number as a lead of no list. Raises CallerError also when it must not be called for this campaign."""
        ...

    async def bar(self, entry: BarredEntry, region: str) -> tuple[str, bool]:
        """Never call it any more. The number as it is kept, and whether the entry is new."""
        ...

    async def unbar(self, entry: BarredEntry, region: str) -> tuple[str, bool]:
        """Take the entry off; whether there was one."""
        ...

    async def barred(self, number: str, region: str) -> tuple[str, list[dict[str, Any]]]:
        """All entries that bar the number, for whomever."""
        ...


class Records(Reports, Histories, Protocol):
    """All that is asked of the records."""


class FactSink(Protocol):
    """The local durable outbox: what is appended survives a crash of this process and reaches SQL exactly once."""

    def append(self, facts: Sequence[Fact]) -> None:
        """Append synchronously. On a full disk the facts are kept in memory (bounded) and the sink turns unhealthy."""
        ...


class CallbackKeeper(Protocol):
    """Keeps pending callbacks and messages where a lost journal does not take them along."""

    def keep(self, command: KeepCallback | ForgetCallback | ForgetMessage) -> None:
        """Carry it out before returning. A disk that takes no more is told in the log; the journal has it, too."""
        ...


class LeadSupply(Protocol):
    """Where leads come from. What happened comes back as an event through ``Post``."""

    def carry_out(self, command: LeadCommand) -> None:
        """Begin without waiting. ``FetchLeads`` is answered by ``LeadsFetched`` or ``LeadsUnavailable``."""
        ...
