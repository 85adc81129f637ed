"""The lead before an agent, over HTTP; what agents ask for is in ``test_campaigns``."""

from typing import Any

from aiohttp.test_utils import TestClient

from acd.adapters.http import campaign_views as views
from acd.events import LeadDialRequested
from acd.model.centre import Centre
from acd.model.lead_book import BarredEntry
from acd.model.leads import Lead
from acd.testing.backend import FakeBackend
from tests.adapters.http.campaigns_of import CAMPAIGN


async def test_the_lead_before_an_agent(client: TestClient[Any, Any], backend: FakeBackend) -> None:
    assert (await client.get("/api/v1/agents/101/lead")).status == 404
    lead = {
        "call": 4, "attempt": 5, "campaign": "winback", "state": "ringing", "lead": 3, "list": "spring",
        "number": "+74951234567",
        "name": "Ann", "language": "en", "attempts": 0, "callback": False, "zones": [], "fields": {"debt": "12"},
    }  # fmt: skip
    backend.shown["101"] = lead
    shown = await (await client.get("/api/v1/agents/101/lead")).json()
    assert shown == views.ShownLead.model_validate(lead).model_dump(by_alias=True)


async def test_an_agent_calls_a_number(client: TestClient[Any, Any], backend: FakeBackend) -> None:
    backend.current = Centre(campaigns={"winback": CAMPAIGN})
    body = {"campaign": "winback", "number": "+74951234567"}
    assert (await client.post("/api/v1/agents/101/dial", json=body)).status == 200
    [asked] = backend.asked
    assert isinstance(asked, LeadDialRequested)
    assert (asked.agent, asked.campaign, asked.number, asked.lead) == (
        "101",
        "winback",
        "+74951234567",
        Lead(0, "", "+74951234567"),
    )
    backend.leads.entries.append(BarredEntry("+74951234567"))
    refused = await client.post("/api/v1/agents/101/dial", json=body)
    assert (refused.status, "do-not-call" in (await refused.json())["detail"]) == (400, True)
    assert (await client.post("/api/v1/agents/101/dial", json={**body, "campaign": "nobody"})).status == 404
    assert len(backend.asked) == 1
