"""Calls that are passed on to an outside number, over a trunk. From then on no agent of ours has them.

A consultation with an outside number is in the same state, with the agent's leg as its caller; what it comes to is told
to ``consultations.settle``, and who answered is kept (``outside_leg``), to be taken over by the caller.
"""

from acd.commands import HangUp, JoinOutside, SendOutside
from acd.engine import ledger
from acd.engine.calls.call_steps import drop_consultation, end, end_talk
from acd.engine.calls.call_triggers import AgentLeft, Answered, CallerLeft, CameBack, OutsideMissed, SentOutside
from acd.engine.calls.onward import enter_queue, leave_with_message, mark, set_state
from acd.engine.calls.transfer_steps import queue_of_person
from acd.engine.context import Context
from acd.engine.queues import preferred_agent
from acd.engine.state import Call, Passing
from acd.model.centre import Message
from acd.model.states import (
    CallState,
    HungUpBy,
    OfferResult,
    TransferKind,
    TransferResult,
    TransferTarget,
    VisitOutcome,
)
from acd.model.transfer import Target

NOT_TAKEN = (VisitOutcome.FULL, VisitOutcome.CLOSED, VisitOutcome.UNSTAFFED)


def sent(ctx: Context, call: Call, trigger: SentOutside) -> None:
    """By the agent who talks, or who has just talked; by a supervisor while the caller waits; an agent who consults."""
    target = Target(TransferTarget.EXTERNAL, trigger.number)
    if call.visit is not None:
        ledger.end_visit(ctx, call, VisitOutcome.EXTERNAL)
    elif not call.about:
        drop_consultation(ctx, call)
        if call.offer is not None:
            end_talk(ctx, call, "transfer")
        call.passing = Passing(TransferKind.BLIND, target, call.agent or "", call.queue or "", ctx.now_ms)
    call.hung_up_by = HungUpBy.UNKNOWN
    dial(ctx, call, trigger.number)


def dial(ctx: Context, call: Call, number: str) -> None:
    set_state(ctx, call, CallState.OUTSIDE)
    ring_ms = ctx.state.centre.transfer_ring_ms
    ctx.emit(SendOutside(call.node, call.channel, number, ring_ms, consult=bool(call.about)))


def answered(ctx: Context, call: Call, trigger: Answered) -> None:
    if call.about:
        take_leg(ctx, call, trigger.agent_leg, trigger.agent_channel)
    else:
        ledger.record_transfer(ctx, call, TransferResult.COMPLETED)


def take_leg(ctx: Context, call: Call, leg: str, channel: str) -> None:
    """The outside party's channel is this call's from now on."""
    _forget_leg(ctx, call)
    call.outside_leg, call.outside_channel = leg, channel
    ctx.state.legs[leg] = call.id


def _forget_leg(ctx: Context, call: Call) -> None:
    if ctx.state.legs.get(call.outside_leg) == call.id:
        del ctx.state.legs[call.outside_leg]
    call.outside_leg = call.outside_channel = ""


def join(ctx: Context, call: Call) -> None:
    """Bring the caller together with the one outside."""
    ctx.emit(JoinOutside(call.node, call.channel, call.outside_channel))


def other_left(ctx: Context, call: Call, _: AgentLeft) -> None:
    """The outside party hangs up. The channel of a caller who was brought there ends by itself, or is found waiting."""
    _forget_leg(ctx, call)
    if call.about:
        ctx.unanswered.append((call.id, OfferResult.ANSWERED))


def caller_left(ctx: Context, call: Call, _: CallerLeft) -> None:
    """The leg of one who was consulted has its own way in the dialplan; the others end with the caller's channel."""
    if call.outside_channel and not call.about:
        ctx.emit(HangUp(call.node, call.outside_channel))
    end(ctx, call)


def missed(ctx: Context, call: Call, trigger: OutsideMissed) -> None:
    """Back to the agent who passed the call on, for a while; then to any. Whom the queue did not take is told so."""
    _forget_leg(ctx, call)
    if call.about:
        ctx.unanswered.append((call.id, trigger.result))
        return
    if call.passing is None and (call.queue is None or call.outcome in NOT_TAKEN):
        leave_with_message(ctx, call, Message.CLOSED if call.outcome is VisitOutcome.CLOSED else Message.ALL_BUSY)
        return
    agent = call.passing.from_agent if call.passing is not None else ""
    ledger.record_transfer(ctx, call, ledger.TRANSFER_RESULTS.get(trigger.result, TransferResult.FAILED))
    queue_id = queue_of_person(ctx, call, agent)
    if not queue_id:
        leave_with_message(ctx, call, Message.NO_SERVICE)
        return
    set_state(ctx, call, CallState.WAITING)
    enter_queue(ctx, call, queue_id, call.arrived_ms, ctx.now_ms)
    if agent:
        preferred_agent.want(ctx, call, agent, ctx.state.centre.transfer_wait_ms)
    mark(ctx, call)


def came_back(ctx: Context, call: Call, _: CameBack) -> None:
    """Found waiting: that nobody answered was not heard."""
    missed(ctx, call, OutsideMissed(OfferResult.FAILED))
