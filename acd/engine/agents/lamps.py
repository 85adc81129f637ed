"""Lamps on desk phones: what Asterisk shows of each agent and queue to the phones that subscribe.

A lamp is a custom device state of Asterisk. The state remembers what was last told; only changes are told, at the end
of the event that brings them, to every connected node; a node that was connected anew is told all.
"""

from collections.abc import Iterable

from acd.commands import Lamp, SetLamp
from acd.engine.context import Context
from acd.engine.state import Call, State, Timer
from acd.model.states import AgentState

OF_AGENT = {
    AgentState.LOGGED_OUT: Lamp.UNAVAILABLE,
    AgentState.NOT_READY: Lamp.ON_HOLD,
    AgentState.READY: Lamp.FREE,
    AgentState.RINGING: Lamp.RINGING,
    AgentState.TALKING: Lamp.IN_USE,
    AgentState.WRAP_UP: Lamp.ON_HOLD,
}


def agent_lamp(agent_id: str) -> str:
    return f"acd-agent-{agent_id}"


def queue_lamp(queue_id: str) -> str:
    return f"acd-queue-{queue_id}"


def watch(ctx: Context, call: Call) -> None:
    """Look again when the caller has waited longer than the service level wants."""
    visit = call.visit
    if ctx.state.centre.desk.lamps and visit is not None:
        late_ms = visit.entered_ms + ctx.queue(visit.queue).service_level_ms
        ctx.schedule(max(late_ms - ctx.now_ms, 0), Timer.LATE, f"{call.id}/{visit.id}")


def late(ctx: Context, call: Call) -> None:
    """The caller has waited so long."""
    if call.visit is not None:
        call.visit.late = True
        ctx.index_call(call)


def show(ctx: Context) -> None:
    """Tell what has changed."""
    told, crowd = ctx.state.lamps, ctx.crowd
    centre = ctx.state.centre
    if not centre.desk.lamps:
        told.clear()
    else:
        agents: Iterable[str] = centre.agents if ctx.lamps_unsure else crowd.changed_agents
        queues: Iterable[str] = centre.queues if ctx.lamps_unsure else crowd.changed_queues
        wanted = {agent_lamp(agent): of_agent(ctx.state, agent) for agent in agents if agent in centre.agents}
        wanted |= {queue_lamp(queue): of_queue(ctx, queue) for queue in queues if queue in centre.queues}
        if ctx.lamps_unsure:
            for gone in [name for name in told if name not in wanted]:
                del told[gone]
        changed = {name: wanted[name] for name in sorted(wanted) if told.get(name) is not wanted[name]}
        told.update(changed)
        for node, connected in ctx.state.nodes.items():
            for name, lamp in (told if node in ctx.nodes_in_the_dark else changed).items():
                if connected:
                    ctx.emit(SetLamp(node, name, lamp))
    ctx.lamps_unsure = False
    ctx.nodes_in_the_dark.clear()
    crowd.changed_agents.clear()
    crowd.changed_queues.clear()


def of_agent(state: State, agent_id: str) -> Lamp:
    agent = state.agents.get(agent_id)
    return OF_AGENT[agent.state] if agent is not None else Lamp.UNAVAILABLE


def of_queue(ctx: Context, queue_id: str) -> Lamp:
    """Whether somebody waits whose phone call no agent's phone rings for, and longer than is good."""
    if ctx.crowd.late(queue_id):
        return Lamp.RINGING
    return Lamp.IN_USE if ctx.lines.length(queue_id) else Lamp.FREE
