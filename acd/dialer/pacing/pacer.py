"""How many to dial now: one function for all methods."""

import math

from acd.dialer.pacing.budget import could_be_lost
from acd.dialer.pacing.forecast import Forecast, forecast
from acd.dialer.pacing.picture import Decision, Method, Pacing, Picture, Reason
from acd.dialer.pacing.state import Pace

LOOK_AGAIN_MS = 500
AT_ONCE_MAX = 200  # dialled by one decision; the next comes at once


def decide(pacing: Pacing, pace: Pace, picture: Picture) -> Decision:
    """Changes nothing: the same inputs give the same decision. What became of it is told to ``pace``."""
    if not picture.idle and not picture.busy:
        return Decision(0, Reason.NO_AGENTS, None)
    if pacing.method is Method.PREDICTIVE:
        return _predictive(pacing, pace, picture)
    ratio = pacing.ratio if pacing.method is Method.POWER else 1.0
    return _for_ready_agents(picture, ratio, Reason.ENOUGH)


def _for_ready_agents(picture: Picture, ratio: float, reason: Reason) -> Decision:
    free = picture.idle - picture.waiting
    wanted = max(0, math.floor(free * ratio + 1e-9) - len(picture.flights))
    dial = min(wanted, picture.room)
    return Decision(
        dial, Reason.ROOM if dial < wanted else reason, None, figures={"free": free, "in flight": len(picture.flights)}
    )


def _predictive(pacing: Pacing, pace: Pace, picture: Picture) -> Decision:
    ahead = forecast(pacing, pace, picture)
    headroom = pace.budget.headroom(pacing.limits, picture.now_ms)
    allowed = math.exp(pace.log_risk + min(0.5, max(-3.0, (headroom - 4) / 4)))
    safe = max(0, ahead.free - len(picture.flights))  # one for each ready agent
    wanted = max(safe, _most(ahead, allowed))
    reason = Reason.RISK
    while wanted > safe and not _affordable(ahead, wanted, headroom, picture):
        wanted, reason = wanted - 1, Reason.BUDGET
    dial = min(wanted, picture.room)
    if dial < wanted:
        reason = Reason.ROOM
    level, variance = pace.level.now()
    figures = {
        "free": ahead.free,
        "in flight": len(picture.flights),
        "busy": len(picture.busy),
        "answered by persons": round(level, 4),
        "its deviation": round(math.sqrt(variance), 4),
        "headroom": round(headroom, 2),
    }
    return Decision(
        dial,
        reason,
        LOOK_AGAIN_MS,
        risk=round(ahead.risk(max(0, dial - 1)), 6),
        risk_limit=round(allowed, 6),
        expected_lost=round(ahead.expected_lost(dial), 6),
        figures=figures,
    )


def _most(ahead: Forecast, allowed: float) -> int:
    """The greatest number of which the last one's risk is allowed."""
    if ahead.risk(0) > allowed:
        return 0
    low, high = 1, 2
    while high <= AT_ONCE_MAX and ahead.risk(high - 1) <= allowed:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        if ahead.risk(middle - 1) <= allowed:
            low = middle
        else:
            high = middle
    return low


def _affordable(ahead: Forecast, more: int, headroom: float, picture: Picture) -> bool:
    """Whether no limit breaks even if as many are lost as could be, but for a negligible chance."""
    most = max(0, len(picture.flights) + more + picture.waiting - picture.idle)
    return could_be_lost(ahead.expected_lost(more), most) <= headroom
