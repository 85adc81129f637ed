"""How a caller enters: from the dialled number to a queue, or to a message where no queue takes the call."""

from acd.engine import call_flow, callbacks, onward, preferred_agent, queue_life, regain
from acd.engine.call_triggers import CameBack, TurnedAway
from acd.engine.context import Context
from acd.engine.state import Call, channel_key
from acd.events import CallArrived
from acd.model.centre import Message, Number
from acd.model.states import CallState

DEFAULT_LANGUAGE = "en"


def arrived(ctx: Context, event: CallArrived) -> None:
    """A new caller; or a known one whom the failsafe gives back. In any other state it is late or told twice."""
    known = ctx.state.callers.get(channel_key(event.node, event.uniqueid))
    if known is None:
        take_in(ctx, begin(ctx, event, ctx.now_ms), queue_for(ctx, event.dialled), fresh=True)
        return
    call = ctx.state.calls[known]
    if call.state is not CallState.FAILSAFE:
        ctx.ignore(f"arrival of a call that is {call.state}")
        return
    call.channel = event.channel
    call_flow.fire(ctx, call, CameBack())


def begin(ctx: Context, event: CallArrived, arrived_ms: int, found: int = 0) -> Call:
    """Remember the caller; the call is waiting, in no queue yet. ``found``: the id that an adopted call bears."""
    call = Call(
        id=found or ctx.new_id(),
        node=event.node,
        channel=event.channel,
        uniqueid=event.uniqueid,
        caller_number=event.caller_number,
        caller_name=event.caller_name,
        dialled=event.dialled,
        language=DEFAULT_LANGUAGE,
        arrived_ms=arrived_ms,
        state=CallState.WAITING,
        since_ms=ctx.now_ms,
    )
    ctx.state.calls[call.id] = call
    ctx.state.callers[channel_key(event.node, event.uniqueid)] = call.id
    return call


def take_in(ctx: Context, call: Call, queue_id: str | None, found: int = 0, *, fresh: bool = False) -> None:
    """Let the call enter the queue that ``queue_for`` told; without one it is turned away.

    It is there since its arrival; an adopted one that was moved since now, for when that was nobody knows.
    ``fresh``: it arrives now, so that the queue may refuse it; an adopted one waits there already.
    """
    if queue_id is None:
        ctx.log("info", "a call to a number that is not configured", call=str(call.id))
        call_flow.fire(ctx, call, TurnedAway(Message.NO_SERVICE))
        return
    centre = ctx.state.centre
    number = _number(ctx, call.dialled)
    project = centre.projects[centre.queues[queue_id].project]
    call.language = (number.language if number is not None else None) or project.language
    call.music = (number.music if number is not None else None) or ""
    moved = number is None or number.queue != queue_id
    if number is not None:
        call.priority, call.requires = number.priority, number.requires
        if number.agent is not None and not moved:
            preferred_agent.want(ctx, call, number.agent, None)
    place_ms = regain.place_ms(ctx, call, queue_id) if fresh else call.arrived_ms
    place_ms = callbacks.take_over(ctx, queue_id, call.caller_number, place_ms)
    onward.enter_queue(ctx, call, queue_id, place_ms, ctx.now_ms if moved else call.arrived_ms, found)
    refused = queue_life.refusal(ctx, call) if fresh else None
    if refused is not None:
        call_flow.fire(ctx, call, refused)
    ctx.index_call(call)


def queue_for(ctx: Context, dialled: str, moved_to: str = "") -> str | None:
    """The queue a call was moved to, else its number's; None: no queue takes it."""
    if moved_to in ctx.state.centre.queues:
        return moved_to
    number = _number(ctx, dialled)
    return number.queue if number is not None else None


def _number(ctx: Context, dialled: str) -> Number | None:
    """Trunks deliver numbers with or without the plus sign."""
    numbers = ctx.state.centre.numbers
    return numbers.get(dialled) or numbers.get(dialled.removeprefix("+")) or numbers.get(f"+{dialled}")
