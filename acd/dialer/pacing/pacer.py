"""How many to dial now: one function for all methods."""

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from acd.dialer.pacing.budget import SURE
from acd.dialer.pacing.forecast import Forecast, forecast
from acd.dialer.pacing.picture import Decision, Method, Pacing, Picture, Reason
from acd.dialer.pacing.state import Pace

LOOK_AGAIN_MS = 500  # later where the next risk is far from allowed
HOPELESS = 1.0  # times the allowed risk: with more an attempt that has rung for long is given up
SPENDING = 0.25  # of the risk, as a logarithm, for each person more or less in the headroom than is kept back
SPARE_MOST = 0.7  # the most that headroom adds, likewise
KEPT_AT_CLOSE = 6.0  # persons: losses come several at once, and after the close nothing heals them
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
    headroom = pace.budget.headroom(pacing.limits, picture.now_ms)
    spare = headroom - pace.budget.kept_back()
    if picture.closes_ms is not None:
        at_close = pace.budget.headroom_at_close(pacing.limits, picture.closes_ms, picture.now_ms)
        headroom, spare = min(headroom, at_close), min(spare, at_close - KEPT_AT_CLOSE)
    ahead = forecast(pacing, pace, picture)
    spare -= ahead.expected_lost(0)
    allowed = math.exp(pace.log_risk + min(SPARE_MOST, max(-3.0, spare * SPENDING)))
    ahead, give_up = _without_hopeless(ahead, pacing, pace, picture, allowed)
    in_flight = len(picture.flights) - len(give_up)
    safe = max(0, ahead.free - in_flight)  # one for each ready agent
    next_risk = ahead.risk(0)
    wanted, reason = safe, Reason.RISK
    if next_risk <= allowed and pace.knows_enough:
        wanted = max(safe, _most(lambda more: ahead.risk(more - 1) <= allowed))
        affordable = partial(_affordable, ahead, headroom, in_flight + picture.waiting - picture.idle)
        if wanted > safe and not affordable(wanted):
            wanted, reason = max(safe, _most(affordable)), Reason.BUDGET
    dial = min(wanted, picture.room)
    if dial < wanted:
        reason = Reason.ROOM
    figures = {
        "free": ahead.free,
        "in flight": in_flight,
        "busy": len(picture.busy),
        "answered by persons": round(ahead.level, 4),
        "its deviation": round(ahead.level * math.sqrt(ahead.relative_variance), 4),
        "headroom": round(headroom, 2),
    }
    return Decision(
        dial,
        reason,
        give_up=give_up,
        again_ms=LOOK_AGAIN_MS * (1 if next_risk < 1.5 * allowed else 2 if next_risk < 3 * allowed else 4),
        risk=round(ahead.risk(dial - 1) if dial > 1 else next_risk, 6),
        risk_limit=round(allowed, 6),
        expected_lost=round(ahead.expected_lost(dial), 6) if dial else 0.0,
        figures=figures,
    )


def _without_hopeless(
    ahead: Forecast, pacing: Pacing, pace: Pace, picture: Picture, allowed: float
) -> tuple[Forecast, tuple[int, ...]]:
    """The forecast, and which attempts to give up: those that have rung long enough when they would find no agent."""
    if not pacing.give_up_early:
        return ahead, ()
    now_ms, flights = picture.now_ms, picture.flights
    long = tuple(
        [place for place, flight in enumerate(flights) if flight.may_end_ms is not None and flight.may_end_ms <= now_ms]
    )
    if not long:
        return ahead, ()
    oldest = len(ahead.chances.first[0]) - 1
    age = min(oldest, (now_ms - flights[long[-1]].dialled_ms) // 1_000)
    if ahead.risk_of_aged(age) <= HOPELESS * allowed:
        return ahead, ()
    kept = tuple([flight for place, flight in enumerate(flights) if place not in long])
    return forecast(pacing, pace, replace(picture, flights=kept)), long


def _most(allowed: Callable[[int], bool]) -> int:
    """The greatest number that is allowed, where a smaller one always is; at most ``AT_ONCE_MAX``."""
    low, high = 0, 1
    while high <= AT_ONCE_MAX and allowed(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        if allowed(middle):
            low = middle
        else:
            high = middle
    return low


def _affordable(ahead: Forecast, headroom: float, without_agent: int, more: int) -> bool:
    """Whether more are lost than the limits leave room for with a negligible chance alone.

    ``without_agent``: of those in flight and waiting, how many would find none if all answered and nobody got ready.
    """
    return without_agent + more <= headroom or (headroom >= 0 and ahead.loses_more_than(headroom, more) <= SURE)
