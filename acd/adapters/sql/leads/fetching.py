"""Choosing and reserving leads, in one transaction: what is given out is nobody else's until it is given back."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.adapters.sql.database import Database
from acd.adapters.sql.leads.exclusions import look_up
from acd.adapters.sql.leads.groups import Group, first_due, groups_of, next_due_ms
from acd.adapters.sql.leads.sets import Sets
from acd.dialer.eligibility import RESERVED_HOLD_MS, Barred, Dial, Fetched, Hold, LeadsWanted, Zones, judge
from acd.dialer.shares import next_list
from acd.model.campaigns import CampaignList
from acd.model.leads import AttemptResult, Lead, LeadStatus

_ROUNDS_MAX = 20
_SPARE = 20  # leads looked at more than are wanted, since some may not be dialled
_COLUMNS = (
    "id, list, number, alternatives, number_index, name, language, place_id, priority, fields, status, attempts,"
    " wanted_agent"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A lead of the table."""

    id: int
    list: str
    numbers: tuple[str, ...]  # the main one first
    number_index: int
    values: Mapping[str, Any]


class Fetching:
    """One fetch. ``taken`` counts the leads given to the campaign by list, over all fetches."""

    def __init__(
        self, database: Database, connection: AsyncConnection, wanted: LeadsWanted, taken: Counter[str]
    ) -> None:
        self._sets = Sets(database)
        self._times = database.times
        self._connection = connection
        self._wanted = wanted
        self._taken = taken
        self._now = database.times.of_ms(wanted.now_ms)
        self._places: dict[int, Zones] = {}
        self._groups: dict[str, list[Group]] = {}  # that are open now
        self._closed: set[Zones] = set()
        self._leads: list[Lead] = []
        self._numbers: set[str] = set()  # of the leads chosen

    async def fetch(self) -> Fetched:
        await self._look_at_groups()
        lists = [entry for entry in self._wanted.campaign.lists if self._groups[entry.list]]
        for _ in range(_ROUNDS_MAX):
            missing = self._wanted.count - len(self._leads)
            if missing <= 0 or not lists:
                break
            lists = await self._round(lists, missing)
        return Fetched(tuple(self._leads), await self._next_due_ms(bool(lists)))

    async def _look_at_groups(self) -> None:
        rows = await self._connection.execute(text("SELECT id, zones FROM lead_place"))
        self._places = {int(id_): tuple(zones.split(",")) if zones else () for id_, zones in rows}
        is_open = {
            zones: self._wanted.rules.is_open(zones, self._wanted.now_ms) for zones in set(self._places.values())
        }
        for entry in self._wanted.campaign.lists:
            groups = await self._groups_of(entry)
            self._groups[entry.list] = [group for group in groups if is_open[self._places[group.place]]]
            self._closed |= {self._places[group.place] for group in groups if not is_open[self._places[group.place]]}

    async def _groups_of(self, entry: CampaignList) -> list[Group]:
        found = await groups_of(self._connection, entry.list)
        return [group for group in found if self._wanted.takes(group.status)]

    async def _round(self, lists: Sequence[CampaignList], missing: int) -> list[CampaignList]:
        """Choose and reserve up to ``missing`` leads; returns the lists that may have more."""
        order, more = self._wanted.campaign.order, []
        candidates: dict[str, list[Lead]] = {}
        for entry in lists:
            ids = await first_due(
                self._connection, entry.list, self._groups[entry.list], order, self._now, missing + _SPARE
            )
            candidates[entry.list] = await self._judge(ids)
            if len(ids) == missing + _SPARE:
                more.append(entry)
        chosen = self._choose(lists, candidates, missing)
        await self._reserve(chosen)
        self._leads += chosen
        return more

    def _choose(self, lists: Sequence[CampaignList], candidates: dict[str, list[Lead]], missing: int) -> list[Lead]:
        """A lead that has a number in common with one chosen before waits until that one is given back."""
        chosen: list[Lead] = []
        filled = [entry for entry in lists if candidates[entry.list]]
        while filled and len(chosen) < missing:
            lead = candidates[next_list(filled, self._taken)].pop(0)
            numbers = {lead.number, *lead.alternatives}
            if numbers.isdisjoint(self._numbers):
                self._numbers |= numbers
                self._taken[lead.list] += 1
                chosen.append(lead)
            filled = [entry for entry in filled if candidates[entry.list]]
        return chosen

    async def _judge(self, ids: Sequence[int]) -> list[Lead]:
        """Those that may be dialled, in the same order; the others are set aside in the table."""
        if not ids:
            return []
        rows = await self._rows(ids)
        numbers = sorted({number for row in rows for number in row.numbers})
        known = await look_up(self._connection, self._sets, self._times, self._wanted, numbers)
        found: list[tuple[Row, Dial]] = []
        for row in rows:
            judged = judge(row.numbers, row.number_index, known, self._wanted)
            if isinstance(judged, Dial):
                found.append((row, judged))
            else:
                await self._set_aside(row.id, judged)
        results = await self._results([row.id for row, _ in found])
        return [self._lead(row, dial, results.get(row.id, {})) for row, dial in found]

    async def _rows(self, ids: Sequence[int]) -> list[Row]:
        query = f"SELECT {_COLUMNS} FROM lead WHERE id IN {self._sets.numbers('ids')}"
        found: dict[int, Row] = {}
        for row in await self._connection.execute(text(query), {"ids": self._sets.value(ids)}):
            values = dict(row._mapping)
            numbers = (values["number"], *json.loads(values["alternatives"]))
            found[values["id"]] = Row(values["id"], values["list"], numbers, values["number_index"], values)
        return [found[id_] for id_ in ids if id_ in found]

    async def _results(self, ids: Sequence[int]) -> dict[int, dict[AttemptResult, int]]:
        """How often attempts to these leads ended how."""
        query = (
            f"SELECT lead_id, result, count(*) FROM attempt WHERE lead_id IN {self._sets.numbers('ids')}"
            " AND result IS NOT NULL GROUP BY lead_id, result"
        )
        found: dict[int, dict[AttemptResult, int]] = {}
        for lead, result, count in await self._connection.execute(text(query), {"ids": self._sets.value(ids)}):
            found.setdefault(int(lead), {})[AttemptResult(result)] = int(count)
        return found

    def _lead(self, row: Row, dial: Dial, results: dict[AttemptResult, int]) -> Lead:
        values = row.values
        return Lead(
            id=row.id,
            list=row.list,
            number=dial.numbers[0],
            name=values["name"],
            language=values["language"],
            zones=self._places.get(values["place_id"], ()),
            priority=values["priority"],
            attempts=values["attempts"],
            results=results,
            alternatives=dial.numbers[1:],
            number_index=dial.index,
            fields=json.loads(values["fields"]),
            wanted_agent=values["wanted_agent"],
            callback=values["status"] == LeadStatus.CALLBACK,
            agent_first=dial.agent_first,
        )

    async def _set_aside(self, lead: int, why: Barred | Hold) -> None:
        values: dict[str, Any] = {"id": lead}
        if isinstance(why, Hold) and why.until_ms is not None:
            update = "UPDATE lead SET next_attempt_at = :until WHERE id = :id"
            values["until"] = self._times.of_ms(why.until_ms)
        else:
            update = "UPDATE lead SET status = :status, next_attempt_at = NULL WHERE id = :id"
            values["status"] = (LeadStatus.BARRED if isinstance(why, Barred) else LeadStatus.DONE).value
        await self._connection.execute(text(update), values)

    async def _reserve(self, leads: Sequence[Lead]) -> None:
        if not leads:
            return
        campaign = self._wanted.campaign.id
        reservations = [
            {"number": number, "lead": lead.id, "campaign": campaign, "now": self._now}
            for lead in leads
            for number in dict.fromkeys((lead.number, *lead.alternatives))
        ]
        await self._connection.execute(
            text(
                "INSERT INTO lead_reservation (number, lead_id, campaign, reserved_at)"
                " VALUES (:number, :lead, :campaign, :now)"
            ),
            reservations,
        )
        await self._connection.execute(
            text(
                f"UPDATE lead SET reserved_by = :campaign, reserved_at = :now WHERE id IN {self._sets.numbers('ids')}"
            ),
            {"campaign": campaign, "now": self._now, "ids": self._sets.value([lead.id for lead in leads])},
        )

    async def _next_due_ms(self, more: bool) -> int | None:
        now_ms = self._wanted.now_ms
        if more or len(self._leads) >= self._wanted.count:
            return now_ms
        found: list[int | None] = [self._wanted.rules.next_open_ms(zones, now_ms) for zones in self._closed]
        for entry in self._wanted.campaign.lists:
            groups = await self._groups_of(entry)
            is_open = [group for group in groups if self._places[group.place] not in self._closed]
            found.append(await next_due_ms(self._connection, entry.list, is_open, self._now) if is_open else None)
        if await self._reserved_by_others():
            found.append(now_ms + RESERVED_HOLD_MS)
        return min((moment for moment in found if moment is not None), default=None)

    async def _reserved_by_others(self) -> bool:
        """Whether a lead of the campaign's lists is with another campaign, which may give it back."""
        query = (
            "SELECT 1 FROM lead WHERE reserved_by IS NOT NULL AND reserved_by <> :campaign"
            f" AND list IN {self._sets.texts('lists')} LIMIT 1"
        )
        lists = self._sets.value(entry.list for entry in self._wanted.campaign.lists)
        values = {"campaign": self._wanted.campaign.id, "lists": lists}
        return (await self._connection.execute(text(query), values)).first() is not None
