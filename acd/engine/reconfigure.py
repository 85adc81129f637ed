"""A new business configuration takes effect at once, for callers who wait as well; it loses nobody."""

from acd.commands import Spoken
from acd.engine.agents import agent_flow, breaks, lamps
from acd.engine.context import Context
from acd.engine.deferred import callbacks
from acd.engine.outbound import campaigns
from acd.engine.queues import announcements, queue_life, relaxation, unstaffed
from acd.engine.requests import Answer, answer
from acd.events import CentreConfigured
from acd.model.centre import Centre, Queue
from acd.model.menus import reachable
from acd.model.states import AgentState, CallState
from acd.routing.entrance import Reception


def configured(ctx: Context, event: CentreConfigured) -> None:
    """Refuse what would lose a caller (a queue with callers in it is gone), else take the new configuration."""
    text = _in_use(ctx, event.centre)
    if text:
        answer(ctx, event.origin, Answer("conflict", Spoken.REFUSED, text))
        return
    for agent in ctx.state.agents.values():
        gone = agent.id not in event.centre.agents or (agent.phone and agent.phone not in event.centre.phones)
        if gone and agent.state is not AgentState.LOGGED_OUT:
            agent_flow.fire(ctx, agent, agent_flow.LogOut())
    before, ctx.state.centre = ctx.state.centre, event.centre
    for agent_id in list(ctx.state.agents):
        agent = ctx.state.agents[agent_id]
        if agent_id not in event.centre.agents and agent.state is AgentState.LOGGED_OUT:
            del ctx.state.agents[agent_id]
    _relax_anew(ctx, before)
    _time_breaks_anew(ctx, before)
    if not before.desk.lamps:
        for call in ctx.state.calls.values():
            lamps.watch(ctx, call)
    ctx.state.paces = {queue: pace for queue, pace in ctx.state.paces.items() if queue in event.centre.queues}
    ctx.rebuild()
    _time_anew(ctx, before)
    callbacks.heed_list(ctx)
    campaigns.configured(ctx)
    answer(ctx, event.origin, Answer("ok", Spoken.READY, "the configuration is in effect"))


def _relax_anew(ctx: Context, before: Centre) -> None:
    for call in ctx.state.calls.values():
        visit = call.visit
        if visit is not None and ctx.queue(visit.queue).relax != before.queues[visit.queue].relax:
            relaxation.begin(ctx, call)


def _time_anew(ctx: Context, before: Centre) -> None:
    """The new times count from when the caller entered the queue; the timers of the former times no longer count."""
    for queue_id in ctx.state.centre.queues:
        if ctx.staff.serves(queue_id):
            ctx.state.unstaffed_since.pop(queue_id, None)
        else:
            unstaffed.note(ctx, queue_id)
    was = Reception(before)
    for call in ctx.state.calls.values():
        if call.visit is not None and call.callback is None:
            old, new = before.queues[call.visit.queue], ctx.queue(call.visit.queue)
            if _leaving(before, old) != _leaving(ctx.state.centre, new):
                closes = was.is_open(old.hours, ctx.now_ms) and not ctx.reception.is_open(new.hours, ctx.now_ms)
                call.visit.closes_ms = ctx.now_ms if closes else None
                queue_life.begin(ctx, call)
            if old.announce != new.announce:
                announcements.begin(ctx, call)


def _leaving(centre: Centre, queue: Queue) -> tuple[object, ...]:
    hours = centre.hours[queue.hours] if queue.hours is not None else None
    return queue.overflows, queue.leave_unstaffed_ms, queue.serving, hours, queue.serve_after_closing


def _time_breaks_anew(ctx: Context, before: Centre) -> None:
    """New limits count for agents who are away already."""
    for agent in ctx.state.agents.values():
        changed = ctx.state.centre.reasons.get(agent.reason) != before.reasons.get(agent.reason)
        if agent.state is AgentState.NOT_READY and changed:
            agent.over_limit = False
            breaks.watch(ctx, agent)


def _in_use(ctx: Context, centre: Centre) -> str:
    """Queues and menus that have callers now and are not in the new configuration; empty: none."""
    queues = {call.visit.queue for call in ctx.state.calls.values() if call.visit is not None} - centre.queues.keys()
    if queues:
        return f"callers are still in {', '.join(sorted(queues))}: take the queue out when it is empty"
    if not ctx.state.centre.menus.keys() - centre.menus.keys():
        return ""
    heard = [call.entry.partition("*")[0] for call in ctx.state.calls.values() if call.state is CallState.MENU]
    menus = reachable(ctx.state.centre.menus, heard) - centre.menus.keys()  # Asterisk would hang up
    names = ", ".join(sorted(menus))
    return f"callers may be hearing {names}: take the menu out when no number and key leads there" if menus else ""
