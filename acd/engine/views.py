"""The live centre as plain values for screens and programs; durations in seconds, moments in ISO 8601 UTC."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from acd.engine.agents import breaks
from acd.engine.agents.agent_steps import wrap_up_until_ms
from acd.engine.context import MS_PER_DAY
from acd.engine.state import AgentRecord, Call, QueueCounters, State
from acd.model.agents import Agent
from acd.model.counts import QueueCounts
from acd.model.report import queue_figures
from acd.model.states import AgentState, CallState, PhoneState

View = dict[str, Any]
TODAY = ("answered", "abandoned", "service_level", "abandon_rate", "asa_s")  # as the report of this day says
BUSY = (AgentState.RINGING, AgentState.TALKING, AgentState.WRAP_UP)


def queues(state: State, now_ms: int, newcomer_wait_ms: Callable[[str], int | None] = lambda _: None) -> list[View]:
    """One row per configured queue, with the counters of the UTC day.

    ``newcomer_wait_ms``: of a queue, what a caller who comes now may expect (``Engine.newcomer_wait_ms``).
    """
    waiting: dict[str, list[int]] = {queue_id: [] for queue_id in state.centre.queues}
    for call in state.calls.values():
        if call.visit is not None:
            waiting.setdefault(call.visit.queue, []).append(now_ms - call.visit.entered_ms)
    talking: dict[str, int] = {}
    for call in state.calls.values():
        if call.state in (CallState.TALKING, CallState.HELD) and call.queue is not None and not call.about:
            talking[call.queue] = talking.get(call.queue, 0) + 1
    rows = [_queue(state, queue_id, waiting[queue_id], talking.get(queue_id, 0), now_ms) for queue_id in waiting]
    return [{**row, "expected_wait_s": _seconds(newcomer_wait_ms(row["id"]))} for row in rows]


def _seconds(ms: int | None) -> float | None:
    return ms / 1000 if ms is not None else None


def _queue(state: State, queue_id: str, waits_ms: list[int], talking: int, now_ms: int) -> View:
    queue = state.centre.queues[queue_id]
    staff = [state.agents[a.id] for a in state.centre.agents.values() if queue_id in a.queues and a.id in state.agents]
    available = [a for a in staff if a.state is AgentState.READY and _phone(state, a.phone) is PhoneState.IDLE]
    day_ms = now_ms - now_ms % MS_PER_DAY
    today = state.counters.get(queue_id, QueueCounters())
    figures = queue_figures(today.counts if today.day_ms == day_ms else QueueCounts())
    return {
        "id": queue_id,
        "name": queue.name,
        "project": queue.project,
        "waiting": len(waits_ms),
        "longest_wait_s": max(waits_ms, default=0) / 1000,
        "agents_logged_in": sum(a.state is not AgentState.LOGGED_OUT for a in staff),
        "agents_ready": len(available),
        "agents_talking": talking,
        "offered": figures["offered"] + sum(wait_ms <= now_ms - day_ms for wait_ms in waits_ms),
        **{name: figures[name] for name in TODAY},
    }


def agents(state: State, now_ms: int) -> list[View]:
    """One row per configured agent, logged in or not."""
    return [_agent(state, config, state.agents.get(config.id), now_ms) for config in state.centre.agents.values()]


def _agent(state: State, config: Agent, record: AgentRecord | None, now_ms: int) -> View:
    agent = record if record is not None else AgentRecord(config.id)
    return {
        "id": config.id,
        "name": config.name,
        "state": agent.state.value,
        "reason": agent.reason,
        "reason_label": breaks.label(state, agent.reason),
        "since": iso(agent.since_ms) if record is not None else None,
        "set_by": agent.set_by,
        "left_s": _left_s(state, agent, now_ms),
        "over_limit": agent.over_limit,
        "next": _next(agent),
        "asked": breaks.label(state, agent.asked) if agent.asked is not None else None,
        "phone": agent.phone,
        "phone_state": _phone(state, agent.phone).value if agent.phone else None,
        "call": _recorded_call(state, agent) if agent.state in BUSY else None,
        "queues": list(config.queues),
    }


def _left_s(state: State, agent: AgentRecord, now_ms: int) -> float | None:
    """How much longer wrap-up lasts, or a break may last; negative when the break is over its limit."""
    if agent.state is AgentState.WRAP_UP:
        return (wrap_up_until_ms(agent) - now_ms) / 1000
    left_ms = breaks.left_ms(state, agent, now_ms)
    return left_ms / 1000 if left_ms is not None else None


def _next(agent: AgentRecord) -> str | None:
    """What was asked for and happens after a call: after the present one, or after one more."""
    if agent.after_call is not None:
        return agent.after_call.value
    return AgentState.NOT_READY.value if agent.one_more or agent.last_call else None


def _recorded_call(state: State, agent: AgentRecord) -> int | None:
    call = state.calls.get(agent.call) if agent.call is not None else None
    return call.recorded_as if call is not None else agent.call


def calls(state: State, now_ms: int) -> list[View]:
    """One row per live call, oldest first. A consultation is told with the call that it is about."""
    callers = sorted((call.arrived_ms, call.id) for call in state.calls.values() if not call.about)
    return [_call(state, state.calls[call_id], now_ms) for _, call_id in callers]


def _call(state: State, call: Call, now_ms: int) -> View:
    agent = call.offer.agent if call.offer is not None else call.agent
    talks_since = call.offer.answered_ms if call.offer is not None else None
    return {
        "id": call.id,
        "state": call.state.value,
        "queue": call.queue,
        "agent": agent,
        "caller_number": call.caller_number,
        "caller_name": call.caller_name,
        "dialled": call.dialled,
        "node": call.node,
        "arrived": iso(call.arrived_ms),
        "waited_s": ((call.answered_ms or now_ms) - call.arrived_ms) / 1000,
        "consults": _consulted(state, call),
        "talking_s": (now_ms - talks_since) / 1000 if talks_since is not None else None,
    }


def _consulted(state: State, call: Call) -> str | None:
    """The agent or queue that the call's agent consults."""
    if not call.consultation or call.passing is None:
        return None
    offer = state.calls[call.consultation].offer
    return offer.agent if offer is not None else call.passing.target.name


def iso(moment_ms: int) -> str:
    return datetime.fromtimestamp(moment_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _phone(state: State, phone: str | None) -> PhoneState:
    return state.phones.get(phone, PhoneState.UNKNOWN) if phone is not None else PhoneState.UNKNOWN
