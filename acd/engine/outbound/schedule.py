"""What falls due for campaigns and attempts; a part of ``acd.engine.clockwork``."""

from acd.engine.context import Context
from acd.engine.outbound import attempts, hopper
from acd.engine.state import Timer

NODE_AWAY_RETRY_MS = 1_000


def counts(ctx: Context, timer: Timer, owner: str, part: int) -> bool:
    """Does the subject still wait for this timer?"""
    if timer is Timer.ATTEMPT:
        attempt = ctx.state.attempts.get(int(owner))
        return attempt is not None and attempt.due_ms == part
    known = ctx.state.campaigns.get(owner)
    return known is not None and part == (known.again_ms if timer is Timer.PACE else known.look_ms)


def due(ctx: Context, timer: Timer, subject: str) -> None:
    owner = subject.partition("/")[0]
    if timer is Timer.ATTEMPT:
        attempt = ctx.state.attempts[int(owner)]
        if ctx.state.nodes.get(attempt.node, False):
            attempts.due(ctx, attempt)
        else:
            ctx.schedule(NODE_AWAY_RETRY_MS, timer, subject)  # nothing can be done until the link is back
    elif timer is Timer.PACE:
        ctx.state.campaigns[owner].again_ms = 0
        ctx.hands.changed[owner] = None
    else:
        hopper.due(ctx, ctx.state.campaigns[owner])
