"""Voicemail: callers who leave a message, and messages that wait in a queue until an agent has heard them.

A message waits as a callback does (KEPT, ANNOUNCED); the agent who answered hears it (LISTENING), and the dialplan
tells which key was pressed: done, later, or call back, which goes on like a callback (DIALLING).
"""

from acd.commands import ForgetMessage, Spoken
from acd.engine.calls import call_flow
from acd.engine.calls.call_triggers import CallbackOver, MessageHeard
from acd.engine.context import Context
from acd.engine.deferred import kept
from acd.engine.requests import Answer, answer
from acd.engine.state import Visit, channel_key
from acd.events import MessageHandled, MessageRecorded, VoicemailDeleteRequested
from acd.model.callbacks import plain_number
from acd.model.states import CallbackOutcome, CallState
from acd.model.voicemail import is_file


def recorded(ctx: Context, event: MessageRecorded) -> None:
    """The caller has left a message, or hung up without one; it becomes an item of the queue."""
    call_id = ctx.state.callers.get(channel_key(event.node, event.uniqueid))
    call = ctx.state.calls[call_id] if call_id is not None else None
    if call is None or call.state is not CallState.LEAVING or call.voicemail_for not in ctx.state.centre.queues:
        ctx.ignore("a message nobody asked for")
        return
    queue_id, call.voicemail_for = call.voicemail_for, ""
    rules = kept.voicemail_rules(ctx, queue_id)
    if not is_file(event.file) or event.duration_ms <= 0:
        ctx.log("warning", "a message could not be recorded: is the disk full?", call=str(call.id), queue=queue_id)
    elif event.duration_ms < rules.shortest_ms:
        ctx.emit(ForgetMessage(call.node, event.file))
    else:
        place = Visit(0, queue_id, ctx.now_ms, ctx.now_ms)
        number = plain_number(call.caller_number)
        kept.begin(ctx, call, place, number, event.file, event.duration_ms)


def handled(ctx: Context, event: MessageHandled) -> None:
    call_id = ctx.state.legs.get(channel_key(event.node, event.uniqueid))
    if call_id is None:
        ctx.ignore("a message handled by nobody")
        return
    call_flow.fire(ctx, ctx.state.calls[call_id], MessageHeard(event.action))


def delete(ctx: Context, event: VoicemailDeleteRequested) -> None:
    call = ctx.state.calls.get(event.call)
    if call is None or call.callback is None or not call.callback.file:
        answer(ctx, event.origin, Answer("not_found", Spoken.REFUSED, f"message {event.call} is not waiting"))
        return
    node, file = call.node, call.callback.file
    call_flow.fire(ctx, call, CallbackOver(CallbackOutcome.CANCELLED))
    ctx.emit(ForgetMessage(node, file))
    answer(ctx, event.origin, Answer("ok", Spoken.READY, f"message {event.call} is deleted"))
