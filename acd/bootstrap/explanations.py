"""Explanations for the HTTP endpoint: fetches what the pure part needs, from the records and the live centre."""

import asyncio
from dataclasses import dataclass
from typing import Any

from acd.config.centre import parse_centre
from acd.config.dump import dump_centre
from acd.errors import ConfigError, StoreError
from acd.explanation import views
from acd.explanation.agent import explain_agent
from acd.explanation.fit import candidates
from acd.explanation.others import OTHERS_MAX
from acd.explanation.stays import Stays, open_stays
from acd.explanation.story import Scene
from acd.model.call_records import CallRecords
from acd.model.centre import Centre
from acd.model.facts import AgentStateFact
from acd.runtime.loop import Runtime
from acd.runtime.ports import Histories

View = dict[str, Any]

THEN = "the configuration of the call's time"
WITHOUT_RECORDS = "the configuration in effect, and without the records: the database does not answer"
TODAY = "today's configuration: that of the call's time was not recorded, or cannot be read any more"


@dataclass(frozen=True, slots=True)
class Explanations:
    runtime: Runtime
    records: Histories

    async def keep_centre(self, centre: Centre) -> None:
        """Record the configuration that has just taken effect. The text of a large one takes half a second to write."""
        at_ms = self.runtime.now_ms()
        self.records.keep_centre(await asyncio.to_thread(dump_centre, centre), at_ms)

    async def call(self, call_id: int) -> View | None:
        """None: the call neither lives nor is recorded. Raises StoreError, where nothing but records could tell."""
        return await self._call(call_id) or await self._call(call_id)  # it may have ended while we read

    async def _call(self, call_id: int) -> View | None:
        try:
            records = await self.records.call(call_id)
            centre, judged_by = await self._centre_of(records)
            whom = self._whom(centre, records, call_id)
            stays = await self._stays(whom, records, call_id)
        except StoreError:
            if call_id not in self.runtime.state.calls:
                raise
            records, stays = CallRecords(), []
            centre, judged_by = self.runtime.state.centre, WITHOUT_RECORDS
            whom = self._whom(centre, records, call_id)
        state, now_ms = self.runtime.state, self.runtime.now_ms()  # from here on nothing is waited for
        live = state.calls.get(call_id) if records.call is None else None
        consultation = state.calls.get(live.consultation) if live is not None else None
        known = Stays([*stays, *open_stays(state, whom, now_ms)])
        scene = Scene(centre, records, live, known, now_ms, consultation)
        return views.call_story(scene, state, judged_by, self.runtime.expected_wait_ms(call_id))

    def _whom(self, centre: Centre, records: CallRecords, call_id: int) -> list[str]:
        """Everybody who may have been asked, as far as they are named."""
        live = self.runtime.state.calls.get(call_id)
        places = {(visit.queue, visit.wanted_agent) for visit in records.visits}
        if live is not None and live.queue is not None:
            places.add((live.queue, live.wanted_agent))
        agents = {offer.agent for offer in records.offers}
        for queue_id, wanted in places:
            if queue_id in centre.queues:
                agents.update(candidates(centre, centre.queues[queue_id], wanted)[:OTHERS_MAX])
        return sorted(agents)

    async def _stays(self, whom: list[str], records: CallRecords, call_id: int) -> list[AgentStateFact]:
        """What they did from the arrival to the end."""
        head = records.call or self.runtime.state.calls.get(call_id)
        if head is None:
            return []
        to_ms = records.call.ended_ms if records.call is not None else self.runtime.now_ms()
        return await self.records.stays(whom, head.arrived_ms, to_ms)

    def agent(self, agent_id: str) -> View | None:
        """None: there is no such agent."""
        found = explain_agent(self.runtime.state, agent_id, self.runtime.now_ms())
        return views.agent_story(found) if found is not None else None

    async def _centre_of(self, records: CallRecords) -> tuple[Centre, str]:
        """The configuration to judge by, and which one that is."""
        if records.call is None:
            return self.runtime.state.centre, "the configuration in effect"
        if not records.centre:
            return self.runtime.state.centre, TODAY
        try:
            return await asyncio.to_thread(parse_centre, records.centre), THEN
        except ConfigError:
            return self.runtime.state.centre, TODAY
