"""Calls to leads that an agent has first: what a callback's steps (``acd.engine.deferred``) do for them besides.

Such a call waits in the campaign's queue without a channel, as a callback does. The ringing of the agent's phone begins
an attempt: the lead is dialled as soon as the agent answers, without asking anybody. An attempt is one ringing: whoever
does not answer has skipped the lead, which goes back to where it came from.
"""

from acd.commands import Record
from acd.dialer.classify import classify
from acd.engine.context import Context
from acd.engine.outbound import hopper, trunks
from acd.engine.outbound.state import Attempt
from acd.engine.state import Call, Callback
from acd.errors import EngineBug
from acd.model.campaigns import Campaign, CampaignMode
from acd.model.facts import AttemptBegunFact
from acd.model.leads import AttemptResult, AttemptState, Lead
from acd.model.states import CallbackOutcome

RESULTS = {
    CallbackOutcome.NO_ANSWER: AttemptResult.NO_ANSWER,
    CallbackOutcome.BUSY: AttemptResult.BUSY,
    CallbackOutcome.FAILED: AttemptResult.FAILED,
}


def is_for_lead(call: Call) -> bool:
    """False of a caller's own callback, and of a message that a caller left."""
    return call.callback is not None and call.callback.lead is not None


def lead_of(callback: Callback) -> Lead:
    if callback.lead is None:
        raise EngineBug(f"callback {callback.id} is for no lead")
    return callback.lead


def rung(ctx: Context, call: Call) -> str:
    """The phone of an agent is about to ring: an attempt begins. The trunk that it takes."""
    callback, campaign = call.callback, _campaign(ctx, call)
    if callback is None:
        raise EngineBug(f"call {call.id} is for no lead")
    if campaign is not None:
        callback.trunk = trunks.choose(ctx, campaign) or callback.trunk
    if callback.trunk in ctx.state.centre.trunks:
        trunks.take(ctx, callback.trunk)
    lead = lead_of(callback)
    attempt = Attempt(
        id=ctx.new_id(),
        campaign=call.campaign,
        project=call.project or "",
        mode=CampaignMode.MANUAL if callback.by_agent else CampaignMode.PREVIEW,
        lead=lead,
        number=lead.number,
        node=call.node,
        trunk=callback.trunk,
        caller_id=call.dialled,
        uniqueid=callback.placed,
        began_ms=ctx.now_ms,
        state=AttemptState.AGENT,
        since_ms=ctx.now_ms,
        call=call.id,
    )
    call.attempt = attempt.id
    ctx.state.attempts[attempt.id] = attempt
    ctx.hands.note_attempt(attempt)
    begun = AttemptBegunFact(attempt.id, call.campaign, attempt.project, lead.id, lead.number, ctx.now_ms)
    ctx.emit(Record(begun))
    return callback.trunk


def missed(ctx: Context, call: Call, outcome: CallbackOutcome, dial_status: str, cause: int) -> None:
    """The lead's phone was dialled in vain."""
    attempt = ctx.state.attempts.get(call.attempt)
    if attempt is None:
        return
    attempt.dial_status, attempt.cause = dial_status, cause
    known = bool(dial_status or cause)
    attempt.result = classify(dial_status, cause, 0) if known else RESULTS.get(outcome, AttemptResult.FAILED)


def not_rung(ctx: Context, call: Call) -> bool:
    """Take back a lead for whom no phone has rung yet; False: an attempt is under way, and says how it ended."""
    if call.attempt or call.callback is None:
        return False
    hopper.give_back(ctx, [lead for lead in (lead_of(call.callback),) if lead.id])
    ctx.forget_call(call)
    del ctx.state.calls[call.id]
    return True


def _campaign(ctx: Context, call: Call) -> Campaign | None:
    return ctx.state.centre.campaigns.get(call.campaign)
