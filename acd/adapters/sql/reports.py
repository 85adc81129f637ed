"""Reports by SQL: the counts of ``acd.model.report`` from the tables; the formulas are there, none are here."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.adapters.sql.tables import agent_state, call, cdr, offer, queue_visit
from acd.model.report import SHORT_ABANDON_MS, AgentFigures, CallFigures, QueueFigures, Report
from acd.model.states import AgentState, OfferResult, VisitOutcome

STAY_MS_MAX = 48 * 60 * 60 * 1000
"""A stay in an agent's state that began longer before the report's time is not looked for."""

_STATE_FIELDS = {
    AgentState.READY: "ready_ms",
    AgentState.RINGING: "ringing_ms",
    AgentState.TALKING: "talking_ms",
    AgentState.WRAP_UP: "wrap_up_ms",
    AgentState.NOT_READY: "not_ready_ms",
}


@dataclass(frozen=True, slots=True)
class Span:
    """What a report is about."""

    from_ms: int
    to_ms: int  # not included
    project: str | None = None

    def of_calls(self) -> ColumnElement[bool]:
        return self._within(call.c.arrived_at, call.c.project)

    def of_visits(self) -> ColumnElement[bool]:
        return self._within(queue_visit.c.entered_at, queue_visit.c.project)

    def of_offers(self) -> ColumnElement[bool]:
        return self._within(offer.c.offered_at, queue_visit.c.project)

    def _within(self, time: Any, project: Any) -> ColumnElement[bool]:
        inside = and_(time >= self.from_ms, time < self.to_ms)
        return inside if self.project is None else and_(inside, project == self.project)


@dataclass(frozen=True, slots=True)
class UnmatchedCall:
    """An answered call for which Asterisk's CDR has no ANSWERED row."""

    id: int
    node: str
    uniqueid: str
    arrived_ms: int


async def make_report(connection: AsyncConnection, span: Span, pending_facts: int = 0) -> Report:
    return Report(
        from_ms=span.from_ms,
        to_ms=span.to_ms,
        project=span.project,
        pending_facts=pending_facts,
        calls=await _calls(connection, span),
        cdr_rows=await _cdr_rows(connection, span),
        answered_with_cdr=await _number(connection, _answered(span, with_cdr=True)),
        queues=await _queues(connection, span),
        agents=await _agents(connection, span),
    )


async def answered_without_cdr(connection: AsyncConnection, span: Span, limit: int) -> list[UnmatchedCall]:
    """The first answered calls of the span that have no ANSWERED row in ``cdr``, oldest first."""
    columns = (call.c.id, call.c.node, call.c.uniqueid, call.c.arrived_at)
    query = select(*columns).where(_answered_condition(span, with_cdr=False)).order_by(call.c.arrived_at).limit(limit)
    return [UnmatchedCall(*row) for row in await connection.execute(query)]


async def _calls(connection: AsyncConnection, span: Span) -> CallFigures:
    answered = call.c.answered_at.is_not(None)

    def ended_as(outcome: VisitOutcome) -> ColumnElement[bool]:
        return and_(~answered, call.c.outcome == outcome.value)

    in_time = exists().where(queue_visit.c.call_id == call.c.id, queue_visit.c.within_service_level.is_(True))
    query = select(
        func.count().label("arrived"),
        _count(or_(answered, call.c.outcome.is_not(None))).label("offered"),
        _count(answered).label("answered"),
        *(
            _count(ended_as(outcome)).label(outcome.value)
            for outcome in VisitOutcome
            if outcome is not VisitOutcome.ANSWERED
        ),
        _count(in_time).label("within_service_level"),
        func.sum(call.c.wait_ms).filter(answered).label("answered_wait_ms"),
        func.sum(call.c.talk_ms).label("talk_ms"),
    ).where(span.of_calls())
    row = (await connection.execute(query)).one()
    return CallFigures(**_whole_numbers(row._asdict()))


async def _queues(connection: AsyncConnection, span: Span) -> tuple[QueueFigures, ...]:
    visit = queue_visit.c
    counts = [_count(visit.outcome == outcome.value).label(outcome.value) for outcome in VisitOutcome]
    abandoned = visit.outcome == VisitOutcome.ABANDONED.value
    query = (
        select(
            visit.queue,
            visit.project,
            func.count().label("offered"),
            *counts,
            _count(visit.within_service_level.is_(True)).label("within_service_level"),
            _count(and_(abandoned, visit.wait_ms <= SHORT_ABANDON_MS)).label("short_abandoned"),
            func.sum(visit.wait_ms).filter(visit.outcome == VisitOutcome.ANSWERED.value).label("answered_wait_ms"),
            func.sum(visit.wait_ms).filter(abandoned).label("abandoned_wait_ms"),
            func.max(visit.wait_ms).label("wait_max_ms"),
        )
        .where(span.of_visits())
        .group_by(visit.queue, visit.project)
    )
    found = [
        QueueFigures(row.queue, row.project, **_whole_numbers(row._asdict(), "queue", "project"))
        for row in await connection.execute(query)
    ]
    return tuple(sorted(found, key=lambda figures: (figures.project, figures.queue)))


async def _agents(connection: AsyncConnection, span: Span) -> tuple[AgentFigures, ...]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    query = _offers(span)
    for row in await connection.execute(query):
        found[row.agent].update(_whole_numbers(row._asdict(), "agent"))
    if span.project is None:
        for agent, state, duration_ms in await _stays(connection, span):
            field = _STATE_FIELDS.get(AgentState(state))
            if field is not None and duration_ms > 0:
                found[agent][field] = found[agent].get(field, 0) + duration_ms
    return tuple(AgentFigures(agent, **counts) for agent, counts in sorted(found.items()))


def _offers(span: Span) -> Select[Any]:
    source = offer if span.project is None else offer.join(queue_visit, queue_visit.c.id == offer.c.visit_id)
    counts = [
        _count(offer.c.result == result.value).label(result.name.lower())
        for result in (OfferResult.ANSWERED, OfferResult.NO_ANSWER, OfferResult.REFUSED)
    ]
    return (
        select(offer.c.agent, func.count().label("offers"), *counts, func.sum(offer.c.talk_ms).label("talk_ms"))
        .select_from(source)
        .where(span.of_offers())
        .group_by(offer.c.agent)
    )


async def _stays(connection: AsyncConnection, span: Span) -> list[tuple[str, str, int]]:
    """Agent, state and milliseconds within the span: summed inside it, single where a stay crosses a border."""
    stay = agent_state.c
    inside = and_(stay.began_at >= span.from_ms, stay.began_at < span.to_ms, stay.ended_at <= span.to_ms)
    summed = select(stay.agent, stay.state, func.sum(stay.duration_ms)).where(inside).group_by(stay.agent, stay.state)
    found = [(row[0], row[1], int(row[2])) for row in await connection.execute(summed)]
    crossing = select(stay.agent, stay.state, stay.began_at, stay.ended_at).where(
        stay.began_at > span.from_ms - STAY_MS_MAX,
        stay.began_at < span.to_ms,
        stay.ended_at > span.from_ms,
        or_(stay.began_at < span.from_ms, stay.ended_at > span.to_ms),
    )
    for agent, state, began_ms, ended_ms in await connection.execute(crossing):
        found.append((agent, state, min(ended_ms, span.to_ms) - max(began_ms, span.from_ms)))
    return found


async def _cdr_rows(connection: AsyncConnection, span: Span) -> int:
    keys = select(cdr.c.node, cdr.c.uniqueid, cdr.c.sequence)
    by_own = keys.join(call, and_(call.c.node == cdr.c.node, call.c.uniqueid == cdr.c.uniqueid))
    by_linked = keys.join(call, and_(call.c.node == cdr.c.node, call.c.uniqueid == cdr.c.linkedid))
    rows = union(by_own.where(span.of_calls()), by_linked.where(span.of_calls())).subquery()
    return await _number(connection, select(func.count()).select_from(rows))


def _answered(span: Span, with_cdr: bool) -> Select[Any]:
    return select(func.count()).select_from(call).where(_answered_condition(span, with_cdr))


def _answered_condition(span: Span, with_cdr: bool) -> ColumnElement[bool]:
    same_node = and_(cdr.c.node == call.c.node, cdr.c.disposition == "ANSWERED")
    matched = or_(  # two look-ups by index; one with OR inside would read the whole table
        exists().where(same_node, cdr.c.uniqueid == call.c.uniqueid),
        exists().where(same_node, cdr.c.linkedid == call.c.uniqueid),
    )
    return and_(span.of_calls(), call.c.answered_at.is_not(None), matched if with_cdr else ~matched)


async def _number(connection: AsyncConnection, query: Select[Any]) -> int:
    return int((await connection.execute(query)).scalar_one())


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(condition)


def _whole_numbers(row: Mapping[str, Any], *without: str) -> dict[str, int]:
    return {name: int(value or 0) for name, value in row.items() if name not in without}
