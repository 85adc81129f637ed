"""Whether a caller may enter a queue, and whether one who waits there is still to wait.

Nobody is asked to leave while a phone rings for them, or while the dialplan has them: the end of that looks again.
"""

from acd.engine.calls.call_triggers import SentOn
from acd.engine.context import Context
from acd.engine.queues import unstaffed
from acd.engine.queues.expected_wait import expected_ring_ms
from acd.engine.state import Call, Visit
from acd.model.centre import Destination, Message, Overflow
from acd.model.states import VisitOutcome

CLOSED = Destination(message=Message.CLOSED)
LOOK_AGAIN_MS = 5_000
LOOK_STEP_MS = 100  # looks come together on such moments: with ten thousand callers there is not a tick for each


def refusal(ctx: Context, call: Call) -> SentOn | None:
    """Why and where the caller, whose visit has just begun, must go on at once; None: may wait."""
    visit = call.visit
    if visit is None:
        return None
    queue = ctx.queue(visit.queue)
    outcome = _closed_to_new(ctx, visit.queue)
    if outcome is VisitOutcome.CLOSED:
        return SentOn(queue.closed or CLOSED, outcome)
    if outcome is VisitOutcome.FULL:
        return SentOn(queue.when_full or Destination(), outcome)
    if outcome is VisitOutcome.UNSTAFFED:
        return SentOn(queue.when_unstaffed or Destination(), outcome)
    return next((_overflow(step) for step in queue.overflows if _is_expected(ctx, call, step)), None)


def due(ctx: Context, call: Call) -> SentOn | None:
    """Why and where the caller, who waits, must go on now; None: waits on."""
    visit = call.visit
    if visit is None or call.about or call.connect_by_ms is not None:  # these give up in another way
        return None
    queue = ctx.queue(visit.queue)
    if visit.key in queue.keys:
        return SentOn(queue.keys[visit.key], VisitOutcome.EXITED)
    if visit.closes_ms is not None and visit.closes_ms <= ctx.now_ms:
        return SentOn(queue.closed or CLOSED, VisitOutcome.CLOSED)
    leave_ms = unstaffed.leave_due_ms(ctx, visit.queue, visit.entered_ms)
    if leave_ms is not None and leave_ms <= ctx.now_ms:
        return SentOn(queue.when_unstaffed or Destination(), VisitOutcome.UNSTAFFED)
    steps = (step for step in queue.overflows if _is_over(ctx, visit, step) or _is_expected(ctx, call, step))
    return next((_overflow(step) for step in steps if _possible(ctx, step)), None)


def begin(ctx: Context, call: Call) -> None:
    """Look at the caller, who has entered or is back in the queue, when the first time is over."""
    _note_closing(ctx, call)
    _look_later(ctx, call, at_once=True)


def look_again(ctx: Context, call: Call) -> None:
    """The caller, who was looked at now, waits on."""
    _look_later(ctx, call, at_once=False)


def overflow_due_ms(ctx: Context, call: Call) -> int | None:
    """When the call has waited too long in its queue; None where the queue sets no such time, or no way is open."""
    visit = call.visit
    if visit is None:
        return None
    steps = (step for step in ctx.queue(visit.queue).overflows if _possible(ctx, step))
    return min((visit.entered_ms + step.after_ms for step in steps if step.after_ms is not None), default=None)


def _note_closing(ctx: Context, call: Call) -> None:
    """When the caller must go because the queue closes. Who came in spite of the hours (a transfer) may stay."""
    visit = call.visit
    if visit is None:
        return
    queue = ctx.queue(visit.queue)
    if queue.hours is None or queue.serve_after_closing:
        visit.closes_ms = None
    elif visit.closes_ms is None and ctx.reception.is_open(queue.hours, ctx.now_ms):
        visit.closes_ms = ctx.reception.calendar(queue.hours).next_change_ms(ctx.now_ms)


def _look_later(ctx: Context, call: Call, at_once: bool) -> None:
    visit = call.visit
    if visit is None or call.about or call.connect_by_ms is not None:
        return
    steps = ctx.queue(visit.queue).overflows
    times = [visit.entered_ms + step.after_ms for step in steps if step.after_ms is not None]
    leave_ms = unstaffed.leave_due_ms(ctx, visit.queue, visit.entered_ms)
    times += [time for time in (leave_ms, visit.closes_ms) if time is not None]
    ahead = [max(time, ctx.now_ms) if at_once else time for time in times if at_once or time > ctx.now_ms]
    if len(ahead) < len(times) or any(step.expected_wait_ms is not None for step in steps):
        again_ms = ctx.now_ms + LOOK_AGAIN_MS + (call.id % LOOK_AGAIN_MS if at_once else 0)
        ahead.append(again_ms + -again_ms % LOOK_STEP_MS)
    visit.look_ms = 0
    if ahead:
        unstaffed.look_at(ctx, call.id, min(ahead))


def _closed_to_new(ctx: Context, queue_id: str) -> VisitOutcome | None:
    queue = ctx.queue(queue_id)
    if not ctx.reception.is_open(queue.hours, ctx.now_ms):
        return VisitOutcome.CLOSED
    if queue.length_max and ctx.lines.length(queue_id) >= queue.length_max:
        return VisitOutcome.FULL
    if not queue.join_unstaffed and not ctx.staff.serves(queue_id):
        return VisitOutcome.UNSTAFFED
    return None


def _possible(ctx: Context, step: Overflow) -> bool:
    """A queue that takes nobody is no way out: the caller would lose the place and gain nothing."""
    return step.to_queue is None or _closed_to_new(ctx, step.to_queue) is None


def _is_over(ctx: Context, visit: Visit, step: Overflow) -> bool:
    return step.after_ms is not None and visit.entered_ms + step.after_ms <= ctx.now_ms


def _is_expected(ctx: Context, call: Call, step: Overflow) -> bool:
    if step.expected_wait_ms is None:
        return False
    expected_ms = expected_ring_ms(ctx, call)
    return expected_ms is not None and expected_ms > step.expected_wait_ms and _possible(ctx, step)


def _overflow(step: Overflow) -> SentOn:
    if step.to_number is not None:
        return SentOn(step, VisitOutcome.EXTERNAL)
    return SentOn(step, VisitOutcome.MESSAGE if step.to_queue is None else VisitOutcome.OVERFLOWED)
