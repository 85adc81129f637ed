"""What the end of a person's patience does to the call; the table in ``acd.engine.calls.call_flow`` says when."""

from acd.commands import PlayAbandoned
from acd.engine import ledger
from acd.engine.calls.call_steps import offer_refused
from acd.engine.calls.call_triggers import LimitOver
from acd.engine.calls.onward import leave
from acd.engine.context import Context
from acd.engine.state import Call, Timer
from acd.model.states import OfferResult, VisitOutcome

MESSAGE_LATE_MS = 300  # so long we wait for word that the dialplan plays the message


def limit_over(ctx: Context, call: Call, trigger: LimitOver) -> None:
    """No agent in time. While the person waits in the dialplan, that knows the limit, too."""
    _abandon(ctx, call)
    call.hears_message = trigger.by_dialplan
    if not trigger.by_dialplan:
        ctx.schedule(MESSAGE_LATE_MS, Timer.UNHEARD, f"{call.id}/{call.since_ms}")


def limit_over_offered(ctx: Context, call: Call, _: LimitOver) -> None:
    """The message in place of the ringing."""
    offer_refused(ctx, call, OfferResult.WITHDRAWN)
    _abandon(ctx, call)
    call.hears_message = True
    ctx.emit(PlayAbandoned(call.node, call.channel))


def _abandon(ctx: Context, call: Call) -> None:
    if call.visit is not None:
        ledger.end_visit(ctx, call, VisitOutcome.ABANDONED)
    call.connect_by_ms = None
    leave(ctx, call)
