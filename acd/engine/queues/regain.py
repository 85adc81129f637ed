"""Callers who left a queue unanswered and call again soon have their former place.

Known by their numbers; one who withholds it is nobody in particular. Of a number from which several people call, the
first to call again has the place.
"""

import re

from acd.engine.context import Context
from acd.engine.state import Call, Left

KEPT = 10_000
_is_number = re.compile(r"\+?[0-9]{3,20}").fullmatch


def remember(ctx: Context, call: Call) -> None:
    """The caller leaves the queue now."""
    visit, left = call.visit, ctx.state.left
    if visit is None or not ctx.queue(visit.queue).regain_place_ms or not _is_number(call.caller_number):
        return
    key = f"{visit.queue}/{call.caller_number}"
    left.pop(key, None)
    left[key] = Left(visit.place_ms, ctx.now_ms)
    _forget(ctx, left)


def place_ms(ctx: Context, call: Call, queue_id: str, since_ms: int) -> int:
    """The place of a caller who arrives: the former one, or ``since_ms``."""
    found = ctx.state.left.pop(f"{queue_id}/{call.caller_number}", None)
    if found is None or ctx.now_ms - found.left_ms > ctx.queue(queue_id).regain_place_ms:
        return since_ms
    return min(found.place_ms, since_ms)


def _forget(ctx: Context, left: dict[str, Left]) -> None:
    """The oldest ones, beyond what is kept or may still be used."""
    queues = ctx.state.centre.queues
    while left:
        key = next(iter(left))
        queue = queues.get(key.partition("/")[0])
        if len(left) <= KEPT and queue is not None and ctx.now_ms - left[key].left_ms <= queue.regain_place_ms:
            return
        del left[key]
