"""Groups of leads that one index reaches directly: of one list, status, place and priority.

A million leads are a few dozen groups. Whether it is time to call somebody is asked once for a group; then the database
takes the first few of each open group, and no query walks over leads that cannot be dialled now.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.adapters.sql.leads.sets import to_ms
from acd.model.campaigns import LeadOrder
from acd.model.leads import LeadStatus

OPEN_STATUSES = (LeadStatus.CALLBACK, LeadStatus.NEW, LeadStatus.RETRY)

_FREE = "next_attempt_at IS NOT NULL AND reserved_by IS NULL"
_STATUSES = " UNION ALL ".join(f"SELECT '{status}' AS status" for status in OPEN_STATUSES)
_FIRST = f"""SELECT priority FROM lead WHERE list = :list AND status = s.status AND place_id = p.id AND {_FREE}
 ORDER BY priority DESC LIMIT 1"""
_NEXT = f"""SELECT priority FROM lead WHERE list = :list AND status = g.status AND place_id = g.place AND {_FREE}
 AND priority < g.priority ORDER BY priority DESC LIMIT 1"""
_GROUPS = f"""WITH RECURSIVE g(status, place, priority) AS (
 SELECT s.status, p.id, ({_FIRST}) FROM ({_STATUSES}) s CROSS JOIN lead_place p
 UNION ALL SELECT g.status, g.place, ({_NEXT}) FROM g WHERE g.priority IS NOT NULL)
 SELECT status, place, priority FROM g WHERE priority IS NOT NULL"""

_IN_ORDER = {  # of one list: callbacks first, since they were promised
    LeadOrder.PRIORITY: "callback DESC, priority DESC, due, id",
    LeadOrder.NEW_FIRST: "callback DESC, new DESC, priority DESC, due, id",
    LeadOrder.OLDEST_ATTEMPT: "callback DESC, new, last, due, id",
    LeadOrder.RANDOM: "callback DESC, new, priority DESC, shuffle, due, id",
}
_GROUPS_AT_ONCE = 200  # SQLite takes up to 500 parts of a compound query


@dataclass(frozen=True, slots=True)
class Group:
    status: LeadStatus
    place: int
    priority: int

    def condition(self) -> str:
        """With nothing in it that came from outside."""
        return (
            f"list = :list AND status = '{self.status}' AND place_id = {self.place:d}"
            f" AND priority = {self.priority:d} AND reserved_by IS NULL"
        )


async def groups_of(connection: AsyncConnection, list_: str) -> list[Group]:
    """Those of the list that have leads to dial, now or later."""
    rows = await connection.execute(text(_GROUPS), {"list": list_})
    return [Group(LeadStatus(status), int(place), int(priority)) for status, place, priority in rows]


async def first_due(
    connection: AsyncConnection, list_: str, groups: Sequence[Group], order: LeadOrder, now: Any, limit: int
) -> list[int]:
    """Ids of the leads of these groups that are due, in the campaign's order."""
    found: list[int] = []
    for part in _parts(sorted(groups, key=_by_priority), order):
        union = " UNION ALL ".join(_due(group, order) for group in part)
        query = f"SELECT id FROM ({union}) AS due ORDER BY {_IN_ORDER[order]} LIMIT :limit"
        rows = await connection.execute(text(query), {"list": list_, "now": now, "limit": limit - len(found)})
        found += [int(row[0]) for row in rows]
        if len(found) >= limit:
            break
    return found


async def next_due_ms(connection: AsyncConnection, list_: str, groups: Sequence[Group], now: Any) -> int | None:
    """When the first lead of these groups becomes due, after ``now``."""
    found: list[int] = []
    for begin in range(0, len(groups), _GROUPS_AT_ONCE):
        parts = [
            f"SELECT * FROM (SELECT next_attempt_at FROM lead WHERE {group.condition()} AND next_attempt_at > :now"
            " ORDER BY next_attempt_at LIMIT 1) AS due"
            for group in groups[begin : begin + _GROUPS_AT_ONCE]
        ]
        query = f"SELECT min(next_attempt_at) FROM ({' UNION ALL '.join(parts)}) AS all_due"
        first = to_ms((await connection.execute(text(query), {"list": list_, "now": now})).scalar_one())
        found += [] if first is None else [first]
    return min(found, default=None)


def _by_priority(group: Group) -> tuple[bool, int]:
    return group.status is not LeadStatus.CALLBACK, -group.priority


def _parts(groups: Sequence[Group], order: LeadOrder) -> list[Sequence[Group]]:
    """Where the priority decides first, groups of one priority at a time; else all at once."""
    if order is not LeadOrder.PRIORITY:
        return [groups[begin : begin + _GROUPS_AT_ONCE] for begin in range(0, len(groups), _GROUPS_AT_ONCE)]
    parts: dict[tuple[bool, int], list[Group]] = {}
    for group in groups:
        parts.setdefault(_by_priority(group), []).append(group)
    return [part for _, part in sorted(parts.items())]


def _due(group: Group, order: LeadOrder) -> str:
    """Of one group. It asks for what is in an index, wherever that is enough: ``lead_due``, else ``lead_random``."""
    new, callback = group.status is LeadStatus.NEW, group.status is LeadStatus.CALLBACK
    by_chance = new and order is LeadOrder.RANDOM
    last = "last_attempt_at" if order is LeadOrder.OLDEST_ATTEMPT and not new else "next_attempt_at"
    due = "coalesce(next_attempt_at, next_attempt_at)" if by_chance else "next_attempt_at"  # not by that index
    return (
        f"SELECT * FROM (SELECT id, {int(callback)} AS callback, {int(new)} AS new, priority, next_attempt_at AS due,"
        f" {last} AS last, {'shuffle' if by_chance else '0'} AS shuffle FROM lead WHERE {group.condition()}"
        f" AND {due} <= :now ORDER BY {'shuffle' if by_chance else 'next_attempt_at, id'} LIMIT :limit) AS part"
    )
