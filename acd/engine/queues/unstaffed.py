"""Queues that callers leave when no agent serves them: since when that is, and whom it concerns."""

from acd.engine.context import Context
from acd.engine.state import AgentRecord, Timer

SPREAD_MS = 5
"""Between one caller who leaves and the next: ten thousand at once would keep Asterisk and us from all else."""


def agent_changed(ctx: Context, agent: AgentRecord) -> None:
    """Somebody serves a queue again, or nobody any longer."""
    for queue_id in ctx.staff.note(agent):
        if ctx.staff.serves(queue_id):
            ctx.state.unstaffed_since.pop(queue_id, None)
        else:
            note(ctx, queue_id)


def note(ctx: Context, queue_id: str) -> None:
    """Nobody serves the queue: remember since when, and look at its callers when their time is over."""
    leave_ms = ctx.queue(queue_id).leave_unstaffed_ms
    if leave_ms is None or ctx.staff.serves(queue_id) or queue_id in ctx.state.unstaffed_since:
        return
    ctx.state.unstaffed_since[queue_id] = ctx.now_ms
    for place, call_id in enumerate(ctx.lines.calls(queue_id)):
        look_at(ctx, call_id, ctx.now_ms + leave_ms + place * SPREAD_MS)


def look_at(ctx: Context, call_id: int, due_ms: int) -> None:
    """Look then whether the caller is still to wait, unless that is to be looked at before."""
    visit = ctx.state.calls[call_id].visit
    if visit is not None and not 0 < visit.look_ms <= due_ms:
        visit.look_ms = due_ms
        ctx.schedule(max(due_ms - ctx.now_ms, 0), Timer.LOOK, f"{call_id}/{due_ms}")


def leave_due_ms(ctx: Context, queue_id: str, entered_ms: int) -> int | None:
    """When a caller who entered then has waited long enough for somebody to serve the queue; None: not at all."""
    leave_ms = ctx.queue(queue_id).leave_unstaffed_ms
    since_ms = ctx.state.unstaffed_since.get(queue_id)
    return None if leave_ms is None or since_ms is None else max(since_ms, entered_ms) + leave_ms
