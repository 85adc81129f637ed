"""Keys that waiting callers press. One that means nothing is counted, and costs the caller nothing."""

from acd.engine import callbacks
from acd.engine.context import Context
from acd.engine.state import channel_key
from acd.events import KeyPressed


def pressed(ctx: Context, event: KeyPressed) -> None:
    call_id = ctx.state.callers.get(channel_key(event.node, event.uniqueid))
    if call_id is None:
        ctx.ignore("key without a call")
        return
    call = ctx.state.calls[call_id]
    if not callbacks.key_pressed(ctx, call, event.key):
        ctx.ignore(f"key of a call that is {call.state}")
