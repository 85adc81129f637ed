"""What is kept in a queue without a channel, callbacks and messages that callers left: how it begins, pauses, ends."""

from acd.commands import ForgetCallback, KeepCallback, Record
from acd.engine.calls.onward import set_state
from acd.engine.context import Context
from acd.engine.outbound.lead_calls import is_for_lead
from acd.engine.queues import relaxation
from acd.engine.state import Call, Callback, Timer, Visit
from acd.errors import EngineBug
from acd.model.callbacks import CallbackRules, PendingCallback, matches, same_number
from acd.model.facts import CallbackFact, VoicemailFact
from acd.model.states import CallbackOutcome, CallState
from acd.model.voicemail import VoicemailRules

DEFAULT_RULES = CallbackRules()
DEFAULT_VOICEMAIL = VoicemailRules()
CLOSED_LOOK_MS = 86_400_000  # hours that never begin may be changed
MESSAGE_STATES = {
    CallbackOutcome.CONNECTED: "called back",
    CallbackOutcome.CANCELLED: "deleted",
    CallbackOutcome.EXPIRED: "expired",
}
"""What became of a message, by how its callback ended."""


def rules(ctx: Context, queue_id: str | None) -> CallbackRules:
    """The queue's; those of a callback whose queue allows none any more are the defaults."""
    queue = ctx.state.centre.queues.get(queue_id or "")
    return (queue.callback if queue is not None else None) or DEFAULT_RULES


def voicemail_rules(ctx: Context, queue_id: str | None) -> VoicemailRules:
    queue = ctx.state.centre.queues.get(queue_id or "")
    return (queue.voicemail if queue is not None else None) or DEFAULT_VOICEMAIL


def is_allowed(ctx: Context, queue_id: str, number: str) -> bool:
    """One of the queue's patterns, where it has any, and not on the list."""
    patterns = rules(ctx, queue_id).numbers
    listed = any(same_number(number, other) for other in ctx.state.centre.do_not_call)
    return not listed and (not patterns or any(matches(pattern, number) for pattern in patterns))


def number_to_call(ctx: Context, call: Call) -> str:
    """Of a message the caller's number, if it may be called back; a callback was asked for at an allowed one."""
    callback = callback_of(call)
    may = not callback.file or is_allowed(ctx, call.queue or "", callback.number)
    return callback.number if may else ""


def pending_key(queue_id: str, number: str) -> str:
    return f"{queue_id}/{number.lstrip('+')}"


def callback_of(call: Call) -> Callback:
    if call.callback is None:
        raise EngineBug(f"call {call.id} ({call.state}) is no callback")
    return call.callback


def begin(ctx: Context, asked_in: Call, place: Visit, number: str, file: str = "", duration_ms: int = 0) -> Call:
    """A callback to ``number``, with the place and the wishes of the call in which it was asked for.

    With ``file`` the message that was left in that call, from ``number`` (perhaps none).
    """
    callback = Callback(ctx.new_id(), asked_in.id, number, ctx.now_ms, place.place_ms)
    callback.file, callback.duration_ms = file, duration_ms
    call = Call(
        id=ctx.new_id(),
        node=asked_in.node,
        channel="",
        uniqueid="",
        caller_number=number,
        caller_name=asked_in.caller_name,
        dialled=asked_in.dialled,
        language=asked_in.language,
        arrived_ms=ctx.now_ms,
        state=CallState.KEPT,
        since_ms=ctx.now_ms,
        project=ctx.queue(place.queue).project,
        queue=place.queue,
        callback=callback,
        visit=Visit(ctx.new_id(), place.queue, place.entered_ms, place.place_ms),
        priority=asked_in.priority + (voicemail_rules(ctx, place.queue).priority if file else 0),
        requires=asked_in.requires,
        wanted_agent=asked_in.wanted_agent if asked_in.wanted_until_ms is None else "",
    )
    take_up(ctx, call)
    return call


def take_up(ctx: Context, call: Call) -> None:
    """Remember the callback, here and for a daemon that has lost its journal."""
    callback, queue_id = callback_of(call), call.queue or ""
    ctx.state.calls[call.id] = call
    if callback.file:
        expires_ms = callback.asked_ms + ctx.state.centre.voicemail_keep_ms
    else:
        ctx.state.callbacks[pending_key(queue_id, callback.number)] = call.id
        expires_ms = callback.asked_ms + rules(ctx, queue_id).expires_ms
    ctx.schedule(max(expires_ms - ctx.now_ms, 0), Timer.EXPIRY, f"{call.id}/{callback.id}")
    relaxation.begin(ctx, call)
    wait_for_hours(ctx, call)
    write_down(ctx, call)
    ctx.index_call(call)


def restore(ctx: Context, kept: PendingCallback) -> None:
    """A callback that the journal took along when it was lost."""
    callback = Callback(kept.id, kept.asked_in, kept.number, kept.asked_ms, kept.place_ms, kept.attempts)
    callback.file, callback.duration_ms = kept.file, kept.duration_ms
    call = Call(
        id=kept.call,
        node=kept.node,
        channel="",
        uniqueid="",
        caller_number=kept.number,
        caller_name=kept.name,
        dialled=kept.dialled,
        language=kept.language,
        arrived_ms=kept.asked_ms,
        state=CallState.KEPT,
        since_ms=ctx.now_ms,
        project=ctx.queue(kept.queue).project,
        queue=kept.queue,
        callback=callback,
        visit=Visit(ctx.new_id(), kept.queue, kept.entered_ms, kept.place_ms),
        priority=kept.priority,
        requires=kept.requires,
        wanted_agent=kept.wanted_agent,
    )
    take_up(ctx, call)


def as_kept(call: Call) -> PendingCallback:
    callback = callback_of(call)
    return PendingCallback(
        id=callback.id,
        call=call.id,
        node=call.node,
        queue=call.queue or "",
        number=callback.number,
        name=call.caller_name,
        dialled=call.dialled,
        language=call.language,
        asked_in=callback.asked_in,
        asked_ms=callback.asked_ms,
        entered_ms=call.visit.entered_ms if call.visit is not None else callback.asked_ms,
        place_ms=callback.place_ms,
        attempts=callback.attempts,
        priority=call.priority,
        requires=call.requires,
        wanted_agent=call.wanted_agent,
        file=callback.file,
        duration_ms=callback.duration_ms,
    )


def write_down(ctx: Context, call: Call) -> None:
    """What a daemon that has lost its journal must know; a lead is known to where it is reserved."""
    if not is_for_lead(call):
        ctx.emit(KeepCallback(as_kept(call)))


def wait_for_hours(ctx: Context, call: Call) -> None:
    """Outside the hours in which customers are called, no attempt before they begin; messages are heard at any time."""
    callback, hours = callback_of(call), rules(ctx, call.queue).hours
    if callback.file or hours is None:
        return
    changes_ms = ctx.reception.calendar(hours).next_change_ms(ctx.now_ms)
    if not ctx.reception.is_open(hours, ctx.now_ms):
        callback.again_ms = changes_ms if changes_ms is not None else ctx.now_ms + CLOSED_LOOK_MS
        ctx.schedule(callback.again_ms - ctx.now_ms, Timer.AGAIN, f"{call.id}/{callback.again_ms}")
    elif changes_ms is not None:
        ctx.schedule(changes_ms - ctx.now_ms, Timer.CLOSING, f"{call.id}/{callback.id}")


def pause(ctx: Context, call: Call, pause_ms: int) -> None:
    callback = callback_of(call)
    callback.again_ms = ctx.now_ms + pause_ms
    ctx.schedule(pause_ms, Timer.AGAIN, f"{call.id}/{callback.again_ms}")
    set_state(ctx, call, CallState.KEPT)
    write_down(ctx, call)


def close(ctx: Context, call: Call, outcome: CallbackOutcome) -> None:
    """The callback's own record; the call goes on, or ends. Of a lead the attempt tells."""
    if is_for_lead(call):
        call.callback = None
        return
    if callback_of(call).file:
        close_message(ctx, call, MESSAGE_STATES[outcome])
        return
    callback, queue_id = callback_of(call), call.queue or ""
    ctx.emit(
        Record(
            CallbackFact(
                id=callback.id,
                call=callback.asked_in,
                queue=queue_id,
                number=callback.number,
                asked_ms=callback.asked_ms,
                place_ms=callback.place_ms,
                ended_ms=ctx.now_ms,
                attempts=callback.attempts,
                outcome=outcome,
                project=call.project,
            )
        )
    )
    ctx.state.callbacks.pop(pending_key(queue_id, callback.number), None)
    call.callback = None
    ctx.emit(ForgetCallback(call.id))


def close_message(ctx: Context, call: Call, state: str) -> None:
    """``state``: what became of the message in the end."""
    callback = callback_of(call)
    ctx.emit(
        Record(
            VoicemailFact(
                id=callback.id,
                call=callback.asked_in,
                queue=call.queue or "",
                agent=call.agent,
                file=callback.file,
                duration_ms=callback.duration_ms,
                recorded_ms=callback.asked_ms,
                state=state,
            )
        )
    )
    call.callback = None
    ctx.emit(ForgetCallback(call.id))
