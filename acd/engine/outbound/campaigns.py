"""Campaigns are started, paused and stopped, by people or by themselves."""

from acd.commands import Record, Spoken
from acd.dialer.readiness import missing
from acd.engine.context import Context
from acd.engine.outbound import agent_first, hopper, outcomes, trunks
from acd.engine.outbound.state import CampaignRecord
from acd.engine.requests import Answer, answer
from acd.events import CampaignPauseRequested, CampaignStartRequested, CampaignStopRequested, NumbersBarred
from acd.model.campaigns import CampaignState
from acd.model.facts import CampaignFact
from acd.model.states import CallbackOutcome


def start(ctx: Context, event: CampaignStartRequested) -> None:
    answer(ctx, event.origin, _start(ctx, event))


def _start(ctx: Context, event: CampaignStartRequested) -> Answer:
    campaign = ctx.state.centre.campaigns.get(event.campaign)
    if campaign is None:
        return _unknown(event.campaign)
    lacks = missing(ctx.state.centre, campaign)
    if lacks:
        return Answer("conflict", Spoken.REFUSED, f"campaign {campaign.id} cannot start: it has {', '.join(lacks)}")
    known = outcomes.campaign_record(ctx, campaign.id)
    if known.state is CampaignState.RUNNING:
        return Answer("ok", Spoken.READY, f"campaign {campaign.id} is running already")
    trunks.forgive(ctx, campaign)
    _run(ctx, known, "", event.by)
    return Answer("ok", Spoken.READY, f"campaign {campaign.id} is running")


def _run(ctx: Context, known: CampaignRecord, reason: str, by: str) -> None:
    known.ask_ms, known.failures, known.trouble = ctx.now_ms, 0, ""
    set_state(ctx, known, CampaignState.RUNNING, reason, by)
    ctx.hands.changed[known.id] = None


def pause(ctx: Context, event: CampaignPauseRequested) -> None:
    answer(ctx, event.origin, _pause(ctx, event))


def _pause(ctx: Context, event: CampaignPauseRequested) -> Answer:
    known = ctx.state.campaigns.get(event.campaign)
    if event.campaign not in ctx.state.centre.campaigns:
        return _unknown(event.campaign)
    if known is None or known.state in (CampaignState.STOPPED, CampaignState.FINISHED):
        return Answer("conflict", Spoken.REFUSED, f"campaign {event.campaign} is not running")
    if known.state is CampaignState.RUNNING:
        agent_first.withdraw(ctx, event.campaign, CallbackOutcome.CANCELLED)
        set_state(ctx, known, CampaignState.PAUSED, "", event.by)
    return Answer("ok", Spoken.READY, f"campaign {event.campaign} is paused")


def stop(ctx: Context, event: CampaignStopRequested) -> None:
    answer(ctx, event.origin, _stop(ctx, event))


def _stop(ctx: Context, event: CampaignStopRequested) -> Answer:
    if event.campaign not in ctx.state.centre.campaigns:
        return _unknown(event.campaign)
    known = ctx.state.campaigns.get(event.campaign)
    if known is not None:
        halt(ctx, known, "", event.by)
    return Answer("ok", Spoken.READY, f"campaign {event.campaign} is stopped")


def _unknown(campaign: str) -> Answer:
    return Answer("not_found", Spoken.REFUSED, f"campaign {campaign} is not configured")


def halt(ctx: Context, known: CampaignRecord, reason: str, by: str) -> None:
    """Stop, and give the leads back. Calls going on end as they do."""
    hopper.give_up_request(known)
    hopper.give_all_back(ctx, known)
    agent_first.withdraw(ctx, known.id, CallbackOutcome.CANCELLED)
    set_state(ctx, known, CampaignState.STOPPED, reason, by)


def set_state(ctx: Context, known: CampaignRecord, state: CampaignState, reason: str, by: str) -> None:
    if known.state is state and known.reason == reason:
        return
    known.state, known.reason, known.by, known.since_ms = state, reason, by, ctx.now_ms
    if reason:
        ctx.log("info", f"a campaign is {state}", campaign=known.id, reason=reason)
    ctx.emit(Record(CampaignFact(ctx.new_id(), known.id, state, reason, by, ctx.now_ms)))


# By themselves.


def attempt_ended(ctx: Context, known: CampaignRecord) -> None:
    """Perhaps the trunk refuses everything."""
    campaign = ctx.state.centre.campaigns.get(known.id)
    if campaign is not None and known.state is CampaignState.RUNNING:
        refusal = trunks.refusal(ctx, campaign)
        if refusal:
            set_state(ctx, known, CampaignState.PAUSED, refusal, "")


def finish_if_done(ctx: Context, known: CampaignRecord) -> None:
    """No lead is left: none at hand, none on its way, none being dialled, none to be dialled again."""
    waits = known.request or known.hopper or known.for_agents or known.added or known.ask_ms is not None
    under_way = ctx.hands.attempts(known.id) or agent_first.any_waits(ctx, known.id)
    if known.state is CampaignState.RUNNING and not waits and not under_way:
        set_state(ctx, known, CampaignState.FINISHED, "no lead is left", "")


def go_on(ctx: Context, known: CampaignRecord) -> None:
    """Perhaps new leads came for a campaign that had finished."""
    if known.state is CampaignState.FINISHED and known.added:
        _run(ctx, known, "new leads", "")


def configured(ctx: Context) -> None:
    """A new configuration took effect: campaigns that are gone stop."""
    for known in ctx.state.campaigns.values():
        if known.id not in ctx.state.centre.campaigns:
            halt(ctx, known, "not configured any more", "")
    ctx.hands.everything_changed()


def barred(ctx: Context, event: NumbersBarred) -> None:
    """Nobody calls these numbers any more, not even an agent who has one of them before him."""
    hopper.barred(ctx, event)
    for campaign in ctx.state.centre.campaigns.values():
        if event.campaign in ("", campaign.id) and event.project in ("", campaign.project):
            agent_first.withdraw(ctx, campaign.id, CallbackOutcome.DO_NOT_CALL, frozenset(event.numbers))
