"""How many leads to dial now, decided anew for each campaign whose picture has changed, and the dialling itself.

Several campaigns may count on the same agents. What one has in flight claims agents, and only those that are left count
for another; who has not dialled for longest comes first.
"""

import json
from dataclasses import replace
from math import ceil

from acd.commands import DialLead, Record
from acd.dialer.caller_ids import caller_id
from acd.dialer.pacing import Decision, Method, Pacing, Picture, decide
from acd.engine.context import Context
from acd.engine.outbound import agent_first, attempt_flow, campaigns, hopper, outcomes, terms, trunks
from acd.engine.outbound.attempt_triggers import GivenUp
from acd.engine.outbound.state import Attempt, CampaignRecord
from acd.engine.state import Timer
from acd.model.campaigns import AGENT_FIRST, Campaign, CampaignMode, CampaignState
from acd.model.facts import AttemptBegunFact, PacingFact
from acd.model.leads import Lead

AGENTLESS_AT_ONCE = 50


def decide_all(ctx: Context) -> None:
    """After an event: for the campaigns that it concerns."""
    changed, ctx.hands.changed = ctx.hands.changed, {}
    running = [pair for name in changed if (pair := _running(ctx, name)) is not None]
    for known, campaign in sorted(running, key=lambda pair: (pair[0].dialled_ms, pair[0].id)):
        _decide(ctx, known, campaign)
        hopper.look(ctx, known)
        campaigns.finish_if_done(ctx, known)
    ctx.hands.changed.clear()  # what was dialled just now is in the picture already


def _running(ctx: Context, name: str) -> tuple[CampaignRecord, Campaign] | None:
    known, campaign = ctx.state.campaigns.get(name), ctx.state.centre.campaigns.get(name)
    if known is None or campaign is None:
        return None
    campaigns.go_on(ctx, known)
    return (known, campaign) if known.state is CampaignState.RUNNING else None


def _decide(ctx: Context, known: CampaignRecord, campaign: Campaign) -> None:
    room = _room(ctx, known, campaign)
    agent_first.decide(ctx, known, campaign, room)
    pacing = terms.pacing(ctx, campaign.id)
    if campaign.mode in AGENT_FIRST or pacing is None:
        return
    if campaign.mode is CampaignMode.AGENTLESS:
        _dial(ctx, known, campaign, min(room, AGENTLESS_AT_ONCE), 0)
        return
    picture = _picture(ctx, campaign, pacing, room)
    decision = decide(pacing, known.pace, picture)
    if decision.again_ms is not None:
        _again(ctx, known, ctx.now_ms + decision.again_ms)
    flights = [*ctx.hands.flights(campaign.id)] if decision.give_up else []
    for place in decision.give_up:
        attempt_flow.fire(ctx, ctx.state.attempts[flights[place]], GivenUp())
    if not decision.dial:
        return
    decided = ctx.new_id()
    dialled = _dial(ctx, known, campaign, decision.dial, decided)
    if dialled:
        figures = {name: float(figure) for name, figure in decision.figures.items()}
        known.decision, known.decided_ms = replace(decision, figures=figures), ctx.now_ms
        inputs, reason = _inputs(picture, decision), decision.reason.value
        ctx.emit(Record(PacingFact(decided, campaign.id, ctx.now_ms, dialled, inputs, reason)))


def _room(ctx: Context, known: CampaignRecord, campaign: Campaign) -> int:
    """How many more calls trunks, lines and leads allow at this moment."""
    room, again_ms = trunks.room(ctx, campaign)
    if again_ms is not None:
        _again(ctx, known, again_ms)
    if campaign.lines_max:
        room = min(room, max(campaign.lines_max - ctx.hands.attempts(campaign.id), 0))
    return min(room, len(known.hopper))


def _again(ctx: Context, known: CampaignRecord, due_ms: int) -> None:
    """Decide again at ``due_ms``, unless that comes sooner anyway."""
    if not ctx.now_ms < known.again_ms <= due_ms:
        known.again_ms = due_ms
        ctx.schedule(due_ms - ctx.now_ms, Timer.PACE, f"{known.id}/{due_ms}")


# The picture.


def _picture(ctx: Context, campaign: Campaign, pacing: Pacing, room: int) -> Picture:
    queue = campaign.queue or ""
    flights, idle = ctx.hands.flights(campaign.id), ctx.hands.idle(ctx.floor, queue)
    predictive = pacing.method is Method.PREDICTIVE
    busy = ctx.hands.busy(queue) if predictive else ()
    taken = _claimed(ctx, campaign)
    waiting = len(ctx.floor.plain[queue].callers) if queue in ctx.floor.plain else 0
    persons = min(ctx.hands.waiting(campaign.id), waiting)
    if campaign.inbound_first:
        busy = busy[waiting - persons :]
    return Picture(ctx.now_ms, max(idle - taken, 0), persons, tuple(flights.values()), busy, room)


def _claimed(ctx: Context, campaign: Campaign) -> int:
    """How many of the idle agents the flights of other campaigns count on."""
    claimed = 0
    for other_id in ctx.hands.rivals.get(campaign.id, ()):
        other = ctx.state.centre.campaigns[other_id]
        flights = len(ctx.hands.flights(other_id))
        if flights:
            shared = ctx.hands.idle_in_both(ctx.floor, campaign.queue or "", other.queue or "")
            own = ctx.hands.idle(ctx.floor, other.queue or "") - shared
            claimed += max(ceil(flights * _weight(ctx, other)) - own, 0)
    return claimed


def _weight(ctx: Context, campaign: Campaign) -> float:
    """How many agents a flight of the campaign counts on."""
    if campaign.mode is CampaignMode.PREDICTIVE:
        return ctx.state.campaigns[campaign.id].pace.level.now()[0]
    return 1 / campaign.ratio if campaign.mode is CampaignMode.POWER else 1.0


def _inputs(picture: Picture, decision: Decision) -> str:
    inputs: dict[str, float] = {
        "idle": picture.idle,
        "waiting": picture.waiting,
        "flights": len(picture.flights),
        "busy": len(picture.busy),
        "room": picture.room,
        "risk": decision.risk,
        "risk limit": decision.risk_limit,
        "expected lost": decision.expected_lost,
        **decision.figures,
    }
    return json.dumps(inputs)


# Dialling.


def _dial(ctx: Context, known: CampaignRecord, campaign: Campaign, most: int, decided: int) -> int:
    """Dial the next leads, at most so many; how many it were. ``decided``: the id of the decision."""
    for count in range(most):
        trunk = trunks.choose(ctx, campaign)
        lead = hopper.take(ctx, known, campaign) if trunk is not None else None
        if trunk is None or lead is None:
            most = count
            break
        _dial_one(ctx, campaign, lead, trunk, decided)
        hopper.dialled(ctx, known)
    outcomes.counts(ctx, campaign.id).dialled += most
    return most


def _dial_one(ctx: Context, campaign: Campaign, lead: Lead, trunk: str, decision: int) -> None:
    attempt_id = ctx.new_id()
    attempt = Attempt(
        id=attempt_id,
        campaign=campaign.id,
        project=campaign.project,
        mode=campaign.mode,
        lead=lead,
        number=lead.number,
        node=ctx.state.centre.trunks[trunk].node,
        trunk=trunk,
        caller_id=caller_id(campaign, lead.number, attempt_id),
        uniqueid=terms.uniqueid(attempt_id),
        began_ms=ctx.now_ms,
        since_ms=ctx.now_ms,
        decision=decision,
    )
    trunks.take(ctx, trunk)
    attempt_flow.begin(ctx, attempt)
    ctx.emit(Record(AttemptBegunFact(attempt.id, campaign.id, campaign.project, lead.id, attempt.number, ctx.now_ms)))
    agentless = campaign.agentless if campaign.mode is CampaignMode.AGENTLESS else None
    ctx.emit(
        DialLead(
            node=attempt.node,
            uniqueid=attempt.uniqueid,
            attempt=attempt.id,
            campaign=campaign.id,
            lead=lead.id,
            queue="" if agentless is not None and campaign.queue is None else campaign.queue or "",
            trunk=trunk,
            number=attempt.number,
            caller_id=attempt.caller_id,
            ring_ms=campaign.ring_ms,
            language=terms.language(ctx, attempt.campaign, attempt.project, attempt.lead),
            limit_ms=terms.limit_ms(ctx, attempt),
            message=campaign.abandoned_message,
            opt_out_key=campaign.opt_out_key,
            machines=campaign.machines,
            agentless=agentless,
        )
    )
