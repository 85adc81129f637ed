"""Keys that waiting callers press. One that means nothing is counted, and costs the caller nothing."""

from acd.engine.calls import call_flow
from acd.engine.calls.call_triggers import SentOn
from acd.engine.context import Context
from acd.engine.deferred import callbacks
from acd.engine.state import channel_key
from acd.events import KeyPressed
from acd.model.states import CallState, VisitOutcome


def pressed(ctx: Context, event: KeyPressed) -> None:
    """Pressed at the moment when a phone was rung, it counts if nobody answers."""
    call_id = ctx.state.callers.get(channel_key(event.node, event.uniqueid))
    call = ctx.state.calls[call_id] if call_id is not None else None
    if call is None:
        ctx.ignore("key without a call")
        return
    if call.connect_by_ms is not None:
        ctx.ignore("key of a person who was called")
        return
    if callbacks.key_pressed(ctx, call, event.key):
        return
    to = ctx.queue(call.visit.queue).keys.get(event.key) if call.visit is not None else None
    if to is None or call.visit is None:
        ctx.ignore(f"key of a call that is {call.state}")
    elif call.state is CallState.WAITING:
        call_flow.fire(ctx, call, SentOn(to, VisitOutcome.EXITED))
    else:
        call.visit.key = event.key
