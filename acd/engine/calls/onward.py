"""Where a caller goes next: one path for every cause, into another queue or out of the centre."""

from acd.commands import MarkCaller, PlayMessage, RecordMessage, SendOutside
from acd.engine import ledger
from acd.engine.agents import lamps
from acd.engine.calls.call_triggers import SentOn
from acd.engine.context import Context
from acd.engine.queues import announcements, expected_wait, preferred_agent, queue_life, relaxation, unstaffed
from acd.engine.state import Call, Timer, Visit
from acd.model.centre import Destination, Message
from acd.model.states import CallState, HungUpBy, VisitOutcome
from acd.model.voicemail import VoicemailRules

MESSAGE_MAX_MS = 60_000


def set_state(ctx: Context, call: Call, state: CallState) -> None:
    call.state = state
    call.since_ms = ctx.now_ms


def enter_queue(
    ctx: Context, call: Call, queue_id: str, place_ms: int, entered_ms: int, found: int = 0, counted: bool = True
) -> None:
    """Begin a visit. ``place_ms`` is the caller's place: the time of arrival, kept over moves and failsafe.

    ``found``: the visit's id, where the call was adopted and bears it. ``counted``: see ``Visit``.
    """
    queue = ctx.queue(queue_id)
    call.queue = queue_id
    call.project = queue.project
    call.visit = Visit(found or ctx.new_id(), queue_id, entered_ms, place_ms, counted=counted)
    if entered_ms == ctx.now_ms:
        expected_wait.entered(ctx, call, call.visit)
    call.outcome = None
    call.asking = None
    lamps.watch(ctx, call)
    relaxation.begin(ctx, call)
    if not call.about and call.connect_by_ms is None:
        preferred_agent.want_last_agent(ctx, call)
    unstaffed.note(ctx, queue_id)
    queue_life.begin(ctx, call)
    announcements.begin(ctx, call)


def sent_on(ctx: Context, call: Call, trigger: SentOn) -> None:
    """End the visit and go where the trigger says, with the place; on from there where a queue takes nobody.

    A queue that was asked already is not asked again: then a message ends the call.
    """
    place_ms = call.visit.place_ms if call.visit is not None else call.arrived_ms
    asked: set[str] = set()
    onward: SentOn | None = trigger
    while onward is not None:
        if call.visit is not None:
            voicemail = onward.destination.to_voicemail is not None
            ledger.end_visit(ctx, call, VisitOutcome.VOICEMAIL if voicemail else onward.outcome)
        if onward.destination.to_number is not None:
            send_outside(ctx, call, onward.destination.to_number)
            return
        if onward.destination.to_voicemail is not None:
            leave_message(ctx, call, onward.destination.to_voicemail)
            return
        to_queue = onward.destination.to_queue
        if to_queue is None or to_queue in asked:
            usual = Message.CLOSED if onward.outcome is VisitOutcome.CLOSED else Message.ALL_BUSY
            leave_with_message(ctx, call, onward.destination.message or usual)
            return
        asked.add(to_queue)
        _take_along(call, onward.destination)
        enter_queue(ctx, call, to_queue, place_ms, ctx.now_ms)
        onward = queue_life.refusal(ctx, call)
    mark(ctx, call)


def send_outside(ctx: Context, call: Call, number: str) -> None:
    """Where nobody answers there, the dialplan lets the caller wait again."""
    set_state(ctx, call, CallState.OUTSIDE)
    ctx.returning.pop(call.id, None)
    ctx.emit(SendOutside(call.node, call.channel, number, ctx.state.centre.transfer_ring_ms))


def _take_along(call: Call, destination: Destination) -> None:
    call.priority += destination.priority
    call.requires = destination.requires or call.requires
    call.wanted_agent = ""


def mark(ctx: Context, call: Call) -> None:
    """Write the queue on the caller's channel, with the music."""
    if call.queue is not None:
        ctx.emit(MarkCaller(call.node, call.channel, call.queue, call.music or ctx.queue(call.queue).music))


def look(ctx: Context, call: Call) -> None:
    """The caller waits again, after a phone rang in vain or the dialplan had the call: what fell due meanwhile?"""
    onward = queue_life.due(ctx, call)
    if onward is not None and ctx.state.nodes.get(call.node, False):
        sent_on(ctx, call, onward)
    else:
        queue_life.begin(ctx, call)  # over a link that is down nobody would hear a message


def leave_with_message(ctx: Context, call: Call, message: Message) -> None:
    ctx.emit(PlayMessage(call.node, call.channel, message, call.language))
    leave(ctx, call)


def leave_message(ctx: Context, call: Call, queue_id: str) -> None:
    """The dialplan records a message for the queue's agents, and ends the call."""
    rules = ctx.queue(queue_id).voicemail or VoicemailRules()
    call.voicemail_for = queue_id
    ctx.emit(
        RecordMessage(
            call.node, call.channel, call.id, rules.greeting, rules.longest_ms, rules.silence_ms, call.language
        )
    )
    leave(ctx, call, MESSAGE_MAX_MS + rules.longest_ms)


def leave(ctx: Context, call: Call, max_ms: int = MESSAGE_MAX_MS) -> None:
    """The dialplan ends the call, after some last words."""
    set_state(ctx, call, CallState.LEAVING)
    ctx.returning.pop(call.id, None)
    call.hung_up_by = HungUpBy.SYSTEM
    ctx.schedule(max_ms, Timer.LINGER, f"{call.id}/{call.since_ms}")
