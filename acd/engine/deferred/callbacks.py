"""Callbacks: who may ask for one, what became of the channels ordered, and what time does to those that wait."""

from acd.commands import AskCallback, ForgetCallback, HangUp, Spoken, TellCallback
from acd.engine.calls import call_flow
from acd.engine.calls.call_triggers import (
    AgentReached,
    CallbackAgreed,
    CallbackOver,
    CustomerAnswered,
    CustomerMissed,
    OfferEnded,
)
from acd.engine.context import Context
from acd.engine.deferred.kept import as_kept, begin, callback_of, pending_key, restore, wait_for_hours
from acd.engine.outbound.lead_calls import is_for_lead
from acd.engine.requests import Answer, answer
from acd.engine.state import Call, State, Timer, Visit, channel_key
from acd.events import (
    CallbackCancelRequested,
    CallbackNumberGiven,
    CallbackRequested,
    CallbacksKept,
    CallPlaced,
    OfferAnswered,
    PlacingFailed,
)
from acd.events import CustomerMissed as CustomerMissedEvent
from acd.model.callbacks import PendingCallback, matches, plain_number, same_number
from acd.model.states import CallbackOutcome, CallState, OfferResult

UNDER_WAY_MS = 5_000  # an attempt that outlasts the callback's time is looked at again so often
OUTCOMES = {
    OfferResult.NO_ANSWER: CallbackOutcome.NO_ANSWER,
    OfferResult.REFUSED: CallbackOutcome.BUSY,
}


# Asking.


def key_pressed(ctx: Context, call: Call, key: str) -> bool:
    """Begin to ask a waiting caller who pressed the queue's key for callbacks; False: it is not that key."""
    visit = call.visit
    rule = ctx.queue(visit.queue).callback if visit is not None and call.state is CallState.WAITING else None
    if visit is None or rule is None or not rule.key or key != rule.key:
        return False
    number = plain_number(call.caller_number)
    usable = not refusal(ctx, visit.queue, number, number)
    if not usable and not rule.numbers:
        ctx.emit(TellCallback(call.node, call.channel, agreed=False))
        return True
    call.asking = number if usable else ""
    ctx.emit(AskCallback(call.node, call.channel, call.asking, call.language))
    return True


def refusal(ctx: Context, queue_id: str, number: str, own: str) -> str:
    """Why ``number`` is not called back for this queue, for people; empty: it is. ``own``: the caller's, plain."""
    rule = ctx.queue(queue_id).callback
    if rule is None:
        return f"queue {queue_id} has no callbacks"
    if not number:
        return "that is no telephone number"
    if rule.numbers:
        if not any(matches(pattern, number) for pattern in rule.numbers):
            return "the number is none of those allowed"
    elif number != own:
        return f"queue {queue_id} calls back nobody but at the caller's own number"
    if any(same_number(number, listed) for listed in ctx.state.centre.do_not_call):
        return "the number is on the list do_not_call"
    if pending_key(queue_id, number) in ctx.state.callbacks:
        return "a callback to this number is pending in this queue"
    return ""


def number_given(ctx: Context, event: CallbackNumberGiven) -> None:
    """The caller agreed to a number, keyed one in, or gave up the idea. The dialplan went back to the music."""
    call_id = ctx.state.callers.get(channel_key(event.node, event.uniqueid))
    call = ctx.state.calls[call_id] if call_id is not None else None
    if call is None or call.visit is None or call.asking is None or call.state is not CallState.WAITING:
        ctx.ignore("a number nobody asked for")
        return
    if not event.number:
        call.asking = None
        return
    number = plain_number(event.number)
    if refusal(ctx, call.visit.queue, number, plain_number(call.caller_number)):
        call.asking = ""
        ctx.emit(AskCallback(call.node, call.channel, "", call.language, again=True))
        return
    call_flow.fire(ctx, call, CallbackAgreed(number))


def requested(ctx: Context, event: CallbackRequested) -> None:
    answer(ctx, event.origin, _requested(ctx, event))


def _requested(ctx: Context, event: CallbackRequested) -> Answer:
    if event.queue not in ctx.state.centre.queues:
        return Answer("not_found", Spoken.REFUSED, f"queue {event.queue} is not configured")
    number = plain_number(event.number)
    why = refusal(ctx, event.queue, number, number)
    if why:
        return Answer("conflict", Spoken.REFUSED, why)
    node = next((name for name in sorted(ctx.state.nodes) if ctx.state.nodes[name]), "")
    if not node:
        return Answer("unavailable", Spoken.REFUSED, "no Asterisk is connected")
    queue = ctx.queue(event.queue)
    language = ctx.state.centre.projects[queue.project].language
    asked_in = Call(0, node, "", "", number, event.name, "", language, ctx.now_ms, CallState.WAITING, ctx.now_ms)
    call = begin(ctx, asked_in, Visit(0, event.queue, ctx.now_ms, ctx.now_ms), number)
    return Answer("ok", Spoken.READY, f"callback {call.id} waits in queue {event.queue}")


def kept(ctx: Context, event: CallbacksKept) -> None:
    """What was written down of callbacks that this engine does not know. Those of queues that are gone are over."""
    for callback in event.callbacks:
        if callback.call in ctx.state.calls or pending_key(callback.queue, callback.number) in ctx.state.callbacks:
            continue
        if callback.queue in ctx.state.centre.queues:
            restore(ctx, callback)
        else:
            ctx.log("warning", "a callback of a queue that is gone", call=str(callback.call), queue=callback.queue)
            ctx.emit(ForgetCallback(callback.call))


def pending(state: State) -> dict[int, PendingCallback]:
    """All that wait or are under way, by call id; not those of campaigns."""
    calls = state.calls.values()
    return {call.id: as_kept(call) for call in calls if call.callback is not None and not is_for_lead(call)}


def cancel(ctx: Context, event: CallbackCancelRequested) -> None:
    call = ctx.state.calls.get(event.call)
    if call is None or call.callback is None or is_for_lead(call):
        answer(ctx, event.origin, Answer("not_found", Spoken.REFUSED, f"callback {event.call} is not pending"))
        return
    call_flow.fire(ctx, call, CallbackOver(CallbackOutcome.CANCELLED))
    answer(ctx, event.origin, Answer("ok", Spoken.READY, f"callback {event.call} is cancelled"))


def take_over(ctx: Context, queue_id: str, number: str, place_ms: int) -> int:
    """A caller enters the queue: the better of this place and that of a callback pending for the number, which ends."""
    plain = plain_number(number)
    call_id = ctx.state.callbacks.get(pending_key(queue_id, plain)) if plain else None
    if call_id is None:
        return place_ms
    call = ctx.state.calls[call_id]
    kept_ms = callback_of(call).place_ms
    call_flow.fire(ctx, call, CallbackOver(CallbackOutcome.CANCELLED))
    return min(place_ms, kept_ms)


def heed_list(ctx: Context) -> None:
    """End the callbacks to numbers that are on the list now."""
    for call_id in list(ctx.state.callbacks.values()):
        call = ctx.state.calls[call_id]
        number = callback_of(call).number
        if any(same_number(number, listed) for listed in ctx.state.centre.do_not_call):
            call_flow.fire(ctx, call, CallbackOver(CallbackOutcome.DO_NOT_CALL))


# What became of the channels ordered.

BUSY, REJECTED = 17, 21  # Q.850
UNREACHABLE = frozenset((1, 2, 3, 18, 20, 22, 27, 31, 34, 38, 41, 42, 58))


def not_answered_by(cause: int) -> OfferResult:
    """Why an agent's phone did not take the call, by the cause of its hang-up."""
    if cause in (BUSY, REJECTED):
        return OfferResult.REFUSED
    return OfferResult.UNREACHABLE if cause in UNREACHABLE else OfferResult.NO_ANSWER


def placed(ctx: Context, event: CallPlaced) -> None:
    """The agent answered. One whom nobody wants any more was rung by an order that could not be stopped in time."""
    key = channel_key(event.node, event.uniqueid)
    call_id = ctx.state.placed.get(key)
    if call_id is None:
        ctx.ignore("answer to an order taken back")
        ctx.emit(HangUp(event.node, event.channel))
        return
    call_flow.fire(ctx, ctx.state.calls[call_id], AgentReached(key, event.channel))


def placing_failed(ctx: Context, event: PlacingFailed) -> None:
    not_answered(ctx, channel_key(event.node, event.uniqueid), event.result)


def not_answered(ctx: Context, key: str, result: OfferResult) -> bool:
    """A channel that we ordered ended without an answer; False: it is none of those.

    A phone that rang was there: Asterisk tells of one that declines (603) as of one that is out of order.
    """
    call_id = ctx.state.placed.get(key)
    if call_id is None:
        return False
    call = ctx.state.calls[call_id]
    declined = result is OfferResult.UNREACHABLE and call.offer is not None and call.offer.rang
    call_flow.fire(ctx, call, OfferEnded(OfferResult.REFUSED if declined else result, by_dialplan=True))
    return True


def customer_answered(ctx: Context, call: Call, event: OfferAnswered) -> None:
    call_flow.fire(ctx, call, CustomerAnswered(event.agent_uniqueid, event.agent_channel))


def customer_missed(ctx: Context, event: CustomerMissedEvent) -> None:
    call_id = ctx.state.legs.get(channel_key(event.node, event.uniqueid))
    if call_id is None:
        ctx.ignore("a customer missed by nobody")
        return
    outcome = OUTCOMES.get(event.result, CallbackOutcome.FAILED)
    call_flow.fire(ctx, ctx.state.calls[call_id], CustomerMissed(outcome, event.dial_status, event.cause))


# Time.


def timer_due(ctx: Context, call: Call, timer: Timer) -> None:
    """An attempt under way when the time is over is let run to its end."""
    if timer is Timer.AGAIN:
        callback_of(call).again_ms = 0
        wait_for_hours(ctx, call)
        ctx.index_call(call)
    elif timer is Timer.CLOSING:
        if not callback_of(call).again_ms:
            wait_for_hours(ctx, call)
            ctx.index_call(call)
    elif call.state is CallState.KEPT:
        call_flow.fire(ctx, call, CallbackOver(CallbackOutcome.EXPIRED))
    else:
        ctx.schedule(UNDER_WAY_MS, timer, f"{call.id}/{callback_of(call).id}")


def timer_counts(call: Call, timer: Timer, part: int) -> bool:
    callback = call.callback
    if callback is None:
        return False
    return callback.again_ms == part if timer is Timer.AGAIN else callback.id == part
