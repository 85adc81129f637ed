"""What falls due: each timer checks whether its subject still waits for it, since nothing is ever cancelled."""

import heapq

from acd.engine import agent_flow, call_flow, call_steps
from acd.engine.call_triggers import OfferEnded, OverflowDue
from acd.engine.context import Context
from acd.engine.state import Call, Timer
from acd.model.states import AgentState, CallState, OfferResult

NODE_AWAY_RETRY_MS = 1_000


def tick(ctx: Context) -> None:
    """Carry out all timers that are due, in the order of their time."""
    timers = ctx.state.timers
    while timers and timers[0][0] <= ctx.now_ms:
        _, _, timer, subject = heapq.heappop(timers)
        if not counts(ctx, timer, subject):
            continue
        if timer in (Timer.REST, Timer.WRAP_UP):
            _agent_timer(ctx, timer, subject)
        else:
            _call_timer(ctx, timer, subject)


def next_wakeup_ms(ctx: Context) -> int | None:
    """When the next timer that still counts falls due; those that no longer count are dropped on the way."""
    timers = ctx.state.timers
    while timers and not counts(ctx, timers[0][2], timers[0][3]):
        heapq.heappop(timers)
    return timers[0][0] if timers else None


def counts(ctx: Context, timer: Timer, subject: str) -> bool:
    """Does the subject still wait for this timer?"""
    if timer is Timer.REST:
        return _agent_is(ctx, subject, AgentState.READY)
    if timer is Timer.WRAP_UP:
        return _agent_is(ctx, subject, AgentState.WRAP_UP)
    call_id, _, part = subject.partition("/")
    call = ctx.state.calls.get(int(call_id))
    if call is None:
        return False
    if timer is Timer.LINGER:
        return call.state is CallState.LEAVING
    if timer is Timer.OVERFLOW:
        return call.visit is not None and call.visit.id == int(part)
    offer = call.offer
    waits = call.state is CallState.OFFERING and offer is not None and offer.id == int(part)
    return waits and not (timer is Timer.NO_RING and offer is not None and offer.rang)


def _agent_is(ctx: Context, agent_id: str, state: AgentState) -> bool:
    agent = ctx.state.agents.get(agent_id)
    return agent is not None and agent.state is state


def _agent_timer(ctx: Context, timer: Timer, subject: str) -> None:
    agent = ctx.state.agents[subject]
    if timer is Timer.WRAP_UP and ctx.now_ms >= agent.since_ms + agent.wrap_up_ms:
        agent_flow.fire(ctx, agent, agent_flow.WrapUpOver())
    ctx.index_agent(agent)


def _call_timer(ctx: Context, timer: Timer, subject: str) -> None:
    call = ctx.state.calls[int(subject.partition("/")[0])]
    if not ctx.state.nodes.get(call.node, False):
        ctx.schedule(NODE_AWAY_RETRY_MS, timer, subject)  # nothing can be done until the link is back
    elif timer is Timer.NO_RING:
        call_flow.fire(ctx, call, OfferEnded(OfferResult.UNREACHABLE, by_dialplan=False))
    elif timer is Timer.RING_OVER:
        call_flow.fire(ctx, call, OfferEnded(OfferResult.NO_ANSWER, by_dialplan=False))
    elif timer is Timer.OVERFLOW:
        _overflow(ctx, call)
    elif timer is Timer.LINGER:
        call_steps.hang_up(ctx, call)
        ctx.schedule(call_steps.LINGER_MS, Timer.LINGER, call.id)


def _overflow(ctx: Context, call: Call) -> None:
    """While a phone rings the caller stays; the end of the offer looks at the time again."""
    if call.state is CallState.WAITING:
        call_flow.fire(ctx, call, OverflowDue())
