"""What waiting callers are told: their place, how long it will take, messages.

An announcement is not a state of the call: the caller waits, and whatever happens to one who waits may happen in the
middle of it. It is said after the matching of the same moment, and only to who waits then, so it never stands between
a caller and an agent.

With many callers, each node has a turn every ``TURN_MS``. Who would have to wait longer for a turn than for the next
announcement lets this one go.
"""

from acd.commands import Announce
from acd.engine.context import Context
from acd.engine.queues.expected_wait import expected_wait_ms, position
from acd.engine.state import Call, Timer, Told
from acd.model.centre import Announcements
from acd.model.states import CallState

TURN_MS = 20
GAP_MS = 10_000  # of music, at least, between two announcements
MINUTE_MS = 60_000
UNIT_MS = {"ru": 5 * MINUTE_MS}  # there is a prompt for 5, 10, ... minutes, none for 2, 3, 4 or 21
MINUTES_MAX = 90


def begin(ctx: Context, call: Call) -> None:
    """A caller enters a queue, or its configuration is new: when the first announcement comes."""
    visit = call.visit
    hears = visit is not None and not call.about and call.connect_by_ms is None
    config = ctx.queue(visit.queue).announce if visit is not None and hears else None
    if visit is None or config is None:
        if visit is not None:
            visit.told = None
        return
    first_ms = max(visit.entered_ms + config.first_after_ms, ctx.now_ms)
    places = config.position or config.expected_wait
    if places or config.messages:
        visit.told = Told(first_ms, first_ms + (GAP_MS if places else 0))
        _schedule(ctx, call, visit.told, first_ms)


def speak(ctx: Context) -> None:
    """Say what is due to those who still wait after the matching."""
    for call_id in ctx.announcing:
        call = ctx.state.calls.get(call_id)
        if call is not None and call.visit is not None and call.visit.told is not None:
            config = ctx.queue(call.visit.queue).announce
            if config is not None and call.visit.told.due_ms <= ctx.now_ms:
                _turn(ctx, call, call.visit.told, config)
    ctx.announcing.clear()


def _turn(ctx: Context, call: Call, told: Told, config: Announcements) -> None:
    reserved, told.reserved = told.reserved, False
    if call.state is not CallState.WAITING or call.asking is not None:
        _schedule(ctx, call, told, ctx.now_ms + GAP_MS)
        return
    turn_ms = max(ctx.state.turn_ms.get(call.node, 0), ctx.now_ms)
    if not reserved and turn_ms > ctx.now_ms:
        if turn_ms - ctx.now_ms > config.every_ms:
            _schedule(ctx, call, told, ctx.now_ms + config.every_ms)
            return
        told.reserved = True
        ctx.state.turn_ms[call.node] = turn_ms + TURN_MS
        _schedule(ctx, call, told, turn_ms)
        return
    if _say(ctx, call, told, config) and not reserved:
        ctx.state.turn_ms[call.node] = ctx.now_ms + TURN_MS
    _schedule(ctx, call, told, max(min(told.place_due_ms, told.message_due_ms), ctx.now_ms + GAP_MS))


def _say(ctx: Context, call: Call, told: Told, config: Announcements) -> bool:
    """The place, or else the next message, if it is due."""
    if told.place_due_ms <= ctx.now_ms:
        told.place_due_ms = ctx.now_ms + config.every_ms
        place, minutes = _place(ctx, call, config)
        if (place or minutes) and not (config.only_changed and (place, minutes) == (told.position, told.minutes)):
            told.position, told.minutes = place, minutes
            ctx.emit(Announce(call.node, call.channel, call.language, place, minutes))
            return True
    if config.messages and told.message_due_ms <= ctx.now_ms:
        told.message_due_ms = ctx.now_ms + config.messages_every_ms
        sound = config.messages[told.messages % len(config.messages)]
        told.messages += 1
        ctx.emit(Announce(call.node, call.channel, call.language, sound=sound))
        return True
    return False


def _place(ctx: Context, call: Call, config: Announcements) -> tuple[int, int]:
    """(position, minutes), 0 where it is not to be told. The minutes are never fewer than expected."""
    place = position(ctx, call) if config.position else 0
    expected_ms = expected_wait_ms(ctx, call) if config.expected_wait else None
    minutes = 0
    if expected_ms is not None and expected_ms <= config.expected_wait_max_ms:
        unit_ms = max(config.round_ms, UNIT_MS.get(call.language, MINUTE_MS))
        minutes = -(-max(expected_ms, 1) // unit_ms) * unit_ms // MINUTE_MS
    return place if place <= config.position_max else 0, minutes if minutes <= MINUTES_MAX else 0


def _schedule(ctx: Context, call: Call, told: Told, due_ms: int) -> None:
    told.due_ms = due_ms
    ctx.schedule(max(due_ms - ctx.now_ms, 0), Timer.ANNOUNCE, f"{call.id}/{due_ms}")
