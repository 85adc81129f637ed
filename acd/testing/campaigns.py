"""Campaigns' records in memory, by plain arithmetic: what the SQL of reports is checked against."""

from collections.abc import Sequence

from acd.dialer.abandonment import Answer
from acd.model.campaign_report import AttemptCounts, AttemptRow, CampaignReport, CampaignScope, DecisionRow
from acd.model.facts import AttemptBegunFact, AttemptFact, DispositionFact, Fact, PacingFact
from acd.model.leads import AttemptResult


class FakeCampaignRecords:
    """``append`` facts. With ``raises`` set there are no answers."""

    def __init__(self) -> None:
        self.raises: Exception | None = None
        self.rows: dict[int, AttemptRow] = {}
        self.decided: list[tuple[str, DecisionRow]] = []
        self.given: list[DispositionFact] = []

    def append(self, facts: Sequence[Fact]) -> None:
        for fact in facts:
            match fact:
                case AttemptBegunFact():
                    self.rows.setdefault(fact.id, _begun(fact))
                case AttemptFact():
                    self.rows[fact.id] = _ended(fact)
                case PacingFact(id_, campaign, at_ms, dialled, inputs, reason):
                    self.decided.append((campaign, DecisionRow(id_, at_ms, dialled, inputs, reason)))
                case DispositionFact():
                    self.given.append(fact)

    async def campaign_report(self, scope: CampaignScope) -> CampaignReport:
        groups: dict[tuple[str, str], AttemptCounts] = {}
        for row in self._of(scope):
            counts = groups.setdefault((row.campaign, row.list), AttemptCounts())
            if row.result is None:
                counts.open += 1
                continue
            counts.results[row.result] = counts.results.get(row.result, 0) + 1
            counts.persons += row.person
            counts.abandoned += row.abandoned(scope.limit_ms)
            if row.result is AttemptResult.CONNECTED:
                counts.connected_wait_ms += row.wait_ms or 0
                counts.connected_wait_max_ms = max(counts.connected_wait_max_ms, row.wait_ms or 0)
        dispositions: dict[tuple[str, str], int] = {}
        for given in self.given:
            if scope.from_ms <= given.at_ms < scope.to_ms and given.campaign and _is(scope, given.campaign):
                key = (given.campaign, given.disposition)
                dispositions[key] = dispositions.get(key, 0) + 1
        return CampaignReport(scope, dict(sorted(groups.items())), dispositions)

    async def answers(self, campaign: str, to_ms: int, limit_ms: int) -> list[Answer]:
        rows = [row for row in self._of(CampaignScope(0, to_ms, campaign)) if row.person]
        found = [Answer(_moment_ms(row), row.abandoned(limit_ms)) for row in rows]
        return sorted(found, key=lambda answer: answer.at_ms)

    async def attempts(self, scope: CampaignScope, after: int, limit: int, lead: int | None = None) -> list[AttemptRow]:
        rows = [row for row in self._of(scope) if row.id > after and lead in (None, row.lead)]
        return sorted(rows, key=lambda row: row.id)[:limit]

    async def decisions(self, campaign: str, before_ms: int, limit: int) -> list[DecisionRow]:
        self._answer()
        rows = [row for of, row in self.decided if of == campaign and row.at_ms <= before_ms]
        return sorted(rows, key=lambda row: (row.at_ms, row.id), reverse=True)[:limit]

    def _of(self, scope: CampaignScope) -> list[AttemptRow]:
        self._answer()
        rows = self.rows.values()
        return [row for row in rows if scope.from_ms <= row.began_ms < scope.to_ms and _is(scope, row.campaign)]

    def _answer(self) -> None:
        if self.raises is not None:
            raise self.raises


def _is(scope: CampaignScope, campaign: str) -> bool:
    return scope.campaign in (None, campaign)


def _moment_ms(row: AttemptRow) -> int:
    return row.reached_ms or row.picked_up_ms or row.ended_ms or 0


def _begun(fact: AttemptBegunFact) -> AttemptRow:
    return AttemptRow(
        id=fact.id, campaign=fact.campaign, mode="", lead=fact.lead, list="", number=fact.number, attempt=0, trunk="",
        caller_id="", began_ms=fact.at_ms, rang_ms=None, picked_up_ms=None, reached_ms=None, ended_ms=None,
        result=None, call=0, agent=None, wait_ms=None, dial_status="", cause=0, sip=0, verdict="", keys="",
    )  # fmt: skip


def _ended(fact: AttemptFact) -> AttemptRow:
    return AttemptRow(
        id=fact.id, campaign=fact.campaign, mode=fact.mode, lead=fact.lead, list=fact.list, number=fact.number,
        attempt=fact.attempt, trunk=fact.trunk, caller_id=fact.caller_id, began_ms=fact.began_ms,
        rang_ms=fact.rang_ms, picked_up_ms=fact.picked_up_ms, reached_ms=fact.reached_ms, ended_ms=fact.ended_ms,
        result=fact.result, call=fact.call, agent=fact.agent, wait_ms=fact.wait_ms, dial_status=fact.dial_status,
        cause=fact.cause, sip=fact.sip, verdict=fact.verdict, keys=fact.keys,
    )  # fmt: skip
