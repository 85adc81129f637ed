"""What pacing has to know at every moment: attempts in flight, agents who are busy, and whose picture has changed.

Derived from the state as the floor is, and kept up by ``note`` of agents and attempts: no decision looks at all agents.
"""

from collections.abc import Iterable

from acd.dialer.pacing import Busy, Flight
from acd.engine.outbound.state import Attempt
from acd.engine.state import AgentRecord, State
from acd.model.campaigns import RING_MIN_MS, CampaignMode
from acd.model.centre import Centre
from acd.model.leads import AttemptState
from acd.model.states import AgentState
from acd.routing.floor import Floor

MANY = 2
BUSY = (AgentState.RINGING, AgentState.TALKING, AgentState.WRAP_UP)
NEARER = (AgentState.READY, AgentState.WRAP_UP)  # to the next call than before
WITHOUT_PACING = (CampaignMode.MANUAL, CampaignMode.AGENTLESS)


class Hands:
    """``campaigns_of``: the campaigns that give calls to a queue, in the order of the file."""

    def __init__(self, state: State) -> None:
        self.changed: dict[str, None] = {}  # campaigns that might dial more than at their last decision
        self._campaigns = tuple(state.centre.campaigns)
        self.campaigns_of: dict[str, list[str]] = {}
        for campaign in state.centre.campaigns.values():
            if campaign.queue is not None and campaign.mode not in WITHOUT_PACING:
                self.campaigns_of.setdefault(campaign.queue, []).append(campaign.id)
        self._serves: dict[str, tuple[str, ...]] = {}  # busy agent -> queues
        self._busy: dict[str, dict[str, Busy]] = {queue: {} for queue in self.campaigns_of}
        self._flights: dict[str, dict[int, Flight]] = {}
        self._lines: dict[str, set[int]] = {}
        self._of_campaign: dict[str, set[int]] = {}
        self._waiting: dict[str, set[int]] = {}
        self.rivals = _rivals(state.centre)
        self._share_lines = _of_scarce_trunks(state.centre)
        for attempt in state.attempts.values():
            self.note_attempt(attempt)

    def everything_changed(self) -> None:
        """A node is there again, or the configuration is new."""
        self.changed |= dict.fromkeys(self._campaigns)

    # Attempts.

    def note_attempt(self, attempt: Attempt) -> None:
        """It began, or is in another state."""
        self._lines.setdefault(attempt.trunk, set()).add(attempt.id)
        self._of_campaign.setdefault(attempt.campaign, set()).add(attempt.id)
        flights = self._flights.setdefault(attempt.campaign, {})
        waiting = self._waiting.setdefault(attempt.campaign, set())
        waits = attempt.state is AttemptState.PERSON and attempt.agent is None
        fewer = (attempt.id in waiting and not waits) or (attempt.id in flights and not attempt.in_flight and not waits)
        if attempt.in_flight:
            may_end_ms = attempt.rang_ms + RING_MIN_MS if attempt.rang_ms is not None else None
            flights[attempt.id] = Flight(attempt.began_ms, may_end_ms)
        else:
            flights.pop(attempt.id, None)
        if waits:
            waiting.add(attempt.id)
        else:
            waiting.discard(attempt.id)
        if fewer:
            self._more_may_be_dialled(attempt.campaign)

    def forget_attempt(self, attempt: Attempt) -> None:
        self._lines[attempt.trunk].discard(attempt.id)
        self._of_campaign[attempt.campaign].discard(attempt.id)
        self._flights[attempt.campaign].pop(attempt.id, None)
        self._waiting[attempt.campaign].discard(attempt.id)
        self.changed |= dict.fromkeys(self._share_lines.get(attempt.trunk, ()))
        self._more_may_be_dialled(attempt.campaign)

    def _more_may_be_dialled(self, campaign: str) -> None:
        """Also by those who count on the same agents."""
        self.changed[campaign] = None
        for rival in self.rivals.get(campaign, ()):
            self.changed[rival] = None

    def flights(self, campaign: str) -> dict[int, Flight]:
        """The attempts that a person may still answer, the oldest first."""
        return self._flights.get(campaign, {})

    def lines(self, trunk: str) -> int:
        """Channels of a trunk that attempts hold."""
        return len(self._lines.get(trunk, ()))

    def attempts(self, campaign: str) -> int:
        return len(self._of_campaign.get(campaign, ()))

    def waiting(self, campaign: str) -> int:
        """Persons who answered and have not talked with an agent."""
        return len(self._waiting.get(campaign, ()))

    # Agents.

    def note_agent(self, agent: AgentRecord, queues: Iterable[str]) -> None:
        """The agent, who can serve these queues, is in another state."""
        for queue in self._serves.pop(agent.id, ()):
            self._busy[queue].pop(agent.id, None)
        served = tuple(queue for queue in queues if queue in self.campaigns_of)
        if not served:
            return
        if agent.state in BUSY and agent.after_call is None and not agent.last_call:
            self._serves[agent.id] = served
            wrapping_up = agent.state is AgentState.WRAP_UP
            busy = Busy(agent.since_ms, wrapping_up, (agent.wrap_up_until_ms or None) if wrapping_up else None)
            for queue in served:
                self._busy[queue][agent.id] = busy
        if agent.state not in NEARER:
            return
        for queue in served:
            for campaign in self.campaigns_of[queue]:
                self.changed[campaign] = None

    def busy(self, queue: str) -> tuple[Busy, ...]:
        """Who serves the queue again after the present call, the longest busy first."""
        return tuple(sorted(self._busy.get(queue, {}).values(), key=_since))

    def idle(self, floor: Floor, queue: str) -> int:
        """Agents who would be given a caller of the queue now."""
        demand = floor.plain.get(queue)
        return len(demand.ready) if demand is not None else 0

    def idle_in_both(self, floor: Floor, queue: str, other: str) -> int:
        if queue == other:
            return self.idle(floor, queue)
        ready = [{agent for *_, agent in demand.ready} for name in (queue, other) if (demand := floor.plain.get(name))]
        return len(set.intersection(*ready)) if len(ready) > 1 else 0

    def agents(self, floor: Floor, queue: str) -> int:
        """Agents who are ready, or will be."""
        return self.idle(floor, queue) + len(self._busy.get(queue, ()))


def _of_scarce_trunks(centre: Centre) -> dict[str, list[str]]:
    """The campaigns that dial over each trunk that carries only so many calls."""
    scarce = [trunk.id for trunk in centre.trunks.values() if trunk.channels_max]
    return {trunk: [each.id for each in centre.campaigns.values() if trunk in each.trunks] for trunk in scarce}


def _rivals(centre: Centre) -> dict[str, list[str]]:
    """Of each campaign those others whose queues are served by some of the same agents."""
    paced = [each for each in centre.campaigns.values() if each.queue is not None and each.mode not in WITHOUT_PACING]
    if len(paced) < MANY:
        return {}
    staff: dict[str, set[str]] = {}
    for agent in centre.agents.values():
        for queue in agent.queues:
            staff.setdefault(queue, set()).add(agent.id)
    return {
        one.id: [
            other.id
            for other in paced
            if other is not one
            and (one.queue == other.queue or staff.get(one.queue or "", set()) & staff.get(other.queue or "", set()))
        ]
        for one in paced
    }


def _since(busy: Busy) -> tuple[int, bool, int]:
    return busy.since_ms, busy.wrapping_up, busy.ends_ms or 0
