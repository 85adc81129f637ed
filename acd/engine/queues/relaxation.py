"""A caller who waits asks for less with time: the steps of the queue's ``relax``."""

from acd.engine.context import Context
from acd.engine.state import Call, Timer
from acd.errors import EngineBug


def begin(ctx: Context, call: Call) -> None:
    """Take the step that the wait has come to, and ask to be called for the next one.

    For a new visit, and for one whose queue has other steps now; timers of the former steps find nothing to do.
    """
    visit = call.visit
    if visit is None:
        raise EngineBug(f"call {call.id} is in no queue")
    steps = ctx.queue(visit.queue).relax
    waited_ms = ctx.now_ms - visit.entered_ms
    visit.level = sum(step.after_ms <= waited_ms for step in steps)
    if visit.level < len(steps):
        ctx.schedule(steps[visit.level].after_ms - waited_ms, Timer.RELAX, f"{call.id}/{visit.id}")


def due(ctx: Context, call: Call) -> None:
    """A step's time has come; while a phone rings it counts for the next offer."""
    begin(ctx, call)
    ctx.index_call(call)
