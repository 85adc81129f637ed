"""People whom campaigns call, in the small Asterisk of the property tests, and where their leads come from.

A lead's phone is a caller whose uniqueid we chose; what the dialplan does by itself (the limit, the message) is here.
"""

from dataclasses import dataclass, field

from acd.commands import Command, DialLead, FetchLeads, PlayAbandoned, ReleaseLeads
from acd.events import (
    AttemptAbandoned,
    AttemptFailed,
    AttemptKey,
    AttemptPickedUp,
    AttemptRang,
    AttemptReached,
    ChannelHungUp,
    LeadsFetched,
)
from acd.model.channels import Place
from acd.model.leads import Lead, Verdict
from acd.testing.engine import NODE
from tests.engine.channels import Caller
from tests.engine.world import World

RING_MS = 35_000  # the dialplan's own end of ringing, after the engine's
MESSAGE_MS = 10_000
NEXT_DUE_MS = 20_000


@dataclass
class OutboundWorld(World):
    leads: int = 0  # so many were handed out so far
    reserved: set[int] = field(default_factory=set)
    free: list[int] = field(default_factory=list)  # given back
    dialled: set[int] = field(default_factory=set)
    rung: list[int] = field(default_factory=list)  # attempts

    # What people do.

    def rings_there(self, person: Caller) -> None:
        self.tell(AttemptRang(NODE, person.uniqueid))

    def picks_up(self, person: Caller, verdict: Verdict) -> None:
        """Asterisk leaves a machine alone."""
        self.tell(AttemptPickedUp(NODE, person.channel, person.uniqueid))
        self.tell(AttemptReached(NODE, person.uniqueid, verdict, ""))
        person.place = Place.WAITING
        person.limit_ms = self.now_ms + person.patience_ms
        if verdict is Verdict.MACHINE:
            self.end(person)

    def fails(self, person: Caller, dial_status: str, cause: int) -> None:
        del self.callers[person.uniqueid]
        self.tell(ChannelHungUp(NODE, person.uniqueid, cause))
        self.tell(AttemptFailed(NODE, person.uniqueid, dial_status, cause, 0))

    def presses_in_message(self, person: Caller, key: str) -> None:
        self.tell(AttemptKey(NODE, person.uniqueid, key))

    def end(self, caller: Caller) -> None:
        if caller.place is Place.DIALLED:
            self.fails(caller, "", 16)
        else:
            super().end(caller)

    def answer(self, phone: str) -> None:
        caller = self.caller_at(phone)
        super().answer(phone)
        if caller is not None:
            caller.limit_ms = 0

    # What time does.

    def next_deadline_ms(self) -> int | None:
        ours = [caller.limit_ms for caller in self.callers.values() if self._limited(caller)]
        found = [*ours, super().next_deadline_ms()]
        return min((ms for ms in found if ms is not None), default=None)

    def _limited(self, caller: Caller) -> bool:
        return caller.limit_ms > 0 and caller.place in (Place.DIALLED, Place.WAITING, Place.TOLD)

    def pass_deadlines(self) -> None:
        super().pass_deadlines()
        for caller in [c for c in self.callers.values() if self._limited(c) and c.limit_ms <= self.now_ms]:
            if caller.place is Place.DIALLED:
                self.fails(caller, "NOANSWER", 19)
            elif caller.place is Place.TOLD:
                self.end(caller)
            else:
                self._say_sorry(caller)

    def _say_sorry(self, caller: Caller) -> None:
        caller.place, caller.limit_ms = Place.TOLD, self.now_ms + MESSAGE_MS
        self.tell(AttemptAbandoned(NODE, caller.uniqueid))

    # What the engine asks for.

    def carry_out(self, command: Command) -> None:
        match command:
            case FetchLeads():
                self._fetch(command)
            case ReleaseLeads():
                assert not set(command.leads) & self.dialled, "a lead is given back that was dialled"
                self.free += [lead for lead in command.leads if lead in self.reserved]
                self.reserved -= set(command.leads)
            case DialLead():
                self._dial(command)
            case PlayAbandoned() if self.link and (caller := self._caller_of(command.channel)) is not None:
                self._release(caller)
                self._say_sorry(caller)
            case _:
                super().carry_out(command)

    def _fetch(self, command: FetchLeads) -> None:
        """The daemon's own part answers, over whatever link."""
        numbers = [*self.free[:2], *range(self.leads + 1, self.leads + 4)]
        self.free, self.leads = self.free[2:], self.leads + 3
        self.reserved |= set(numbers)
        leads = tuple(Lead(number, "people", f"+7900{number:07}", zones=("UTC",)) for number in numbers)
        self.wire.append(LeadsFetched(command.campaign.id, command.request, leads, self.now_ms + NEXT_DUE_MS))

    def _dial(self, command: DialLead) -> None:
        assert command.lead in self.reserved, f"{command}: not reserved, or dialled before"
        self.reserved.discard(command.lead)
        self.dialled.add(command.lead)
        self.rung.append(command.attempt)
        if not self.link:
            return
        person = Caller(command.uniqueid, command.number, self.now_ms, Place.DIALLED)
        person.attempt = f"{command.attempt}*{command.campaign}*{command.lead}"
        person.patience_ms, person.limit_ms = command.limit_ms, self.now_ms + RING_MS
        self.callers[person.uniqueid] = person
