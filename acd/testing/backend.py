"""A daemon for tests of the HTTP endpoint and the command line: canned views, and a record of what was asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from acd.commands import Reply
from acd.events import Event, Origin
from acd.model.centre import Centre
from acd.model.health import PartHealth
from acd.testing.campaigns import FakeCampaignRecords
from acd.testing.facts import FakeRecords
from acd.testing.lead_book import FakeLeadBook


@dataclass
class FakeBackend:
    """Set the attributes, then look at ``asked`` (events), ``applied`` (centres) and ``records.asked`` (reports)."""

    reply: Reply = field(default_factory=lambda: Reply("", "ok", "done"))
    now: int = 1_767_268_800_000  # 2026-01-01T12:00:00Z
    queue_views: list[dict[str, Any]] = field(default_factory=list)
    agent_views: list[dict[str, Any]] = field(default_factory=list)
    call_views: list[dict[str, Any]] = field(default_factory=list)
    callback_views: list[dict[str, Any]] = field(default_factory=list)
    voicemail_views: list[dict[str, Any]] = field(default_factory=list)
    campaign_views: list[dict[str, Any]] = field(default_factory=list)
    shown: dict[str, dict[str, Any]] = field(default_factory=dict)  # by agent
    files: dict[int, Path] = field(default_factory=dict)
    health: dict[str, PartHealth] = field(default_factory=dict)
    records: FakeRecords = field(default_factory=FakeRecords)
    leads: FakeLeadBook = field(default_factory=FakeLeadBook)
    dialled: FakeCampaignRecords = field(default_factory=FakeCampaignRecords)
    current: Centre = field(default_factory=Centre)
    raises: Exception | None = None
    asked: list[Event] = field(default_factory=list)
    applied: list[Centre] = field(default_factory=list)
    stories: dict[int | str, dict[str, Any]] = field(default_factory=dict)  # by call, agent or campaign
    explained: list[tuple[str, int, int]] = field(default_factory=list)  # campaigns

    def now_ms(self) -> int:
        return self.now

    def queues(self) -> list[dict[str, Any]]:
        return self.queue_views

    def agents(self) -> list[dict[str, Any]]:
        return self.agent_views

    def calls(self) -> list[dict[str, Any]]:
        return self.call_views

    def callbacks(self) -> list[dict[str, Any]]:
        return self.callback_views

    def voicemails(self) -> list[dict[str, Any]]:
        return self.voicemail_views

    def campaigns(self) -> list[dict[str, Any]]:
        return self.campaign_views

    def shown_lead(self, agent: str) -> dict[str, Any] | None:
        return self.shown.get(agent)

    def message_file(self, call: int) -> Path | None:
        return self.files.get(call)

    async def request(self, build: Callable[[Origin], Event]) -> Reply:
        request = f"r{len(self.asked) + 1}"
        self.asked.append(build(Origin(request=request)))
        if self.raises:
            raise self.raises
        return Reply(request, self.reply.code, self.reply.text)

    def parts(self) -> Mapping[str, PartHealth]:
        return self.health

    def centre(self) -> Centre:
        return self.current

    async def apply(self, centre: Centre) -> Reply:
        self.applied.append(centre)
        if self.reply.code == "ok":
            self.current = centre
        return self.reply

    def reports(self) -> FakeRecords:
        self.records.raises = self.raises
        return self.records

    def lead_book(self) -> FakeLeadBook:
        self.leads.raises = self.raises
        return self.leads

    def campaign_records(self) -> FakeCampaignRecords:
        self.dialled.raises = self.raises
        return self.dialled

    async def explain_call(self, call: int) -> dict[str, Any] | None:
        if self.raises:
            raise self.raises
        return self.stories.get(call)

    def explain_agent(self, agent: str) -> dict[str, Any] | None:
        return self.stories.get(agent)

    async def explain_campaign(self, campaign: str, at_ms: int, last: int) -> dict[str, Any]:
        self.explained.append((campaign, at_ms, last))
        if self.raises:
            raise self.raises
        return self.stories[campaign]
