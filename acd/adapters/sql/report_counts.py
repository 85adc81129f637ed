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

from sqlalchemy import CTE, ColumnElement, Integer, Select, Table, TextClause, and_, column, func, select, true, values
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.adapters.sql.columns import UtcTime
from acd.adapters.sql.tables import IS_WRAP_UP, agent_state, callback, offer, queue_visit, transfer
from acd.model.counts import PERCENTS, AgentCounts, QueueCounts, Scope, Waits, all_together
from acd.model.report import AgentRow, IntervalRow, QueueReport, QueueRow
from acd.model.states import AgentState, CallbackOutcome, OfferResult, TransferResult, VisitOutcome

STAY_MS_MAX = 48 * 60 * 60 * 1000
"""A stay in an agent's state that began longer before the report's time is not looked for."""

Key = tuple[Any, ...]
"""Interval; or project and queue; or agent."""


async def overview(connection: AsyncConnection, scope: Scope) -> tuple[tuple[QueueRow, ...], tuple[AgentRow, ...]]:
    """Rows by queue and by agent, over the same stays."""
    asked = _Asked(connection, scope, (scope.from_ms, scope.to_ms))
    return await asked.queue_rows(), await asked.agent_rows()


async def queue_report(connection: AsyncConnection, scope: Scope) -> QueueReport:
    asked = _Asked(connection, scope, (scope.from_ms, scope.to_ms))
    rows = await asked.queue_rows()
    total = all_together(row.counts for row in rows)
    return QueueReport(rows, QueueRow("", "", total, (await asked.waits()).get((), Waits())))


async def agent_report(connection: AsyncConnection, scope: Scope) -> tuple[AgentRow, ...]:
    asked = _Asked(connection, scope, (scope.from_ms, scope.to_ms))
    return await asked.agent_rows()


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
    """What of a stay that crosses borders lies in interval ``n``."""

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
        self._pieces: list[_Stay] | None = None

    async def queue_rows(self) -> tuple[QueueRow, ...]:
        counts = await self.counts("project", "queue")
        waits = await self.waits("project", "queue")
        return tuple(QueueRow(key[1], key[0], counts[key], waits.get(key, Waits())) for key in sorted(counts))

    async def agent_rows(self) -> tuple[AgentRow, ...]:
        counts = await self._agents()
        return tuple(AgentRow(agent, counts[agent], self._scope.of_everybody) for agent in sorted(counts))

    async def counts(self, *keys: str) -> dict[Key, QueueCounts]:
        found: dict[Key, QueueCounts] = defaultdict(QueueCounts)
        await self._add_visits(found, keys)
        await self._add_offers(found, keys)
        await self._add_wrap_up(found, keys)
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

    async def _add_wrap_up(self, found: dict[Key, QueueCounts], keys: Sequence[str]) -> None:
        of_calls = IS_WRAP_UP, agent_state.c.queue.is_not(None)
        async for *key, inside_ms in self._sums(keys, *of_calls):
            if inside_ms:
                found[_named(key)].wrap_up_ms += int(inside_ms)
        for stay in await self._crossing():
            if stay.state is AgentState.WRAP_UP and stay.queue is not None:
                piece = {"n": stay.n, "project": stay.project, "queue": stay.queue}
                found[_named([piece[name] for name in keys])].wrap_up_ms += stay.inside_ms

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

    async def _agents(self) -> dict[str, AgentCounts]:
        found: dict[str, AgentCounts] = defaultdict(AgentCounts)
        columns = {"n": func.count(), "talk_ms": func.sum(offer.c.talk_ms), "hold_ms": func.sum(offer.c.hold_ms)}
        query = self._grouped(offer, offer.c.offered_at, offer.c.agent, ["agent", "result"], columns)
        async for agent, result, count, talk_ms, hold_ms in self._rows(query):
            counts = found[agent]
            counts.results[OfferResult(result)] = int(count)
            counts.talk_ms += int(talk_ms)
            counts.hold_ms += int(hold_ms)
        await self._add_times(found)
        done = func.count().filter(transfer.c.result == TransferResult.COMPLETED.value)
        query = self._grouped(transfer, transfer.c.started_at, transfer.c.from_agent, ["from_agent"], {"done": done})
        async for agent, transfers in self._rows(query):
            found[agent].transfers = int(transfers)
        return found

    async def _add_times(self, found: dict[str, AgentCounts]) -> None:
        by_agent = agent_state.c.agent.in_(_all_agents())  # the index on agents has all that is wanted, in order
        async for agent, state, paid, inside_ms in self._sums(["agent", "state", "paid"], by_agent):
            if inside_ms and state != AgentState.LOGGED_OUT:
                found[agent].add_time(AgentState(state), bool(paid), int(inside_ms))
        for stay in await self._crossing():
            if stay.state is not AgentState.LOGGED_OUT:
                found[stay.agent].add_time(stay.state, stay.paid, stay.inside_ms)

    async def times(self) -> dict[int, AgentCounts]:
        """All agents' times by interval."""
        found: dict[int, AgentCounts] = defaultdict(AgentCounts)
        async for n, state, paid, inside_ms in self._sums(["n", "state", "paid"]):
            found[n].add_time(AgentState(state), bool(paid), int(inside_ms))
        for stay in await self._crossing():
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

    async def _sums(self, keys: Sequence[str], *which: ColumnElement[bool] | TextClause) -> AsyncIterator[Any]:
        """The keys and the milliseconds of the stays that lie within one interval."""
        stay = agent_state.c
        query = self._grouped(agent_state, stay.began_at, stay.agent, keys, {"ms": func.sum(stay.duration_ms)})
        async for row in self._rows(query.where(stay.ended_at <= self._span.c.end_at, *which)):
            yield row

    async def _crossing(self) -> list[_Stay]:
        """Those that end in a later interval than they began, or began before the report's time, piece by piece."""
        if self._pieces is None:
            self._pieces = [stay async for stay in self._crossing_stays()]
        return self._pieces

    async def _crossing_stays(self) -> AsyncIterator[_Stay]:
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


def _all_agents() -> Select[Any]:
    """Every agent of ``agent_state``, each found by one step in its index: a DISTINCT would read all of that."""
    first = select(func.min(agent_state.c.agent).label("agent")).cte("agents", recursive=True)
    following = select(func.min(agent_state.c.agent)).where(agent_state.c.agent > first.c.agent).scalar_subquery()
    every = first.union_all(select(following).where(first.c.agent.is_not(None)))
    return select(every.c.agent).where(every.c.agent.is_not(None))


def _named(key: Sequence[Any]) -> Key:
    """Project and queue where a record may lack them."""
    return tuple(part if part is not None else "" for part in key)
