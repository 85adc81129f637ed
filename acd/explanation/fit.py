"""Who may take a call at all, and what keeps an agent from it at one moment.

These are the routing's own rules (``acd.routing.floor``, ``Context.available``), asked of one agent at a time and
answered with a reason. A property test holds the two against each other.
"""

from dataclasses import dataclass
from enum import StrEnum

from acd.explanation.words import doing, duration
from acd.model.agents import PREFERENCE, Agent
from acd.model.centre import Centre
from acd.model.queues import Queue
from acd.model.skills import Requirement
from acd.model.states import AgentState, PhoneState
from acd.routing.demand import DemandKey
from acd.routing.floor import asked_for


class Why(StrEnum):
    """Why an agent does not take a call, for programs."""

    OTHER_QUEUES = "other_queues"  # does not serve this one
    OTHER_AGENT_WANTED = "other_agent_wanted"
    LACKS_SKILL = "lacks_skill"
    LOGGED_OUT = "logged_out"
    NOT_READY = "not_ready"
    RINGING = "ringing"
    TALKING = "talking"
    WRAP_UP = "wrap_up"
    RESTING = "resting"  # a moment after a refused offer
    PHONE_UNREACHABLE = "phone_unreachable"
    PHONE_BUSY = "phone_busy"
    PHONE_UNKNOWN = "phone_unknown"
    LOWER_PREFERENCE = "lower_preference"
    LATER_IN_ORDER = "later_in_order"
    SPARED = "spared"  # for other queues
    NOT_RUNG = "not_rung"  # ready by the records, which do not tell what the phone did
    CALL_CANNOT = "call_cannot"  # the call itself cannot be offered now
    UNKNOWN = "unknown"  # nothing was recorded


@dataclass(frozen=True, slots=True)
class Reason:
    """``text`` continues the agent's name: ``talking with call 11 for 12.0 s``."""

    code: Why
    text: str


@dataclass(frozen=True, slots=True)
class Situation:
    """What an agent did at one moment. ``phone_state``: None where only records are left."""

    state: AgentState
    since_ms: int
    reason: str = ""
    call: int | None = None
    phone: str | None = None
    phone_state: PhoneState | None = None
    rest_until_ms: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """What a caller asks for at one moment."""

    queue: Queue
    key: DemandKey
    requirement: Requirement

    @classmethod
    def of(cls, centre: Centre, key: DemandKey) -> "Asked":
        return cls(centre.queues[key.queue], key, asked_for(centre, key))

    @property
    def whole_project(self) -> bool:
        return bool(self.key.level) and self.queue.relax[self.key.level - 1].whole_project

    def unfit(self, centre: Centre, agent: Agent) -> Reason | None:
        """Why the agent cannot take such a call whatever the agent does; None: the agent can."""
        if self.key.wanted:
            if agent.id == self.key.wanted:
                return None
            return Reason(Why.OTHER_AGENT_WANTED, f"the caller is kept for agent {self.key.wanted}")
        if not serves(centre, agent, self.queue, self.whole_project):
            return Reason(Why.OTHER_QUEUES, f"does not serve queue {self.queue.id}")
        missing = self.requirement.missing(agent.skills)
        return Reason(Why.LACKS_SKILL, f"lacks skills: {missing}") if missing else None


def serves(centre: Centre, agent: Agent, queue: Queue, whole_project: bool) -> bool:
    if whole_project:
        return any(centre.queues[served].project == queue.project for served in agent.queues)
    return queue.id in agent.queues


def candidates(centre: Centre, queue: Queue, wanted: str = "") -> list[str]:
    """Whose absence needs a reason: the queue's agents, those whom its relaxation may ask, and who is wanted."""
    served = {queue.id}
    if any(step.whole_project for step in queue.relax):
        served |= {other.id for other in centre.queues.values() if other.project == queue.project}
    return [agent.id for agent in centre.agents.values() if agent.id == wanted or not served.isdisjoint(agent.queues)]


def preference(agent: Agent, queue_id: str) -> int:
    return agent.preference.get(queue_id, PREFERENCE)


_STATES = {
    AgentState.LOGGED_OUT: Why.LOGGED_OUT,
    AgentState.NOT_READY: Why.NOT_READY,
    AgentState.RINGING: Why.RINGING,
    AgentState.TALKING: Why.TALKING,
    AgentState.WRAP_UP: Why.WRAP_UP,
}
"""Every state but ready."""

_PHONES = {
    PhoneState.UNREACHABLE: Reason(Why.PHONE_UNREACHABLE, "ready, but the phone is unreachable"),
    PhoneState.UNKNOWN: Reason(Why.PHONE_UNKNOWN, "ready, but Asterisk has not yet told how the phone is"),
    PhoneState.IN_USE: Reason(Why.PHONE_BUSY, "ready, but the phone is in use"),
    PhoneState.RINGING: Reason(Why.PHONE_BUSY, "ready, but the phone rings for somebody else"),
}


def engaged(at: Situation, now_ms: int) -> Reason | None:
    """What keeps the agent from any call at this moment; None: nothing, as far as is known."""
    code = _STATES.get(at.state)
    if code is not None:
        since = "" if at.state is AgentState.LOGGED_OUT else f" for {duration(now_ms - at.since_ms)}"
        return Reason(code, doing(at.state, at.reason, at.call) + since)
    if at.rest_until_ms:
        text = f"ready, but rests {duration(at.rest_until_ms - now_ms)} more after a call that failed"
        return Reason(Why.RESTING, text)
    return _PHONES.get(at.phone_state) if at.phone_state is not None else None
