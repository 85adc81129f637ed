"""Reports by SQL: the counts of ``acd.model.report`` from the tables; the formulas are there, none are here."""

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.adapters.sql.report_counts import overview
from acd.adapters.sql.tables import call, cdr, offer, queue_visit
from acd.model.counts import CallCounts, Scope
from acd.model.report import CallFilter, CallPage, CallRow, Report
from acd.model.states import OfferResult, VisitOutcome


@dataclass(frozen=True, slots=True)
class UnmatchedCall:
    """An answered call for which Asterisk's CDR has no ANSWERED row."""

    id: int
    node: str
    uniqueid: str
    arrived_ms: int


async def make_report(connection: AsyncConnection, scope: Scope, pending_facts: int = 0) -> Report:
    queues, agents = await overview(connection, scope)
    return Report(
        scope=scope,
        pending_facts=pending_facts,
        calls=await _calls(connection, scope),
        cdr_rows=await _cdr_rows(connection, scope),
        answered_with_cdr=await _number(connection, _answered(scope, with_cdr=True)),
        queues=queues,
        agents=agents,
    )


async def answered_without_cdr(connection: AsyncConnection, scope: Scope, limit: int) -> list[UnmatchedCall]:
    """The first answered calls of the span that have no ANSWERED row in ``cdr``, oldest first."""
    columns = (call.c.id, call.c.node, call.c.uniqueid, call.c.arrived_at)
    query = select(*columns).where(_answered_condition(scope, with_cdr=False)).order_by(call.c.arrived_at).limit(limit)
    return [UnmatchedCall(*row) for row in await connection.execute(query)]


async def _calls(connection: AsyncConnection, scope: Scope) -> CallCounts:
    answered = call.c.answered_at.is_not(None)
    outcome = case((answered, VisitOutcome.ANSWERED.value), else_=call.c.outcome)
    in_time = exists().where(queue_visit.c.call_id == call.c.id, queue_visit.c.within_service_level.is_(True))
    query = (
        select(
            outcome,
            func.count(),
            func.count().filter(in_time),
            func.sum(call.c.wait_ms).filter(answered),
            func.sum(call.c.talk_ms),
        )
        .where(of_calls(scope))
        .group_by(outcome)
    )
    found = CallCounts()
    for name, count, timely, wait_ms, talk_ms in await connection.execute(query):
        found.arrived += int(count)
        found.within_service_level += int(timely)
        found.answered_wait_ms += int(wait_ms or 0)
        found.talk_ms += int(talk_ms or 0)
        if name is not None:
            found.outcomes[VisitOutcome(name)] = int(count)
    return found


def of_calls(scope: Scope) -> ColumnElement[bool]:
    """The scope's calls: that arrived in its time, were in the queue, and with whom the agent spoke."""
    within = [call.c.arrived_at >= scope.from_ms, call.c.arrived_at < scope.to_ms]
    if scope.project is not None:
        within.append(call.c.project == scope.project)
    if scope.queue is not None:
        within.append(exists().where(queue_visit.c.call_id == call.c.id, queue_visit.c.queue == scope.queue))
    if scope.agent is not None:
        by_agent = and_(offer.c.agent == scope.agent, offer.c.result == OfferResult.ANSWERED.value)
        within.append(exists().where(offer.c.call_id == call.c.id, by_agent))
    return and_(*within)


async def _cdr_rows(connection: AsyncConnection, scope: Scope) -> int:
    keys = select(cdr.c.node, cdr.c.uniqueid, cdr.c.sequence)
    by_own = keys.join(call, and_(call.c.node == cdr.c.node, call.c.uniqueid == cdr.c.uniqueid))
    by_linked = keys.join(call, and_(call.c.node == cdr.c.node, call.c.uniqueid == cdr.c.linkedid))
    rows = union(by_own.where(of_calls(scope)), by_linked.where(of_calls(scope))).subquery()
    return await _number(connection, select(func.count()).select_from(rows))


def _answered(scope: Scope, with_cdr: bool) -> Select[Any]:
    return select(func.count()).select_from(call).where(_answered_condition(scope, with_cdr))


def _answered_condition(scope: Scope, with_cdr: bool) -> ColumnElement[bool]:
    same_node = and_(cdr.c.node == call.c.node, cdr.c.disposition == "ANSWERED")
    matched = or_(  # two look-ups by index; one with OR inside would read the whole table
        exists().where(same_node, cdr.c.uniqueid == call.c.uniqueid),
        exists().where(same_node, cdr.c.linkedid == call.c.uniqueid),
    )
    return and_(of_calls(scope), call.c.answered_at.is_not(None), matched if with_cdr else ~matched)


async def call_page(connection: AsyncConnection, scope: Scope, wanted: CallFilter) -> CallPage:
    """Single calls, the newest first."""
    columns = [call.c[_COLUMNS.get(each.name, each.name)] for each in fields(CallRow)]
    query = select(*columns).where(of_calls(scope)).order_by(call.c.arrived_at.desc(), call.c.id.desc())
    if wanted.number is not None:
        query = query.where(
            or_(
                call.c.caller_number.contains(wanted.number, autoescape=True),
                call.c.dialled.contains(wanted.number, autoescape=True),
            )
        )
    if wanted.outcome is not None:
        query = query.where(call.c.outcome == wanted.outcome.value)
    if wanted.after is not None:
        last = select(call.c.arrived_at).where(call.c.id == wanted.after).scalar_subquery()
        query = query.where(or_(call.c.arrived_at < last, and_(call.c.arrived_at == last, call.c.id < wanted.after)))
    rows = [CallRow(*row) for row in await connection.execute(query.limit(wanted.limit + 1))]
    more = rows[wanted.limit - 1].id if len(rows) > wanted.limit else None
    return CallPage(tuple(rows[: wanted.limit]), more)


_COLUMNS = {"arrived_ms": "arrived_at", "answered_ms": "answered_at", "ended_ms": "ended_at"}


async def _number(connection: AsyncConnection, query: Select[Any]) -> int:
    return int((await connection.execute(query)).scalar_one())
