"""Requests to hold a call, to consult about it and to pass it on: checked first, refused with the reason.

They come by command, from keys pressed while talking, and from a phone's own transfer. What then happens are
transitions of the call (``call_flow``) and the life of a consultation (``consultations``).
"""

from collections.abc import Callable
from dataclasses import replace

from acd.commands import Spoken
from acd.engine.calls import call_flow, consultations
from acd.engine.calls.call_triggers import (
    CameBack,
    HandedOver,
    Held,
    OutsideMissed,
    Released,
    Resumed,
    SentOutside,
    Transferred,
)
from acd.engine.calls.transfer_steps import queue_of_person
from acd.engine.context import Context
from acd.engine.requests import Answer, answer, described
from acd.engine.state import Call, Passing, channel_key, phone_of
from acd.events import (
    NOBODY,
    AgentKeys,
    AgentKeysPressed,
    CallerJoined,
    CallerSent,
    CallHoldRequested,
    CallTransferRequested,
    ConsultEnd,
    ConsultEndRequested,
    ConsultRequested,
    JoinFailed,
    LegHeld,
    Origin,
    OutsideFailed,
)
from acd.model.callbacks import matches, plain_number
from acd.model.skills import SkillsError, read_requirement
from acd.model.states import AgentState, CallState, TransferKind, TransferTarget
from acd.model.transfer import Target

ENDS = {
    ConsultEnd.COMPLETE: (consultations.complete, "is passed on"),
    ConsultEnd.CANCEL: (consultations.cancel, "is with its agent again"),
    ConsultEnd.CONFERENCE: (consultations.confer, "is a conference of three"),
}


class _RefusedError(Exception):
    """Cannot be done now; nothing has changed."""

    def __init__(self, text: str, code: str = "conflict") -> None:
        super().__init__(text)
        self.answer = Answer(code, Spoken.REFUSED, text)


def requested(ctx: Context, event: CallTransferRequested) -> None:
    _ask(ctx, event.origin, lambda: _transfer(ctx, event))


def _transfer(ctx: Context, event: CallTransferRequested) -> str:
    call = _call(ctx, event.call)
    target = _existing(ctx, call, event.target)
    _demand_no_consultation(call)
    if target.kind is TransferTarget.EXTERNAL and call.state is not CallState.LEAVING:
        if not call_flow.fire(ctx, call, SentOutside(target.name)):
            raise _RefusedError(f"call {call.id} is {call.state} and cannot be passed on")
        return f"call {call.id} is sent to {target.name}"
    if call.state is CallState.LEAVING or not call_flow.fire(ctx, call, Transferred(target)):
        raise _RefusedError(f"call {call.id} is {call.state} and cannot be passed on")
    return f"call {call.id} waits for {target.kind} {target.name}"


def hold_requested(ctx: Context, event: CallHoldRequested) -> None:
    _ask(ctx, event.origin, lambda: _hold(ctx, event) if event.hold else _unhold(ctx, event))


def _hold(ctx: Context, event: CallHoldRequested) -> str:
    call = _call(ctx, event.call)
    _demand_no_consultation(call)
    if call.state is not CallState.TALKING:
        raise _RefusedError(f"call {call.id} is {call.state}, not talking")
    call_flow.fire(ctx, call, Held(by_phone=False))
    return f"call {call.id} is on hold"


def _unhold(ctx: Context, event: CallHoldRequested) -> str:
    call = _call(ctx, event.call)
    _demand_no_consultation(call)
    if call.state is not CallState.HELD or call.offer is None:
        raise _RefusedError(f"call {call.id} is {call.state}, not held")
    if call.offer.held_by_phone:
        raise _RefusedError(f"phone {call.offer.phone} holds call {call.id} itself, and must take it back")
    call_flow.fire(ctx, call, Resumed(by_phone=False, join=True))
    return f"call {call.id} is with its agent again"


def consult_requested(ctx: Context, event: ConsultRequested) -> None:
    _ask(ctx, event.origin, lambda: _consult(ctx, event))


def _consult(ctx: Context, event: ConsultRequested) -> str:
    call = _call(ctx, event.call)
    _demand_no_consultation(call)
    if call.state not in (CallState.TALKING, CallState.HELD):
        raise _RefusedError(f"call {call.id} is {call.state}, not talking")
    if call.offer is None or call.offer.agent_leg in ctx.state.callers:
        raise _RefusedError(f"call {call.id} talks with another caller, not with an agent's phone")
    target = _existing(ctx, call, event.target)
    if target.kind is TransferTarget.AGENT:
        _demand_available(ctx, target.name)
    consultations.begin(ctx, call, target)
    return f"call {call.id} is on hold, its agent calls {target.kind} {target.name}"


def end_requested(ctx: Context, event: ConsultEndRequested) -> None:
    _ask(ctx, event.origin, lambda: _end(ctx, event))


def _end(ctx: Context, event: ConsultEndRequested) -> str:
    call = _call(ctx, event.call)
    consultation = ctx.state.calls.get(call.consultation)
    if consultation is None:
        raise _RefusedError(f"the agent of call {call.id} consults nobody")
    if event.how is ConsultEnd.CONFERENCE:
        if call.conference:
            raise _RefusedError(f"call {call.id} is a conference already")
        if not consultations.has_answered(consultation):
            raise _RefusedError(f"nobody has answered the agent of call {call.id} yet")
    end, text = ENDS[event.how]
    end(ctx, call)
    return f"call {call.id} {text}"


def keys_pressed(ctx: Context, event: AgentKeysPressed) -> None:
    """The agent hears the result in the line: a wrong number, or keys that make no sense now, change nothing."""
    key = channel_key(event.node, event.uniqueid)
    call_id = ctx.state.legs.get(key)
    if call_id is None:
        ctx.ignore("keys of a leg without a call")
        return
    call = ctx.state.calls[call_id]
    if event.keys is AgentKeys.CANCEL:
        end_requested(ctx, ConsultEndRequested(call_id, ConsultEnd.CANCEL, NOBODY))
    elif event.keys is AgentKeys.CONFERENCE:
        end_requested(ctx, ConsultEndRequested(call_id, ConsultEnd.CONFERENCE, NOBODY))
    else:
        _ask(ctx, NOBODY, lambda: _key_in_target(ctx, call, event))


def _key_in_target(ctx: Context, call: Call, event: AgentKeysPressed) -> str:
    target = _dialled(ctx, event.dialled)
    if event.keys is AgentKeys.CONSULT:
        return _consult(ctx, ConsultRequested(call.id, target, NOBODY))
    return _transfer(ctx, CallTransferRequested(call.id, target, NOBODY))


def leg_held(ctx: Context, event: LegHeld) -> None:
    call_id = ctx.state.legs.get(channel_key(event.node, event.uniqueid))
    if call_id is None or ctx.state.calls[call_id].conference:
        ctx.ignore("hold of a leg without a call")
        return
    if ctx.state.calls[call_id].about:
        ctx.ignore("hold of an agent who consults")
        return
    trigger = Held(by_phone=True) if event.held else Resumed(by_phone=True, join=False)
    call_flow.fire(ctx, ctx.state.calls[call_id], trigger)


def caller_sent(ctx: Context, event: CallerSent) -> None:
    """A phone's own transfer; the caller waits already. After a wrong number the caller goes back to the agent."""
    call_id = ctx.state.callers.get(channel_key(event.node, event.uniqueid))
    if call_id is None:
        ctx.ignore("transfer of a channel that is no caller")
        return
    call = ctx.state.calls[call_id]
    call.channel = event.channel
    try:
        target = _existing(ctx, call, _dialled(ctx, event.dialled))
        outside = target.kind is TransferTarget.EXTERNAL
        if outside and call.about:
            raise _RefusedError("an agent who consults is not passed on to an outside number")
        call_flow.fire(ctx, call, SentOutside(target.name) if outside else Transferred(target))
    except _RefusedError:
        if not queue_of_person(ctx, call, call.agent or ""):
            call_flow.fire(ctx, call, CameBack())
            return
        asked = Target(TransferTarget.EXTERNAL, event.dialled)
        call_flow.fire(ctx, call, Transferred(Target(TransferTarget.AGENT, call.agent or ""), instead_of=asked))


def caller_joined(ctx: Context, event: CallerJoined) -> None:
    """A phone's own attended transfer: of a call of ours on its other line, or of a private one."""
    call = _of_channel(ctx, event.node, event.uniqueid)
    if call is None or call.offer is None or not call.offer.agent_leg:
        ctx.ignore("transfer of a channel that is no caller with an agent")
        return
    if call.about:  # the end of the consulted agent's leg follows, and brings caller and agent together again
        ctx.ignore("transfer of an agent who consults")
        return
    line = _of_channel(ctx, event.node, event.line)
    if line is None or line is call or line.state not in (CallState.WAITING, CallState.OFFERING, CallState.TALKING):
        phone = phone_of(event.target)
        agent = ctx.state.agent_at.get(phone)
        known = Target(TransferTarget.AGENT, agent) if agent else Target(TransferTarget.EXTERNAL, phone)
        call_flow.fire(ctx, call, Released(known))
        return
    target = Target(TransferTarget.QUEUE, line.queue or "")
    if line.state is CallState.TALKING and line.offer is not None:
        target = Target(TransferTarget.AGENT, line.offer.agent)
    call.passing = Passing(TransferKind.ATTENDED, target, call.offer.agent, call.offer.queue, line.arrived_ms)
    call_flow.fire(ctx, call, HandedOver(line, leg_lives=False, joined=True))


def _of_channel(ctx: Context, node: str, uniqueid: str) -> Call | None:
    call_id = ctx.state.callers.get(channel_key(node, uniqueid))
    return ctx.state.calls[call_id] if call_id is not None else None


def outside_failed(ctx: Context, event: OutsideFailed) -> None:
    call = _of_channel(ctx, event.node, event.uniqueid)
    if call is not None:
        call_flow.fire(ctx, call, OutsideMissed(event.result))


def join_failed(ctx: Context, event: JoinFailed) -> None:
    """The other side was gone; the dialplan let the caller wait."""
    call_id = ctx.state.callers.get(channel_key(event.node, event.uniqueid))
    if call_id is not None:
        call_flow.fire(ctx, ctx.state.calls[call_id], CameBack())


def _dialled(ctx: Context, dialled: str) -> Target:
    """What an agent dials to pass a call on: an agent, a number of the centre (its agent or queue), a phone."""
    centre = ctx.state.centre
    if dialled in centre.agents:
        return Target(TransferTarget.AGENT, dialled)
    number = centre.numbers.get(dialled)
    if number is not None and number.agent is not None:
        return Target(TransferTarget.AGENT, number.agent)
    if number is not None:
        if number.queue is None:
            raise _RefusedError(f"{dialled} leads to no queue", "conflict")
        return Target(TransferTarget.QUEUE, number.queue)
    agent = ctx.state.agent_at.get(dialled)
    return Target(TransferTarget.AGENT, agent) if agent is not None else Target(TransferTarget.EXTERNAL, dialled)


def _call(ctx: Context, call_id: int) -> Call:
    call = ctx.state.calls.get(call_id)
    if call is None or call.about:
        raise _RefusedError(f"call {call_id} is not live", "not_found")
    if not ctx.state.nodes.get(call.node, False):
        raise _RefusedError(f"Asterisk {call.node} is not connected")
    return call


def _existing(ctx: Context, call: Call, target: Target) -> Target:
    """The target, if there is such; an agent must be logged in and not the one who has the call."""
    if target.kind is TransferTarget.EXTERNAL:
        return _allowed(ctx, target)
    if target.kind is TransferTarget.QUEUE:
        return _existing_queue(ctx, call, target)
    if ctx.agent_config(target.name) is None:
        raise _RefusedError(f"agent {target.name} is not configured", "not_found")
    if call.offer is not None and call.offer.agent == target.name:
        raise _RefusedError(f"agent {target.name} has call {call.id} already")
    agent = ctx.state.agents.get(target.name)
    if agent is None or agent.state is AgentState.LOGGED_OUT:
        raise _RefusedError(f"agent {target.name} is logged out")
    if not queue_of_person(ctx, call, target.name):
        raise _RefusedError(f"agent {target.name} serves no queue")
    return target


def _allowed(ctx: Context, target: Target) -> Target:
    """An outside number that calls may be passed on to."""
    number = plain_number(target.name)
    if not number:
        raise _RefusedError(f"{target.name!r} is no number", "not_found")
    if not any(matches(pattern, number) for pattern in ctx.state.centre.transfer_outside):
        raise _RefusedError(f"{number} is none of the numbers that [transfers] outside allows")
    return replace(target, name=number)


def _existing_queue(ctx: Context, call: Call, target: Target) -> Target:
    """A queue, with agents who have the skills asked for; without a name the call's own."""
    queue = ctx.state.centre.queues.get(target.name or call.queue or "")
    if queue is None:
        raise _RefusedError(f"queue {target.name} is not configured", "not_found")
    try:
        wanted = read_requirement(target.requires)
    except SkillsError as error:
        raise _RefusedError(f"{target.requires!r}: {error}") from None
    others = [agent for agent in ctx.state.centre.agents.values() if queue.id in agent.queues]
    if target.requires and not any(wanted.met_by(agent.skills) for agent in others):
        raise _RefusedError(f"no agent of queue {queue.id} has {target.requires}")
    return replace(target, name=queue.id)


def _demand_available(ctx: Context, agent_id: str) -> None:
    agent = ctx.state.agents[agent_id]
    if not ctx.available(agent):
        busy = "" if agent.state is not AgentState.READY else ", but the phone is not free"
        raise _RefusedError(f"agent {agent_id} is {described(agent)}{busy}")


def _demand_no_consultation(call: Call) -> None:
    if call.consultation:
        raise _RefusedError(f"the agent of call {call.id} consults somebody: complete or cancel that first")


def _ask(ctx: Context, origin: Origin, act: Callable[[], str]) -> None:
    try:
        given = Answer("ok", Spoken.READY, act())
    except _RefusedError as refusal:
        given = refusal.answer
    answer(ctx, origin, given)
