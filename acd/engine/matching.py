"""Bring waiting callers and ready agents together: after every event, in the queues where something changed."""

from acd.commands import ReturnCaller
from acd.engine import call_flow
from acd.engine.call_triggers import Offered
from acd.engine.context import Context
from acd.errors import EngineBug
from acd.routing.longest_idle import choose_agent, choose_queue


def match(ctx: Context) -> None:
    """Offer until no queue has both a waiting caller and a ready agent; then send back who was not matched at once."""
    while (queue_id := _next_queue(ctx)) is not None:
        _match_one(ctx, queue_id)
    ctx.open_queues.clear()
    while ctx.returning:
        call_id = next(iter(ctx.returning))
        del ctx.returning[call_id]
        call = ctx.state.calls[call_id]
        ctx.emit(ReturnCaller(call.node, call.channel))


def _next_queue(ctx: Context) -> str | None:
    """Of the open queues with ready agents, the one whose first caller has waited longest.

    So the order in which the queues were opened decides nothing: a state that was read back opens them in another.
    """
    waiting, ready = ctx.waiting, ctx.ready
    heads = [(*waiting[queue][0], queue) for queue in ctx.open_queues if waiting.get(queue) and ready.get(queue)]
    return min(heads)[2] if heads else None


def _match_one(ctx: Context, queue_id: str) -> None:
    """The queue's longest idle agent takes the longest waiting caller among all queues that this agent serves."""
    for_agent = choose_agent(ctx.ready[queue_id], ctx.now_ms)
    if for_agent is None:
        raise EngineBug(f"queue {queue_id} lost its ready agents while matching")
    agent = ctx.state.agents[for_agent.chosen]
    config = ctx.agent_config(agent.id)
    served = config.queues if config is not None else ()
    heads = [(*ctx.waiting[queue][0], queue) for queue in served if ctx.waiting.get(queue)]
    for_queue = choose_queue(heads, ctx.now_ms)
    if for_queue is None:
        raise EngineBug(f"agent {agent.id} is indexed for queue {queue_id} but serves no caller")
    call = ctx.state.calls[ctx.waiting[for_queue.chosen][0][1]]
    call_flow.fire(ctx, call, Offered(agent, f"{for_agent.reason}; {for_queue.reason}"))
