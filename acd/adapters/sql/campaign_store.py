"""Campaigns' records behind their port: each question is one query of the record store's reader."""

from dataclasses import dataclass

from acd.adapters.sql import campaign_reports as queries
from acd.adapters.sql.store import RecordStore
from acd.dialer.abandonment import Answer
from acd.model.campaign_report import AttemptRow, CampaignReport, CampaignScope, DecisionRow


@dataclass(frozen=True, slots=True)
class CampaignStore:
    """Implements ``acd.runtime.ports.CampaignRecords``. Every method raises DatabaseAwayError."""

    store: RecordStore

    async def campaign_report(self, scope: CampaignScope) -> CampaignReport:
        return await self.store.read(lambda connection: queries.campaign_report(connection, scope))

    async def answers(self, campaign: str, to_ms: int, limit_ms: int) -> list[Answer]:
        return await self.store.read(lambda connection: queries.answers(connection, campaign, to_ms, limit_ms))

    async def attempts(self, scope: CampaignScope, after: int, limit: int, lead: int | None = None) -> list[AttemptRow]:
        return await self.store.read(lambda connection: queries.attempt_page(connection, scope, after, limit, lead))

    async def decisions(self, campaign: str, before_ms: int, limit: int) -> list[DecisionRow]:
        return await self.store.read(lambda connection: queries.decision_page(connection, campaign, before_ms, limit))
