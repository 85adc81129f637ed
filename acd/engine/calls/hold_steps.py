"""What the transitions of holding do; the table in ``acd.engine.calls.call_flow`` says when.

Held by command: the caller hears music in ``acd-hold``, the agent's leg waits aside; we bring both together again. Held
by the phone itself: Asterisk plays the music within the conversation, and only the phone takes the caller back.
"""

from acd.commands import HangUp, HoldCaller, JoinCaller
from acd.engine import ledger
from acd.engine.calls.call_steps import drop_consultation, end_talk, enter_again, leave_alone
from acd.engine.calls.call_triggers import AgentLeft, CameBack, FailsafeTook, Held, Resumed
from acd.engine.calls.onward import enter_queue, set_state
from acd.engine.context import Context
from acd.engine.state import Call, Offer
from acd.errors import EngineBug
from acd.model.states import CallState, HungUpBy


def held(ctx: Context, call: Call, trigger: Held) -> None:
    offer = talk_of(call)
    offer.held_since_ms = ctx.now_ms
    offer.held_by_phone = trigger.by_phone
    set_state(ctx, call, CallState.HELD)
    if not trigger.by_phone:
        ctx.emit(HoldCaller(call.node, call.channel, offer.agent_channel))


def held_again(ctx: Context, call: Call, trigger: Held) -> None:
    """A hold of the phone becomes one of ours: its keys asked for a consultation, and it takes the caller back next."""
    offer = talk_of(call)
    if offer.held_by_phone and not trigger.by_phone:
        offer.held_by_phone = False
        ctx.emit(HoldCaller(call.node, call.channel, offer.agent_channel))


def resumed(ctx: Context, call: Call, trigger: Resumed) -> None:
    offer = talk_of(call)
    if trigger.by_phone and not offer.held_by_phone:
        return
    ledger.close_hold(ctx, call, offer)
    set_state(ctx, call, CallState.TALKING)
    if trigger.join:
        join(ctx, call)


def join(ctx: Context, call: Call) -> None:
    """Bring the caller together with the agent's leg of the present offer."""
    offer = talk_of(call)
    offer.kept = True
    phone = ctx.state.centre.phones.get(offer.phone)
    ctx.emit(
        JoinCaller(
            node=call.node,
            channel=call.channel,
            leg=offer.agent_channel,
            offer=offer.number,
            agent=offer.agent,
            phone=offer.phone,
            phone_node=phone.node if phone is not None else call.node,
            call=call.id,
            visit=offer.visit,
        )
    )


def agent_left_held(ctx: Context, call: Call, trigger: AgentLeft) -> None:
    """On hold by the phone the conversation ends as any other; from ours the caller is left, and is served again."""
    if talk_of(call).held_by_phone:
        leave_alone(ctx, call, trigger)
        return
    drop_consultation(ctx, call)
    end_talk(ctx, call, HungUpBy.AGENT.value)
    call.hung_up_by = HungUpBy.UNKNOWN
    enter_again(ctx, call)
    if call.state is CallState.WAITING:
        ctx.returning[call.id] = None


def came_back_held(ctx: Context, call: Call, _: CameBack) -> None:
    """Found waiting: the dialplan gave up on us. The agent's leg, if any, has nobody to talk with any more."""
    drop_consultation(ctx, call)
    offer = end_talk(ctx, call, "")
    ctx.emit(HangUp(call.node, offer.agent_channel))
    enter_again(ctx, call)


def failsafe_took_held(ctx: Context, call: Call, _: FailsafeTook) -> None:
    drop_consultation(ctx, call)
    offer = end_talk(ctx, call, "")
    ctx.emit(HangUp(call.node, offer.agent_channel))
    if call.queue in ctx.state.centre.queues:
        enter_queue(ctx, call, call.queue, call.arrived_ms, ctx.now_ms)
    set_state(ctx, call, CallState.FAILSAFE)


def talk_of(call: Call) -> Offer:
    if call.offer is None or not call.offer.agent_channel:
        raise EngineBug(f"call {call.id} ({call.state}) has no agent's leg")
    return call.offer
