"""What campaigns did by SQL, against the same by plain arithmetic on the same facts."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from acd.adapters.sql.campaign_store import CampaignStore
from acd.adapters.sql.outbox import Outbox
from acd.adapters.sql.store import RecordStore
from acd.model.campaign_report import CampaignScope
from acd.runtime.ports import CampaignRecords
from acd.testing.campaigns import FakeCampaignRecords
from tests.adapters.sql.outbound_samples import campaigns_day
from tests.adapters.sql.samples import BEGIN_MS, HOUR_MS

ALL = CampaignScope(0, BEGIN_MS + 100 * HOUR_MS)


@pytest.fixture
def plain() -> FakeCampaignRecords:
    records = FakeCampaignRecords()
    records.append(campaigns_day(1))
    return records


@pytest.fixture
async def by_sql(tmp_path: Path) -> AsyncIterator[CampaignRecords]:
    outbox = Outbox(tmp_path / "outbox")
    outbox.append(campaigns_day(1))
    store = RecordStore(f"sqlite:///{tmp_path}/acd.db", outbox)
    await store.flush()
    yield CampaignStore(store)
    await store.close()
    outbox.close()


@pytest.mark.parametrize(
    "scope",
    [
        ALL,
        CampaignScope(BEGIN_MS + HOUR_MS, BEGIN_MS + 2 * HOUR_MS),
        CampaignScope(0, ALL.to_ms, "winback", limit_ms=1_000),
        CampaignScope(0, ALL.to_ms, "nobody"),
    ],
)
async def test_counts(by_sql: CampaignRecords, plain: FakeCampaignRecords, scope: CampaignScope) -> None:
    found, expected = await by_sql.campaign_report(scope), await plain.campaign_report(scope)
    assert found == expected
    if scope.campaign != "nobody":
        persons = sum(counts.persons for counts in found.groups.values())
        assert 0 < sum(counts.abandoned for counts in found.groups.values()) < persons


async def test_every_person_who_answered(by_sql: CampaignRecords, plain: FakeCampaignRecords) -> None:
    for limit_ms in (1_000, 2_000):
        found = await by_sql.answers("winback", ALL.to_ms, limit_ms)
        assert found == await plain.answers("winback", ALL.to_ms, limit_ms)
        assert found
    assert await by_sql.answers("winback", BEGIN_MS, 2_000) == []


async def test_attempts_page_by_page(by_sql: CampaignRecords, plain: FakeCampaignRecords) -> None:
    scope = CampaignScope(0, ALL.to_ms, "winback")
    found = await by_sql.attempts(scope, 0, 1_000)
    first = await by_sql.attempts(scope, 0, 10)
    assert found == first + await by_sql.attempts(scope, first[-1].id, 1_000)
    ended = [row for row in found if row.result is not None]
    assert ended == [row for row in await plain.attempts(scope, 0, 1_000) if row.result is not None]
    assert len(ended) < len(found)
    assert await by_sql.attempts(scope, 0, 10, lead=found[3].lead) == [found[3]]


async def test_the_last_decisions(by_sql: CampaignRecords, plain: FakeCampaignRecords) -> None:
    before_ms = BEGIN_MS + HOUR_MS
    found = await by_sql.decisions("survey", before_ms, 5)
    assert found == await plain.decisions("survey", before_ms, 5)
    assert len(found) == 5
    assert before_ms >= found[0].at_ms >= found[-1].at_ms
