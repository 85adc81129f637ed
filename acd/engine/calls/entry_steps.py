"""What letting a call in does; the table in ``acd.engine.calls.call_flow`` says when."""

from acd.commands import HangUp
from acd.engine.calls import onward
from acd.engine.calls.call_triggers import LetIn
from acd.engine.context import Context
from acd.engine.queues import preferred_agent, queue_life
from acd.engine.state import Call
from acd.model.entrances import Entrance
from acd.model.states import CallState, VisitOutcome
from acd.routing.entrance import number_of, queue_of


def let_in(ctx: Context, call: Call, trigger: LetIn) -> None:
    way = trigger.way
    call.language, call.project, call.music = way.language, way.project, way.music
    call.priority, call.requires = way.priority, way.requires
    to_queue = trigger.moved_to or way.queue
    if to_queue is not None:
        _enter(ctx, call, trigger, to_queue)
    elif way.menu is not None:
        onward.set_state(ctx, call, CallState.MENU)
    elif way.number is not None:
        call.outcome = VisitOutcome.CLOSED if way.closed else call.outcome
        onward.send_outside(ctx, call, way.number)
    else:
        _turn_away(ctx, call, way)


def _enter(ctx: Context, call: Call, trigger: LetIn, queue_id: str) -> None:
    """The call is there since its arrival; one that chose in a menu, or was moved, since now.

    Where the channel does not say by itself where the call is, it is told.
    """
    since_arrival = not call.entry and queue_id == _of_number(ctx, call)
    onward.set_state(ctx, call, CallState.WAITING)
    if trigger.way.agent is not None and not trigger.moved_to:
        preferred_agent.want(ctx, call, trigger.way.agent, None)
    entered_ms = call.arrived_ms if since_arrival else ctx.now_ms
    onward.enter_queue(ctx, call, queue_id, trigger.place_ms, entered_ms, trigger.found)
    refused = queue_life.refusal(ctx, call) if trigger.fresh else None
    if refused is not None:
        onward.sent_on(ctx, call, refused)
    elif trigger.way.moved and not trigger.moved_to:
        onward.mark(ctx, call)
    if trigger.in_menu and call.state is CallState.WAITING:
        ctx.returning[call.id] = None


def _of_number(ctx: Context, call: Call) -> str | None:
    number = number_of(ctx.state.centre, call.dialled)
    return queue_of(ctx.state.centre, number) if number is not None else None


def _turn_away(ctx: Context, call: Call, way: Entrance) -> None:
    ctx.log("info", "a call is turned away", call=str(call.id), reason=way.reason)
    call.outcome = VisitOutcome.CLOSED if way.closed else call.outcome
    if way.voicemail is not None:
        onward.leave_message(ctx, call, way.voicemail)
        return
    if way.message is not None:
        onward.leave_with_message(ctx, call, way.message)
        return
    ctx.emit(HangUp(call.node, call.channel))
    onward.leave(ctx, call)
