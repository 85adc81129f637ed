"""What campaigns did, from the raw rows of ``attempt``, ``pacing_decision`` and ``disposition``."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.adapters.sql.outbound_tables import attempt, disposition, pacing_decision
from acd.dialer.abandonment import Answer
from acd.model.campaign_report import AttemptCounts, AttemptRow, CampaignReport, CampaignScope, DecisionRow
from acd.model.leads import AttemptResult

CONNECTED, ABANDONED, HUNG_UP = AttemptResult.CONNECTED, AttemptResult.ABANDONED, AttemptResult.HUNG_UP

_PERSON = or_(
    attempt.c.result.in_((CONNECTED.value, ABANDONED.value)),
    and_(attempt.c.result == HUNG_UP.value, attempt.c.reached_at.is_not(None)),
)


async def campaign_report(connection: AsyncConnection, scope: CampaignScope) -> CampaignReport:
    connected = attempt.c.result == CONNECTED.value
    query = (
        select(
            attempt.c.campaign,
            attempt.c.list,
            attempt.c.result,
            func.count(),
            func.count().filter(_PERSON),
            func.count().filter(_abandoned(scope.limit_ms)),
            func.coalesce(func.sum(case((connected, attempt.c.wait_ms), else_=0)), 0),
            func.coalesce(func.max(case((connected, attempt.c.wait_ms), else_=0)), 0),
        )
        .where(_of(scope))
        .group_by(attempt.c.campaign, attempt.c.list, attempt.c.result)
        .order_by(attempt.c.campaign, attempt.c.list)
    )
    groups: dict[tuple[str, str], AttemptCounts] = {}
    for campaign, list_, result, count, persons, abandoned, wait_ms, longest_ms in await connection.execute(query):
        counts = groups.setdefault((campaign, list_), AttemptCounts())
        if result is None:
            counts.open += int(count)
            continue
        counts.results[AttemptResult(result)] = int(count)
        counts.persons += int(persons)
        counts.abandoned += int(abandoned)
        counts.connected_wait_ms += int(wait_ms)
        counts.connected_wait_max_ms = max(counts.connected_wait_max_ms, int(longest_ms))
    return CampaignReport(scope, groups, await _dispositions(connection, scope))


async def answers(connection: AsyncConnection, campaign: str, to_ms: int, limit_ms: int) -> list[Answer]:
    """Every person who ever answered the campaign before this moment, in the order of time."""
    moment = func.coalesce(
        attempt.c.reached_at, attempt.c.picked_up_at, attempt.c.ended_at, type_=attempt.c.began_at.type
    )
    query = (
        select(moment, _abandoned(limit_ms))
        .where(attempt.c.campaign == campaign, attempt.c.began_at < to_ms, _PERSON)
        .order_by(moment, attempt.c.id)
    )
    return [Answer(at_ms, bool(abandoned)) for at_ms, abandoned in await connection.execute(query)]


_COLUMNS = {
    **{name: name for name in ("id", "campaign", "mode", "list", "number", "attempt", "trunk", "caller_id", "result")},
    **{name: name for name in ("agent", "wait_ms", "dial_status", "cause", "sip", "verdict", "keys")},
    **{f"{name}_ms": f"{name}_at" for name in ("began", "rang", "picked_up", "reached", "ended")},
    "lead": "lead_id",
    "call": "call_id",
}


async def attempt_page(
    connection: AsyncConnection, scope: CampaignScope, after: int, limit: int, lead: int | None = None
) -> list[AttemptRow]:
    """Attempts in the order of their ids, those after ``after``; ``lead``: of this one only."""
    query = (
        select(*(attempt.c[column].label(name) for name, column in _COLUMNS.items()))
        .where(_of(scope), attempt.c.id > after)
        .order_by(attempt.c.id)
        .limit(limit)
    )
    if lead is not None:
        query = query.where(attempt.c.lead_id == lead)
    return [_row(row._asdict()) for row in await connection.execute(query)]


async def decision_page(connection: AsyncConnection, campaign: str, before_ms: int, limit: int) -> list[DecisionRow]:
    """The last pacing decisions up to this moment, the newest first."""
    columns = pacing_decision.c
    query = (
        select(columns.id, columns.decided_at, columns.dialled, columns.inputs, columns.reason)
        .where(columns.campaign == campaign, columns.decided_at <= before_ms)
        .order_by(columns.decided_at.desc(), columns.id.desc())
        .limit(limit)
    )
    return [DecisionRow(*row) for row in await connection.execute(query)]


async def _dispositions(connection: AsyncConnection, scope: CampaignScope) -> dict[tuple[str, str], int]:
    given = disposition.c
    within = [given.given_at >= scope.from_ms, given.given_at < scope.to_ms, given.campaign != ""]
    if scope.campaign is not None:
        within.append(given.campaign == scope.campaign)
    query = (
        select(given.campaign, given.disposition, func.count())
        .where(*within)
        .group_by(given.campaign, given.disposition)
        .order_by(given.campaign, func.count().desc(), given.disposition)
    )
    return {(campaign, name): int(count) for campaign, name, count in await connection.execute(query)}


def _abandoned(limit_ms: int) -> ColumnElement[bool]:
    late = and_(attempt.c.result == CONNECTED.value, attempt.c.wait_ms > limit_ms)
    return or_(attempt.c.result == ABANDONED.value, late)


def _of(scope: CampaignScope) -> ColumnElement[bool]:
    within = [attempt.c.began_at >= scope.from_ms, attempt.c.began_at < scope.to_ms]
    if scope.campaign is not None:
        within.append(attempt.c.campaign == scope.campaign)
    return and_(*within)


def _row(values: dict[str, Any]) -> AttemptRow:
    result = values.pop("result")
    return AttemptRow(result=None if result is None else AttemptResult(result), **values)
