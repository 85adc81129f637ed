"""What is asked for on a phone (answered by a prompt) or over the API (answered by a reply): logging in, hanging up.

``acd.engine.agents.wishes`` has what else agents and supervisors ask for.
"""

from dataclasses import dataclass

from acd.commands import HangUp, Reply, Say, Spoken
from acd.engine.agents import agent_flow
from acd.engine.agents.agent_flow import LogIn, LogOut
from acd.engine.calls import call_flow
from acd.engine.calls.call_triggers import CallbackOver
from acd.engine.context import Context
from acd.engine.state import AgentRecord, PinTries
from acd.events import AgentLoginRequested, CallHangupRequested, Origin
from acd.model.states import AgentState, CallbackOutcome, HungUpBy, PhoneState

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
    agent = record(ctx, event.agent)
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


def described(agent: AgentRecord) -> str:
    """The state, with the reason of not ready: "not ready (phone unreachable)"."""
    return f"{agent.state} ({agent.reason})" if agent.reason else agent.state.value


def record(ctx: Context, agent_id: str) -> AgentRecord:
    """What is remembered of an agent."""
    return ctx.state.agents.setdefault(agent_id, AgentRecord(agent_id, since_ms=ctx.now_ms))


def hang_up(ctx: Context, event: CallHangupRequested) -> None:
    call = ctx.state.calls.get(event.call)
    if call is None:
        answer(ctx, event.origin, Answer("not_found", Spoken.REFUSED, f"call {event.call} is not live"))
        return
    if call.callback is not None:
        call_flow.fire(ctx, call, CallbackOver(CallbackOutcome.CANCELLED))
    else:
        call.hung_up_by = HungUpBy.SYSTEM
        ctx.emit(HangUp(call.node, call.channel))
    answer(ctx, event.origin, Answer("ok", Spoken.READY, f"call {call.id} is being hung up"))
