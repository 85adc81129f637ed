"""How long a caller will have to wait, by how fast the queue's callers were handed to agents lately.

Only the time counts for which a caller was the first and had to wait: while agents are idle, the time between two
hand-overs says how often people call, not how fast they are served.
"""

from acd.engine.context import Context
from acd.engine.state import Call, HandOvers, Visit

KEPT = 20
NEEDED = 3
WAITED_MS = 1_000
VALID_MS = 1_800_000  # after so long without a hand-over nothing is known any more


def handed_over(ctx: Context, visit: Visit) -> None:
    """The caller is answered now."""
    found = ctx.state.hand_overs.setdefault(visit.queue, HandOvers())
    if ctx.now_ms - visit.entered_ms >= WAITED_MS:
        found.gaps_ms.append(ctx.now_ms - max(found.last_ms, visit.entered_ms))
        del found.gaps_ms[:-KEPT]
    found.last_ms = ctx.now_ms


def position(ctx: Context, call: Call) -> int:
    """The caller's place among those who wait in the queue; 1 is the first."""
    visit = call.visit
    return 1 if visit is None else ctx.lines.ahead(visit.queue, (ctx.place_ms(call, visit), call.id)) + 1


def expected_wait_ms(ctx: Context, call: Call) -> int | None:
    """The caller's further wait; None where too few callers were served lately to say."""
    visit = call.visit
    found = ctx.state.hand_overs.get(visit.queue) if visit is not None else None
    if visit is None or found is None or len(found.gaps_ms) < NEEDED or ctx.now_ms - found.last_ms > VALID_MS:
        return None
    place = position(ctx, call)
    if place == 1 and ctx.floor.plain[visit.queue].ready:
        return 0
    gap_ms = sum(found.gaps_ms) / len(found.gaps_ms)
    stalled_ms = ctx.now_ms - max(found.last_ms, _first_entered_ms(ctx, visit))
    if stalled_ms > gap_ms:  # the first waits longer than usual: it is slower than it was
        gap_ms = (sum(found.gaps_ms) + stalled_ms) / (len(found.gaps_ms) + 1)
    return round(place * gap_ms)


def _first_entered_ms(ctx: Context, visit: Visit) -> int:
    first = ctx.lines.first(visit.queue)
    found = ctx.state.calls[first].visit if first is not None else visit
    return found.entered_ms if found is not None else ctx.now_ms
