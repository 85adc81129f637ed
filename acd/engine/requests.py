"""What agents and supervisors ask for: on a phone (answered by a prompt) or over the API (answered by a reply)."""

from dataclasses import dataclass

from acd.commands import HangUp, Reply, Say, Spoken
from acd.engine import agent_flow
from acd.engine.agent_flow import GoNotReady, GoReady, LogIn, LogOut
from acd.engine.context import Context
from acd.engine.state import AgentRecord, PinTries
from acd.events import (
    AgentLoginRequested,
    AgentLogoutRequested,
    AgentNotReadyRequested,
    AgentReadyRequested,
    CallHangupRequested,
    Origin,
)
from acd.model.states import AgentState, HungUpBy, PhoneState

IN_CALL = (AgentState.RINGING, AgentState.TALKING)


@dataclass(frozen=True, slots=True)
class Answer:
    """``code`` for programs: ok, not_found, conflict, forbidden; ``spoken`` for a phone; ``text`` for people."""

    code: str
    spoken: Spoken
    text: str


def answer(ctx: Context, origin: Origin, given: Answer) -> None:
    """Send the answer to where the request came from."""
    if origin.request:
        ctx.emit(Reply(origin.request, given.code, given.text))
    elif origin.channel:
        ctx.emit(Say(origin.node, origin.channel, given.spoken))


def login(ctx: Context, event: AgentLoginRequested) -> None:
    answer(ctx, event.origin, _login(ctx, event))


def _login(ctx: Context, event: AgentLoginRequested) -> Answer:
    config = ctx.agent_config(event.agent)
    phone = event.phone or (config.phone if config is not None else None)
    refused = _check_pin(ctx, event, phone)
    if refused is not None:
        return refused
    if config is None:
        return Answer("not_found", Spoken.WRONG_PIN, f"agent {event.agent} is not configured")
    if phone is None:
        return Answer("conflict", Spoken.REFUSED, f"agent {event.agent} has no usual phone: name one")
    if phone not in ctx.state.centre.phones:
        return Answer("not_found", Spoken.REFUSED, f"phone {phone} is not configured")
    agent = _record(ctx, event.agent)
    if agent.state in IN_CALL:
        return Answer("conflict", Spoken.REFUSED, f"agent {agent.id} is {agent.state}; log in again after the call")
    other = ctx.state.agents.get(ctx.state.agent_at.get(phone, ""))
    if other is not None and other is not agent:
        if other.state in IN_CALL:
            return Answer("conflict", Spoken.REFUSED, f"agent {other.id} is {other.state} on phone {phone}")
        agent_flow.fire(ctx, other, LogOut())
    if agent.state is AgentState.WRAP_UP:
        agent_flow.fire(ctx, agent, LogOut())
    agent_flow.fire(ctx, agent, LogIn(phone, event.ready))
    if event.ready and ctx.state.phones.get(phone) is PhoneState.UNREACHABLE:
        agent_flow.fire(ctx, agent, agent_flow.PhoneWentAway())
    return Answer("ok", Spoken.LOGGED_IN, f"agent {agent.id} is logged in on phone {phone}, {described(agent)}")


def _check_pin(ctx: Context, event: AgentLoginRequested, phone: str | None) -> Answer | None:
    """After ``pin_tries_max`` wrong PINs in a row, the agent's account and the phone must both pause.

    Only configured agents and phones are counted: what can be keyed in has no end.
    """
    if not event.origin.channel:  # an API request has its own authority
        return None
    centre = ctx.state.centre
    keys = [f"agent:{event.agent}"] if event.agent in centre.agents else []
    keys += [f"phone:{phone}"] if phone in centre.phones else []
    tries = [ctx.state.pin_tries.setdefault(key, PinTries()) for key in keys]
    if any(t.paused_until_ms > ctx.now_ms for t in tries):
        return Answer("forbidden", Spoken.PAUSED, "too many wrong PINs; try again later")
    if event.pin_ok:
        for t in tries:
            t.wrong = 0
        return None
    for t in tries:
        t.wrong += 1
        if t.wrong >= centre.pin_tries_max:
            t.wrong = 0
            t.paused_until_ms = ctx.now_ms + centre.pin_pause_ms
    paused = any(t.paused_until_ms > ctx.now_ms for t in tries)
    text = "wrong PIN, log-in paused" if paused else "wrong PIN"
    ctx.log("warning", text, agent=event.agent, phone=phone or "")
    return Answer("forbidden", Spoken.PAUSED if paused else Spoken.WRONG_PIN, text)


def logout(ctx: Context, event: AgentLogoutRequested) -> None:
    _wish(ctx, event.agent, event.phone, event.origin, LogOut(), Spoken.LOGGED_OUT)


def ready(ctx: Context, event: AgentReadyRequested) -> None:
    _wish(ctx, event.agent, event.phone, event.origin, GoReady(), Spoken.READY)


def not_ready(ctx: Context, event: AgentNotReadyRequested) -> None:
    _wish(ctx, event.agent, event.phone, event.origin, GoNotReady(event.reason), Spoken.NOT_READY)


def _wish(
    ctx: Context,
    agent_id: str,
    phone: str,
    origin: Origin,
    trigger: LogOut | GoReady | GoNotReady,
    spoken: Spoken,
) -> None:
    agent_id = agent_id or ctx.state.agent_at.get(phone, "")
    if not agent_id:
        answer(ctx, origin, Answer("conflict", Spoken.REFUSED, f"nobody is logged in on phone {phone}"))
        return
    if ctx.agent_config(agent_id) is None and agent_id not in ctx.state.agents:
        answer(ctx, origin, Answer("not_found", Spoken.REFUSED, f"agent {agent_id} is not configured"))
        return
    agent = _record(ctx, agent_id)
    if isinstance(trigger, GoReady) and _phone_is_unreachable(ctx, agent):
        answer(ctx, origin, Answer("conflict", Spoken.REFUSED, f"phone {agent.phone} is unreachable"))
        return
    done = _already(agent, trigger) or agent_flow.fire(ctx, agent, trigger)
    if not done:
        answer(ctx, origin, Answer("conflict", Spoken.REFUSED, f"agent {agent.id} is {agent.state}"))
        return
    later = f", {agent.after_call} after the call" if agent.after_call is not None else ""
    answer(ctx, origin, Answer("ok", spoken, f"agent {agent.id} is {described(agent)}{later}"))


def described(agent: AgentRecord) -> str:
    """The state, with the reason of not ready: "not ready (phone unreachable)"."""
    return f"{agent.state} ({agent.reason})" if agent.reason else agent.state.value


def _phone_is_unreachable(ctx: Context, agent: AgentRecord) -> bool:
    return agent.phone is not None and ctx.state.phones.get(agent.phone) is PhoneState.UNREACHABLE


def _already(agent: AgentRecord, trigger: LogOut | GoReady | GoNotReady) -> bool:
    """Asking for what already is succeeds and changes nothing."""
    if isinstance(trigger, LogOut):
        return agent.state is AgentState.LOGGED_OUT
    return isinstance(trigger, GoReady) and agent.state is AgentState.READY


def _record(ctx: Context, agent_id: str) -> AgentRecord:
    return ctx.state.agents.setdefault(agent_id, AgentRecord(agent_id, since_ms=ctx.now_ms))


def hang_up(ctx: Context, event: CallHangupRequested) -> None:
    call = ctx.state.calls.get(event.call)
    if call is None:
        answer(ctx, event.origin, Answer("not_found", Spoken.REFUSED, f"call {event.call} is not live"))
        return
    call.hung_up_by = HungUpBy.SYSTEM
    ctx.emit(HangUp(call.node, call.channel))
    answer(ctx, event.origin, Answer("ok", Spoken.READY, f"call {call.id} is being hung up"))
