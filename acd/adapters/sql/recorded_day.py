"""A day of the records for the simulation (``acd simulate --from``)."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.adapters.sql.database import Database
from acd.adapters.sql.report_counts import STAY_MS_MAX
from acd.adapters.sql.tables import agent_state, call, offer, queue_visit
from acd.model.recorded import Presence, RecordedCall, RecordedDay
from acd.model.states import AgentState, OfferResult, VisitOutcome

READ_S_MAX = 60.0
_PRESENT = tuple(
    state.value for state in (AgentState.READY, AgentState.RINGING, AgentState.TALKING, AgentState.WRAP_UP)
)


async def read_day(url: str, from_ms: int, to_ms: int) -> RecordedDay:
    """What happened from ``from_ms`` until ``to_ms``. Raises DatabaseAwayError."""
    database = Database(url, READ_S_MAX)
    try:
        async with database.reading() as connection:
            stays = await _stays(connection, from_ms, to_ms)
            return RecordedDay(
                from_ms=from_ms,
                to_ms=to_ms,
                calls=await _calls(connection, from_ms, to_ms),
                presences=presences((agent, began, ended) for agent, _, began, ended in stays),
                rings_ms=await _rings(connection, from_ms, to_ms),
                wrap_ups_ms=tuple(
                    sorted(ended - began for _, state, began, ended in stays if state == AgentState.WRAP_UP.value)
                ),
            )
    finally:
        await database.close()


async def _calls(connection: AsyncConnection, from_ms: int, to_ms: int) -> tuple[RecordedCall, ...]:
    first = await _first_queues(connection, from_ms, to_ms)
    column = call.c
    query = (
        select(
            column.id,
            column.arrived_at,
            column.dialled,
            column.wait_ms,
            column.answered_at,
            column.talk_ms,
            column.outcome,
        )
        .where(column.arrived_at >= from_ms, column.arrived_at < to_ms, column.campaign == "")
        .order_by(column.arrived_at, column.id)
    )
    return tuple(
        RecordedCall(
            arrived_ms=row.arrived_at,
            queue=first[row.id],
            dialled=row.dialled,
            wait_ms=row.wait_ms,
            answered=row.answered_at is not None,
            abandoned=row.answered_at is None and row.outcome == VisitOutcome.ABANDONED.value,
            talk_ms=row.talk_ms,
        )
        for row in await connection.execute(query)
        if row.id in first
    )


async def _first_queues(connection: AsyncConnection, from_ms: int, to_ms: int) -> dict[int, str]:
    visit = queue_visit.c
    query = (
        select(visit.call_id, visit.queue)
        .join(call, call.c.id == visit.call_id)
        .where(call.c.arrived_at >= from_ms, call.c.arrived_at < to_ms)
        .order_by(visit.entered_at.desc(), visit.id.desc())
    )
    return {row.call_id: row.queue for row in await connection.execute(query)}


async def _stays(connection: AsyncConnection, from_ms: int, to_ms: int) -> list[tuple[str, str, int, int]]:
    """Agent, state, begin and end, cut at the borders, by agent and time."""
    stay = agent_state.c
    query = (
        select(stay.agent, stay.state, stay.began_at, stay.ended_at)
        .where(stay.began_at > from_ms - STAY_MS_MAX, stay.began_at < to_ms, stay.ended_at > from_ms)
        .where(stay.state.in_(_PRESENT))
        .order_by(stay.agent, stay.began_at, stay.ended_at)
    )
    found = await connection.execute(query)
    return [(agent, state, max(began, from_ms), min(ended, to_ms)) for agent, state, began, ended in found]


async def _rings(connection: AsyncConnection, from_ms: int, to_ms: int) -> tuple[int, ...]:
    query = select(offer.c.ring_ms).where(
        offer.c.offered_at >= from_ms, offer.c.offered_at < to_ms, offer.c.result == OfferResult.ANSWERED.value
    )
    return tuple(sorted((await connection.execute(query)).scalars().all()))


def presences(stays: Iterable[tuple[str, int, int]]) -> tuple[Presence, ...]:
    """Stays that follow each other without a gap are one."""
    found: list[Presence] = []
    for agent, from_ms, to_ms in stays:
        last = found[-1] if found else None
        if last is not None and last.agent == agent and from_ms <= last.to_ms:
            found[-1] = Presence(agent, last.from_ms, max(last.to_ms, to_ms))
        else:
            found.append(Presence(agent, from_ms, to_ms))
    return tuple(found)
