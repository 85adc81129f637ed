"""What each transition of a call does; the table in ``acd.engine.calls.call_flow`` says when.

Every function takes the context, the call and the trigger, and leaves the call in one of the states that
the table names.
"""

from acd.commands import ConnectCaller, HangUp
from acd.engine import ledger
from acd.engine.agents import agent_flow, terms
from acd.engine.calls import ringing_together, surveys
from acd.engine.calls.call_triggers import (
    AgentLeft,
    Answered,
    CallerLeft,
    CameBack,
    FailsafeTook,
    MessagePlays,
    NodeRestarted,
    Offered,
    OfferEnded,
    OfferFound,
)
from acd.engine.calls.onward import enter_queue, leave_with_message, look, set_state
from acd.engine.context import Context
from acd.engine.queues import expected_wait, preferred_agent, regain
from acd.engine.state import AgentRecord, Call, Offer, Timer, channel_key, phone_of
from acd.errors import EngineBug
from acd.model.centre import Message, Queue
from acd.model.states import CallState, HungUpBy, OfferResult, TransferResult, VisitOutcome

ANSWER_GRACE_MS = 5_000  # Asterisk ends the ringing itself; only when it is this late do we
LINGER_MS = 5_000  # between two tries to end a call whose message is over


def offered(ctx: Context, call: Call, trigger: Offered) -> None:
    offer = begin_offer(ctx, call, trigger.agent, None, trigger.reason)
    queue = ctx.queue(offer.queue)
    ringing_together.begin(ctx, call, [*trigger.together])
    ctx.emit(
        ConnectCaller(
            node=call.node,
            channel=call.channel,
            uniqueid=call.uniqueid,
            offer=offer.number,
            agent=offer.agent,
            phone=offer.phone,
            phone_node=node_of(ctx, call, offer.phone),
            ring_ms=_ring_ms(ctx, call, offer, queue),
            call=call.id,
            visit=offer.visit,
            also=tuple((other.phone, node_of(ctx, call, other.phone)) for other in call.together),
            survey=surveys.questions_for(ctx, call, offer.queue) if not call.about else None,
            consult=bool(call.about),
            auto_answer=call.connect_by_ms is not None,
        )
    )
    ctx.schedule(queue.unreachable_after_ms, Timer.NO_RING, f"{call.id}/{offer.id}")


def _ring_ms(ctx: Context, call: Call, offer: Offer, queue: Queue) -> int:
    """A person who was called does not wait for longer than the limit."""
    ring_ms = queue.ring_ms if call.together else terms.ring_ms(ctx, offer.agent, queue)
    return ring_ms if call.connect_by_ms is None else min(ring_ms, max(call.connect_by_ms - ctx.now_ms, 1))


def node_of(ctx: Context, call: Call, phone: str) -> str:
    known = ctx.state.centre.phones.get(phone)
    return known.node if known is not None else call.node


def offer_found(ctx: Context, call: Call, trigger: OfferFound) -> None:
    offer = begin_offer(ctx, call, trigger.agent, trigger.number, "found in Asterisk")
    offer.rang = True


def begin_offer(
    ctx: Context,
    call: Call,
    agent: AgentRecord,
    found: int | None,
    reason: str,
    state: CallState = CallState.OFFERING,
) -> Offer:
    visit = call.visit
    if visit is None or agent.phone is None:
        raise EngineBug(f"call {call.id} cannot be offered to agent {agent.id}")
    offer_id = ctx.new_id()
    number = found if found is not None else offer_id
    offer = Offer(offer_id, number, visit.id, visit.queue, agent.id, agent.phone, ctx.now_ms, reason)
    call.offer = offer
    ctx.state.last_offered[visit.queue] = agent.id
    visit.offers += 1
    ctx.returning.pop(call.id, None)
    set_state(ctx, call, state)
    if not agent_flow.fire(ctx, agent, agent_flow.Offered(call)):
        raise EngineBug(f"agent {agent.id} was chosen while {agent.state}")
    queue = ctx.queue(visit.queue)
    ring_ms = max(queue.ring_ms, terms.ring_ms(ctx, agent.id, queue))
    ctx.schedule(ring_ms + ANSWER_GRACE_MS, Timer.RING_OVER, f"{call.id}/{offer.id}")
    return offer


def message_plays(ctx: Context, call: Call, _: MessagePlays) -> None:
    call.hung_up_by = HungUpBy.SYSTEM
    set_state(ctx, call, CallState.LEAVING)


def end_offer(ctx: Context, call: Call, result: OfferResult) -> Offer:
    """Close the offer in the books and forget it; the agent is told by the caller of this function."""
    offer = call.offer
    if offer is None:
        raise EngineBug(f"call {call.id} has no offer to end")
    ledger.close_hold(ctx, call, offer)
    if call.together:
        ringing_together.end(ctx, call, result)
    ledger.record_offer(ctx, call, offer, result)
    if ctx.state.legs.get(offer.agent_leg) == call.id:
        del ctx.state.legs[offer.agent_leg]
    call.offer = None
    return offer


def answered(ctx: Context, call: Call, trigger: Answered) -> None:
    ringing_together.answered_at(call, phone_of(trigger.agent_channel))
    ringing_together.end(ctx, call, OfferResult.ANSWERED_ELSEWHERE)
    offer, visit = call.offer, call.visit
    if offer is None or visit is None:
        raise EngineBug(f"call {call.id} was answered without an offer")
    at_ms = ctx.now_ms if trigger.at_ms is None else min(max(trigger.at_ms, visit.entered_ms), ctx.now_ms)
    offer.offered_ms = min(offer.offered_ms, at_ms)
    offer.answered_ms = at_ms
    offer.agent_leg = trigger.agent_leg
    offer.agent_channel = trigger.agent_channel
    ctx.state.legs[trigger.agent_leg] = call.id
    call.answered_ms = call.answered_ms or at_ms
    call.agent = offer.agent
    call.connect_by_ms = None
    if call.about:
        agent_answers = agent_flow.Answered(call, 0, 0)  # the wrap-up is that of the caller's call
    else:
        agent_answers = terms.answered(ctx, offer.agent, ctx.queue(visit.queue), call)
    expected_wait.answered(ctx, visit, offer, at_ms)
    ledger.end_visit(ctx, call, VisitOutcome.ANSWERED, at_ms)
    ledger.passed_on(ctx, call, offer.agent, OfferResult.ANSWERED)
    set_state(ctx, call, CallState.TALKING)
    agent_flow.fire(ctx, ctx.state.agents[offer.agent], agent_answers)


def offer_ended(ctx: Context, call: Call, trigger: OfferEnded) -> None:
    """The caller keeps the place and waits for the next agent."""
    offer_refused(ctx, call, trigger.result)
    set_state(ctx, call, CallState.WAITING)
    if not trigger.by_dialplan:
        ctx.returning[call.id] = None
    if call.about and call.visit is not None and not call.visit.counted:
        ctx.unanswered.append((call.id, trigger.result))
    look(ctx, call)


def offer_refused(ctx: Context, call: Call, result: OfferResult) -> None:
    """Close the offer that did not lead to a talk, and tell its agent."""
    offer = end_offer(ctx, call, result)
    ledger.passed_on(ctx, call, offer.agent, result)
    if call.wanted_until_ms is not None:  # the agent was a wish, and has not come true
        preferred_agent.anybody(ctx, call)
    if result is OfferResult.UNREACHABLE:
        ringing_together.phone_is_silent(ctx, offer.phone)
    ringing_together.stop_ringing(ctx, call, offer, result)


def caller_left_waiting(ctx: Context, call: Call, _: CallerLeft) -> None:
    if call.visit is not None:
        if not call.about:
            regain.remember(ctx, call)
        ledger.end_visit(ctx, call, VisitOutcome.EXITED if call.about else VisitOutcome.ABANDONED)
    if call.hung_up_by is HungUpBy.UNKNOWN:
        call.hung_up_by = HungUpBy.CALLER
    end(ctx, call)


def caller_left_offering(ctx: Context, call: Call, trigger: CallerLeft) -> None:
    """Asterisk stops the ringing by itself; the agent keeps the place among the idle."""
    offer = end_offer(ctx, call, OfferResult.CALLER_GONE)
    agent_flow.fire(ctx, ctx.state.agents[offer.agent], agent_flow.OfferEnded(OfferResult.CALLER_GONE, 0))
    caller_left_waiting(ctx, call, trigger)


def end_talk(ctx: Context, call: Call, end_reason: str) -> Offer:
    """Close the offer of the agent who talks, and free the agent. ``end_reason`` as in ``OfferFact``."""
    if call.offer is not None:
        call.offer.end_reason = end_reason
    offer = end_offer(ctx, call, OfferResult.ANSWERED)
    if not call.about:
        preferred_agent.remember(ctx, call, offer.agent)
    agent_flow.fire(ctx, ctx.state.agents[offer.agent], agent_flow.CallEnded())
    return offer


def _who_hung_up(call: Call, heard: HungUpBy) -> str:
    """Who hung up first, as Asterisk told; otherwise whose channel was heard to end first."""
    return (heard if call.hung_up_by is HungUpBy.UNKNOWN else call.hung_up_by).value


def caller_left_talking(ctx: Context, call: Call, _: CallerLeft) -> None:
    offer = end_talk(ctx, call, _who_hung_up(call, HungUpBy.CALLER))
    if offer.kept:
        ctx.emit(HangUp(call.node, offer.agent_channel))
    end(ctx, call)


def drop_consultation(ctx: Context, call: Call) -> None:
    """The agent's talk ends in another way than the consultation was for; that one ends with the agent's leg."""
    if call.consultation:
        call.consultation, call.conference = 0, False
        ledger.record_transfer(ctx, call, TransferResult.FAILED)


def leave_alone(ctx: Context, call: Call, _: AgentLeft) -> None:
    """The agent is free at once; the caller's channel ends on its own a moment later.

    It is not hung up from here if it stays: the agent's phone may have transferred the caller. That it ended unheard,
    an audit tells.
    """
    drop_consultation(ctx, call)
    end_talk(ctx, call, _who_hung_up(call, HungUpBy.AGENT))
    set_state(ctx, call, CallState.LEAVING)
    if call.about:
        ctx.unanswered.append((call.id, OfferResult.ANSWERED))


def left_finally(ctx: Context, call: Call, _: CallerLeft) -> None:
    end(ctx, call)


def failsafe_took(ctx: Context, call: Call, _: FailsafeTook) -> None:
    set_state(ctx, call, CallState.FAILSAFE)


def failsafe_took_offered(ctx: Context, call: Call, _: FailsafeTook) -> None:
    offer = end_offer(ctx, call, OfferResult.FAILED)
    agent_flow.fire(ctx, ctx.state.agents[offer.agent], agent_flow.OfferEnded(OfferResult.FAILED, 0))
    set_state(ctx, call, CallState.FAILSAFE)


def failsafe_over(ctx: Context, call: Call, _: CallerLeft) -> None:
    if call.visit is not None:
        ledger.end_visit(ctx, call, VisitOutcome.FAILSAFE)
    end(ctx, call)


def came_back(ctx: Context, call: Call, _: CameBack) -> None:
    set_state(ctx, call, CallState.WAITING)
    look(ctx, call)


def came_back_from_talking(ctx: Context, call: Call, _: CameBack) -> None:
    """We believed the caller was talking, Asterisk says waiting: waiting is served again, at the old place."""
    drop_consultation(ctx, call)
    end_talk(ctx, call, "")
    enter_again(ctx, call)


def came_back_from_leaving(ctx: Context, call: Call, _: CameBack) -> None:
    """The message was never played (its order was lost with the link): the caller is served again."""
    call.hung_up_by = HungUpBy.UNKNOWN
    enter_again(ctx, call)


def enter_again(ctx: Context, call: Call) -> None:
    if call.outcome is VisitOutcome.CLOSED:
        leave_with_message(ctx, call, Message.CLOSED)
        return
    if call.queue is None or call.queue not in ctx.state.centre.queues:
        leave_with_message(ctx, call, Message.NO_SERVICE)
        return
    set_state(ctx, call, CallState.WAITING)
    enter_queue(ctx, call, call.queue, call.arrived_ms, ctx.now_ms)


def lost(ctx: Context, call: Call, _: NodeRestarted) -> None:
    call.hung_up_by = HungUpBy.SYSTEM
    if call.offer is not None:
        talking = call.state in (CallState.TALKING, CallState.HELD)
        call.offer.end_reason = HungUpBy.SYSTEM.value if talking else ""
        offer = end_offer(ctx, call, OfferResult.ANSWERED if talking else OfferResult.FAILED)
        ended = agent_flow.CallEnded() if talking else agent_flow.OfferEnded(OfferResult.CALLER_GONE, 0)
        agent_flow.fire(ctx, ctx.state.agents[offer.agent], ended)
    if call.visit is not None:
        ledger.end_visit(ctx, call, VisitOutcome.LOST)
    end(ctx, call)


def end(ctx: Context, call: Call) -> None:
    """The call leaves the memory as a fact; a consultation about it ends with it."""
    ledger.record_transfer(ctx, call, TransferResult.CALLER_GONE)
    if not call.about:
        ledger.record_call(ctx, call)
    consultation = ctx.state.calls.get(call.consultation)
    if consultation is not None:
        hang_up(ctx, consultation)
        if consultation.partner_channel:
            ctx.emit(HangUp(consultation.node, consultation.partner_channel))
    ctx.returning.pop(call.id, None)
    ctx.forget_call(call)
    ctx.state.legs.pop(call.outside_leg, None)
    del ctx.state.calls[call.id]
    ctx.state.callers.pop(channel_key(call.node, call.uniqueid), None)


def hang_up(ctx: Context, call: Call) -> None:
    """Ask Asterisk to end the call; the state follows when the ``Hangup`` comes."""
    ctx.emit(HangUp(call.node, call.channel))
