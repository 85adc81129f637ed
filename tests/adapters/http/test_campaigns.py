"""Campaigns over HTTP: what they do, and what is asked of them."""

from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from acd.adapters.http import campaign_views as views
from acd.commands import Reply
from acd.events import (
    CampaignPauseRequested,
    CampaignStartRequested,
    CampaignStopRequested,
    DispositionRequested,
    Event,
    Origin,
    PreviewSkipRequested,
)
from acd.model.centre import Centre
from acd.testing.backend import FakeBackend
from tests.adapters.http.campaigns_of import CAMPAIGN, LAST, campaign, decision

R1 = Origin(request="r1")


@pytest.fixture
def centre(backend: FakeBackend) -> FakeBackend:
    backend.current = Centre(campaigns={"winback": CAMPAIGN})
    backend.campaign_views = [campaign(dialled=7, decision=LAST)]
    return backend


async def test_campaigns_are_listed_and_shown(client: TestClient[Any, Any], centre: FakeBackend) -> None:
    listed = await (await client.get("/api/v1/campaigns")).json()
    assert listed == {"campaigns": centre.campaign_views}
    one = await (await client.get("/api/v1/campaigns/winback")).json()
    assert views.CampaignView.model_validate(one).dialled == 7
    assert (await client.get("/api/v1/campaigns/nobody")).status == 404


@pytest.mark.parametrize(
    ("path", "body", "event"),
    [
        ("campaigns/winback/start", {"by": "eva"}, CampaignStartRequested("winback", "eva", R1)),
        ("campaigns/winback/pause", None, CampaignPauseRequested("winback", "", R1)),
        ("campaigns/winback/stop", {}, CampaignStopRequested("winback", "", R1)),
        ("agents/101/skip", {"reason": "dead"}, PreviewSkipRequested("101", "dead", R1)),
        (
            "calls/7/disposition",
            {"agent": "101", "disposition": "sold", "note": "two"},
            DispositionRequested("101", 7, "sold", "two", None, False, R1),
        ),
        (
            "calls/7/disposition",
            {"agent": "101", "disposition": "later", "callback": "2026-01-02T10:00:00+03:00", "mine": True},
            DispositionRequested("101", 7, "later", "", 1_767_337_200_000, True, R1),
        ),
        (
            "calls/7/disposition",
            {"agent": "101", "disposition": "later", "callback": "2026-01-02T10:00", "timezone": "Europe/Moscow"},
            DispositionRequested("101", 7, "later", "", 1_767_337_200_000, False, R1),
        ),
    ],
)
async def test_an_action_becomes_an_event_of_the_engine(
    client: TestClient[Any, Any], centre: FakeBackend, path: str, body: object, event: Event
) -> None:
    answer = (
        await client.post(f"/api/v1/{path}", json=body) if body is not None else await client.post(f"/api/v1/{path}")
    )
    assert (answer.status, await answer.json()) == (200, {"code": "ok", "text": "done"})
    assert centre.asked == [event]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("campaigns/nobody/start", {}, 404),
        ("campaigns/winback/start", {"by": "a\nb"}, 422),
        ("campaigns/winback/start", {"who": "eva"}, 422),
        ("calls/7/disposition", {"disposition": "sold"}, 422),
        ("calls/7/disposition", {"agent": "101", "disposition": "Sold!"}, 422),
        ("calls/7/disposition", {"agent": "101", "disposition": "later", "callback": "soon"}, 400),
        ("calls/7/disposition", {"agent": "101", "disposition": "later", "callback": "2026-01-02T10:00"}, 400),
        (
            "calls/7/disposition",
            {"agent": "101", "disposition": "later", "callback": "2026-01-02T10:00", "timezone": "../etc"},
            400,
        ),
    ],
)
async def test_a_bad_request_reaches_nobody(
    client: TestClient[Any, Any], centre: FakeBackend, path: str, body: object, status: int
) -> None:
    answer = await client.post(f"/api/v1/{path}", json=body)
    assert (answer.status, answer.content_type) == (status, "application/problem+json")
    assert centre.asked == []


async def test_what_a_campaign_lacks_is_told(client: TestClient[Any, Any], centre: FakeBackend) -> None:
    centre.reply = Reply("", "conflict", "campaign winback cannot start: it has no caller-ID")
    answer = await client.post("/api/v1/campaigns/winback/start")
    assert (answer.status, (await answer.json())["detail"]) == (409, centre.reply.text)


async def test_why_it_dials_so_many(client: TestClient[Any, Any], centre: FakeBackend) -> None:
    story = {"campaign": campaign(), "summary": "is running", "decisions": [decision()]}
    centre.stories["winback"] = views.CampaignStory.model_validate(story).model_dump()
    assert await (await client.get("/api/v1/campaigns/winback/explain")).json() == centre.stories["winback"]
    at = {"at": "2026-01-01T10:00:00Z", "last": "3"}
    assert (await client.get("/api/v1/campaigns/winback/explain", params=at)).status == 200
    assert centre.explained == [("winback", centre.now, 10), ("winback", 1_767_261_600_000, 3)]
    for wrong in ({"at": "2026-01-01T10:00"}, {"at": "x"}, {"last": "0"}, {"more": "1"}):
        assert (await client.get("/api/v1/campaigns/winback/explain", params=wrong)).status == 400
