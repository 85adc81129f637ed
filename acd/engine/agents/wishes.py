"""What agents want of their state, and supervisors of agents: on a phone, or over the API.

An agent is bound by the rules of ``[reasons]``; a supervisor, whose name comes with the request, is not. What is not
possible in the agent's state is refused and changes nothing.
"""

from acd.commands import Spoken
from acd.engine.agents import agent_flow, breaks
from acd.engine.agents.agent_flow import GoNotReady, GoReady, LogOut, TakeOneMore, Trigger, WrapUpExtended, WrapUpOver
from acd.engine.agents.agent_steps import wrap_up_limit_ms, wrap_up_until_ms
from acd.engine.context import Context
from acd.engine.requests import IN_CALL, Answer, answer, described, record
from acd.engine.state import AgentRecord
from acd.events import (
    AgentBreakDecided,
    AgentLogoutRequested,
    AgentNotReadyRequested,
    AgentOneMoreRequested,
    AgentReadyRequested,
    AgentToggleRequested,
    Origin,
    WrapUpEndRequested,
    WrapUpExtensionRequested,
)
from acd.model.states import AgentState, PhoneState


def logout(ctx: Context, event: AgentLogoutRequested) -> None:
    agent = _subject(ctx, event.agent, event.phone, event.origin)
    if agent is not None:
        _want(ctx, agent, event.origin, LogOut(event.at_once, event.supervisor), Spoken.LOGGED_OUT)


def ready(ctx: Context, event: AgentReadyRequested) -> None:
    agent = _subject(ctx, event.agent, event.phone, event.origin)
    if agent is not None:
        _want(ctx, agent, event.origin, GoReady(event.supervisor), Spoken.READY)


def not_ready(ctx: Context, event: AgentNotReadyRequested) -> None:
    agent = _subject(ctx, event.agent, event.phone, event.origin)
    if agent is None:
        return
    reason = _reason(ctx, agent, event.reason, event.origin, bound=not event.supervisor)
    if reason is None:
        return
    if not event.supervisor and agent.state is not AgentState.LOGGED_OUT and breaks.needs_approval(ctx, agent, reason):
        agent.asked = reason
        ctx.log("info", "a break waits for a supervisor", agent=agent.id, reason=reason)
        answer(ctx, event.origin, Answer("ok", Spoken.ASKED, _told(ctx, agent)))
        return
    _want(ctx, agent, event.origin, GoNotReady(reason, event.at_once, event.supervisor), Spoken.NOT_READY)


def toggle(ctx: Context, event: AgentToggleRequested) -> None:
    agent = _subject(ctx, "", event.phone, event.origin)
    if agent is None:
        return
    if agent.id != event.agent:
        text = f"the key is for agent {event.agent}, on phone {event.phone} is agent {agent.id}"
        answer(ctx, event.origin, Answer("conflict", Spoken.REFUSED, text))
    elif agent.state is AgentState.READY or (agent.state in IN_CALL and agent.after_call is None):
        not_ready(ctx, AgentNotReadyRequested(agent.id, "", "", event.origin))
    else:
        ready(ctx, AgentReadyRequested(agent.id, "", event.origin))


def one_more(ctx: Context, event: AgentOneMoreRequested) -> None:
    agent = _subject(ctx, event.agent, event.phone, event.origin)
    reason = _reason(ctx, agent, event.reason, event.origin, bound=True) if agent is not None else None
    if agent is None or reason is None:
        return
    if breaks.needs_approval(ctx, agent, reason):
        text = f"{breaks.label(ctx.state, reason)} needs a supervisor's approval first"
        answer(ctx, event.origin, Answer("forbidden", Spoken.REFUSED, text))
        return
    _want(ctx, agent, event.origin, TakeOneMore(reason), Spoken.ONE_MORE)


def extend_wrap_up(ctx: Context, event: WrapUpExtensionRequested) -> None:
    agent = _subject(ctx, event.agent, event.phone, event.origin)
    if agent is None:
        return
    if agent.state is AgentState.WRAP_UP and wrap_up_until_ms(agent) >= wrap_up_limit_ms(agent):
        text = f"agent {agent.id} has the longest wrap-up that the queue allows"
        answer(ctx, event.origin, Answer("conflict", Spoken.REFUSED, text))
        return
    by_ms = event.by_ms or ctx.state.centre.desk.wrap_up_extend_ms
    _want(ctx, agent, event.origin, WrapUpExtended(by_ms), Spoken.EXTENDED)


def end_wrap_up(ctx: Context, event: WrapUpEndRequested) -> None:
    agent = _subject(ctx, event.agent, event.phone, event.origin)
    if agent is not None:
        _want(ctx, agent, event.origin, WrapUpOver(), Spoken.READY)


def decide(ctx: Context, event: AgentBreakDecided) -> None:
    """What was asked for happens as any wish of the agent does: after the call, if there is one."""
    agent = _subject(ctx, event.agent, "", event.origin)
    if agent is None:
        return
    reason, agent.asked = agent.asked, None
    if reason is None:
        answer(ctx, event.origin, Answer("conflict", Spoken.REFUSED, f"agent {agent.id} asks for no break"))
    elif event.approved:
        _want(ctx, agent, event.origin, GoNotReady(reason, at_once=False, by=event.supervisor), Spoken.NOT_READY)
    else:
        ctx.log("info", "a break was denied", agent=agent.id, reason=reason, supervisor=event.supervisor)
        answer(ctx, event.origin, Answer("ok", Spoken.READY, _told(ctx, agent)))


def _subject(ctx: Context, agent_id: str, phone: str, origin: Origin) -> AgentRecord | None:
    """Whom a request is about: asked on a phone, the agent there. None: refused."""
    agent_id = agent_id or ctx.state.agent_at.get(phone, "")
    if not agent_id:
        answer(ctx, origin, Answer("conflict", Spoken.REFUSED, f"nobody is logged in on phone {phone}"))
    elif ctx.agent_config(agent_id) is None and agent_id not in ctx.state.agents:
        answer(ctx, origin, Answer("not_found", Spoken.REFUSED, f"agent {agent_id} is not configured"))
    else:
        return record(ctx, agent_id)
    return None


def _reason(ctx: Context, agent: AgentRecord, asked: str, origin: Origin, *, bound: bool) -> str | None:
    """The reason that was asked for; None: refused. ``bound``: by the rules of that reason."""
    reason = breaks.find(ctx, asked, keyed=bool(origin.channel))
    if reason is None:
        known = ", ".join(ctx.state.centre.reasons) or "none"
        answer(ctx, origin, Answer("bad_request", Spoken.REFUSED, f"there is no reason {asked!r} (known: {known})"))
        return None
    against = breaks.refusal(ctx, agent, reason) if bound else ""
    if against:
        answer(ctx, origin, Answer("conflict", Spoken.REFUSED, against))
        return None
    return reason


def _want(ctx: Context, agent: AgentRecord, origin: Origin, trigger: Trigger, spoken: Spoken) -> None:
    """Let it happen, and answer."""
    if isinstance(trigger, GoReady | TakeOneMore) and _phone_is_unreachable(ctx, agent):
        answer(ctx, origin, Answer("conflict", Spoken.REFUSED, f"phone {agent.phone} is unreachable"))
        return
    already = isinstance(trigger, LogOut) and agent.state is AgentState.LOGGED_OUT
    if not already and not agent_flow.fire(ctx, agent, trigger):
        answer(ctx, origin, Answer("conflict", Spoken.REFUSED, f"agent {agent.id} is {agent.state}"))
        return
    by = getattr(trigger, "by", "")
    if by:
        ctx.log("info", "a supervisor acted on an agent", agent=agent.id, supervisor=by, wish=type(trigger).__name__)
    answer(ctx, origin, Answer("ok", spoken, _told(ctx, agent)))


def _phone_is_unreachable(ctx: Context, agent: AgentRecord) -> bool:
    return agent.phone is not None and ctx.state.phones.get(agent.phone) is PhoneState.UNREACHABLE


def _told(ctx: Context, agent: AgentRecord) -> str:
    """The state, and what is still to come."""
    parts = [f"agent {agent.id} is {described(agent)}"]
    if agent.state is AgentState.WRAP_UP:
        parts.append(f"{(wrap_up_until_ms(agent) - ctx.now_ms) / 1000:.0f} s left")
    if agent.after_call is not None:
        parts.append(f"{agent.after_call} after the call")
    if agent.one_more or agent.last_call:
        parts.append(f"not ready after {'one more' if agent.one_more else 'this'} call")
    if agent.asked is not None:
        parts.append(f"asks for {breaks.label(ctx.state, agent.asked)}")
    return ", ".join(parts)
