"""Why a campaign dials as it does, for the HTTP endpoint: its recorded decisions, put into words."""

import json
from dataclasses import dataclass
from typing import Any

from acd.dialer.abandonment import Answer
from acd.dialer.rules import rules_of
from acd.engine.outbound import campaign_views
from acd.engine.views import iso
from acd.explanation.campaign import tell
from acd.model.campaign_report import DecisionRow
from acd.model.campaigns import Campaign
from acd.runtime.loop import Runtime
from acd.runtime.ports import CampaignRecords

View = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CampaignExplanations:
    runtime: Runtime
    records: CampaignRecords

    async def campaign(self, campaign_id: str, at_ms: int, last: int) -> View:
        """``campaign_id`` is configured. Raises StoreError."""
        state = self.runtime.state
        campaign = state.centre.campaigns[campaign_id]
        decisions = await self.records.decisions(campaign_id, at_ms, last)
        limit_ms = rules_of(campaign).connect_within_ms
        answers = await self.records.answers(campaign_id, at_ms + 1, limit_ms) if decisions else []
        views = campaign_views.campaigns(state, self.runtime.now_ms())
        view = next(each for each in views if each["id"] == campaign_id)
        return {
            "campaign": view,
            "summary": _summary(view),
            "decisions": [_decision(row, campaign, answers) for row in decisions],
        }


def _summary(view: View) -> str:
    told = f"is {view['state']}" + (f" ({view['reason']})" if view["reason"] else "")
    if view["state"] != "running":
        return told
    leads = f"{view['leads']} leads at hand" if view["leads"] else f"no leads at hand{_because(view['trouble'])}"
    return f"{told}: {view['in_flight']} dialled or ringing, {view['talking']} with people, {leads}"


def _because(trouble: str) -> str:
    return f" ({trouble})" if trouble else ""


def _decision(row: DecisionRow, campaign: Campaign, answers: list[Answer]) -> View:
    inputs = _inputs(row.inputs)
    told = tell(row.dialled, row.reason, inputs, answers, rules_of(campaign).limits, row.at_ms)
    predicts = bool(inputs.get("risk limit"))
    return {
        "id": row.id,
        "at": iso(row.at_ms),
        "dialled": row.dialled,
        "reason": row.reason,
        "text": told.text,
        "lines": list(told.lines),
        "risk": inputs.get("risk") if predicts else None,
        "risk_limit": inputs.get("risk limit") if predicts else None,
        "expected_lost": inputs.get("expected lost") if predicts else None,
        "inputs": inputs,
    }


def _inputs(text: str) -> dict[str, Any]:
    """As recorded; of another version, perhaps, but never a reason to fail."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
