"""Calls that are passed on to an outside number, over a trunk. From then on no agent of ours has them."""

from acd.commands import SendOutside
from acd.engine import ledger
from acd.engine.calls.call_steps import drop_consultation, end_talk
from acd.engine.calls.call_triggers import Answered, CameBack, OutsideMissed, SentOutside
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
    """By the agent who talks, or who has just talked; or by a supervisor while the caller waits."""
    target = Target(TransferTarget.EXTERNAL, trigger.number)
    if call.visit is not None:
        ledger.end_visit(ctx, call, VisitOutcome.EXTERNAL)
    else:
        drop_consultation(ctx, call)
        if call.offer is not None:
            end_talk(ctx, call, "transfer")
        call.passing = Passing(TransferKind.BLIND, target, call.agent or "", call.queue or "", ctx.now_ms)
    call.hung_up_by = HungUpBy.UNKNOWN
    set_state(ctx, call, CallState.OUTSIDE)
    ctx.emit(SendOutside(call.node, call.channel, trigger.number, ctx.state.centre.transfer_ring_ms))


def answered(ctx: Context, call: Call, _: Answered) -> None:
    ledger.record_transfer(ctx, call, TransferResult.COMPLETED)


def missed(ctx: Context, call: Call, trigger: OutsideMissed) -> None:
    """Back to the agent who passed the call on, for a while; then to any. Whom the queue did not take is told so."""
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
