"""Which trunk takes the next attempt: the campaign's first that works and has room, in channels and calls a second.

A trunk that refuses everything is left alone for a while; then one attempt tries it again.
"""

from acd.engine.context import Context
from acd.engine.outbound.state import Attempt, TrunkRecord
from acd.model.campaigns import Campaign
from acd.model.leads import AttemptResult

REFUSED_MAX = 20  # attempts in a row without a sign from anybody's phone
REST_MS = 60_000
US_PER_S = 1_000_000
OURS = (AttemptResult.CONGESTION, AttemptResult.FAILED, AttemptResult.REJECTED)
"""How a trunk answers that does not want our calls; one such answer may as well be meant for the number alone."""


def record(ctx: Context, trunk_id: str) -> TrunkRecord:
    return ctx.state.trunks.setdefault(trunk_id, TrunkRecord())


def usable(ctx: Context, campaign: Campaign) -> list[str]:
    """Those that can take calls out at all."""
    known = ctx.state.centre.trunks
    return [trunk for trunk in campaign.trunks if trunk in known and known[trunk].outbound]


def room(ctx: Context, campaign: Campaign) -> tuple[int, int | None]:
    """How many calls the campaign's trunks take now; and when there will be room again that only time gives."""
    total, again_ms = 0, None
    for trunk_id in usable(ctx, campaign):
        free, later_ms = _room(ctx, trunk_id)
        total += free
        if later_ms is not None:
            again_ms = later_ms if again_ms is None else min(again_ms, later_ms)
    return total, again_ms


def choose(ctx: Context, campaign: Campaign) -> str | None:
    return next((trunk for trunk in usable(ctx, campaign) if _room(ctx, trunk)[0] > 0), None)


def _room(ctx: Context, trunk_id: str) -> tuple[int, int | None]:
    trunk, known = ctx.state.centre.trunks[trunk_id], record(ctx, trunk_id)
    if not ctx.state.nodes.get(trunk.node, False):
        return 0, None
    if known.resting_until_ms > ctx.now_ms:
        return 0, known.resting_until_ms
    free = max(trunk.channels_max - ctx.hands.lines(trunk_id), 0) if trunk.channels_max else ROOM_MAX
    if known.resting_until_ms:
        free = min(free, 1)
    if not trunk.calls_per_second:
        return free, None
    due_us = known.next_us - ctx.now_ms * 1000
    if due_us > 0:
        return 0, -(-known.next_us // 1000) if free else None
    return min(free, 1), -(-_next_us(ctx, trunk_id) // 1000)


ROOM_MAX = 10_000


def _next_us(ctx: Context, trunk_id: str) -> int:
    """When the next call after one now may be sent."""
    return ctx.now_ms * 1000 + round(US_PER_S / ctx.state.centre.trunks[trunk_id].calls_per_second)


def take(ctx: Context, trunk_id: str) -> None:
    """A call is sent now."""
    if ctx.state.centre.trunks[trunk_id].calls_per_second:
        record(ctx, trunk_id).next_us = _next_us(ctx, trunk_id)
    known = record(ctx, trunk_id)
    if known.resting_until_ms:
        known.resting_until_ms = ctx.now_ms + REST_MS  # until it is known how this one went


def works(ctx: Context, trunk_id: str) -> None:
    """Somebody's phone gave a sign."""
    if trunk_id not in ctx.state.centre.trunks:
        return
    known = record(ctx, trunk_id)
    known.refused, known.resting_until_ms, known.trouble = 0, 0, ""


def attempt_ended(ctx: Context, attempt: Attempt, result: AttemptResult) -> None:
    """Count how the trunk treats our calls; from ``REFUSED_MAX`` on it rests."""
    if attempt.trunk not in ctx.state.centre.trunks:
        return
    known = record(ctx, attempt.trunk)
    silent = attempt.rang_ms is None and attempt.picked_up_ms is None
    if not silent or result in (AttemptResult.BUSY, AttemptResult.NO_ANSWER):
        works(ctx, attempt.trunk)
    elif result in OURS:
        known.refused += 1
        known.trouble = describe(attempt, result)
        if known.refused >= REFUSED_MAX:
            known.resting_until_ms = ctx.now_ms + REST_MS


def describe(attempt: Attempt, result: AttemptResult) -> str:
    """ "rejected (CONGESTION, cause 21, SIP 403)"."""
    said = [attempt.dial_status] if attempt.dial_status else []
    said += [f"cause {attempt.cause}"] if attempt.cause else []
    said += [f"SIP {attempt.sip}"] if attempt.sip else []
    return f"{result} ({', '.join(said)})" if said else result.value


def refusal(ctx: Context, campaign: Campaign) -> str:
    """Why no trunk takes the campaign's calls, where all of them refuse; empty: one does, or may."""
    known = [(trunk, record(ctx, trunk)) for trunk in usable(ctx, campaign)]
    if not known or any(trunk.refused < REFUSED_MAX for _, trunk in known):
        return ""
    return "; ".join(f"trunk {name} refuses every call: {trunk.trouble}" for name, trunk in known)


def forgive(ctx: Context, campaign: Campaign) -> None:
    """Somebody starts the campaign: its trunks are tried again."""
    for trunk in usable(ctx, campaign):
        works(ctx, trunk)
