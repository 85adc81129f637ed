"""What holds for an attempt: its campaign's settings, also where the campaign is gone meanwhile."""

from acd.dialer.pacing import Method, Pacing
from acd.dialer.rules import rules_of
from acd.dialer.windows import Windows, windows_of
from acd.engine.context import Context
from acd.engine.outbound.state import Attempt
from acd.model.campaigns import RING_MIN_MS, Agentless, Campaign, CampaignMode, MachineAction
from acd.model.channels import ATTEMPT_PREFIX
from acd.model.leads import Lead
from acd.routing.entrance import DEFAULT_LANGUAGE

METHODS = {CampaignMode.PROGRESSIVE: Method.PROGRESSIVE, CampaignMode.POWER: Method.POWER}


def _campaign(ctx: Context, attempt: Attempt) -> Campaign | None:
    return ctx.state.centre.campaigns.get(attempt.campaign)


def uniqueid(attempt: int) -> str:
    """Of the channel that is ordered for an attempt."""
    return f"{ATTEMPT_PREFIX}{attempt}"


def ring_ms(ctx: Context, campaign_id: str) -> int:
    campaign = ctx.state.centre.campaigns.get(campaign_id)
    return max(campaign.ring_ms, RING_MIN_MS) if campaign is not None else RING_MIN_MS


def listening_ms(ctx: Context, attempt: Attempt) -> int:
    """The longest that the dialplan needs to find out who answered."""
    campaign = _campaign(ctx, attempt)
    return campaign.machines.total_ms if campaign is not None and campaign.machines is not None else 0


def on_machine(ctx: Context, attempt: Attempt) -> MachineAction:
    campaign = _campaign(ctx, attempt)
    machines = campaign.machines if campaign is not None else None
    return machines.on_machine if machines is not None else MachineAction.HANG_UP


def agentless(ctx: Context, attempt: Attempt) -> Agentless | None:
    """None: answered calls go to agents."""
    campaign = _campaign(ctx, attempt)
    return campaign.agentless if campaign is not None and attempt.mode is CampaignMode.AGENTLESS else None


def opt_out_key(ctx: Context, attempt: Attempt) -> str:
    campaign = _campaign(ctx, attempt)
    return campaign.opt_out_key if campaign is not None else ""


def limit_ms(ctx: Context, attempt: Attempt) -> int:
    """How long a person waits for an agent at most."""
    campaign = _campaign(ctx, attempt)
    return rules_of(campaign).connect_within_ms if campaign is not None else 0


def pacing(ctx: Context, campaign_id: str) -> Pacing | None:
    """How the campaign is paced; None: not at all."""
    campaign = ctx.state.centre.campaigns.get(campaign_id)
    if campaign is None:
        return None
    method, rules = METHODS.get(campaign.mode, Method.PREDICTIVE), rules_of(campaign)
    return Pacing(
        method,
        campaign.ratio,
        rules.limits,
        patience_ms=rules.connect_within_ms,
        ring_limit_ms=campaign.ring_ms,
        seed=campaign.id,
    )


def language(ctx: Context, campaign_id: str, project: str, lead: Lead) -> str:
    """Of messages to the person: the campaign's, else the lead's, else the project's."""
    campaign = ctx.state.centre.campaigns.get(campaign_id)
    own = campaign.language if campaign is not None else ""
    return own or lead.language or project_language(ctx, project)


def project_language(ctx: Context, project: str) -> str:
    known = ctx.state.centre.projects.get(project)
    return known.language if known is not None else DEFAULT_LANGUAGE


def windows(ctx: Context, campaign: Campaign) -> Windows:
    """When the campaign's people may be called."""
    known = ctx.windows.get(campaign.id)
    if known is None:
        known = ctx.windows[campaign.id] = windows_of(campaign, ctx.state.centre.hours)
    return known
