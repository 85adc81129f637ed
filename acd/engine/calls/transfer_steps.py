"""What the transitions of passing a call on do; the table in ``acd.engine.calls.call_flow`` says when."""

from acd.engine.calls.call_steps import drop_consultation, end_talk
from acd.engine.calls.call_triggers import Released, Transferred
from acd.engine.calls.onward import enter_queue, mark, set_state
from acd.engine.context import Context
from acd.engine.ledger import end_visit, record_transfer
from acd.engine.queues import preferred_agent
from acd.engine.state import Call, Passing
from acd.model.states import CallState, HungUpBy, TransferKind, TransferResult, TransferTarget, VisitOutcome
from acd.model.transfer import Target


def transferred(ctx: Context, call: Call, trigger: Transferred) -> None:
    """The agent's talk ends here; the caller waits where the agent sends him. Asterisk ends the agent's leg itself."""
    drop_consultation(ctx, call)
    offer = end_talk(ctx, call, "transfer")
    call.hung_up_by = HungUpBy.UNKNOWN
    _pass_on(ctx, call, trigger, offer.visit)


def transferred_late(ctx: Context, call: Call, trigger: Transferred) -> None:
    """The end of the agent's leg was heard before the phone's transfer, which it was part of."""
    call.hung_up_by = HungUpBy.UNKNOWN
    _pass_on(ctx, call, trigger, 0)


def released(ctx: Context, call: Call, trigger: Released) -> None:
    """They talk outside our books; the caller's channel ends by itself."""
    drop_consultation(ctx, call)
    offer = end_talk(ctx, call, "transfer")
    call.passing = Passing(TransferKind.ATTENDED, trigger.target, offer.agent, offer.queue, ctx.now_ms)
    record_transfer(ctx, call, TransferResult.COMPLETED)
    set_state(ctx, call, CallState.LEAVING)


def _pass_on(ctx: Context, call: Call, trigger: Transferred, transferred_from: int) -> None:
    asked = trigger.instead_of or trigger.target
    call.passing = Passing(TransferKind.BLIND, asked, call.agent or "", call.queue or "", ctx.now_ms)
    if trigger.instead_of is not None:
        record_transfer(ctx, call, TransferResult.FAILED)
    elif trigger.target.kind is TransferTarget.QUEUE:
        record_transfer(ctx, call, TransferResult.COMPLETED)
    _wait_in(ctx, call, trigger.target, transferred_from)
    ctx.returning[call.id] = None


def moved(ctx: Context, call: Call, trigger: Transferred) -> None:
    """Nobody talks with the caller yet."""
    if call.visit is None:
        transferred_from = 0
    else:
        transferred_from = call.visit.transferred_from
        end_visit(ctx, call, VisitOutcome.TRANSFERRED)
    _wait_in(ctx, call, trigger.target, transferred_from)


def queue_of_person(ctx: Context, call: Call, agent_id: str) -> str:
    """In which queue a caller waits for one agent: that of the call; the agent's first, where that is gone."""
    queues = ctx.state.centre.queues
    config = ctx.agent_config(agent_id)
    served = config.queues if config is not None else ()
    return next((queue for queue in (call.queue or "", *served) if queue in queues), "")


def _wait_in(ctx: Context, call: Call, target: Target, transferred_from: int) -> None:
    """The place is kept: it counts from the arrival of the call."""
    personal = target.kind is TransferTarget.AGENT
    queue_id = queue_of_person(ctx, call, target.name) if personal else target.name
    set_state(ctx, call, CallState.WAITING)
    call.requires, call.priority = target.requires, call.priority + target.priority
    enter_queue(ctx, call, queue_id, call.arrived_ms, ctx.now_ms)
    if call.visit is not None:
        call.visit.transferred_from = transferred_from
    preferred_agent.anybody(ctx, call)  # the last one has just passed the call on
    if personal:
        preferred_agent.want(ctx, call, target.name, ctx.state.centre.transfer_wait_ms)
    mark(ctx, call)
