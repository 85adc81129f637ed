"""Requests to pass a call on: checked first, refused with the reason; what then happens is a transition of the call."""

from acd.commands import Spoken
from acd.engine import call_flow
from acd.engine.call_triggers import Transferred
from acd.engine.context import Context
from acd.engine.requests import Answer, answer
from acd.events import CallTransferRequested


def requested(ctx: Context, event: CallTransferRequested) -> None:
    answer(ctx, event.origin, _transfer(ctx, event))


def _transfer(ctx: Context, event: CallTransferRequested) -> Answer:
    call = ctx.state.calls.get(event.call)
    if call is None:
        return _refused("not_found", f"call {event.call} is not live")
    target = event.target
    if not ctx.state.nodes.get(call.node, False):
        return _refused("conflict", f"Asterisk {call.node} is not connected")
    if target.name not in ctx.state.centre.queues:
        return _refused("not_found", f"queue {target.name} is not configured")
    if not call_flow.fire(ctx, call, Transferred(target)):
        return _refused("conflict", f"call {call.id} is {call.state} and cannot be passed on")
    return Answer("ok", Spoken.READY, f"call {call.id} waits in queue {target.name}")


def _refused(code: str, text: str) -> Answer:
    return Answer(code, Spoken.REFUSED, text)
