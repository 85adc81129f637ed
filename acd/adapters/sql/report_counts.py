"""Counts by SQL for reports over intervals, queues and agents. Whatever divides them stands in ``acd.model.report``.

Every query joins its table with the list of intervals (one, for a report of a whole time), so that a moment falls into
its interval by the index on time, whatever the time zone did meanwhile.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import CTE, ColumnElement, Integer, Select, Table, and_, column, func, select, true, values
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.adapters.sql.tables import UtcTime, agent_state, callback, offer, queue_visit, transfer
from acd.model.counts import PERCENTS, AgentCounts, QueueCounts, Scope, Waits, all_together
from acd.model.report import AgentRow, IntervalRow, QueueReport, QueueRow
from acd.model.states import AgentState, CallbackOutcome, OfferResult, TransferResult, VisitOutcome

STAY_MS_MAX = 48 * 60 * 60 * 1000
"""A stay in an agent's state that began longer before the report's time is not looked for."""

Key = tuple[Any, ...]
"""Interval; or project and queue; or agent."""


async def queue_report(connection: AsyncConnection, scope: Scope) -> QueueReport:
    asked = _Asked(connection, scope, (scope.from_ms, scope.to_ms))
    counts = await asked.counts("project", "queue")
    waits = await asked.waits("project", "queue")
    rows = tuple(
        QueueRow(queue, project, found, waits.get((project, queue), Waits()))
        for (project, queue), found in sorted(counts.items())
    )
    total = all_together(counts.values())
    return QueueReport(rows, QueueRow("", "", total, (await asked.waits()).get((), Waits())))


async def agent_report(connection: AsyncConnection, scope: Scope) -> tuple[AgentRow, ...]:
    asked = _Asked(connection, scope, (scope.from_ms, scope.to_ms))
    counts = await asked.agents()
    return tuple(AgentRow(agent, counts[agent], scope.of_everybody) for agent in sorted(counts))


async def interval_report(
    connection: AsyncConnection, scope: Scope, bounds_ms: Sequence[int]
) -> tuple[IntervalRow, ...]:
    """``bounds_ms``: where each interval begins, and the end of the last one."""
    asked = _Asked(connection, scope, bounds_ms)
    counts = await asked.counts("n")
    waits = await asked.waits("n")
    times = await asked.times()
    return tuple(
        IntervalRow(
            begin_ms,
            end_ms,
            counts.get((n,), QueueCounts()),
            waits.get((n,), Waits()),
            times[n] if scope.of_everybody else None,
        )
        for n, (begin_ms, end_ms) in enumerate(pairwise(bounds_ms))
    )


@dataclass(frozen=True, slots=True)
class _Stay:
    """Stays, or one that crosses a border, with what of it lies in interval ``n``."""

    n: int
    agent: str
    state: AgentState
    paid: bool
    queue: str | None
    project: str | None
    inside_ms: int


class _Asked:
    """One report's queries."""

    def __init__(self, connection: AsyncConnection, scope: Scope, bounds_ms: Sequence[int]) -> None:
        self._connection = connection
        self._scope = scope
        self._bounds_ms = bounds_ms
        spans = [(n, *pair) for n, pair in enumerate(pairwise(bounds_ms))]
        names = column("n", Integer), column("begin_at", UtcTime), column("end_at", UtcTime)
        self._span: CTE = values(*names, name="span").data(spans).cte("span")
        self._stays: list[_Stay] | None = None

    async def counts(self, *keys: str) -> dict[Key, QueueCounts]:
        found: dict[Key, QueueCounts] = defaultdict(QueueCounts)
        await self._add_visits(found, keys)
        await self._add_offers(found, keys)
        for stay in await self._all_stays():
            if stay.state is AgentState.WRAP_UP and stay.queue is not None:
                key = (stay.n,) if keys == ("n",) else (stay.project or "", stay.queue)
                found[key].wrap_up_ms += stay.inside_ms
        await self._add_transfers(found, keys)
        await self._add_callbacks(found, keys)
        return found

    async def _add_visits(self, found: dict[Key, QueueCounts], keys: Sequence[str]) -> None:
        visit = queue_visit.c
        columns = {
            "n": func.count(),
            "in_time": func.count().filter(visit.within_service_level.is_(true())),
            "not_late": func.count().filter(visit.wait_ms <= visit.service_level_ms),
            "short": func.count().filter(visit.wait_ms <= self._scope.short_ms),
            "wait_ms": func.sum(visit.wait_ms),
            "wait_max_ms": func.max(visit.wait_ms),
        }
        query = self._grouped(queue_visit, visit.entered_at, visit.agent, [*keys, "outcome"], columns)
        async for *key, outcome, count, in_time, not_late, short, wait_ms, wait_max_ms in self._rows(query):
            counts = found[tuple(key)]
            counts.outcomes[VisitOutcome(outcome)] = int(count)
            counts.within_service_level += int(in_time)
            counts.wait_max_ms = max(counts.wait_max_ms, int(wait_max_ms))
            if outcome == VisitOutcome.ANSWERED:
                counts.answered_wait_ms = int(wait_ms)
            elif outcome == VisitOutcome.ABANDONED:
                counts.abandoned_wait_ms = int(wait_ms)
                counts.abandoned_in_time, counts.short_abandoned = int(not_late), int(short)

    async def _add_offers(self, found: dict[Key, QueueCounts], keys: Sequence[str]) -> None:
        columns = {
            "n": func.count(),
            "handled": func.count().filter(offer.c.result == OfferResult.ANSWERED.value),
            "talk_ms": func.sum(offer.c.talk_ms),
            "hold_ms": func.sum(offer.c.hold_ms),
        }
        query = self._grouped(offer, offer.c.offered_at, offer.c.agent, keys, columns)
        async for *key, count, handled, talk_ms, hold_ms in self._rows(query):
            counts = found[tuple(key)]
            counts.offers, counts.handled = int(count), int(handled)
            counts.talk_ms, counts.hold_ms = int(talk_ms), int(hold_ms)

    async def _add_transfers(self, found: dict[Key, QueueCounts], keys: Sequence[str]) -> None:
        done = func.count().filter(transfer.c.result == TransferResult.COMPLETED.value)
        query = self._grouped(transfer, transfer.c.started_at, transfer.c.from_agent, keys, {"done": done})
        async for *key, transfers in self._rows(query.where(transfer.c.queue.is_not(None))):
            found[_named(key)].transfers = int(transfers)

    async def _add_callbacks(self, found: dict[Key, QueueCounts], keys: Sequence[str]) -> None:
        if self._scope.agent is not None:
            return  # a callback is nobody's
        connected = func.count().filter(callback.c.outcome == CallbackOutcome.CONNECTED.value)
        columns = {"n": func.count(), "connected": connected}
        query = self._grouped(callback, callback.c.asked_at, None, keys, columns)
        async for *key, callbacks, callbacks_connected in self._rows(query):
            counts = found[_named(key)]
            counts.callbacks, counts.callbacks_connected = int(callbacks), int(callbacks_connected)

    async def agents(self) -> dict[str, AgentCounts]:
        found: dict[str, AgentCounts] = defaultdict(AgentCounts)
        columns = {"n": func.count(), "talk_ms": func.sum(offer.c.talk_ms), "hold_ms": func.sum(offer.c.hold_ms)}
        query = self._grouped(offer, offer.c.offered_at, offer.c.agent, ["agent", "result"], columns)
        async for agent, result, count, talk_ms, hold_ms in self._rows(query):
            counts = found[agent]
            counts.results[OfferResult(result)] = int(count)
            counts.talk_ms += int(talk_ms)
            counts.hold_ms += int(hold_ms)
        for stay in await self._all_stays():
            if stay.state is not AgentState.LOGGED_OUT:
                found[stay.agent].add_time(stay.state, stay.paid, stay.inside_ms)
        done = func.count().filter(transfer.c.result == TransferResult.COMPLETED.value)
        query = self._grouped(transfer, transfer.c.started_at, transfer.c.from_agent, ["from_agent"], {"done": done})
        async for agent, transfers in self._rows(query):
            found[agent].transfers = int(transfers)
        return found

    async def times(self) -> dict[int, AgentCounts]:
        """All agents' times by interval."""
        found: dict[int, AgentCounts] = defaultdict(AgentCounts)
        for stay in await self._all_stays():
            found[stay.n].add_time(stay.state, stay.paid, stay.inside_ms)
        return found

    async def waits(self, *keys: str) -> dict[Key, Waits]:
        """Nearest rank, exactly, by numbering the answered waits in their order."""
        visit = queue_visit.c
        groups = [self._span.c.n if key == "n" else visit[key] for key in keys]
        ranked = (
            select(
                *(group.label(f"key{place}") for place, group in enumerate(groups)),
                visit.wait_ms,
                func.row_number().over(partition_by=groups or None, order_by=visit.wait_ms).label("place"),
                func.count().over(partition_by=groups or None).label("n"),
            )
            .select_from(self._joined(queue_visit, visit.entered_at))
            .where(self._concerns(queue_visit, visit.agent), visit.outcome == VisitOutcome.ANSWERED.value)
            .subquery()
        )
        places = [(ranked.c.n * percent + 99) // 100 for percent in PERCENTS]
        named = [ranked.c[f"key{place}"] for place in range(len(keys))]
        at = [func.max(ranked.c.wait_ms).filter(ranked.c.place == place) for place in places]
        query = select(*named, *at).where(ranked.c.place.in_(places)).group_by(*named)
        return {
            tuple(row[: len(keys)]): Waits(*(int(wait_ms) for wait_ms in row[len(keys) :]))
            async for row in self._rows(query)
            if row[-1] is not None
        }

    async def _all_stays(self) -> list[_Stay]:
        if self._stays is None:
            self._stays = [stay async for stay in self._summed_stays()]
            self._stays += [stay async for stay in self._crossing_stays()]
        return self._stays

    async def _summed_stays(self) -> AsyncIterator[_Stay]:
        stay = agent_state.c
        keys = ["n", "agent", "state", "paid", "queue", "project"]
        query = self._grouped(agent_state, stay.began_at, stay.agent, keys, {"ms": func.sum(stay.duration_ms)})
        async for n, agent, state, paid, queue, project, inside_ms in self._rows(
            query.where(stay.ended_at <= self._span.c.end_at)
        ):
            if inside_ms:
                yield _Stay(n, agent, AgentState(state), bool(paid), queue, project, int(inside_ms))

    async def _crossing_stays(self) -> AsyncIterator[_Stay]:
        """Those that end in a later interval than they began, or began before the report's time."""
        stay, from_ms = agent_state.c, self._bounds_ms[0]
        columns = (stay.agent, stay.state, stay.paid, stay.queue, stay.project, stay.began_at, stay.ended_at)
        concerns = self._concerns(agent_state, stay.agent)
        before = select(*columns).where(
            concerns, stay.began_at > from_ms - STAY_MS_MAX, stay.began_at < from_ms, stay.ended_at > from_ms
        )
        later = (
            select(*columns)
            .select_from(self._joined(agent_state, stay.began_at))
            .where(concerns, stay.ended_at > self._span.c.end_at)
        )
        for query in (before, later):
            async for agent, state, paid, queue, project, began_ms, ended_ms in self._rows(query):
                for n, inside_ms in self._cut(began_ms, ended_ms):
                    yield _Stay(n, agent, AgentState(state), bool(paid), queue, project, inside_ms)

    def _cut(self, began_ms: int, ended_ms: int) -> Iterator[tuple[int, int]]:
        bounds_ms = self._bounds_ms
        n = max(bisect_right(bounds_ms, began_ms) - 1, 0)
        while n < len(bounds_ms) - 1 and bounds_ms[n] < ended_ms:
            yield n, min(ended_ms, bounds_ms[n + 1]) - max(began_ms, bounds_ms[n])
            n += 1

    def _grouped(
        self, table: Table, moment: Any, agent: Any, keys: Sequence[str], columns: Mapping[str, ColumnElement[Any]]
    ) -> Select[Any]:
        groups = [self._span.c.n if key == "n" else table.c[key] for key in keys]
        return (
            select(*groups, *columns.values())
            .select_from(self._joined(table, moment))
            .where(self._concerns(table, agent))
            .group_by(*groups)
        )

    def _joined(self, table: Table, moment: Any) -> Any:
        return self._span.join(table, and_(moment >= self._span.c.begin_at, moment < self._span.c.end_at))

    def _concerns(self, table: Table, agent: Any) -> ColumnElement[bool]:
        scope = self._scope
        wanted = [(scope.project, table.c.project), (scope.queue, table.c.queue), (scope.agent, agent)]
        return and_(true(), *(column == value for value, column in wanted if value is not None))

    async def _rows(self, query: Select[Any]) -> AsyncIterator[Any]:
        for row in await self._connection.execute(query):
            yield row


def _named(key: Sequence[Any]) -> Key:
    """Project and queue where a record may lack them."""
    return tuple(part if part is not None else "" for part in key)
