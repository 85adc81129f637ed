"""What the transitions of a callback do; the table in ``acd.engine.calls.call_flow`` says when.

A caller who agrees to be called back leaves; the place in the queue goes on as a call of its own, without a channel
(KEPT). It is matched like a caller. The agent chosen is rung first (ANNOUNCED), then the dialplan dials the customer
from the agent's channel (DIALLING), so that an attempt under way needs no daemon and nothing is dialled twice.
"""

from acd.commands import HangUp, RingAgent, TellCallback
from acd.engine import ledger
from acd.engine.agents import agent_flow, terms
from acd.engine.calls import call_steps
from acd.engine.calls.call_steps import begin_offer, end_offer, offer_refused
from acd.engine.calls.call_triggers import (
    AgentLeft,
    AgentReached,
    CallbackAgreed,
    CallbackOver,
    CallerLeft,
    CustomerAnswered,
    CustomerMissed,
    NodeRestarted,
    Offered,
    OfferEnded,
)
from acd.engine.calls.onward import leave, set_state
from acd.engine.context import Context
from acd.engine.deferred.kept import begin, callback_of, close, number_to_call, pause, pending_key, rules, write_down
from acd.engine.outbound import lead_calls
from acd.engine.outbound import terms as outbound_terms
from acd.engine.state import Call, Timer, channel_key
from acd.errors import EngineBug
from acd.model.callbacks import plain_number
from acd.model.states import CallbackOutcome, CallState, OfferResult, VisitOutcome


def agreed(ctx: Context, call: Call, trigger: CallbackAgreed) -> None:
    keep_place(ctx, call, trigger.number)
    ctx.emit(TellCallback(call.node, call.channel, agreed=True))
    leave(ctx, call)


def caller_left_waiting(ctx: Context, call: Call, trigger: CallerLeft) -> None:
    """Who hangs up on being told the number has agreed to it."""
    _keep_if_asked(ctx, call)
    call_steps.caller_left_waiting(ctx, call, trigger)


def caller_left_offering(ctx: Context, call: Call, trigger: CallerLeft) -> None:
    _keep_if_asked(ctx, call)
    call_steps.caller_left_offering(ctx, call, trigger)


def _keep_if_asked(ctx: Context, call: Call) -> None:
    """One callback of a number in a queue: who was asked on two lines keeps the place of the first that ends."""
    if not call.asking or call.visit is None:
        return
    if pending_key(call.visit.queue, call.asking) not in ctx.state.callbacks:
        keep_place(ctx, call, call.asking)


def keep_place(ctx: Context, call: Call, number: str) -> None:
    """The caller's place goes on as a callback."""
    visit = call.visit
    if visit is None:
        raise EngineBug(f"call {call.id} has no place to keep")
    ledger.end_visit(ctx, call, VisitOutcome.CALLBACK)
    call.asking = None
    begin(ctx, call, visit, number)


def offered(ctx: Context, call: Call, trigger: Offered) -> None:
    callback = callback_of(call)
    offer = begin_offer(ctx, call, trigger.agent, None, trigger.reason, CallState.ANNOUNCED)
    queue = ctx.queue(offer.queue)
    callback.placed = f"acd-{offer.number}"
    ctx.state.placed[channel_key(call.node, callback.placed)] = call.id
    for_lead = lead_calls.is_for_lead(call)
    customer_ms = outbound_terms.ring_ms(ctx, call.campaign) if for_lead else rules(ctx, offer.queue).ring_ms
    ctx.emit(
        RingAgent(
            node=call.node,
            uniqueid=callback.placed,
            offer=offer.number,
            agent=offer.agent,
            phone=offer.phone,
            phone_node=call_steps.node_of(ctx, call, offer.phone),
            ring_ms=terms.ring_ms(ctx, offer.agent, queue),
            call=call.id,
            visit=offer.visit,
            queue=offer.queue,
            number=number_to_call(ctx, call),
            name=call.caller_name,
            dialled=plain_number(call.dialled),
            language=call.language,
            customer_ring_ms=customer_ms,
            file=callback.file,
            trunk=lead_calls.rung(ctx, call) if for_lead else "",
        )
    )
    ctx.schedule(queue.unreachable_after_ms, Timer.NO_RING, f"{call.id}/{offer.id}")


def offer_ended(ctx: Context, call: Call, trigger: OfferEnded) -> None:
    """The next agent will be rung; the customer has noticed nothing. Who declines a lead may do so."""
    if not trigger.by_dialplan:
        ctx.emit(HangUp(call.node, callback_of(call).placed))
    _forget_placed(ctx, call)
    if not lead_calls.is_for_lead(call):
        offer_refused(ctx, call, trigger.result)
        set_state(ctx, call, CallState.KEPT)
        return
    skipped = trigger.result is OfferResult.REFUSED
    offer_refused(ctx, call, OfferResult.WITHDRAWN if skipped else trigger.result)
    _finish(ctx, call, CallbackOutcome.FAILED)


def _forget_placed(ctx: Context, call: Call) -> None:
    callback = callback_of(call)
    ctx.state.placed.pop(channel_key(call.node, callback.placed), None)
    callback.placed = ""


def agent_reached(ctx: Context, call: Call, trigger: AgentReached) -> None:
    """The dialplan announces the callback and dials the customer."""
    callback, offer = callback_of(call), call.offer
    if offer is None:
        raise EngineBug(f"call {call.id} reached an agent without an offer")
    _forget_placed(ctx, call)
    callback.attempts += not callback.file
    offer.agent_leg, offer.agent_channel = trigger.agent_leg, trigger.agent_channel
    offer.answered_ms = ctx.now_ms if callback.file else None
    ctx.state.legs[trigger.agent_leg] = call.id
    set_state(ctx, call, CallState.LISTENING if callback.file else CallState.DIALLING)
    write_down(ctx, call)
    agent_answers = terms.answered(ctx, offer.agent, ctx.queue(offer.queue), call)
    agent_flow.fire(ctx, ctx.state.agents[offer.agent], agent_answers)


def customer_answered(ctx: Context, call: Call, trigger: CustomerAnswered) -> None:
    """From here on it is a call like any other: the customer's channel is the caller's."""
    offer = call.offer
    if offer is None:
        raise EngineBug(f"call {call.id} is answered by its customer without an agent")
    call.channel, call.uniqueid = trigger.channel, trigger.uniqueid
    ctx.state.callers[channel_key(call.node, call.uniqueid)] = call.id
    offer.answered_ms = call.answered_ms = ctx.now_ms
    call.agent = offer.agent
    ledger.end_visit(ctx, call, VisitOutcome.ANSWERED)
    close(ctx, call, CallbackOutcome.CONNECTED)
    set_state(ctx, call, CallState.TALKING)


def customer_missed(ctx: Context, call: Call, trigger: CustomerMissed) -> None:
    """The agent is free at once, and hears from the dialplan what happened."""
    if lead_calls.is_for_lead(call):
        lead_calls.missed(ctx, call, trigger.outcome, trigger.dial_status, trigger.cause)
    _attempt_failed(ctx, call, trigger.outcome)


def agent_left(ctx: Context, call: Call, _: AgentLeft) -> None:
    """The agent hung up before the customer answered; Asterisk stops the ringing."""
    _attempt_failed(ctx, call, CallbackOutcome.FAILED)


def _attempt_failed(ctx: Context, call: Call, outcome: CallbackOutcome) -> None:
    callback, rule = callback_of(call), rules(ctx, call.queue)
    _free_agent(ctx, call, outcome.value)
    callback.outcome = outcome
    if lead_calls.is_for_lead(call) or (callback.attempts >= rule.attempts_max and not callback.file):
        _finish(ctx, call, outcome)
    else:
        pause(ctx, call, rule.pause_ms)


def _free_agent(ctx: Context, call: Call, end_reason: str) -> None:
    """End the talk that did not come about: no talk time, no wrap-up."""
    if call.offer is None:
        raise EngineBug(f"call {call.id} has no agent to free")
    call.offer.end_reason, call.offer.answered_ms = end_reason, None
    offer = end_offer(ctx, call, OfferResult.CALLER_GONE)
    agent = ctx.state.agents[offer.agent]
    agent.wrap_up_ms = 0
    agent_flow.fire(ctx, agent, agent_flow.CallEnded())


def over_kept(ctx: Context, call: Call, trigger: CallbackOver) -> None:
    _finish(ctx, call, trigger.outcome)


def over_announced(ctx: Context, call: Call, trigger: CallbackOver) -> None:
    ctx.emit(HangUp(call.node, callback_of(call).placed))
    _forget_placed(ctx, call)
    offer_refused(ctx, call, OfferResult.CALLER_GONE)
    _finish(ctx, call, trigger.outcome)


def over_dialling(ctx: Context, call: Call, trigger: CallbackOver) -> None:
    """The agent's channel is hung up, and with it the ringing of the customer's phone ends."""
    if call.offer is not None:
        ctx.emit(HangUp(call.node, call.offer.agent_channel))
    _free_agent(ctx, call, trigger.outcome.value)
    _finish(ctx, call, trigger.outcome)


def node_restarted_announced(ctx: Context, call: Call, _: NodeRestarted) -> None:
    _forget_placed(ctx, call)
    offer_refused(ctx, call, OfferResult.CALLER_GONE)
    if lead_calls.is_for_lead(call):
        _finish(ctx, call, CallbackOutcome.FAILED)
    else:
        set_state(ctx, call, CallState.KEPT)


def node_restarted_dialling(ctx: Context, call: Call, _: NodeRestarted) -> None:
    _attempt_failed(ctx, call, CallbackOutcome.FAILED)


def _finish(ctx: Context, call: Call, outcome: CallbackOutcome) -> None:
    """Not reached, or not wanted any more: a place that was taken over goes on elsewhere, any other is abandoned."""
    if lead_calls.is_for_lead(call) and lead_calls.not_rung(ctx, call):
        return
    if callback_of(call).file:
        ended = VisitOutcome.VOICEMAIL
    else:
        ended = VisitOutcome.CALLBACK if outcome is CallbackOutcome.CANCELLED else VisitOutcome.ABANDONED
    ledger.end_visit(ctx, call, ended)
    close(ctx, call, outcome)
    call_steps.end(ctx, call)
