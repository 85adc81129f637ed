"""Campaigns, their last decision and the leads before agents, as plain values for screens and programs."""

from typing import Any

from acd.dialer.pacing import Decision
from acd.dialer.rules import law_warnings
from acd.engine.context import MS_PER_DAY
from acd.engine.outbound.state import Attempt, CampaignCounts, CampaignRecord
from acd.engine.state import State
from acd.engine.views import iso
from acd.model.campaigns import Campaign
from acd.model.report import ratio

View = dict[str, Any]


def campaigns(state: State, now_ms: int) -> list[View]:
    """In the order of the configuration; counts are of today (UTC)."""
    of: dict[str, list[Attempt]] = {}
    for attempt in state.attempts.values():
        of.setdefault(attempt.campaign, []).append(attempt)
    configured = state.centre.campaigns.values()
    return [
        _campaign(campaign, state.campaigns.get(campaign.id), of.get(campaign.id, []), now_ms)
        for campaign in configured
    ]


def _campaign(campaign: Campaign, known: CampaignRecord | None, attempts: list[Attempt], now_ms: int) -> View:
    known = known or CampaignRecord(campaign.id)
    counts = known.counts if known.counts.day_ms == now_ms - now_ms % MS_PER_DAY else CampaignCounts()
    return {
        "id": campaign.id,
        "name": campaign.name,
        "project": campaign.project,
        "mode": campaign.mode.value,
        "queue": campaign.queue,
        "lists": [each.list for each in campaign.lists],
        "trunks": list(campaign.trunks),
        "state": known.state.value,
        "reason": known.reason,
        "by": known.by,
        "since": iso(known.since_ms) if known.since_ms else None,
        "dialled": counts.dialled,
        "persons": counts.persons,
        "connected": counts.connected,
        "abandoned": counts.abandoned,
        "abandonment_rate": ratio(counts.abandoned, counts.persons),
        "in_flight": sum(attempt.in_flight for attempt in attempts),
        "talking": sum(attempt.agent is not None for attempt in attempts),
        "leads": len(known.hopper) + len(known.for_agents),
        "trouble": known.trouble,
        "warnings": law_warnings(campaign),
        "decision": _decision(known.decision, known.decided_ms) if known.decision is not None else None,
    }


def _decision(decision: Decision, decided_ms: int) -> View:
    """Without words: these are made where the records are read."""
    return {
        "at": iso(decided_ms),
        "dialled": decision.dial,
        "reason": decision.reason.value,
        "risk": decision.risk,
        "risk_limit": decision.risk_limit,
    }


def shown_lead(state: State, agent_id: str) -> View | None:
    """The lead that the agent's phone rings for, or with whom the agent talks; None: there is none."""
    agent = state.agents.get(agent_id)
    call = state.calls.get(agent.call) if agent is not None and agent.call is not None else None
    if call is None:
        return None
    attempt = state.attempts.get(call.attempt)
    lead = call.callback.lead if call.callback is not None else attempt.lead if attempt is not None else None
    if lead is None:
        return None
    return {
        "call": call.id,
        "attempt": attempt.id if attempt is not None else None,
        "campaign": call.campaign,
        "state": call.state.value,
        "lead": lead.id,
        "list": lead.list,
        "number": attempt.number if attempt is not None else lead.number,
        "name": lead.name,
        "language": lead.language,
        "attempts": lead.attempts,
        "callback": lead.callback,
        "zones": list(lead.zones),
        "fields": dict(lead.fields),
    }
