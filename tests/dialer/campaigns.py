"""Campaigns and leads for the tests of the rules."""

from typing import Any

from acd.model.campaigns import CallerId, Campaign, CampaignList, CampaignMode
from acd.model.leads import AttemptResult, Lead


def campaign(jurisdiction: str = "none", mode: CampaignMode = CampaignMode.PREDICTIVE, **more: Any) -> Campaign:
    given: dict[str, Any] = {"caller_ids": (CallerId("+15550100"),), "queue": "q", **more}
    return Campaign("c", "C", "p", mode, (CampaignList("l"),), ("t",), jurisdiction=jurisdiction, **given)


def lead(*others: str, index: int = 0, results: dict[AttemptResult, int] | None = None, **more: Any) -> Lead:
    found = results or {}
    return Lead(
        1,
        "l",
        "+15550101",
        zones=("Europe/London",),
        alternatives=others,
        number_index=index,
        results=found,
        attempts=sum(found.values()),
        **more,
    )
