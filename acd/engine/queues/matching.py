"""Bring waiting callers and ready agents together, after every event that made somebody new to the floor."""

from acd.commands import ReturnCaller
from acd.engine.calls import call_flow, ringing_together
from acd.engine.calls.call_triggers import Offered
from acd.engine.context import Context
from acd.errors import EngineBug
from acd.routing.choice import Circumstances, next_pairs
from acd.routing.reasons import why


def match(ctx: Context) -> None:
    """Offer until nobody new can be served; then send back who was not matched at once."""
    given = Circumstances(
        ctx.state.centre.fairness, ctx.now_ms, lambda call: _seed(ctx, call), lambda queue: _last(ctx, queue)
    )
    while pairs := next_pairs(ctx.floor, given):
        reasons = [_why(ctx, call, agent) for call, agent in pairs]
        for (call_id, agent_id), reason in zip(pairs, reasons, strict=True):
            call, agent = ctx.state.calls[call_id], ctx.state.agents[agent_id]
            if ctx.floor.traits(agent_id) is not None:  # else this agent's phone rings for an earlier pair already
                together = tuple(ringing_together.others(ctx, call, agent))
                call_flow.fire(ctx, call, Offered(agent, reason, together))
    ctx.floor.fresh_agents.clear()
    ctx.floor.fresh_callers.clear()
    while ctx.returning:
        call_id = next(iter(ctx.returning))
        del ctx.returning[call_id]
        returned = ctx.state.calls[call_id]
        ctx.emit(ReturnCaller(returned.node, returned.channel, bool(returned.about)))


def _why(ctx: Context, call_id: int, agent_id: str) -> str:
    call, demand = ctx.state.calls[call_id], ctx.floor.demand_of(call_id)
    if demand is None or call.visit is None:
        raise EngineBug(f"call {call_id} was chosen and does not wait")
    return why(ctx.floor, demand, call.visit.place_ms, agent_id, ctx.now_ms)


def _seed(ctx: Context, call_id: int) -> int:
    """Another chance for each offer of a call."""
    visit = ctx.state.calls[call_id].visit
    return call_id * 64 + (visit.offers if visit is not None else 0)


def _last(ctx: Context, queue_id: str) -> str:
    return ctx.state.last_offered.get(queue_id, "")
