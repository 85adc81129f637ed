"""What falls due: each timer checks whether its subject still waits for it, since nothing is ever cancelled."""

import heapq
from collections.abc import Callable

from acd.engine.agents import agent_flow, lamps
from acd.engine.calls import call_flow, call_steps, ringing_together
from acd.engine.calls.call_triggers import OfferEnded
from acd.engine.context import Context
from acd.engine.deferred import callbacks
from acd.engine.outbound import persons, schedule
from acd.engine.queues import preferred_agent, queue_life, relaxation
from acd.engine.state import AgentRecord, Call, Timer
from acd.model.states import AgentState, CallState, OfferResult

RINGS = (CallState.OFFERING, CallState.ANNOUNCED)
NODE_AWAY_RETRY_MS = 1_000
TIMERS_AT_ONCE = 100  # ten thousand callers who came at one moment would be half a second without any other event
OF_AGENTS = (Timer.REST, Timer.WRAP_UP, Timer.BREAK)
OF_CAMPAIGNS = (Timer.PACE, Timer.HOPPER, Timer.ATTEMPT)


def tick(ctx: Context) -> None:
    """Carry out the timers that are due, in the order of their time; of very many, the next ``TIMERS_AT_ONCE``.

    For the rest ``next_wakeup_ms`` wants another tick at once, and whatever else happened comes before it.
    """
    timers = ctx.state.timers
    left = TIMERS_AT_ONCE
    while left and timers and timers[0][0] <= ctx.now_ms:
        _, _, timer, subject = heapq.heappop(timers)
        if not counts(ctx, timer, subject):
            continue
        left -= 1
        if timer in OF_AGENTS:
            _agent_timer(ctx, timer, subject)
        elif timer in OF_CAMPAIGNS:
            schedule.due(ctx, timer, subject)
        else:
            _call_timer(ctx, timer, subject)


def prune(ctx: Context) -> None:
    """Drop timers that no longer count until the first one does. Part of every event, so that replay does the same."""
    timers = ctx.state.timers
    while timers and not counts(ctx, timers[0][2], timers[0][3]):
        heapq.heappop(timers)


def next_wakeup_ms(ctx: Context) -> int | None:
    """When the next timer falls due."""
    timers = ctx.state.timers
    return timers[0][0] if timers else None


def counts(ctx: Context, timer: Timer, subject: str) -> bool:
    """Does the subject still wait for this timer? Once it does not, it never will again, so dropping early is safe."""
    owner, _, part = subject.partition("/")
    if timer in OF_AGENTS:
        agent = ctx.state.agents.get(owner)
        return agent is not None and _counts_for(agent, timer, int(part))
    if timer in OF_CAMPAIGNS:
        return schedule.counts(ctx, timer, owner, int(part))
    call = ctx.state.calls.get(int(owner))
    return call is not None and _counts_for_call(call, timer, int(part))


def _counts_for_call(call: Call, timer: Timer, part: int) -> bool:
    if timer is Timer.LINGER:
        return call.state is CallState.LEAVING and call.since_ms == part
    if timer is Timer.UNHEARD:
        return call.state is CallState.LEAVING and call.since_ms == part and not call.hears_message
    if timer is Timer.CONNECT_BY:
        return call.connect_by_ms == part
    if timer is Timer.WANTED:
        return call.wanted_until_ms == part
    if timer in (Timer.AGAIN, Timer.EXPIRY, Timer.CLOSING):
        return callbacks.timer_counts(call, timer, part)
    visit = call.visit
    if timer in (Timer.RELAX, Timer.LATE):
        return visit is not None and visit.id == part
    if timer is Timer.LOOK:
        return visit is not None and visit.look_ms == part
    if timer is Timer.ANNOUNCE:
        return visit is not None and visit.told is not None and visit.told.due_ms == part
    offer = call.offer
    waits = call.state in RINGS and offer is not None and offer.id == part
    return waits and not (timer is Timer.NO_RING and all(offer.rang for offer in ringing_together.offers(call)))


def _counts_for(agent: AgentRecord, timer: Timer, part: int) -> bool:
    if timer is Timer.REST:
        return agent.rest_until_ms == part
    if timer is Timer.BREAK:
        return agent.state is AgentState.NOT_READY and agent.since_ms == part and not agent.over_limit
    # A state of an earlier version knows only when the wrap-up began.
    return agent.state is AgentState.WRAP_UP and (agent.wrap_up_until_ms or agent.since_ms) == part


def _agent_timer(ctx: Context, timer: Timer, subject: str) -> None:
    agent = ctx.state.agents[subject.partition("/")[0]]
    if timer is Timer.REST:
        agent.rest_until_ms = 0
        ctx.index_agent(agent)
    elif timer is Timer.BREAK:
        agent_flow.fire(ctx, agent, agent_flow.BreakOver())
    else:
        agent_flow.fire(ctx, agent, agent_flow.WrapUpOver())


def _call_timer(ctx: Context, timer: Timer, subject: str) -> None:
    call = ctx.state.calls[int(subject.partition("/")[0])]
    if timer in (Timer.AGAIN, Timer.EXPIRY, Timer.CLOSING):
        callbacks.timer_due(ctx, call, timer)
    elif not ctx.state.nodes.get(call.node, False):
        ctx.schedule(NODE_AWAY_RETRY_MS, timer, subject)  # nothing can be done until the link is back
    else:
        DUE[timer](ctx, call)


def _no_ring(ctx: Context, call: Call) -> None:
    if not ringing_together.drop_silent(ctx, call):
        call_flow.fire(ctx, call, OfferEnded(OfferResult.UNREACHABLE, by_dialplan=False))


def _ring_over(ctx: Context, call: Call) -> None:
    call_flow.fire(ctx, call, OfferEnded(OfferResult.NO_ANSWER, by_dialplan=False))


def _linger(ctx: Context, call: Call) -> None:
    call_steps.hang_up(ctx, call)
    ctx.schedule(call_steps.LINGER_MS, Timer.LINGER, f"{call.id}/{call.since_ms}")


def _look(ctx: Context, call: Call) -> None:
    """While a phone rings, or the dialplan has the caller, nothing: the end of that looks again."""
    if call.visit is not None:
        call.visit.look_ms = 0
    if call.state is not CallState.WAITING:
        return
    onward = queue_life.due(ctx, call)
    if onward is not None:
        call_flow.fire(ctx, call, onward)
    else:
        queue_life.look_again(ctx, call)


def _announce(ctx: Context, call: Call) -> None:
    ctx.announcing[call.id] = None


DUE: dict[Timer, Callable[[Context, Call], None]] = {
    Timer.NO_RING: _no_ring,
    Timer.RING_OVER: _ring_over,
    Timer.LOOK: _look,
    Timer.ANNOUNCE: _announce,
    Timer.LATE: lamps.late,
    Timer.RELAX: relaxation.due,
    Timer.WANTED: preferred_agent.anybody,
    Timer.LINGER: _linger,
    Timer.CONNECT_BY: persons.limit_due,
    Timer.UNHEARD: persons.message_due,
}
