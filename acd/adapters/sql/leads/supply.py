"""The port ``LeadSupply`` on SQL: carries out what the engine asks, one after the other, and looks for numbers that
were barred by somebody else while they are reserved.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from acd.adapters.sql.database import Database
from acd.adapters.sql.leads.reserving import LeadShelf
from acd.commands import FetchLeads, LeadCommand, ReleaseLeads
from acd.dialer.eligibility import LeadRules, LeadsWanted
from acd.errors import StoreError
from acd.events import LeadsFetched, LeadsUnavailable, NumbersBarred
from acd.model.campaigns import Campaign
from acd.runtime.ports import Clock

_log = logging.getLogger(__name__)

Post = Callable[[LeadsFetched | LeadsUnavailable | NumbersBarred], None]


@dataclass(frozen=True, slots=True)
class SupplyTimes:
    look_s: float = 1.0  # for numbers barred meanwhile
    retry_s: float = 1.0  # leads that could not be given back


class SqlLeadSupply:
    """``rules`` says what decides about a campaign's leads at the moment; it is asked at each fetch."""

    def __init__(
        self,
        url: str,
        post: Post,
        clock: Clock,
        rules: Callable[[Campaign], LeadRules],
        *,
        deadline_s: float = 5.0,
        times: SupplyTimes | None = None,
    ) -> None:
        """``url``: see Database; its tables must be there. Raises ConfigError."""
        self._database = Database(url, deadline_s)
        self.shelf = LeadShelf(self._database)
        self._post, self._clock, self._rules = post, clock, rules
        self._times = times or SupplyTimes()
        self._orders: asyncio.Queue[LeadCommand] = asyncio.Queue()
        self._campaigns: dict[str, Campaign] = {}  # that have leads reserved
        self._fetched_ms = 0  # each fetch has a moment of its own
        self._doubtful: list[tuple[str, int]] = []  # campaign and moment of fetches that may have been committed
        self._told: dict[str, frozenset[str]] = {}  # numbers barred, of those still reserved
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to carry out orders; those given before have waited."""
        self._tasks = [
            asyncio.create_task(self._work(), name="leads"),
            asyncio.create_task(self._look(), name="barred numbers"),
        ]

    def carry_out(self, command: LeadCommand) -> None:
        self._orders.put_nowait(command)

    async def settled(self) -> None:
        """Everything ordered so far was carried out."""
        await self._orders.join()

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with suppress(asyncio.CancelledError):
                await task
        await self._database.close()

    async def _work(self) -> None:
        while True:
            command = await self._orders.get()
            try:
                await self._carry_out(command)
            except Exception:  # a fault of this program must not end the only task that supplies leads
                _log.exception("an order for leads failed for a reason unknown")
            finally:
                self._orders.task_done()

    async def _carry_out(self, command: LeadCommand) -> None:
        match command:
            case FetchLeads():
                await self._fetch(command)
            case ReleaseLeads(leads):
                await self._release(leads)

    async def _fetch(self, command: FetchLeads) -> None:
        campaign = command.campaign
        self._fetched_ms = max(self._clock.now_ms(), self._fetched_ms + 1)
        try:
            while self._doubtful:
                await self.shelf.undo(*self._doubtful[-1])
                self._doubtful.pop()
            wanted = LeadsWanted(campaign, command.count, self._rules(campaign), self._fetched_ms)
            fetched = await self.shelf.fetch(wanted)
        except (StoreError, OSError) as error:
            self._doubtful.append((campaign.id, self._fetched_ms))
            self._post(LeadsUnavailable(campaign.id, command.request, str(error)))
            return
        self._campaigns[campaign.id] = campaign
        self._post(LeadsFetched(campaign.id, command.request, fetched.leads, fetched.next_due_ms))

    async def _release(self, leads: tuple[int, ...]) -> None:
        """Sooner or later; until then nobody has them."""
        while True:
            try:
                await self.shelf.release(leads)
            except (StoreError, OSError) as error:
                _log.warning("leads could not be given back yet", extra={"reason": str(error)})
                await asyncio.sleep(self._times.retry_s)
            else:
                return

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(self._times.look_s)
            for campaign in list(self._campaigns.values()):
                try:
                    await self._look_for(campaign)
                except (StoreError, OSError) as error:
                    _log.info("barred numbers could not be looked for", extra={"reason": str(error)})

    async def _look_for(self, campaign: Campaign) -> None:
        barred = await self.shelf.barred(campaign.id, campaign.project)
        new = barred - self._told.get(campaign.id, frozenset())
        self._told[campaign.id] = barred
        if new:
            self._post(NumbersBarred(tuple(sorted(new)), campaign.project, campaign.id))
