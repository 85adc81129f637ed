"""Explanations for the HTTP endpoint: fetches what the pure part needs, from the records and the live centre."""

import asyncio
from dataclasses import dataclass
from typing import Any

from acd.config.centre import parse_centre
from acd.config.dump import dump_centre
from acd.errors import ConfigError
from acd.explanation import views
from acd.explanation.agent import explain_agent
from acd.explanation.fit import candidates
from acd.explanation.stays import Stays, open_stays
from acd.explanation.story import Scene
from acd.model.call_records import CallRecords
from acd.model.centre import Centre
from acd.runtime.loop import Runtime
from acd.runtime.ports import Histories

View = dict[str, Any]

THEN = "the configuration of the call's time"
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
        """None: the call neither lives nor is recorded. Raises StoreError."""
        records = await self.records.call(call_id)
        centre, judged_by = await self._centre_of(records)
        live = self.runtime.state.calls.get(call_id)
        head = records.call or live
        if head is None:
            return None
        to_ms = records.call.ended_ms if records.call is not None else self.runtime.now_ms()
        stays = await self.records.stays(_whom(centre, records, live), head.arrived_ms, to_ms)
        now_ms = self.runtime.now_ms()
        state = self.runtime.state
        live = state.calls.get(call_id) if records.call is None else None  # from here on without waiting for anything
        if live is None and records.call is None:
            return await self.call(call_id)  # it ended while we read
        scene = Scene(centre, records, live, Stays([*stays, *open_stays(state, now_ms)]), now_ms)
        return views.call_story(scene, state, judged_by, self.runtime.expected_wait_ms(call_id))

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


def _whom(centre: Centre, records: CallRecords, live: Any) -> list[str]:
    """Everybody who may have been asked."""
    queues = {visit.queue for visit in records.visits} | {offer.queue for offer in records.offers}
    if live is not None and live.queue is not None:
        queues.add(live.queue)
    found = {offer.agent for offer in records.offers}
    for queue_id in queues & centre.queues.keys():
        found.update(candidates(centre, centre.queues[queue_id]))
    return sorted(found)
