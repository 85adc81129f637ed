"""Breaks: which reasons of not ready are allowed to whom, for how long, and how long agents were away already.

The rules of ``[reasons]`` bind agents; a supervisor who makes an agent not ready is not bound by them.
"""

from acd.engine.context import MS_PER_DAY, Context
from acd.engine.state import AgentRecord, State, Timer
from acd.model.states import AgentState


def find(ctx: Context, asked: str, *, keyed: bool) -> str | None:
    """The reason that ``asked`` names: an id, the digit of one when keyed in on a phone, or free text.

    None: it is none, where the centre says which there are.
    """
    centre = ctx.state.centre
    if keyed and asked.isdecimal() and centre.reasons:
        return next((reason.id for reason in centre.reasons.values() if str(reason.digit) == asked), None)
    if centre.desk.reasons_only and asked not in centre.reasons:
        return None
    return asked


def refusal(ctx: Context, agent: AgentRecord, reason_id: str) -> str:
    """Why the agent cannot have this break now, in words; empty when nothing is against it."""
    reason = ctx.state.centre.reasons.get(reason_id)
    if reason is None or _is_away(agent, reason_id):
        return ""
    if reason.day_limit_ms and used_ms(ctx.state, agent, reason_id, ctx.now_ms) >= reason.day_limit_ms:
        return f"{reason.label} is used up for today"
    if reason.at_once_max:
        away = sum(_is_away(other, reason_id) for other in ctx.state.agents.values())
        if away >= reason.at_once_max:
            return f"{away} already away: {reason.label}"
    return ""


def needs_approval(ctx: Context, agent: AgentRecord, reason_id: str) -> bool:
    reason = ctx.state.centre.reasons.get(reason_id)
    return reason is not None and reason.approval and not _is_away(agent, reason_id)


def _is_away(agent: AgentRecord, reason_id: str) -> bool:
    """Also one who will be after the present call, so that two do not take the same place."""
    if agent.after_call is AgentState.NOT_READY:
        return agent.after_call_reason == reason_id
    return agent.state is AgentState.NOT_READY and agent.reason == reason_id


def count(ctx: Context, agent: AgentRecord) -> None:
    """A stay in not ready ends: add it to the day's."""
    if agent.reason not in ctx.state.centre.reasons:
        return
    day_ms = _day(ctx.now_ms)
    used = used_ms(ctx.state, agent, agent.reason, ctx.now_ms)
    if agent.breaks_day_ms != day_ms:
        agent.breaks_ms.clear()
        agent.breaks_day_ms = day_ms
    agent.breaks_ms[agent.reason] = used


def used_ms(state: State, agent: AgentRecord, reason_id: str, now_ms: int) -> int:
    """How long the agent was away for this reason today (UTC), the present stay included."""
    day_ms = _day(now_ms)
    used = agent.breaks_ms.get(reason_id, 0) if agent.breaks_day_ms == day_ms else 0
    if agent.state is AgentState.NOT_READY and agent.reason == reason_id:
        used += now_ms - max(agent.since_ms, day_ms)
    return used


def left_ms(state: State, agent: AgentRecord, now_ms: int) -> int | None:
    """How much longer the present break may last, negative when it should be over; None: no limit, or no break."""
    reason = state.centre.reasons.get(agent.reason) if agent.state is AgentState.NOT_READY else None
    if reason is None:
        return None
    left = []
    if reason.limit_ms:
        left.append(agent.since_ms + reason.limit_ms - now_ms)
    if reason.day_limit_ms:
        left.append(reason.day_limit_ms - used_ms(state, agent, reason.id, now_ms))
    return min(left, default=None)


def watch(ctx: Context, agent: AgentRecord) -> None:
    """Look again when the break should be over."""
    left = left_ms(ctx.state, agent, ctx.now_ms)
    if left is not None:
        ctx.schedule(max(left, 0), Timer.BREAK, f"{agent.id}/{agent.since_ms}")


def label(state: State, reason_id: str) -> str:
    """What people call it."""
    reason = state.centre.reasons.get(reason_id)
    return reason.label if reason is not None else reason_id


def _day(now_ms: int) -> int:
    return now_ms - now_ms % MS_PER_DAY
