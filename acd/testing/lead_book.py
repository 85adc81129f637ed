"""Leads and do-not-call lists in memory; a number is whatever begins with a plus."""

from collections.abc import Sequence
from typing import Any

from acd.errors import CallerError
from acd.model.campaigns import Campaign
from acd.model.lead_book import BarredEntry, GivenLead, TakenLead, Taking
from acd.model.leads import Lead


class FakeLeadBook:
    """``leads`` by id, as they are found; ``entries`` of do-not-call lists. With ``raises`` set nothing works."""

    def __init__(self) -> None:
        self.raises: Exception | None = None
        self.leads: dict[int, dict[str, Any]] = {}
        self.entries: list[BarredEntry] = []

    async def add(
        self, campaign: Campaign, list_: str, region: str, leads: Sequence[GivenLead], again: bool
    ) -> list[TakenLead]:
        self._answer()
        return [self._add(list_, lead, again) for lead in leads]

    def _add(self, list_: str, lead: GivenLead, again: bool) -> TakenLead:
        number = lead.numbers[0]
        if not number.startswith("+"):
            return TakenLead(Taking.REFUSED, number, text="no phone number")
        if any(entry.number == number for entry in self.entries):
            return TakenLead(Taking.BARRED, number, text="do not call")
        there = [id_ for id_, found in self.leads.items() if (found["number"], found["list"]) == (number, list_)]
        if there and not again:
            return TakenLead(Taking.DUPLICATE, number, there[-1], "a duplicate")
        id_ = len(self.leads) + 1
        self.leads[id_] = {
            "id": id_, "list": list_, "number": number, "name": lead.name, "priority": lead.priority,
            "fields": lead.fields, "created_at": 1_767_268_800_000, "attempts_made": [],
        }  # fmt: skip
        return TakenLead(Taking.ADDED, number, id_)

    async def lead(self, lead: int) -> dict[str, Any] | None:
        self._answer()
        return self.leads.get(lead)

    async def leads_of(self, number: str, region: str) -> list[dict[str, Any]]:
        self._answer()
        return [lead for lead in self.leads.values() if lead["number"] == _number(number)]

    async def to_dial(self, campaign: Campaign, number: str, region: str) -> Lead:
        self._answer()
        if any(entry.number == number for entry in self.entries):
            raise CallerError(f"{number} is on a do-not-call list")
        return Lead(0, "", _number(number))

    async def bar(self, entry: BarredEntry, region: str) -> tuple[str, bool]:
        self._answer()
        number, new = _number(entry.number), entry not in self.entries
        if new:
            self.entries.append(entry)
        return number, new

    async def unbar(self, entry: BarredEntry, region: str) -> tuple[str, bool]:
        self._answer()
        ours = (_number(entry.number), entry.project, entry.campaign)
        there = [each for each in self.entries if (each.number, each.project, each.campaign) == ours]
        self.entries = [each for each in self.entries if each not in there]
        return ours[0], bool(there)

    async def barred(self, number: str, region: str) -> tuple[str, list[dict[str, Any]]]:
        self._answer()
        wanted = _number(number)
        found = [each for each in self.entries if each.number == wanted]
        return wanted, [{"number": each.number, "reason": each.reason, "added_at": 1_767_268_800_000} for each in found]

    def _answer(self) -> None:
        if self.raises is not None:
            raise self.raises


def _number(text: str) -> str:
    if not text.startswith("+"):
        raise CallerError(f"{text!r}: no phone number")
    return text
