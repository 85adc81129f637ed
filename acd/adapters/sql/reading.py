"""Rows back to facts, for explaining one call: everything that belongs to it, and what agents did meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from enum import Enum
from functools import cache
from typing import Any, TypeVar, get_args, get_type_hints

from sqlalchemy import ColumnElement, Table, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.adapters.sql.codec import KINDS
from acd.adapters.sql.columns import ms_to_text
from acd.adapters.sql.report_counts import STAY_MS_MAX
from acd.adapters.sql.schema import metadata
from acd.adapters.sql.tables import agent_state, cdr, centre
from acd.model.call_records import CallRecords
from acd.model.facts import (
    AgentStateFact,
    CallbackFact,
    CallFact,
    CampaignFact,
    CdrFact,
    DispositionFact,
    Fact,
    OfferFact,
    PacingFact,
    SurveyFact,
    TransferFact,
    VisitFact,
    VoicemailFact,
)

AnyFact = TypeVar("AnyFact", bound=Fact)

_TABLES: Mapping[type, str] = KINDS
_NAMED_OTHERWISE: dict[tuple[type, str], str] = {
    (SurveyFact, "at_ms"): "answered_at",
    (PacingFact, "at_ms"): "decided_at",
    (CampaignFact, "at_ms"): "changed_at",
    (CampaignFact, "by"): "set_by",
    (DispositionFact, "at_ms"): "given_at",
}
_AGENTS_AT_ONCE = 500  # in one query; a database takes a limited number of parameters


async def read_call(connection: AsyncConnection, call_id: int) -> CallRecords:
    """What is recorded of the call; an empty value where nothing is."""

    async def parts(kind: type[AnyFact]) -> tuple[AnyFact, ...]:
        return await _facts(connection, kind, _table(kind).c.call_id == call_id)

    calls = await _facts(connection, CallFact, metadata.tables["call"].c.id == call_id)
    call = calls[0] if calls else None
    visits = await parts(VisitFact)
    arrived_ms = call.arrived_ms if call is not None else visits[0].entered_ms if visits else None
    return CallRecords(
        call=call,
        visits=visits,
        offers=await parts(OfferFact),
        transfers=await parts(TransferFact),
        callbacks=await parts(CallbackFact),
        voicemails=await parts(VoicemailFact),
        surveys=await parts(SurveyFact),
        cdr=await _cdr(connection, call) if call is not None else (),
        centre=await _centre_at(connection, arrived_ms) if arrived_ms is not None else "",
    )


async def read_stays(
    connection: AsyncConnection, agents: Sequence[str], from_ms: int, to_ms: int
) -> list[AgentStateFact]:
    """The stays of these agents that overlap the time; one that began more than 48 hours before is not looked for."""
    found: list[AgentStateFact] = []
    stay = agent_state.c
    within = and_(stay.began_at > from_ms - STAY_MS_MAX, stay.began_at <= to_ms, stay.ended_at >= from_ms)
    for place in range(0, len(agents), _AGENTS_AT_ONCE):
        some = stay.agent.in_(agents[place : place + _AGENTS_AT_ONCE])
        found += await _facts(connection, AgentStateFact, and_(some, within))
    return found


async def _centre_at(connection: AsyncConnection, moment_ms: int) -> str:
    newest = select(centre.c.text).where(centre.c.applied_at <= moment_ms).order_by(centre.c.applied_at.desc()).limit(1)
    return (await connection.execute(newest)).scalar_one_or_none() or ""


async def _cdr(connection: AsyncConnection, call: CallFact) -> tuple[CdrFact, ...]:
    ours = or_(cdr.c.uniqueid == call.uniqueid, cdr.c.linkedid == call.uniqueid)
    return await _facts(connection, CdrFact, and_(ours, cdr.c.node == call.node))


async def _facts(
    connection: AsyncConnection, kind: type[AnyFact], condition: ColumnElement[bool]
) -> tuple[AnyFact, ...]:
    table = _table(kind)
    order = table.c.sequence if kind is CdrFact else table.c.id
    rows = await connection.execute(select(table).where(condition).order_by(order))
    return tuple(fact_of(kind, row._asdict()) for row in rows)


def fact_of(kind: type[AnyFact], row: Mapping[str, Any]) -> AnyFact:
    """The fact that ``fact_row`` made this row of."""
    key: Any = kind
    return kind(**{name: make(row[column]) for name, column, make in _columns(key)})


def _table(kind: type) -> Table:
    return metadata.tables[_TABLES[kind]]


@cache
def _columns(kind: Any) -> list[tuple[str, str, Any]]:
    """Field, column, and what makes the one of the other."""
    hints = get_type_hints(kind)
    table = _table(kind)
    found = []
    for field in fields(kind):
        names = (_NAMED_OTHERWISE.get((kind, field.name)), field.name, f"{field.name}_id", f"{field.name[:-3]}_at")
        column = next(name for name in names if name is not None and name in table.c)
        if kind is CdrFact and column in ("start", "answer", "end"):
            found.append((field.name, column, _second))
        else:
            found.append((field.name, column, _maker(hints[field.name])))
    return found


def _maker(hint: Any) -> Any:
    for part in (hint, *get_args(hint)):
        if isinstance(part, type) and issubclass(part, Enum):
            return lambda value, enum=part: None if value is None else enum(value)
    return _same


def _same(value: Any) -> Any:
    return value


def _second(moment_ms: int | None) -> str:
    """As Asterisk writes it."""
    return "" if moment_ms is None else ms_to_text(moment_ms)[:19]
