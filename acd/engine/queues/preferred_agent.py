"""Calls for one agent: asked for in person, or the one who talked with this caller last.

Such a caller is offered to nobody else until ``wanted_until_ms``; from then on any agent of the queue will do.
"""

from acd.engine.context import Context
from acd.engine.state import Call, Timer
from acd.model.states import AgentState

REMEMBERED_MAX = 100_000  # callers whose last agent is known
ABSENT = (AgentState.LOGGED_OUT, AgentState.NOT_READY)


def want(ctx: Context, call: Call, agent_id: str, wait_ms: int | None) -> None:
    """Let the call wait for one agent, for ``wait_ms``; None: as long as it takes."""
    call.wanted_agent = agent_id
    call.wanted_until_ms = None
    if wait_ms is not None:
        call.wanted_until_ms = ctx.now_ms + wait_ms
        ctx.schedule(wait_ms, Timer.WANTED, f"{call.id}/{call.wanted_until_ms}")


def anybody(ctx: Context, call: Call) -> None:
    """Any agent of the queue will do from now on."""
    if call.visit is not None:
        call.visit.wanted_agent = call.wanted_agent
        call.visit.wanted_ms = ctx.now_ms - call.visit.entered_ms
    call.wanted_agent = ""
    call.wanted_until_ms = None
    ctx.index_call(call)


def want_last_agent(ctx: Context, call: Call) -> None:
    """On entering a queue: back to the agent of the last call, who is ready or may soon be."""
    if call.visit is None or call.wanted_agent:
        return
    queue = ctx.queue(call.visit.queue)
    agent_id, talked_ms = ctx.state.last_agents.get(call.caller_number, ("", 0))
    config, agent = ctx.agent_config(agent_id), ctx.state.agents.get(agent_id)
    if config is None or agent is None or queue.id not in config.queues:
        return
    if ctx.now_ms - talked_ms > queue.last_agent_ms or agent.state in ABSENT:
        return
    if ctx.available(agent) or queue.last_agent_wait_ms > 0:
        want(ctx, call, agent_id, queue.last_agent_wait_ms)


def remember(ctx: Context, call: Call, agent_id: str) -> None:
    """After a talk. Callers without a number are nobody in particular."""
    if not call.caller_number or call.queue is None or not _of_interest(ctx, call.queue):
        return
    known = ctx.state.last_agents
    known.pop(call.caller_number, None)
    known[call.caller_number] = (agent_id, ctx.now_ms)
    while len(known) > REMEMBERED_MAX:
        del known[next(iter(known))]


def _of_interest(ctx: Context, queue_id: str) -> bool:
    queue = ctx.state.centre.queues.get(queue_id)
    return queue is not None and queue.last_agent_ms > 0
