"""The running daemon as the HTTP endpoint sees it."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from acd.bootstrap.campaign_explanations import CampaignExplanations
from acd.bootstrap.centre_source import keep_centre
from acd.bootstrap.explanations import Explanations
from acd.commands import Reply
from acd.config.home import Home
from acd.engine import views
from acd.engine.deferred import kept_views
from acd.engine.outbound import campaign_views
from acd.errors import AcdError
from acd.events import CentreConfigured, Event, Origin
from acd.model.centre import Centre
from acd.model.health import PartHealth
from acd.runtime.loop import Runtime
from acd.runtime.message_files import MessageFiles
from acd.runtime.ports import CampaignRecords, LeadBook, Records, Reports

View = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LiveCentre:
    """Implements ``acd.adapters.http.backend.Backend``.

    ``provision`` puts the centre's phones and numbers into Asterisk; it may block and runs in a thread.
    """

    runtime: Runtime
    home: Home
    provision: Callable[[Centre], None]
    health: Callable[[], Mapping[str, PartHealth]]
    records: Records
    dialled: CampaignRecords
    leads: LeadBook

    def now_ms(self) -> int:
        return self.runtime.now_ms()

    def queues(self) -> list[View]:
        return views.queues(self.runtime.state, self.runtime.now_ms(), self.runtime.newcomer_wait_ms)

    def agents(self) -> list[View]:
        return views.agents(self.runtime.state, self.runtime.now_ms())

    def calls(self) -> list[View]:
        return views.calls(self.runtime.state, self.runtime.now_ms())

    def callbacks(self) -> list[View]:
        return kept_views.callbacks(self.runtime.state)

    def voicemails(self) -> list[View]:
        return kept_views.voicemails(self.runtime.state)

    def campaigns(self) -> list[View]:
        return campaign_views.campaigns(self.runtime.state, self.runtime.now_ms())

    def shown_lead(self, agent: str) -> View | None:
        return campaign_views.shown_lead(self.runtime.state, agent)

    def message_file(self, call: int) -> Path | None:
        found = self.runtime.state.calls.get(call)
        kept = found.callback if found is not None else None
        return MessageFiles(self.home.voicemail).path(kept.file) if kept is not None else None

    async def request(self, build: Callable[[Origin], Event]) -> Reply:
        return await self.runtime.request(build)

    def parts(self) -> Mapping[str, PartHealth]:
        return self.health()

    def centre(self) -> Centre:
        return self.runtime.state.centre

    async def apply(self, centre: Centre) -> Reply:
        """The engine takes it or refuses, then Asterisk learns phones and numbers; either failing, the old stays."""
        old = self.centre()
        reply = await self.runtime.request(lambda origin: CentreConfigured(centre, origin))
        if reply.code != "ok":
            return reply
        try:
            await asyncio.to_thread(self.provision, centre)
            keep_centre(self.home, centre)
        except (AcdError, OSError) as error:
            await self.runtime.request(lambda origin: CentreConfigured(old, origin))
            return Reply(reply.request, "unavailable", f"Asterisk did not take it, the old centre stays: {error}")
        await self._explanations.keep_centre(centre)
        return reply

    def campaign_records(self) -> CampaignRecords:
        return self.dialled

    def lead_book(self) -> LeadBook:
        return self.leads

    async def explain_campaign(self, campaign: str, at_ms: int, last: int) -> View:
        return await CampaignExplanations(self.runtime, self.dialled).campaign(campaign, at_ms, last)

    def reports(self) -> Reports:
        return self.records

    @property
    def _explanations(self) -> Explanations:
        return Explanations(self.runtime, self.records)

    async def explain_call(self, call: int) -> View | None:
        return await self._explanations.call(call)

    def explain_agent(self, agent: str) -> View | None:
        return self._explanations.agent(agent)
