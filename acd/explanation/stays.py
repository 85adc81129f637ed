"""What agents did in the past, by their recorded stays in states."""

from bisect import bisect_right
from collections.abc import Iterable

from acd.engine.state import AgentRecord, State
from acd.explanation.fit import Reason, Situation, Why
from acd.explanation.words import doing, duration
from acd.model.facts import AgentStateFact
from acd.model.states import AgentState

PARTS_MAX = 4  # of a stretch of waiting: what one agent did in it, in turn


class Stays:
    """A stay is recorded when it ends; nothing is recorded of agents who are logged out."""

    def __init__(self, facts: Iterable[AgentStateFact]) -> None:
        self._of: dict[str, list[AgentStateFact]] = {}
        for fact in sorted(facts, key=lambda fact: (fact.began_ms, fact.id)):
            if fact.ended_ms > fact.began_ms:
                self._of.setdefault(fact.agent, []).append(fact)
        self._begins = {agent: [stay.began_ms for stay in stays] for agent, stays in self._of.items()}

    def at(self, agent_id: str, moment_ms: int) -> Situation | None:
        """None: no stay of that moment is known."""
        place = bisect_right(self._begins.get(agent_id, []), moment_ms) - 1
        if place < 0:
            return None
        stay = self._of[agent_id][place]
        if stay.ended_ms <= moment_ms:
            return None
        return Situation(stay.state, stay.began_ms, stay.reason, stay.call, stay.phone)

    def during(self, agent_id: str, from_ms: int, to_ms: int) -> list[AgentStateFact]:
        """The stays that overlap the time."""
        stays = self._of.get(agent_id, [])
        first = max(bisect_right(self._begins.get(agent_id, []), from_ms) - 1, 0)
        return [stay for stay in stays[first:] if stay.began_ms < to_ms and stay.ended_ms > from_ms]


def open_stays(state: State, agents: Iterable[str], now_ms: int) -> list[AgentStateFact]:
    """The stays of these agents that have not ended yet, as if they ended now."""
    return [
        AgentStateFact(
            0, agent.id, agent.state, agent.reason, agent.phone, call_of(state, agent), agent.since_ms, now_ms + 1
        )
        for agent in (state.agents[agent_id] for agent_id in agents if agent_id in state.agents)
        if agent.state is not AgentState.LOGGED_OUT
    ]


def call_of(state: State, agent: AgentRecord) -> int | None:
    """The agent's call as the records name it: whom an agent consults is part of the call that it is about."""
    call = state.calls.get(agent.call) if agent.call is not None else None
    return call.recorded_as if call is not None else agent.call


_CODES = {
    AgentState.NOT_READY: Why.NOT_READY,
    AgentState.READY: Why.NOT_RUNG,
    AgentState.RINGING: Why.RINGING,
    AgentState.TALKING: Why.TALKING,
    AgentState.WRAP_UP: Why.WRAP_UP,
}


def occupied(stays: list[AgentStateFact], from_ms: int, to_ms: int) -> Reason:
    """What kept an agent who could have taken a call busy all the time, as ``talking with call 11 (9.0 s), ready``."""
    if not stays:
        return Reason(Why.LOGGED_OUT, "not logged in")
    parts = [(stay, min(stay.ended_ms, to_ms) - max(stay.began_ms, from_ms)) for stay in stays]
    texts = [f"{doing(stay.state, stay.reason, stay.call)} ({duration(ms)})" for stay, ms in parts[:PARTS_MAX]]
    if len(parts) > PARTS_MAX:
        texts.append(f"and {len(parts) - PARTS_MAX} more")
    if sum(ms for _, ms in parts) < to_ms - from_ms:
        texts.append("not logged in for the rest")
    ready = any(stay.state is AgentState.READY for stay in stays)
    note = "; ready, but not to be rung: resting after a failed offer, or the phone busy or away" if ready else ""
    longest = max(parts, key=lambda part: part[1])[0]
    return Reason(_CODES.get(longest.state, Why.UNKNOWN), ", then ".join(texts) + note)
