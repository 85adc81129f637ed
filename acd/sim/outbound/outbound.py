"""What a simulated centre has besides its callers and agents: campaigns, which run in their time."""

from collections.abc import Callable
from typing import Any

from acd.commands import DialLead, FetchLeads, PlayAbandoned, ReleaseLeads
from acd.events import NOBODY, CampaignStartRequested, CampaignStopRequested, Event
from acd.sim.outbound.leads import Leads
from acd.sim.outbound.lines import Lines
from acd.sim.scenario import Scenario
from acd.sim.stage import Channel, Stage

WHO = "the scenario"


class Outbound:
    """``does``: what it carries out of the engine's commands."""

    def __init__(self, stage: Stage, scenario: Scenario, key: str) -> None:
        self.leads = Leads(stage, scenario.dialled, scenario.fetch_ms)
        self.lines = Lines(stage, scenario, key)
        self._stage, self._scenario = stage, scenario
        self.does: dict[type, Callable[[Any], None]] = {
            DialLead: self.lines.dial,
            PlayAbandoned: self.lines.play,
            FetchLeads: self.leads.carry_out,
            ReleaseLeads: self.leads.carry_out,
        }

    def open(self) -> None:
        """Campaigns start and stop in their time."""
        for of in self._scenario.dialled:
            to_ms = self._scenario.length_ms if of.to_ms is None else of.to_ms
            self._at(of.from_ms, CampaignStartRequested(of.campaign, WHO, NOBODY))
            self._at(to_ms, CampaignStopRequested(of.campaign, WHO, NOBODY))

    def _at(self, offset_ms: int, event: Event) -> None:
        self._stage.later(self._scenario.begins_ms + offset_ms - self._stage.now_ms, self._stage.ask, event)

    def hang_up(self, channel: Channel) -> None:
        """A phone that nobody has picked up; it may be gone meanwhile."""
        line = self.lines.lines.get(channel.caller.uniqueid)
        if line is not None and line.channel is channel:
            self.lines.hang_up(line)

    def gone(self, channel: Channel) -> None:
        line = self.lines.lines.get(channel.caller.uniqueid)
        if line is not None:
            self.lines.forget(line)
