"""A campaign, and its view as the daemon makes it."""

from typing import Any

from acd.adapters.http.campaign_views import CampaignView
from acd.model.campaigns import CallerId, Campaign, CampaignList, CampaignMode

CAMPAIGN = Campaign(
    id="winback",
    name="Win back",
    project="shop",
    mode=CampaignMode.PREDICTIVE,
    lists=(CampaignList("spring"),),
    trunks=("carrier",),
    caller_ids=(CallerId("+74950000000"),),
    queue="sales",
)


def campaign(id_: str = "winback", **more: Any) -> dict[str, Any]:
    view = {"id": id_, "name": "Win back", "project": "shop", "mode": "predictive", "queue": "sales"}
    counts = dict.fromkeys(("dialled", "persons", "connected", "abandoned", "in_flight", "talking", "leads"), 0)
    texts = {"state": "running", "reason": "", "by": "eva", "since": "2026-01-01T11:00:00+00:00", "trouble": ""}
    rest = {"lists": ["spring"], "trunks": ["carrier"], "warnings": [], "abandonment_rate": None, "decision": None}
    return CampaignView.model_validate({**view, **counts, **texts, **rest, **more}).model_dump()


LAST = {"at": "2026-01-01T11:59:00+00:00", "dialled": 3, "reason": "risk", "risk": 0.01, "risk_limit": 0.04}


def decision(**more: Any) -> dict[str, Any]:
    return {
        "id": 9, "at": "2026-01-01T11:59:00+00:00", "dialled": 3, "reason": "risk", "text": "dialled 3, and not more",
        "lines": ["agents: 2 ready"], "risk": 0.01, "risk_limit": 0.04, "expected_lost": 0.02, "inputs": {"idle": 2},
        **more,
    }  # fmt: skip
