"""Leads and do-not-call lists over the API: one or a few at a time, with what is told to the engine at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from acd.adapters.numbers.reading import NumberReader, Phone, Refused
from acd.adapters.sql.database import Database
from acd.adapters.sql.leads.do_not_call import DoNotCall, DoNotCallEntry
from acd.adapters.sql.leads.intake import Duplicates, LeadIntake, ListOf, NewLead
from acd.adapters.sql.leads.register import LeadRegister
from acd.bootstrap.leads.columns import Columns
from acd.bootstrap.leads.preparing import Preparer
from acd.dialer.rules import consent_needed
from acd.errors import CallerError
from acd.events import LeadsAdded, NumbersBarred
from acd.model.campaigns import Campaign
from acd.model.lead_book import BarredEntry, GivenLead, TakenLead, Taking
from acd.model.leads import Lead
from acd.runtime.loop import Runtime

View = dict[str, Any]

_encode = msgspec.json.Encoder().encode
VOICE = "voice"
BARRED_DIGITS = range(4, 17)  # with the plus; a number that cannot be dialled may be barred as well


@dataclass(frozen=True, slots=True)
class LeadDesk:
    """Implements ``acd.runtime.ports.LeadBook``."""

    database: Database
    runtime: Runtime

    async def add(
        self, campaign: Campaign, list_: str, region: str, leads: Sequence[GivenLead], again: bool
    ) -> list[TakenLead]:
        """In the order of ``leads``. ``again``: a number that the list has already comes in once more."""
        prepared, taken = _prepared(leads, region, list_)
        into = ListOf(list_, campaign.project)
        scope = Duplicates.ALLOW if again else Duplicates.LIST
        intake = LeadIntake(self.database, into, scope, self.runtime.now_ms(), dry=False)
        await intake.begin()
        outcome = await intake.add(prepared)
        for lead, reason in outcome.barred:
            taken[lead.line] = TakenLead(Taking.BARRED, lead.number, text=reason)
        for lead, reason in outcome.duplicates:
            taken[lead.line] = TakenLead(Taking.DUPLICATE, lead.number, await self._newest(lead.number, list_), reason)
        for lead in prepared:
            if lead.line not in taken:
                taken[lead.line] = TakenLead(Taking.ADDED, lead.number, await self._newest(lead.number, list_))
        if outcome.imported:
            self.runtime.post(LeadsAdded((list_,)))
        return [taken[line] for line in range(len(leads))]

    async def _newest(self, number: str, list_: str) -> int:
        found = await LeadRegister(self.database).of_number(number)
        return max((int(lead["id"]) for lead in found if lead["list"] == list_), default=0)

    async def lead(self, lead: int) -> View | None:
        return await LeadRegister(self.database).lead(lead)

    async def leads_of(self, number: str, region: str) -> list[View]:
        return await LeadRegister(self.database).of_number(_e164(number, region))

    async def to_dial(self, campaign: Campaign, number: str, region: str) -> Lead:
        phone = _phone(number, region)
        whose = (("", campaign.project), ("", campaign.id))
        for entry in await DoNotCall(self.database).check(phone.number):
            if entry["project"] in whose[0] and entry["campaign"] in whose[1]:
                raise CallerError(f"{phone.number} is on a do-not-call list: {entry['reason'] or 'no reason is kept'}")
        if consent_needed(campaign) and not await self._consents(campaign, phone.number):
            raise CallerError(f"{phone.number} gave no consent to be called for {campaign.purpose}: acd consent add")
        return Lead(0, "", phone.number, zones=phone.place.zones)

    async def _consents(self, campaign: Campaign, number: str) -> bool:
        return any(
            each["channel"] == VOICE
            and each["purpose"] == campaign.purpose
            and each["project"] in ("", campaign.project)
            and each["withdrawn_at"] is None
            for each in await LeadRegister(self.database).consents(number)
        )

    async def bar(self, entry: BarredEntry, region: str) -> tuple[str, bool]:
        number = _barred(entry.number, region)
        kept = DoNotCallEntry(number, entry.project, entry.campaign, entry.reason, entry.by)
        new = await DoNotCall(self.database).add([kept], self.runtime.now_ms())
        if not number.endswith("*"):  # a beginning is heeded within a second, by the look at what is reserved
            self.runtime.post(NumbersBarred((number,), entry.project, entry.campaign))
        return number, bool(new)

    async def unbar(self, entry: BarredEntry, region: str) -> tuple[str, bool]:
        number = _barred(entry.number, region)
        lists = DoNotCall(self.database)
        return number, await lists.remove(number, entry.project, entry.campaign, self.runtime.now_ms())

    async def barred(self, number: str, region: str) -> tuple[str, list[View]]:
        wanted = _barred(number, region)
        return wanted, await DoNotCall(self.database).check(wanted)


def _prepared(leads: Sequence[GivenLead], region: str, list_: str) -> tuple[list[NewLead], dict[int, TakenLead]]:
    """Leads to take in, and by their place those that cannot be. Raises CallerError: no such region."""
    most = max((len(lead.numbers) for lead in leads), default=1)
    columns = Columns(tuple(range(most)), (most,), most + 1, most + 2, most + 3, most + 4)
    rows = [
        (
            line,
            [
                *(lead.numbers[place] if place < len(lead.numbers) else "" for place in range(most)),
                *(lead.name, lead.language, lead.zone, lead.region, str(lead.priority or "")),
            ],
        )
        for line, lead in enumerate(leads)
    ]
    try:
        made = Preparer(columns, region, list_).batch(rows)
    except ValueError as error:
        raise CallerError(str(error)) from None
    refused = {
        reject.line: TakenLead(Taking.REFUSED, leads[reject.line].numbers[0], text=reject.reason)
        for reject in made.rejects
        if not reject.warning
    }
    return [lead._replace(fields=_encode(leads[lead.line].fields).decode()) for lead in made.leads], refused


def _e164(text: str, region: str) -> str:
    return _phone(text, region).number


def _phone(text: str, region: str) -> Phone:
    """Raises CallerError: it is no number."""
    try:
        found = NumberReader(region).read(text)
    except ValueError as error:
        raise CallerError(str(error)) from None
    if isinstance(found, Refused):
        raise CallerError(f"{text!r}: {found.reason}")
    return found


def _barred(text: str, region: str) -> str:
    """As ``_e164``; a beginning such as ``+7495*``, and a number that cannot be dialled, as it is."""
    plain = "".join(char for char in text if char not in " ()-.\u00a0")
    digits = plain.removesuffix("*")
    international = digits[:1] == "+" and digits[1:].isdigit() and digits.isascii()
    if plain.endswith("*"):
        if not international:
            raise CallerError(f"{text!r}: a beginning is written as +7495*")
        return plain
    try:
        return _e164(text, region)
    except CallerError:
        if international and len(plain) in BARRED_DIGITS:
            return plain
        raise
