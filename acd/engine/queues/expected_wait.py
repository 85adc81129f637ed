"""How long a caller will have to wait: the estimate of ``acd.routing.expected_wait``, asked and taught by the flows."""

from acd.engine.context import Context, demand_key
from acd.engine.state import AgentRecord, Call, Offer, Visit
from acd.model.states import AgentState
from acd.routing.expected_wait import Pace, counted_on_ms


def position(ctx: Context, call: Call) -> int:
    """The caller's place among those who wait in the queue; 1 is the first."""
    visit = call.visit
    return 1 if visit is None else ctx.lines.ahead(visit.queue, (ctx.place_ms(call, visit), call.id)) + 1


def expected_wait_ms(ctx: Context, call: Call) -> int | None:
    """The caller's further wait until an agent answers; None where nobody knows."""
    ring_ms = expected_ring_ms(ctx, call)
    visit = call.visit
    return None if ring_ms is None or visit is None else ring_ms + round(_known(ctx, visit.queue).answer_ms)


def expected_ring_ms(ctx: Context, call: Call) -> int | None:
    """The caller's further wait until a phone rings: nothing when an agent is ready; None where nobody knows."""
    visit = call.visit
    if visit is None:
        return None
    if _is_ready_for(ctx, call, visit):
        return 0
    counted_on = _counted_on_ms(ctx, call, visit)
    return _known(ctx, visit.queue).corrected(counted_on) if counted_on is not None else None


def of_newcomer_ms(ctx: Context, queue_id: str, now_ms: int) -> int | None:
    """How long a caller who comes now would wait until an agent answers; None where nobody knows."""
    pace, demand = _known(ctx, queue_id), ctx.floor.plain.get(queue_id)
    if demand is None:
        return None
    if demand.ready:
        return round(pace.answer_ms)
    place = (now_ms, ctx.state.next_id + 1)
    stalled_ms = _stalled_ms(ctx, queue_id, pace, now_ms)
    counted_on = counted_on_ms(queue_id, lambda queue: ctx.lines.ahead(queue, place), ctx.crew, pace, stalled_ms)
    return pace.corrected(counted_on) + round(pace.answer_ms) if counted_on is not None else None


def entered(ctx: Context, call: Call, visit: Visit) -> None:
    """Keep with the visit that begins now what its caller may expect; before the caller counts among the waiting."""
    pace = _known(ctx, visit.queue)
    if _is_ready_for(ctx, call, visit):
        visit.expected_wait_ms = round(pace.answer_ms)
        return
    visit.counted_on_ms = _counted_on_ms(ctx, call, visit)
    if visit.counted_on_ms is not None:
        visit.expected_wait_ms = pace.corrected(visit.counted_on_ms) + round(pace.answer_ms)


def answered(ctx: Context, visit: Visit, offer: Offer, at_ms: int) -> None:
    """An agent answered: how long the phone rang, and how the wait before compares with what was counted on."""
    rang_ms = at_ms - offer.offered_ms
    pace = _pace(ctx, visit.queue)
    pace.agent_answered(rang_ms)
    if visit.counted_on_ms is not None:
        pace.wait_came(visit.counted_on_ms, max(at_ms - visit.entered_ms - rang_ms, 0))


def left(ctx: Context, call: Call, visit: Visit, waited_ms: int, gave_up: bool) -> None:
    """A visit ends, answered or not. A callback's place says nothing of patience."""
    if call.callback is None:
        _pace(ctx, visit.queue).caller_left(waited_ms, gave_up)


def agent_was_occupied(ctx: Context, agent: AgentRecord) -> None:
    """The agent is done with a call: the time since its ring teaches all queues that the agent serves.

    To be told while the agent still is in the last state of it.
    """
    wrap_up_ms = ctx.now_ms - agent.since_ms if agent.state is AgentState.WRAP_UP else 0
    for demand in ctx.floor.plain_demands(agent.id):
        _pace(ctx, demand.key.queue).agent_was_occupied(ctx.now_ms - agent.taken_ms, wrap_up_ms, ctx.now_ms)


def _pace(ctx: Context, queue_id: str) -> Pace:
    """To learn."""
    return ctx.state.paces.setdefault(queue_id, Pace())


def _known(ctx: Context, queue_id: str) -> Pace:
    """To ask, which changes nothing."""
    return ctx.state.paces.get(queue_id) or Pace()


def _is_ready_for(ctx: Context, call: Call, visit: Visit) -> bool:
    """Whether an agent is ready for this caller; others who wait would have got that agent."""
    return bool(ctx.floor.demand(demand_key(call, visit)).ready)


def _counted_on_ms(ctx: Context, call: Call, visit: Visit) -> int | None:
    """Nobody knows when the one agent will be ready whom the caller wants."""
    if call.wanted_agent:
        return None
    place = (ctx.place_ms(call, visit), call.id)
    pace = _known(ctx, visit.queue)
    stalled_ms = _stalled_ms(ctx, visit.queue, pace, ctx.now_ms)
    found = counted_on_ms(visit.queue, lambda queue: ctx.lines.ahead(queue, place), ctx.crew, pace, stalled_ms)
    return round(found) if found is not None else None


def _stalled_ms(ctx: Context, queue_id: str, pace: Pace, now_ms: int) -> int:
    """For how long somebody has waited and no agent has got free."""
    first = ctx.lines.first(queue_id)
    visit = ctx.state.calls[first].visit if first is not None else None
    return now_ms - max(pace.freed_at_ms, visit.entered_ms) if visit is not None else 0
