"""How a caller comes in: where number, lists of callers, menus and hours lead (``acd.routing.entrance``).

What somebody else wrote (numbers, ways through menus, what a dialplan set) is only ever looked up in the centre; what
is not there leads to the default of a menu, or to a message. Nobody is lost.
"""

from acd.engine.calls import call_flow
from acd.engine.calls.call_triggers import CameBack, FailsafeTook, LetIn
from acd.engine.context import Context
from acd.engine.deferred import callbacks
from acd.engine.queues import regain
from acd.engine.state import Call, channel_key
from acd.events import CallArrived, CallChosen
from acd.events import FailsafeTook as FailsafeTookEvent
from acd.model.entrances import Entrance
from acd.model.menus import DEFAULT
from acd.model.states import CallState
from acd.routing.entrance import DEFAULT_LANGUAGE, entrance


def arrived(ctx: Context, event: CallArrived) -> None:
    """A new caller; or a known one whom the failsafe gives back. In any other state it is late or told twice."""
    call = _known(ctx, event.node, event.uniqueid)
    if call is None:
        call = begin(ctx, event, ctx.now_ms)
        _let_in(ctx, call, _way(ctx, call, event.menu, event.entry, ctx.now_ms), fresh=True, in_menu=bool(event.menu))
        return
    if call.state is CallState.MENU and not event.menu:  # that the failsafe took the call was not heard
        take_choice(ctx, call, event.entry)
    elif call.state is CallState.FAILSAFE:
        call.channel = event.channel
        call_flow.fire(ctx, call, CameBack())
    else:
        ctx.ignore(f"arrival of a call that is {call.state}")


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
        entry=event.entry or event.menu,
        brought=event.brought,
    )
    ctx.state.calls[call.id] = call
    ctx.state.callers[channel_key(event.node, event.uniqueid)] = call.id
    return call


def chosen(ctx: Context, event: CallChosen) -> None:
    """The caller has left the menus, and waits with music."""
    call = _known(ctx, event.node, event.uniqueid)
    if call is None:
        ctx.ignore("choice without a call")
    elif call.state is not CallState.MENU:
        ctx.ignore(f"choice of a call that is {call.state}")
    else:
        take_choice(ctx, call, event.entry)


def take_choice(ctx: Context, call: Call, entry: str) -> None:
    """``entry`` empty: what was chosen is not known, and the default of the menu is taken."""
    call.entry = entry if entry not in ("", call.entry) else f"{call.entry}*{DEFAULT}"
    _let_in(ctx, call, _way(ctx, call, "", call.entry, ctx.now_ms), fresh=True)


def failsafe_took(ctx: Context, event: FailsafeTookEvent) -> None:
    call = _known(ctx, event.node, event.uniqueid)
    if call is not None:
        failsafe_has(ctx, call, event.entry)


def failsafe_has(ctx: Context, call: Call, entry: str) -> None:
    if call.state is CallState.MENU:  # that the caller left it was not heard
        take_choice(ctx, call, entry)
    call_flow.fire(ctx, call, FailsafeTook())


def _known(ctx: Context, node: str, uniqueid: str) -> Call | None:
    call_id = ctx.state.callers.get(channel_key(node, uniqueid))
    return ctx.state.calls[call_id] if call_id is not None else None


def _way(ctx: Context, call: Call, menu: str, entry: str, now_ms: int | None) -> Entrance:
    """``menu``: what the caller hears now; without it nobody hears the menu that the number leads to."""
    found = entrance(ctx.reception, call.dialled, call.caller_number, "" if menu else entry, call.brought, now_ms)
    if found.menu is not None and not menu:  # Asterisk has not read the present menus yet
        call.entry = f"{found.menu}*{DEFAULT}"
        found = entrance(ctx.reception, call.dialled, call.caller_number, call.entry, call.brought, now_ms)
    return found


def _let_in(
    ctx: Context,
    call: Call,
    way: Entrance,
    *,
    fresh: bool = False,
    in_menu: bool = False,
    moved_to: str = "",
    found: int = 0,
) -> None:
    """The place counts from the arrival, or from the choice in a menu; a former or kept one is better."""
    queue_id = moved_to or way.queue
    place_ms = ctx.now_ms if call.state is CallState.MENU else call.arrived_ms
    if queue_id is not None:
        place_ms = regain.place_ms(ctx, call, queue_id, place_ms) if fresh else place_ms
        place_ms = callbacks.take_over(ctx, queue_id, call.caller_number, place_ms)
    call_flow.fire(ctx, call, LetIn(way, place_ms, fresh, in_menu, moved_to, found))


# Calls that are found in Asterisk.


def is_served(ctx: Context, event: CallArrived, moved_to: str) -> bool:
    """Whether there is a queue for such a call; hours are not asked. ``event``: its arrival, as it would be told."""
    if moved_to in ctx.state.centre.queues:
        return True
    found = entrance(ctx.reception, event.dialled, event.caller_number, event.entry, event.brought, None)
    if found.menu is not None:
        entry = f"{found.menu}*{DEFAULT}"
        found = entrance(ctx.reception, event.dialled, event.caller_number, entry, event.brought, None)
    return found.queue is not None


def found_in_menu(ctx: Context, call: Call) -> None:
    _let_in(ctx, call, _way(ctx, call, call.entry, "", None), in_menu=True)


def found_waiting(ctx: Context, call: Call, moved_to: str, visit: int, waits: bool) -> None:
    """``moved_to``: the queue that stands on the channel, if any; such a call was let in before.

    ``visit``: the id that it bears, else 0. ``waits``: nobody serves the call yet, so the hours of its arrival count.
    """
    moved = moved_to in ctx.state.centre.queues
    way = _way(ctx, call, "", call.entry, call.arrived_ms if waits and not moved else None)
    _let_in(ctx, call, way, moved_to=moved_to if moved else "", found=visit)
