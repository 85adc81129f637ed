"""What the transitions of passing a call on do; the table in ``acd.engine.call_flow`` says when."""

from acd.commands import Record
from acd.engine.call_steps import end_talk
from acd.engine.call_triggers import Transferred
from acd.engine.context import Context
from acd.engine.ledger import end_visit
from acd.engine.onward import enter_queue, mark, set_state
from acd.engine.state import Call, Offer
from acd.model.facts import TransferFact
from acd.model.states import CallState, TransferKind, TransferResult, VisitOutcome
from acd.model.transfer import Target


def transferred(ctx: Context, call: Call, trigger: Transferred) -> None:
    """The agent's talk ends here; the caller waits where the agent sends him. Asterisk ends the agent's leg itself."""
    offer = end_talk(ctx, call, "transfer")
    _record(ctx, call, offer, trigger.target)
    _wait_in(ctx, call, trigger.target, offer.visit)
    ctx.returning[call.id] = None


def moved(ctx: Context, call: Call, trigger: Transferred) -> None:
    """Nobody talks with the caller yet."""
    if call.visit is None:
        transferred_from = 0
    else:
        transferred_from = call.visit.transferred_from
        end_visit(ctx, call, VisitOutcome.TRANSFERRED)
    _wait_in(ctx, call, trigger.target, transferred_from)


def _wait_in(ctx: Context, call: Call, target: Target, transferred_from: int) -> None:
    """The place is kept: it counts from the arrival of the call."""
    set_state(ctx, call, CallState.WAITING)
    enter_queue(ctx, call, target.name, call.arrived_ms, ctx.now_ms)
    if call.visit is not None:
        call.visit.transferred_from = transferred_from
    mark(ctx, call)


def _record(ctx: Context, call: Call, offer: Offer, target: Target) -> None:
    call.transfers += 1
    ctx.emit(
        Record(
            TransferFact(
                id=ctx.new_id(),
                call=call.id,
                from_agent=offer.agent,
                kind=TransferKind.BLIND,
                target_kind=target.kind,
                target=target.name,
                started_ms=ctx.now_ms,
                ended_ms=ctx.now_ms,
                result=TransferResult.COMPLETED,
                queue=offer.queue,
                project=call.project,
            )
        )
    )
