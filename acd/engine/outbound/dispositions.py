"""Outcomes that agents give calls: what is recorded, and what becomes of the lead.

What was said of a lead before (the attempt's own result) gives way to the agent's word, and that to a later one; only a
lead that is at hand to be dialled again, or is being dialled, is past changing.
"""

from acd.commands import Record, Spoken
from acd.dialer.retries import Next, after
from acd.engine.context import Context
from acd.engine.outbound import agent_first, outcomes, terms
from acd.engine.outbound.state import Attempt, Talk
from acd.engine.requests import Answer, answer
from acd.events import DispositionRequested
from acd.model.dispositions import Disposition, choices
from acd.model.facts import BarredFact, DispositionFact, LeadFact
from acd.model.leads import AttemptResult, LeadStatus
from acd.model.states import CallbackOutcome

TALKS_MAX = 5_000
TALK_KEPT_MS = 86_400_000  # so long an agent may still say how a call went


def remember(ctx: Context, attempt: Attempt) -> None:
    """An agent talks with the person: the outcome may be given from now on."""
    talks = ctx.state.talks
    talks[attempt.call] = Talk(attempt.id, attempt.lead, attempt.number, attempt.campaign, attempt.project, ctx.now_ms)
    while talks and (len(talks) > TALKS_MAX or talks[next(iter(talks))].began_ms + TALK_KEPT_MS < ctx.now_ms):
        del talks[next(iter(talks))]


def give(ctx: Context, event: DispositionRequested) -> None:
    answer(ctx, event.origin, _give(ctx, event))


def _give(ctx: Context, event: DispositionRequested) -> Answer:
    talk, agent = ctx.state.talks.get(event.call), ctx.state.agents.get(event.agent)
    if agent is None:
        return Answer("not_found", Spoken.REFUSED, f"agent {event.agent} has never logged in")
    if talk is None and agent.call != event.call:
        return Answer(
            "not_found", Spoken.REFUSED, f"call {event.call} is no call that agent {agent.id} has or had lately"
        )
    project = talk.project if talk is not None else agent.project or ""
    campaign = ctx.state.centre.campaigns.get(talk.campaign) if talk is not None else None
    allowed = choices(ctx.state.centre.dispositions, project, campaign.dispositions if campaign is not None else ())
    chosen = next((each for each in allowed if each.id == event.disposition), None)
    if chosen is None:
        names = ", ".join(each.id for each in allowed) or "none is configured"
        return Answer(
            "conflict", Spoken.REFUSED, f"disposition {event.disposition} cannot be chosen here; can: {names}"
        )
    refused = _refused(ctx, event, talk, chosen)
    if refused:
        return Answer("conflict", Spoken.REFUSED, refused)
    _record(ctx, event, talk, chosen)
    return Answer("ok", Spoken.READY, f"call {event.call} has the disposition {chosen.id}")


def _refused(ctx: Context, event: DispositionRequested, talk: Talk | None, chosen: Disposition) -> str:
    """Why it cannot be; empty: it can."""
    if chosen.callback and event.callback_ms is None:
        return f"disposition {chosen.id} needs the time of the callback"
    if not chosen.callback and event.callback_ms is not None:
        return f"disposition {chosen.id} has no callback"
    if event.callback_ms is not None and event.callback_ms <= ctx.now_ms:
        return "the time of the callback is past"
    if chosen.callback and (talk is None or not talk.lead.id):
        return "callbacks can be agreed with leads of a campaign alone"
    if talk is not None and talk.lead.id and _is_at_hand(ctx, talk):
        return f"lead {talk.lead.id} is about to be called again"
    return ""


def _is_at_hand(ctx: Context, talk: Talk) -> bool:
    known = ctx.state.campaigns.get(talk.campaign)
    leads = [*known.hopper, *known.for_agents] if known is not None else []
    dialled = (each.lead.id for each in ctx.state.attempts.values() if each.id != talk.attempt)
    waits = (call.lead for call in ctx.state.calls.values() if call.callback is not None)
    return talk.lead.id in {*(lead.id for lead in leads), *dialled, *waits}


def _record(ctx: Context, event: DispositionRequested, talk: Talk | None, chosen: Disposition) -> None:
    mine = event.agent if event.callback_mine and chosen.callback else ""
    ctx.emit(
        Record(
            DispositionFact(
                id=ctx.new_id(),
                call=event.call,
                attempt=talk.attempt if talk is not None else 0,
                lead=talk.lead.id if talk is not None else 0,
                campaign=talk.campaign if talk is not None else "",
                agent=event.agent,
                disposition=chosen.id,
                note=event.note,
                at_ms=ctx.now_ms,
                callback_ms=event.callback_ms,
                callback_agent=mine,
            )
        )
    )
    if talk is None:
        return
    if chosen.do_not_call:
        _bar(ctx, talk, chosen)
    following = _following(ctx, talk, chosen, event.callback_ms)
    under_way = ctx.state.attempts.get(talk.attempt)
    if under_way is not None:  # the lead is told with the end of the attempt
        under_way.disposed, under_way.disposed_agent = following, mine
    elif talk.lead.id:
        _record_lead(ctx, talk, following, mine)


def _following(ctx: Context, talk: Talk, chosen: Disposition, callback_ms: int | None) -> Next:
    """What becomes of the lead."""
    campaign = ctx.state.centre.campaigns.get(talk.campaign)
    if campaign is None:
        return Next(LeadStatus.CALLBACK, callback_ms) if chosen.callback else Next(LeadStatus.DONE)
    windows = terms.windows(ctx, campaign)
    return after(campaign, talk.lead, AttemptResult.CONNECTED, ctx.now_ms, windows, chosen, callback_ms)


def _record_lead(ctx: Context, talk: Talk, following: Next, agent: str) -> None:
    fact = LeadFact(
        id=ctx.new_id(),
        lead=talk.lead.id,
        attempts=talk.lead.attempts + 1,
        status=following.status,
        result=AttemptResult.CONNECTED,
        at_ms=ctx.now_ms,
        next_attempt_ms=following.at_ms,
        number_index=following.number_index,
        wanted_agent=agent,
    )
    ctx.emit(Record(fact))
    known = ctx.state.campaigns.get(talk.campaign)
    if following.at_ms is not None and known is not None:
        outcomes.expect_retry(known, following.at_ms + outcomes.STORED_MS)
        ctx.hands.changed[known.id] = None


def _bar(ctx: Context, talk: Talk, chosen: Disposition) -> None:
    """For the project: the person does not know its campaigns."""
    reason = f"disposition {chosen.id}"
    ctx.emit(Record(BarredFact(ctx.new_id(), talk.number, talk.project, "", reason, ctx.now_ms, talk.attempt)))
    outcomes.remember_barred(ctx, talk.number, talk.project, "")
    for campaign in ctx.state.centre.campaigns.values():
        if campaign.project == talk.project:
            agent_first.withdraw(ctx, campaign.id, CallbackOutcome.DO_NOT_CALL, frozenset((talk.number,)))
