"""The leads that a campaign has at hand: reserved for it, enough for the next seconds.

One request for leads at a time. A request that gets no answer is given up, and its leads, should they still come, are
given back; an answer that comes twice counts once. So no lead is in two places.
"""

from collections.abc import Sequence

from acd.commands import FetchLeads, ReleaseLeads
from acd.engine.context import Context
from acd.engine.outbound import outcomes, terms
from acd.engine.outbound.state import CampaignRecord
from acd.engine.state import Timer
from acd.events import LeadsAdded, LeadsFetched, LeadsUnavailable, NumbersBarred
from acd.model.campaigns import AGENT_FIRST, Campaign, CampaignState, LeadOrder
from acd.model.leads import Lead

ANSWER_MS = 10_000  # a request that has no answer by then is given up
PAUSE_MIN_MS = 1_000  # between two requests when there was nothing
PAUSE_MAX_MS = 60_000  # likewise after many faults in a row
AT_LEAST = 10
AT_MOST = 1_000
AHEAD_S = 20  # of dialling at the present rate
RATE_MS = 20_000  # half-life of what is known of the rate
LN_2 = 0.693
LATE_MAX = 10


def look(ctx: Context, known: CampaignRecord) -> None:
    """Ask for leads where there are too few."""
    campaign = ctx.state.centre.campaigns.get(known.id)
    if campaign is None or known.state is not CampaignState.RUNNING or known.request:
        return
    size = _size(ctx, known, campaign)
    few = len(known.hopper) <= size // 2 and known.ask_ms is not None and known.ask_ms <= ctx.now_ms
    if few or (known.added and len(known.hopper) < 2 * size):
        known.added = False
        known.request, known.requested = ctx.new_id(), size
        ctx.emit(FetchLeads(campaign, known.request, size))
        _look_later(ctx, known, ctx.now_ms + ANSWER_MS)
    elif known.ask_ms is not None and known.ask_ms > ctx.now_ms:
        _look_later(ctx, known, known.ask_ms)


def _look_later(ctx: Context, known: CampaignRecord, due_ms: int) -> None:
    if known.look_ms != due_ms:
        known.look_ms = due_ms
        ctx.schedule(max(due_ms - ctx.now_ms, 0), Timer.HOPPER, f"{known.id}/{due_ms}")


def _size(ctx: Context, known: CampaignRecord, campaign: Campaign) -> int:
    """How many leads are at hand when it is full: for the agents there are, and for the rate of dialling."""
    agents = ctx.hands.agents(ctx.floor, campaign.queue) if campaign.queue is not None else 0
    return min(max(AT_LEAST, 3 * agents, round(_rate(ctx, known) * AHEAD_S)), AT_MOST)


def _rate(ctx: Context, known: CampaignRecord) -> float:
    """Leads a second, as seen lately."""
    return float(known.dial_rate * 0.5 ** ((ctx.now_ms - known.dialled_ms) / RATE_MS))


def dialled(ctx: Context, known: CampaignRecord) -> None:
    """A lead is dialled now."""
    known.dial_rate = _rate(ctx, known) + 1000 * LN_2 / RATE_MS
    known.dialled_ms = ctx.now_ms


def due(ctx: Context, known: CampaignRecord) -> None:
    """The time to look has come."""
    known.look_ms = 0
    if known.request:
        give_up_request(known)
        _failed(ctx, known, "no answer to a request for leads")
    ctx.hands.changed[known.id] = None


def give_up_request(known: CampaignRecord) -> None:
    """Its answer does not count any more."""
    if known.request:
        known.late = [*known.late, known.request][-LATE_MAX:]
        known.request = 0


def fetched(ctx: Context, event: LeadsFetched) -> None:
    known = ctx.state.campaigns.get(event.campaign)
    if known is None or event.request not in (known.request, *known.late):
        ctx.ignore("leads nobody asked for")
        return
    if event.request != known.request:
        known.late.remove(event.request)
        give_back(ctx, event.leads)
        return
    known.request, known.failures, known.trouble = 0, 0, ""
    for lead in event.leads:
        _put(ctx, known, lead)
    if len(event.leads) >= known.requested:
        known.ask_ms = ctx.now_ms
    else:
        times = [ms for ms in (event.next_due_ms, known.retries_ms or None) if ms is not None]
        ahead = [ms for ms in times if ms > ctx.now_ms]
        again_ms = min(ahead) if ahead else event.next_due_ms
        known.ask_ms = max(again_ms, ctx.now_ms + PAUSE_MIN_MS) if again_ms is not None else None
    ctx.hands.changed[known.id] = None


def _put(ctx: Context, known: CampaignRecord, lead: Lead) -> None:
    campaign = ctx.state.centre.campaigns.get(known.id)
    agent_first = lead.agent_first and campaign is not None and campaign.mode not in AGENT_FIRST
    if agent_first or lead.wanted_agent:
        known.for_agents.append(lead)
        return
    ranked = campaign is not None and campaign.order is LeadOrder.PRIORITY
    place = len(known.hopper)
    while place and _rank(lead, ranked) < _rank(known.hopper[place - 1], ranked):
        place -= 1
    known.hopper.insert(place, lead)


def _rank(lead: Lead, ranked: bool) -> tuple[bool, int]:
    """Lower comes first; among equals the order in which they were fetched."""
    return not lead.callback, -lead.priority if ranked else 0


def unavailable(ctx: Context, event: LeadsUnavailable) -> None:
    known = ctx.state.campaigns.get(event.campaign)
    if known is None or event.request != known.request:
        ctx.ignore("no leads, but nobody asked")
        return
    known.request = 0
    _failed(ctx, known, event.reason)
    ctx.hands.changed[known.id] = None


def _failed(ctx: Context, known: CampaignRecord, why: str) -> None:
    """Ask again, but not at once, and ever more rarely."""
    if not known.failures:
        ctx.log("warning", "a campaign gets no leads", campaign=known.id, reason=why)
    pause_ms = min(PAUSE_MIN_MS * 2 ** min(known.failures, 10), PAUSE_MAX_MS)
    known.failures += 1
    known.trouble = why
    known.ask_ms = ctx.now_ms + pause_ms


def added(ctx: Context, event: LeadsAdded) -> None:
    """Ask at once, so that a lead that is hot is dialled within seconds."""
    for campaign in ctx.state.centre.campaigns.values():
        known = ctx.state.campaigns.get(campaign.id)
        if known is not None and any(entry.list in event.lists for entry in campaign.lists):
            known.added = True
            ctx.hands.changed[known.id] = None


def take(ctx: Context, known: CampaignRecord, campaign: Campaign) -> Lead | None:
    """The next lead that may be dialled at this moment; those that may not are given back."""
    refused: list[Lead] = []
    found, windows = None, terms.windows(ctx, campaign)
    while known.hopper and found is None:
        lead = known.hopper.pop(0)
        barred = outcomes.is_barred(ctx, lead.number, campaign.project, campaign.id)
        if barred or not windows.is_open(lead.zones, ctx.now_ms):
            refused.append(lead)
        else:
            found = lead
    give_back(ctx, refused)
    if refused and known.ask_ms is not None:  # should the records give the same ones again, it is not done in a loop
        known.ask_ms = max(known.ask_ms, ctx.now_ms + PAUSE_MIN_MS)
    return found


def give_back(ctx: Context, leads: Sequence[Lead]) -> None:
    if leads:
        ctx.emit(ReleaseLeads(tuple(lead.id for lead in leads)))


def give_all_back(ctx: Context, known: CampaignRecord) -> None:
    give_back(ctx, [*known.hopper, *known.for_agents])
    known.hopper, known.for_agents, known.added = [], [], False


def barred(ctx: Context, event: NumbersBarred) -> None:
    """They leave the hoppers at once, and are not dialled should they still be on their way there."""
    for number in event.numbers:
        outcomes.remember_barred(ctx, number, event.project, event.campaign)
    for known in ctx.state.campaigns.values():
        campaign = ctx.state.centre.campaigns.get(known.id)
        if campaign is not None and event.campaign in ("", campaign.id) and event.project in ("", campaign.project):
            _drop(ctx, known, set(event.numbers))


def _drop(ctx: Context, known: CampaignRecord, numbers: set[str]) -> None:
    out = [lead for lead in (*known.hopper, *known.for_agents) if lead.number in numbers]
    if out:
        known.hopper = [lead for lead in known.hopper if lead.number not in numbers]
        known.for_agents = [lead for lead in known.for_agents if lead.number not in numbers]
        give_back(ctx, out)
        ctx.hands.changed[known.id] = None
