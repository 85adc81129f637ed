"""``/api/v1/report/campaigns``: figures, the rules that were kept, and every attempt behind them."""

from dataclasses import replace
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from acd.adapters.http import campaign_views as views
from acd.errors import StoreError
from acd.model.centre import Centre
from acd.testing.backend import FakeBackend
from tests.adapters.http.campaigns_of import CAMPAIGN
from tests.adapters.sql.outbound_samples import campaigns_day

DAY = {"from": "2026-01-01", "to": "2026-01-02"}
PATH = "/api/v1/report/campaigns"


@pytest.fixture
def day(backend: FakeBackend) -> FakeBackend:
    backend.current = Centre(campaigns={"winback": CAMPAIGN, "quiet": replace(CAMPAIGN, id="quiet")})
    backend.dialled.append(campaigns_day(2, attempts=600))
    return backend


async def test_a_line_for_each_campaign_configured_or_dialled(client: TestClient[Any, Any], day: FakeBackend) -> None:
    body = views.CampaignsReport.model_validate(await (await client.get(PATH, params=DAY)).json())
    assert [row.campaign for row in body.campaigns] == ["quiet", "survey", "winback"]
    winback = body.campaigns[2]
    assert winback.persons == winback.connected + winback.abandoned - _late(day) + _hung_up(day)
    assert winback.abandonment_rate == round(winback.abandoned / winback.persons, 4)
    assert body.campaigns[0].abandonment_rate is None
    assert body.formulas["abandonment_rate"] == "abandoned / persons who answered"


def _late(day: FakeBackend) -> int:
    return sum(row.abandoned(2_000) and row.result == "connected" for row in day.dialled.rows.values() if _of(row))


def _hung_up(day: FakeBackend) -> int:
    return sum(row.person and row.result == "hung up" for row in day.dialled.rows.values() if _of(row))


def _of(row: Any) -> bool:
    return bool(row.campaign == "winback")


async def test_the_rate_of_a_campaign_is_that_of_its_attempts(client: TestClient[Any, Any], day: FakeBackend) -> None:
    body = views.CampaignReportView.model_validate(await (await client.get(f"{PATH}/winback", params=DAY)).json())
    assert (body.rules.id, body.rules.note) == ("uk", "not legal advice")
    attempts = await _all(client, "winback")
    assert len(attempts) == body.total.dialled == sum(each.dialled for each in body.lists)
    persons, abandoned = sum(row.person for row in attempts), sum(row.abandoned for row in attempts)
    assert (body.total.persons, body.total.abandoned) == (persons, abandoned)
    limits = {limit.name: limit for limit in body.limits}
    assert [limits[name].required for name in ("campaign", "24 hours", "30 days")] == [True, True, False]
    for limit in limits.values():
        assert (limit.now.answers, limit.now.abandoned, limit.now.kept) == (persons, abandoned, False)
        assert limit.worst is not None
        assert (limit.worst.rate or 0) >= (limit.now.rate or 0)
    assert set(body.dispositions) == {"sold", "refused"}


async def _all(client: TestClient[Any, Any], campaign: str) -> list[views.AttemptView]:
    found: list[views.AttemptView] = []
    after: int | None = None
    while True:
        page = {**DAY, "limit": "50", **({"after": str(after)} if after is not None else {})}
        answer = await (await client.get(f"{PATH}/{campaign}/attempts", params=page)).json()
        body = views.Attempts.model_validate(answer)
        found += body.attempts
        after = body.next
        if after is None:
            return found


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/nobody", 404, "not_found"),
        ("/nobody/attempts", 404, "not_found"),
        ("/..%2fx", 404, "not_found"),
        ("?from=never", 400, "bad_request"),
        ("/winback/attempts?limit=5000", 400, "bad_request"),
        ("/winback/attempts?after=-1", 400, "bad_request"),
    ],
)
async def test_mistakes_are_named(
    client: TestClient[Any, Any], day: FakeBackend, path: str, status: int, code: str
) -> None:
    answer = await client.get(PATH + path)
    assert (answer.status, (await answer.json())["code"]) == (status, code)


async def test_without_the_database_there_are_no_figures(client: TestClient[Any, Any], day: FakeBackend) -> None:
    day.raises = StoreError("away")
    for path in ("", "/winback", "/winback/attempts"):
        assert (await client.get(PATH + path)).status == 503
