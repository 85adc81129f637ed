"""The agent speaks with somebody about a caller, who hears music: how that begins, and each way in which it ends.

Which of two simultaneous causes wins:
- The agent's hang-up against the other's: whichever is handled first. After the agent's the caller takes the agent's
  place (with the one consulted, or in the queue); after the other's caller and agent are together again.
- The caller's hang-up against all else: the caller's; a consultation about nobody ends.
- An answer that comes after the agent took the caller back finds no consultation, and is counted.
- The answer of an outside number against the agent's hang-up: after the hang-up it is called once more, for the caller.
"""

from acd.commands import AddCaller, HangUp
from acd.engine import ledger
from acd.engine.calls import call_flow
from acd.engine.calls.call_triggers import CallerLeft, GivenUp, HandedOver, Held, Offered, Resumed, SentOutside
from acd.engine.calls.hold_steps import talk_of
from acd.engine.calls.onward import enter_queue
from acd.engine.calls.transfer_steps import queue_of_person
from acd.engine.context import Context
from acd.engine.state import Call, Passing
from acd.model.states import CallState, OfferResult, TransferKind, TransferResult, TransferTarget
from acd.model.transfer import Target


def begin(ctx: Context, call: Call, target: Target) -> None:
    """``call`` is talking or held; ``target`` was found to exist and, an agent, to be available."""
    offer = talk_of(call)
    call_flow.fire(ctx, call, Held(by_phone=False))
    call.passing = Passing(TransferKind.ATTENDED, target, offer.agent, offer.queue, ctx.now_ms)
    consultation = _of(ctx, call)
    if target.kind is TransferTarget.EXTERNAL:
        call_flow.fire(ctx, consultation, SentOutside(target.name))
        return
    personal = target.kind is TransferTarget.AGENT
    queue = queue_of_person(ctx, call, target.name) if personal else target.name
    enter_queue(ctx, consultation, queue, call.arrived_ms, ctx.now_ms, counted=not personal)
    if consultation.visit is not None:
        consultation.visit.transferred_from = offer.visit
    consultation.requires, consultation.priority = target.requires, call.priority + target.priority
    ctx.returning[consultation.id] = None
    if personal:
        call_flow.fire(ctx, consultation, Offered(ctx.state.agents[target.name], f"asked for by agent {offer.agent}"))
    ctx.index_call(consultation)


def _of(ctx: Context, call: Call) -> Call:
    """The call in which the agent's leg is the caller."""
    offer = talk_of(call)
    consultation = Call(
        id=ctx.new_id(),
        node=call.node,
        channel=offer.agent_channel,
        uniqueid=offer.agent_leg.partition("/")[2],
        caller_number=call.caller_number,
        caller_name=call.caller_name,
        dialled=call.dialled,
        language=call.language,
        arrived_ms=ctx.now_ms,
        state=CallState.WAITING,
        since_ms=ctx.now_ms,
        about=call.id,
    )
    ctx.state.calls[consultation.id] = consultation
    ctx.state.callers[offer.agent_leg] = consultation.id
    call.consultation = consultation.id
    return consultation


def complete(ctx: Context, call: Call) -> None:
    """The agent leaves; also before anybody has answered.

    Who was consulted outside cannot be reached at the moment in which the agent's leg ends (tried on 22.10): the caller
    follows when that end is heard.
    """
    consultation = ctx.state.calls[call.consultation]
    if consultation.outside_leg and not call.conference:
        ctx.emit(HangUp(call.node, consultation.channel))
        return
    call_flow.fire(ctx, call, HandedOver(consultation, leg_lives=True))


def cancel(ctx: Context, call: Call) -> None:
    """Caller and agent are together again; whom the agent consulted is let go: Asterisk would keep that one."""
    consultation = ctx.state.calls[call.consultation]
    consulted = consultation.partner_channel
    call_flow.fire(ctx, consultation, GivenUp())
    _together_again(ctx, call, TransferResult.CANCELLED)
    if consulted:
        ctx.emit(HangUp(call.node, consulted))


def has_answered(consultation: Call) -> bool:
    return consultation.state is CallState.TALKING or bool(consultation.outside_leg)


def confer(ctx: Context, call: Call) -> None:
    """The caller comes into the conversation of the two."""
    call_flow.fire(ctx, call, Resumed(by_phone=False, join=False))
    call.conference = True
    ctx.emit(AddCaller(call.node, call.channel, talk_of(call).agent_channel))


def settle(ctx: Context) -> None:
    """Those whom agents consulted have hung up or did not answer."""
    while ctx.unanswered:
        consultation_id, result = ctx.unanswered.pop(0)
        consultation = ctx.state.calls.get(consultation_id)
        if consultation is None:
            continue
        call_flow.fire(ctx, consultation, GivenUp())
        call = ctx.state.calls.get(consultation.about)
        if call is not None and call.consultation == consultation_id:
            answered = result is OfferResult.ANSWERED
            failed = ledger.TRANSFER_RESULTS.get(result, TransferResult.FAILED)
            _together_again(ctx, call, TransferResult.TARGET_HUNG_UP if answered else failed)


def _together_again(ctx: Context, call: Call, result: TransferResult) -> None:
    conference, call.conference, call.consultation = call.conference, False, 0
    ledger.record_transfer(ctx, call, result)
    if not conference:
        call_flow.fire(ctx, call, Resumed(by_phone=False, join=True))


def caller_gone(ctx: Context, call: Call) -> None:
    """The caller's channel has ended. An agent who hangs up while consulting passes the caller on."""
    about = ctx.state.calls.get(call.about)
    if about is not None and about.consultation == call.id:
        call_flow.fire(ctx, about, HandedOver(call, leg_lives=False))
    else:
        call_flow.fire(ctx, call, CallerLeft())
