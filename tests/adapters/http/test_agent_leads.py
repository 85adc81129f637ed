"""The lead before an agent, over HTTP; what agents ask for is in ``test_campaigns``."""

from typing import Any

from aiohttp.test_utils import TestClient

from acd.adapters.http import campaign_views as views
from acd.testing.backend import FakeBackend


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
