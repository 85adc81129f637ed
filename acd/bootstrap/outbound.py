"""What campaigns need around the engine: leads from SQL, order among them after a restart, news of other processes."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog

from acd.adapters.sql.leads.supply import SqlLeadSupply
from acd.adapters.sql.store import RecordStore
from acd.dialer.eligibility import Cap, LeadRules
from acd.dialer.rules import consent_needed, rules_of
from acd.dialer.windows import Windows, windows_of
from acd.engine.state import State
from acd.errors import AcdError, StoreError
from acd.events import LeadsAdded
from acd.model.calendar import Hours
from acd.model.campaigns import AttemptCaps, Campaign
from acd.runtime.loop import Runtime

log = structlog.get_logger()

RETRY_S = 1.0
LOOK_S = 1.0
DAY_MS, WEEK_MS, MONTH_MS = 86_400_000, 7 * 86_400_000, 31 * 86_400_000


@dataclass(slots=True)
class Outbound:
    """``settled`` returns when Asterisk told which calls there are, as far as it will."""

    runtime: Runtime
    store: RecordStore
    supply: SqlLeadSupply
    settled: Callable[[], Awaitable[None]]

    @classmethod
    def make(
        cls, url: str, runtime: Runtime, store: RecordStore, settled: Callable[[], Awaitable[None]], deadline_s: float
    ) -> "Outbound":
        rules = RulesNow(lambda: runtime.state)
        supply = SqlLeadSupply(url, runtime.post, runtime, rules, deadline_s=deadline_s)
        return cls(runtime, store, supply, settled)

    async def run(self) -> None:
        """Bring the leads in order, then supply them, for ever. What is ordered before waits."""
        with contextlib.suppress(AcdError):
            await self.settled()
        while not await self._recover():  # noqa: ASYNC110 - whether the database is back, only a try tells
            await asyncio.sleep(RETRY_S)
        self.supply.start()
        await self._look_for_new_ones()

    async def _recover(self) -> bool:
        """False: the database is away."""
        try:
            lost = await self.store.in_order(self._recovered)
        except (StoreError, OSError):
            return False  # the store says so itself
        if lost:
            log.warning("attempts to call leads were lost", attempts=str(lost))
        return True

    async def _recovered(self) -> int:
        """While no fact moves to SQL: an attempt that begins now is not taken for one that nobody knows."""
        state = self.runtime.state
        return await self.supply.shelf.recover(held_leads(state), list(state.attempts), self.runtime.now_ms())

    async def _look_for_new_ones(self) -> None:
        """Leads that another process, such as ``acd leads import``, brings in."""
        newest: int | None = None
        while True:
            if self.runtime.state.centre.campaigns:
                try:
                    known, lists = await self.supply.shelf.new_lists(newest)
                except (StoreError, OSError):
                    pass  # the store says so itself
                else:
                    newest = known
                    if lists:
                        self.runtime.post(LeadsAdded(lists))
            await asyncio.sleep(LOOK_S)


def held_leads(state: State) -> set[int]:
    """Leads that the engine has: at hand, waiting for an agent, or being dialled."""
    at_hand = {lead.id for known in state.campaigns.values() for lead in (*known.hopper, *known.for_agents)}
    kept = [call.callback for call in state.calls.values() if call.callback is not None]
    waiting = {callback.lead.id for callback in kept if callback.lead is not None}
    return at_hand | waiting | {attempt.lead.id for attempt in state.attempts.values()}


@dataclass(slots=True)
class RulesNow:
    """What decides about a campaign's leads by the centre in effect. Windows are kept while nothing changes."""

    state: Callable[[], State]
    _windows: dict[str, tuple[Campaign, dict[str, Hours], Windows]] = field(default_factory=dict)

    def __call__(self, campaign: Campaign) -> LeadRules:
        rules, windows = rules_of(campaign), self._windows_of(campaign)
        return LeadRules(
            is_open=windows.is_open,
            next_open_ms=windows.next_open_ms,
            caps=caps_of(rules.caps),
            lockouts=rules.lockouts,
            consent=consent_needed(campaign),
        )

    def _windows_of(self, campaign: Campaign) -> Windows:
        hours = self.state().centre.hours
        kept = self._windows.get(campaign.id)
        if kept is None or kept[0] != campaign or kept[1] is not hours:
            kept = self._windows[campaign.id] = (campaign, hours, windows_of(campaign, hours))
        return kept[2]


def caps_of(caps: AttemptCaps) -> tuple[Cap, ...]:
    """Without those that cap nothing."""
    times = (caps.per_day, DAY_MS), (caps.per_week, WEEK_MS), (caps.per_month, MONTH_MS), (caps.lifetime, None)
    return tuple(Cap(attempts, within_ms) for attempts, within_ms in times if attempts)
