"""Leads and do-not-call lists over HTTP."""

from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from acd.adapters.http import lead_views as views
from acd.errors import StoreError
from acd.model.centre import Centre
from acd.model.lead_book import BarredEntry
from acd.testing.backend import FakeBackend
from tests.adapters.http.campaigns_of import CAMPAIGN

PATH = "/api/v1/campaigns/winback/leads"
ANN = {"numbers": ["+74951234567"], "name": "Ann", "fields": {"debt": "12"}}


@pytest.fixture
def centre(backend: FakeBackend) -> FakeBackend:
    backend.current = Centre(campaigns={"winback": CAMPAIGN})
    return backend


async def test_leads_are_added_and_found(client: TestClient[Any, Any], centre: FakeBackend) -> None:
    answer = await (await client.post(PATH, json={"leads": [ANN, ANN, {"numbers": ["Ann"]}]})).json()
    assert views.TakenLeads.model_validate(answer).list_ == "spring"
    assert [(row["taking"], row["lead"]) for row in answer["taken"]] == [
        ("added", 1),
        ("duplicate", 1),
        ("refused", None),
    ]
    again = await (await client.post(PATH, json={"leads": [ANN], "list": "spring", "again": True})).json()
    assert again["taken"][0]["taking"] == "added"
    lead = await (await client.get("/api/v1/leads/1")).json()
    assert (lead["lead"]["fields"], lead["lead"]["created_at"]) == ({"debt": "12"}, "2026-01-01T12:00:00.000+00:00")
    found = await (await client.get("/api/v1/leads?number=+74951234567")).json()
    assert [each["id"] for each in found["leads"]] == [1, 2]
    assert (await client.get("/api/v1/leads/9")).status == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"leads": []}, 422),
        ({"leads": [ANN] * 101}, 422),
        ({"leads": [{"numbers": []}]}, 422),
        ({"leads": [{"numbers": ["1\r\nA: b"]}]}, 422),
        ({"leads": [ANN], "list": "../x"}, 422),
        ({"leads": [ANN], "list": "autumn"}, 422),
        ({"leads": [{**ANN, "fields": {"x": "y" * 5_000}}]}, 422),
        ({"leads": [{**ANN, "priority": 100}]}, 422),
    ],
)
async def test_bad_leads_reach_nobody(
    client: TestClient[Any, Any], centre: FakeBackend, body: object, status: int
) -> None:
    assert (await client.post(PATH, json=body)).status == status
    assert centre.leads.leads == {}


async def test_a_number_is_barred_checked_and_free_again(client: TestClient[Any, Any], centre: FakeBackend) -> None:
    free = await (await client.get("/api/v1/dnc", params={"number": "+74951234567"})).json()
    assert free == {"number": "+74951234567", "barred": False, "entries": []}
    body = {"number": "+74951234567", "campaign": "winback", "reason": "asked", "by": "eva"}
    assert (await (await client.post("/api/v1/dnc", json=body)).json())["changed"]
    assert not (await (await client.post("/api/v1/dnc", json=body)).json())["changed"]
    assert centre.leads.entries == [BarredEntry("+74951234567", "", "winback", "asked", "eva")]
    barred = await (await client.get("/api/v1/dnc", params={"number": "+74951234567"})).json()
    assert views.BarredNumbers.model_validate(barred).barred
    gone = {"number": "+74951234567", "campaign": "winback"}
    assert (await client.post("/api/v1/dnc/remove", json=gone)).status == 200
    assert (await client.post("/api/v1/dnc/remove", json=gone)).status == 404


async def test_mistakes_are_named(client: TestClient[Any, Any], centre: FakeBackend) -> None:
    for path in ("/api/v1/dnc", "/api/v1/dnc?number=Ann", "/api/v1/leads", "/api/v1/leads?number=1%00"):
        assert (await client.get(path)).status == 400
    assert (await client.post("/api/v1/dnc", json={"number": "Ann"})).status == 400
    assert (await client.post("/api/v1/dnc", json={"number": ""})).status == 422
    centre.raises = StoreError("away")
    assert (await client.post(PATH, json={"leads": [ANN]})).status == 503
