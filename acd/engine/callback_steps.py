"""What the transitions of a callback do; the table in ``acd.engine.call_flow`` says when.

A caller who agrees to be called back leaves; the place in the queue goes on as a call of its own, without a channel
(KEPT). It is matched like a caller. The agent chosen is rung first (ANNOUNCED), then the dialplan dials the customer
from the agent's channel (DIALLING), so that an attempt under way needs no daemon and nothing is dialled twice.
"""

from acd.commands import ForgetCallback, HangUp, KeepCallback, Record, RingAgent, TellCallback
from acd.engine import agent_flow, call_steps, ledger, relaxation, terms
from acd.engine.call_steps import begin_offer, end_offer, offer_refused
from acd.engine.call_triggers import (
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
from acd.engine.context import Context
from acd.engine.onward import leave, set_state
from acd.engine.state import Call, Callback, Timer, Visit, channel_key
from acd.errors import EngineBug
from acd.model.callbacks import CallbackRules, PendingCallback, plain_number
from acd.model.facts import CallbackFact
from acd.model.states import CallbackOutcome, CallState, OfferResult, VisitOutcome

DEFAULT_RULES = CallbackRules()


def rules(ctx: Context, queue_id: str | None) -> CallbackRules:
    """The queue's; those of a callback whose queue allows none any more are the defaults."""
    queue = ctx.state.centre.queues.get(queue_id or "")
    return (queue.callback if queue is not None else None) or DEFAULT_RULES


def pending_key(queue_id: str, number: str) -> str:
    return f"{queue_id}/{number.lstrip('+')}"


def callback_of(call: Call) -> Callback:
    if call.callback is None:
        raise EngineBug(f"call {call.id} ({call.state}) is no callback")
    return call.callback


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
    if call.asking and call.visit is not None:
        keep_place(ctx, call, call.asking)


def keep_place(ctx: Context, call: Call, number: str) -> None:
    """The caller's place goes on as a callback."""
    visit = call.visit
    if visit is None:
        raise EngineBug(f"call {call.id} has no place to keep")
    ledger.end_visit(ctx, call, VisitOutcome.CALLBACK)
    call.asking = None
    begin(ctx, call, visit, number)


def begin(ctx: Context, asked_in: Call, place: Visit, number: str) -> Call:
    """A callback to ``number``, with the place and the wishes of the call in which it was asked for."""
    callback = Callback(ctx.new_id(), asked_in.id, number, ctx.now_ms, place.place_ms)
    call = Call(
        id=ctx.new_id(),
        node=asked_in.node,
        channel="",
        uniqueid="",
        caller_number=number,
        caller_name=asked_in.caller_name,
        dialled=asked_in.dialled,
        language=asked_in.language,
        arrived_ms=ctx.now_ms,
        state=CallState.KEPT,
        since_ms=ctx.now_ms,
        project=ctx.queue(place.queue).project,
        queue=place.queue,
        callback=callback,
        visit=Visit(ctx.new_id(), place.queue, place.entered_ms, place.place_ms),
        priority=asked_in.priority,
        requires=asked_in.requires,
        wanted_agent=asked_in.wanted_agent if asked_in.wanted_until_ms is None else "",
    )
    take_up(ctx, call)
    return call


def take_up(ctx: Context, call: Call) -> None:
    """Remember the callback, here and for a daemon that has lost its journal."""
    callback, queue_id = callback_of(call), call.queue or ""
    ctx.state.calls[call.id] = call
    ctx.state.callbacks[pending_key(queue_id, callback.number)] = call.id
    expires_ms = callback.asked_ms + rules(ctx, queue_id).expires_ms
    ctx.schedule(max(expires_ms - ctx.now_ms, 0), Timer.EXPIRY, f"{call.id}/{callback.id}")
    relaxation.begin(ctx, call)
    _write_down(ctx, call)
    ctx.index_call(call)


def offered(ctx: Context, call: Call, trigger: Offered) -> None:
    callback = callback_of(call)
    offer = begin_offer(ctx, call, trigger.agent, None, trigger.reason, CallState.ANNOUNCED)
    queue = ctx.queue(offer.queue)
    callback.placed = f"acd-{offer.number}"
    ctx.state.placed[channel_key(call.node, callback.placed)] = call.id
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
            number=callback.number,
            name=call.caller_name,
            dialled=plain_number(call.dialled),
            language=call.language,
            customer_ring_ms=rules(ctx, offer.queue).ring_ms,
        )
    )
    ctx.schedule(queue.unreachable_after_ms, Timer.NO_RING, f"{call.id}/{offer.id}")


def offer_ended(ctx: Context, call: Call, trigger: OfferEnded) -> None:
    """The next agent will be rung; the customer has noticed nothing."""
    if not trigger.by_dialplan:
        ctx.emit(HangUp(call.node, callback_of(call).placed))
    _forget_placed(ctx, call)
    offer_refused(ctx, call, trigger.result)
    set_state(ctx, call, CallState.KEPT)


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
    callback.attempts += 1
    offer.agent_leg, offer.agent_channel = trigger.agent_leg, trigger.agent_channel
    ctx.state.legs[trigger.agent_leg] = call.id
    set_state(ctx, call, CallState.DIALLING)
    _write_down(ctx, call)
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
    _close(ctx, call, CallbackOutcome.CONNECTED)
    set_state(ctx, call, CallState.TALKING)


def customer_missed(ctx: Context, call: Call, trigger: CustomerMissed) -> None:
    """The agent is free at once, and hears from the dialplan what happened."""
    _attempt_failed(ctx, call, trigger.outcome)


def agent_left(ctx: Context, call: Call, _: AgentLeft) -> None:
    """The agent hung up before the customer answered; Asterisk stops the ringing."""
    _attempt_failed(ctx, call, CallbackOutcome.FAILED)


def _attempt_failed(ctx: Context, call: Call, outcome: CallbackOutcome) -> None:
    callback, rule = callback_of(call), rules(ctx, call.queue)
    _free_agent(ctx, call, outcome.value)
    callback.outcome = outcome
    if callback.attempts >= rule.attempts_max:
        _finish(ctx, call, outcome)
        return
    callback.again_ms = ctx.now_ms + rule.pause_ms
    ctx.schedule(rule.pause_ms, Timer.AGAIN, f"{call.id}/{callback.again_ms}")
    set_state(ctx, call, CallState.KEPT)
    _write_down(ctx, call)


def _free_agent(ctx: Context, call: Call, end_reason: str) -> None:
    """End the talk that did not come about: no talk time, no wrap-up."""
    if call.offer is None:
        raise EngineBug(f"call {call.id} has no agent to free")
    call.offer.end_reason = end_reason
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
    set_state(ctx, call, CallState.KEPT)


def node_restarted_dialling(ctx: Context, call: Call, _: NodeRestarted) -> None:
    _attempt_failed(ctx, call, CallbackOutcome.FAILED)


def _finish(ctx: Context, call: Call, outcome: CallbackOutcome) -> None:
    """Not reached, or not wanted any more: a place that was taken over goes on elsewhere, any other is abandoned."""
    cancelled = outcome is CallbackOutcome.CANCELLED
    ledger.end_visit(ctx, call, VisitOutcome.CALLBACK if cancelled else VisitOutcome.ABANDONED)
    _close(ctx, call, outcome)
    call_steps.end(ctx, call)


def _close(ctx: Context, call: Call, outcome: CallbackOutcome) -> None:
    """The callback's own record; the call goes on, or ends."""
    callback, queue_id = callback_of(call), call.queue or ""
    ctx.emit(
        Record(
            CallbackFact(
                id=callback.id,
                call=callback.asked_in,
                queue=queue_id,
                number=callback.number,
                asked_ms=callback.asked_ms,
                place_ms=callback.place_ms,
                ended_ms=ctx.now_ms,
                attempts=callback.attempts,
                outcome=outcome,
                project=call.project,
            )
        )
    )
    ctx.state.callbacks.pop(pending_key(queue_id, callback.number), None)
    call.callback = None
    ctx.emit(ForgetCallback(call.id))


def _write_down(ctx: Context, call: Call) -> None:
    """What a daemon that has lost its journal must know."""
    ctx.emit(KeepCallback(as_kept(call)))


def as_kept(call: Call) -> PendingCallback:
    callback = callback_of(call)
    return PendingCallback(
        id=callback.id,
        call=call.id,
        node=call.node,
        queue=call.queue or "",
        number=callback.number,
        name=call.caller_name,
        dialled=call.dialled,
        language=call.language,
        asked_in=callback.asked_in,
        asked_ms=callback.asked_ms,
        entered_ms=call.visit.entered_ms if call.visit is not None else callback.asked_ms,
        place_ms=callback.place_ms,
        attempts=callback.attempts,
        priority=call.priority,
        requires=call.requires,
        wanted_agent=call.wanted_agent,
    )


def restore(ctx: Context, kept: PendingCallback) -> None:
    """A callback that the journal took along when it was lost."""
    callback = Callback(kept.id, kept.asked_in, kept.number, kept.asked_ms, kept.place_ms, kept.attempts)
    call = Call(
        id=kept.call,
        node=kept.node,
        channel="",
        uniqueid="",
        caller_number=kept.number,
        caller_name=kept.name,
        dialled=kept.dialled,
        language=kept.language,
        arrived_ms=kept.asked_ms,
        state=CallState.KEPT,
        since_ms=ctx.now_ms,
        project=ctx.queue(kept.queue).project,
        queue=kept.queue,
        callback=callback,
        visit=Visit(ctx.new_id(), kept.queue, kept.entered_ms, kept.place_ms),
        priority=kept.priority,
        requires=kept.requires,
        wanted_agent=kept.wanted_agent,
    )
    take_up(ctx, call)
