"""What the transitions of a consultation do; the table in ``acd.engine.calls.call_flow`` says when.

A consultation is a call of its own: the agent's leg is its caller, ``about`` names the call that is on hold meanwhile.
It waits, is offered and answered as any other; or an outside number is dialled for it. It ends by becoming the
conversation of the caller (``handed_over``), or by being given up (``given_up``).
"""

from acd.commands import HangUp
from acd.engine import ledger
from acd.engine.agents import terms
from acd.engine.calls import outside_steps, ringing_together
from acd.engine.calls.call_steps import end, end_offer, end_talk
from acd.engine.calls.call_triggers import GivenUp, HandedOver
from acd.engine.calls.hold_steps import join, talk_of
from acd.engine.calls.onward import mark, set_state
from acd.engine.context import Context
from acd.engine.queues import announcements, preferred_agent, queue_life
from acd.engine.state import Call
from acd.errors import EngineBug
from acd.model.states import (
    CallState,
    HungUpBy,
    OfferResult,
    TransferKind,
    TransferResult,
    TransferTarget,
    VisitOutcome,
)


def handed_over(ctx: Context, call: Call, trigger: HandedOver) -> None:
    """The agent is free; the caller talks with the one who was consulted, or waits in that one's place."""
    consultation = trigger.consultation
    leg = talk_of(call).agent_channel
    before = end_talk(ctx, call, "transfer")
    call.consultation = 0
    call.hung_up_by = HungUpBy.UNKNOWN
    if consultation.state is CallState.TALKING:
        _take_over_talk(ctx, call, consultation)
        if not call.conference and not trigger.joined:
            join(ctx, call)
    elif consultation.state is CallState.OUTSIDE:
        _take_over_outside(ctx, call, consultation)
    else:
        _take_over_place(ctx, call, consultation, before.visit)
    call.conference = False
    if trigger.leg_lives:
        ctx.emit(HangUp(call.node, leg))


def _take_over_talk(ctx: Context, call: Call, consultation: Call) -> None:
    offer, consultation.offer = talk_of(consultation), None
    end(ctx, consultation)
    call.offer = offer
    offer.kept = True
    call.agent, call.queue = offer.agent, offer.queue
    call.project = consultation.project
    call.outcome = VisitOutcome.ANSWERED
    ctx.state.legs[offer.agent_leg] = call.id
    agent = ctx.state.agents[offer.agent]
    agent.call = call.id
    queue = ctx.state.centre.queues.get(offer.queue)
    if queue is not None:
        owed = terms.answered(ctx, agent.id, queue, call)
        agent.wrap_up_ms, agent.wrap_up_max_ms = owed.wrap_up_ms, owed.wrap_up_max_ms
    set_state(ctx, call, CallState.TALKING)
    ledger.record_transfer(ctx, call, TransferResult.COMPLETED)


def _take_over_outside(ctx: Context, call: Call, consultation: Call) -> None:
    """Who has not answered yet is called anew, for the caller: that is a blind transfer from now on."""
    leg, channel = consultation.outside_leg, consultation.outside_channel
    end(ctx, consultation)
    if leg:
        set_state(ctx, call, CallState.OUTSIDE)
        outside_steps.take_leg(ctx, call, leg, channel)
        ledger.record_transfer(ctx, call, TransferResult.COMPLETED)
        if not call.conference:
            outside_steps.join(ctx, call)
    elif call.passing is not None:
        call.passing.kind = TransferKind.BLIND
        outside_steps.dial(ctx, call, call.passing.target.name)


def _take_over_place(ctx: Context, call: Call, consultation: Call, transferred_from: int) -> None:
    """Nobody has answered the consultation yet: the caller waits where the agent did."""
    if consultation.offer is not None:
        _withdraw(ctx, consultation)
    visit, consultation.visit = consultation.visit, None
    if visit is None:
        raise EngineBug(f"consultation {consultation.id} neither talks nor waits")
    end(ctx, consultation)
    visit.counted = True
    visit.transferred_from = transferred_from
    call.visit, call.queue, call.project = visit, visit.queue, ctx.queue(visit.queue).project
    call.requires, call.priority = consultation.requires, consultation.priority
    set_state(ctx, call, CallState.WAITING)
    queue_life.begin(ctx, call)
    announcements.begin(ctx, call)
    mark(ctx, call)
    ctx.returning[call.id] = None
    if call.passing is not None:
        call.passing.kind = TransferKind.BLIND
        if call.passing.target.kind is TransferTarget.AGENT:
            preferred_agent.want(ctx, call, call.passing.target.name, ctx.state.centre.transfer_wait_ms)
        else:
            ledger.record_transfer(ctx, call, TransferResult.COMPLETED)


def given_up(ctx: Context, call: Call, _: GivenUp) -> None:
    """The consultation is over; what becomes of the caller is decided elsewhere."""
    if call.state is CallState.TALKING:
        end_talk(ctx, call, HungUpBy.AGENT.value)
    elif call.offer is not None:
        _withdraw(ctx, call)
    if call.visit is not None:
        ledger.end_visit(ctx, call, VisitOutcome.EXITED)
    end(ctx, call)


def _withdraw(ctx: Context, call: Call) -> None:
    """Stop the ringing in the books; the agent keeps the place among the idle."""
    offer = end_offer(ctx, call, OfferResult.WITHDRAWN)
    ringing_together.stop_ringing(ctx, call, offer, OfferResult.WITHDRAWN)
