"""What holds for an attempt: its campaign's settings, also where the campaign is gone meanwhile."""

from acd.dialer.pacing import Method, Pacing
from acd.engine.context import Context
from acd.engine.outbound.state import Attempt
from acd.model.campaigns import RING_MIN_MS, Agentless, Campaign, CampaignMode, MachineAction
from acd.model.channels import ATTEMPT_PREFIX
from acd.routing.entrance import DEFAULT_LANGUAGE

CONNECT_WITHIN_MS = 2_000
METHODS = {CampaignMode.PROGRESSIVE: Method.PROGRESSIVE, CampaignMode.POWER: Method.POWER}


def _campaign(ctx: Context, attempt: Attempt) -> Campaign | None:
    return ctx.state.centre.campaigns.get(attempt.campaign)


def uniqueid(attempt: int) -> str:
    """Of the channel that is ordered for an attempt."""
    return f"{ATTEMPT_PREFIX}{attempt}"


def caller_id(campaign: Campaign, number: str, turn: int) -> str:
    """What the person sees: one with the longest beginning that fits the number; in turn among equals."""
    beginnings = [(prefix, own.number) for own in campaign.caller_ids for prefix in own.prefixes or ("",)]
    fits = [(len(prefix), own) for prefix, own in beginnings if number.startswith(prefix)]
    longest = max((length for length, _ in fits), default=0)
    equals = [own for length, own in fits if length == longest] or [own.number for own in campaign.caller_ids]
    return equals[turn % len(equals)] if equals else ""


def ring_ms(ctx: Context, attempt: Attempt) -> int:
    campaign = _campaign(ctx, attempt)
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
    return CONNECT_WITHIN_MS


def pacing(ctx: Context, campaign_id: str) -> Pacing | None:
    """How the campaign is paced; None: not at all."""
    campaign = ctx.state.centre.campaigns.get(campaign_id)
    if campaign is None:
        return None
    method = METHODS.get(campaign.mode, Method.PREDICTIVE)
    return Pacing(
        method,
        campaign.ratio,
        patience_ms=CONNECT_WITHIN_MS,
        ring_limit_ms=campaign.ring_ms,
        seed=campaign.id,
    )


def language(ctx: Context, attempt: Attempt) -> str:
    campaign = _campaign(ctx, attempt)
    own = campaign.language if campaign is not None else ""
    return own or attempt.lead.language or project_language(ctx, attempt.project)


def project_language(ctx: Context, project: str) -> str:
    known = ctx.state.centre.projects.get(project)
    return known.language if known is not None else DEFAULT_LANGUAGE
