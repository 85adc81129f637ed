"""Whom agents have before they are dialled: previews, numbers that agents ask for, and callbacks promised to people.

A phone that rings is the preview: answering it dials the lead, declining it or letting it ring skips the lead, whose
data the API shows meanwhile. A promised callback waits for its agent for as long as people may be called; then the lead
goes back, and comes again on the next day. A lead that must not be dialled without an agent (the lockout after an
abandoned call) is called in the same way, by any agent.
"""

from acd.commands import Spoken
from acd.dialer.caller_ids import caller_id
from acd.engine.calls import call_flow
from acd.engine.calls.call_triggers import CallbackOver
from acd.engine.context import Context
from acd.engine.outbound import hopper, lead_calls, outcomes, terms, trunks
from acd.engine.outbound.state import CampaignRecord
from acd.engine.queues import relaxation
from acd.engine.requests import Answer, answer
from acd.engine.state import Call, Callback, Timer, Visit
from acd.events import LeadDialRequested, PreviewSkipRequested
from acd.model.callbacks import plain_number
from acd.model.campaigns import Campaign, CampaignMode
from acd.model.leads import Lead
from acd.model.states import AgentState, CallbackOutcome, CallState

WAIT_MAX_MS = 14_400_000  # for an agent; then the lead goes back, to come again


def begin(ctx: Context, campaign: Campaign, lead: Lead, wanted_agent: str = "", by_agent: bool = False) -> Call | None:
    """The lead waits for an agent, or for this one. None: no trunk can take the call, or nobody could talk with it."""
    usable, queue = trunks.usable(ctx, campaign), campaign.queue
    if not usable or queue not in ctx.state.centre.queues:
        return None
    callback = Callback(ctx.new_id(), 0, lead.number, ctx.now_ms, ctx.now_ms)
    callback.lead, callback.trunk, callback.by_agent = lead, usable[0], by_agent
    call = Call(
        id=ctx.new_id(),
        node=ctx.state.centre.trunks[usable[0]].node,
        channel="",
        uniqueid="",
        caller_number=lead.number,
        caller_name=lead.name,
        dialled=caller_id(campaign, lead.number, callback.id),
        language=terms.language(ctx, campaign.id, campaign.project, lead),
        arrived_ms=ctx.now_ms,
        state=CallState.KEPT,
        since_ms=ctx.now_ms,
        project=campaign.project,
        queue=queue,
        callback=callback,
        visit=Visit(ctx.new_id(), queue, ctx.now_ms, ctx.now_ms, counted=False),
        wanted_agent=wanted_agent,
        campaign=campaign.id,
        lead=lead.id,
    )
    ctx.state.calls[call.id] = call
    closes_ms = terms.windows(ctx, campaign).closes_ms(lead.zones, ctx.now_ms)
    wait_ms = WAIT_MAX_MS if closes_ms is None else min(max(closes_ms - ctx.now_ms, 0), WAIT_MAX_MS)
    ctx.schedule(wait_ms, Timer.EXPIRY, f"{call.id}/{callback.id}")
    relaxation.begin(ctx, call)
    ctx.index_call(call)
    return call


def decide(ctx: Context, known: CampaignRecord, campaign: Campaign, room: int) -> None:
    """One lead for each agent who is ready and for whom nobody waits; and whoever was promised an agent."""
    while known.for_agents:
        lead = known.for_agents.pop(0)
        wanted = lead.wanted_agent if lead.wanted_agent in ctx.state.centre.agents else ""
        is_open = terms.windows(ctx, campaign).is_open(lead.zones, ctx.now_ms)
        if not is_open or begin(ctx, campaign, lead, wanted) is None:
            hopper.give_back(ctx, [lead])
    if campaign.mode is not CampaignMode.PREVIEW:
        return
    waiting = ctx.floor.plain[campaign.queue].callers if campaign.queue in ctx.floor.plain else ()
    for _ in range(min(ctx.hands.idle(ctx.floor, campaign.queue or "") - len(waiting), room)):
        shown = hopper.take(ctx, known, campaign)
        if shown is None:
            return
        if begin(ctx, campaign, shown) is None:
            hopper.give_back(ctx, [shown])
            return
        hopper.dialled(ctx, known)


def any_waits(ctx: Context, campaign: str) -> bool:
    """Whether a lead of the campaign waits for an agent."""
    return any(call.campaign == campaign and call.state is CallState.KEPT for call in ctx.state.calls.values())


def withdraw(ctx: Context, campaign: str, outcome: CallbackOutcome, numbers: frozenset[str] | None = None) -> None:
    """Take back the campaign's leads for whom no phone rings yet: all of them, or those with these numbers."""
    for call in [call for call in ctx.state.calls.values() if call.campaign == campaign]:
        wanted = numbers is None or call.caller_number in numbers
        if wanted and call.state is CallState.KEPT and lead_calls.is_for_lead(call):
            call_flow.fire(ctx, call, CallbackOver(outcome))


# Asking.


def dial(ctx: Context, event: LeadDialRequested) -> None:
    """An agent wants to call somebody. A lead that comes with a request that is refused is given back."""
    given = _dial(ctx, event)
    if given.code != "ok" and event.lead is not None and event.lead.id:
        hopper.give_back(ctx, [event.lead])
    answer(ctx, event.origin, given)


def _dial(ctx: Context, event: LeadDialRequested) -> Answer:
    campaign, agent = ctx.state.centre.campaigns.get(event.campaign), ctx.state.agents.get(event.agent)
    config, number = ctx.agent_config(event.agent), plain_number(event.number)
    if campaign is None:
        return Answer("not_found", Spoken.REFUSED, f"campaign {event.campaign} is not configured")
    if config is None or agent is None:
        return Answer("not_found", Spoken.REFUSED, f"agent {event.agent} is not configured, or has never logged in")
    if campaign.queue not in config.queues:
        return Answer("conflict", Spoken.REFUSED, f"agent {agent.id} does not serve queue {campaign.queue}")
    if agent.state is not AgentState.READY or not ctx.available(agent):
        return Answer("conflict", Spoken.REFUSED, f"agent {agent.id} is not free to call ({agent.state})")
    if not number:
        return Answer("conflict", Spoken.REFUSED, "that is no telephone number")
    if outcomes.is_barred(ctx, number, campaign.project, campaign.id):
        return Answer("conflict", Spoken.REFUSED, "the number is on a do-not-call list")
    lead = event.lead or Lead(0, "", number)
    if not terms.windows(ctx, campaign).is_open(lead.zones, ctx.now_ms):
        return Answer("conflict", Spoken.REFUSED, "it is outside the hours in which people may be called there")
    call = begin(ctx, campaign, lead, agent.id, by_agent=True)
    if call is None:
        return Answer("conflict", Spoken.REFUSED, f"campaign {campaign.id} has no trunk that takes calls out")
    return Answer("ok", Spoken.READY, f"call {call.id}: the phone of agent {agent.id} rings, then that of {number}")


def skip(ctx: Context, event: PreviewSkipRequested) -> None:
    answer(ctx, event.origin, _skip(ctx, event))


def _skip(ctx: Context, event: PreviewSkipRequested) -> Answer:
    agent = ctx.state.agents.get(event.agent)
    call = ctx.state.calls.get(agent.call) if agent is not None and agent.call is not None else None
    if call is None or not lead_calls.is_for_lead(call) or call.state is not CallState.ANNOUNCED:
        return Answer("conflict", Spoken.REFUSED, f"no lead is shown to agent {event.agent}")
    call_flow.fire(ctx, call, CallbackOver(CallbackOutcome.CANCELLED))
    return Answer("ok", Spoken.READY, "the lead is skipped")
