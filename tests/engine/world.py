"""A small Asterisk for the property tests: callers, phones and legs, which carry out commands and tell of it.

What is told goes onto ``wire``, in order, until somebody takes it off; so the engine may decide by old knowledge, as
it does in life. Nothing here looks at the engine.
"""

from dataclasses import dataclass, field

from acd.adapters.asterisk.extensions import connect_extension
from acd.commands import (
    Announce,
    Command,
    ConnectCaller,
    HangUp,
    HoldCaller,
    JoinCaller,
    MarkCaller,
    PlayMessage,
    ReturnCaller,
    SendOutside,
)
from acd.events import (
    CallArrived,
    CallChosen,
    CallerSent,
    ChannelHungUp,
    Event,
    FailsafeTook,
    HangupRequested,
    JoinFailed,
    KeyPressed,
    LegHeld,
    OfferAnswered,
    OfferRang,
    OfferReturned,
    OutsideFailed,
    PhoneReached,
    PhoneStateChanged,
)
from acd.model.channels import ChannelSnapshot, Place
from acd.model.states import OfferResult, PhoneState
from acd.testing.engine import NODE, NOON_MS
from tests.engine.channels import AuditItem, Caller, Leg

MENU, MENU_NUMBER = "main", "500"
Redirects = ConnectCaller | ReturnCaller | SendOutside | PlayMessage | Announce


@dataclass
class World:
    phones: dict[str, PhoneState]
    dead: set[str] = field(default_factory=set)  # phones that give no sign
    callers: dict[str, Caller] = field(default_factory=dict)
    aside: dict[str, Leg] = field(default_factory=dict)  # by the channel's name
    wire: list[Event | AuditItem] = field(default_factory=list)
    now_ms: int = NOON_MS
    link: bool = True
    interrupted: list[str] = field(default_factory=list)  # conversations that a command tore apart
    count: int = 0

    def tell(self, *events: Event) -> None:
        if self.link:
            self.wire += events

    # What people do.

    def arrive(self, dialled: str) -> Caller:
        self.count += 1
        caller = Caller(f"c{self.count}", dialled, self.now_ms)
        if dialled == MENU_NUMBER:
            caller.place, caller.entry = Place.MENU, MENU
        self.callers[caller.uniqueid] = caller
        self._tell_arrival(caller)
        return caller

    def _tell_arrival(self, caller: Caller) -> None:
        menu = MENU if caller.place is Place.MENU else ""
        arrival = CallArrived(
            NODE, caller.channel, caller.uniqueid, "+7000", "Name", caller.dialled, menu, caller.entry
        )
        self.tell(arrival)

    def choose(self, caller: Caller, keys: str) -> None:
        """``keys`` of which the last leaves the menus; the dialplan writes the queue, where it leads to one."""
        caller.place = Place.WAITING
        caller.entry += keys
        caller.queue = {"*1": "sales", "*2": "support", "*3*star": "sales", "*default": "support"}.get(keys, "")
        self.tell(CallChosen(NODE, caller.uniqueid, caller.entry))

    def caller_hangs_up(self, caller: Caller) -> None:
        self.tell(HangupRequested(NODE, caller.uniqueid))
        self.end(caller)

    def press(self, caller: Caller, key: str) -> None:
        """Heard by the dialplan while it plays music or an announcement."""
        if caller.place is Place.WAITING:
            self.tell(KeyPressed(NODE, caller.uniqueid, key))

    def end(self, caller: Caller) -> None:
        del self.callers[caller.uniqueid]
        self._release(caller)
        self.tell(ChannelHungUp(NODE, caller.uniqueid, 16))

    def _release(self, caller: Caller) -> None:
        """Whatever rings or talks with this caller ends."""
        phones = [*caller.rings, *([caller.talks_with] if caller.talks_with and not caller.kept else [])]
        if caller.kept and caller.talks_with:
            left = Leg(caller.leg, caller.leg_channel, caller.talks_with, caller.uniqueid)
            self.aside[left.channel] = left
        elif caller.talks_with:
            self.tell(ChannelHungUp(NODE, caller.leg, 16))
        caller.rings, caller.talks_with, caller.kept, caller.outside_talks = [], "", False, False
        for phone in phones:
            self.set_phone(phone, PhoneState.IDLE)

    def set_phone(self, phone: str, state: PhoneState) -> None:
        if self.phones[phone] is PhoneState.UNREACHABLE and state is PhoneState.IDLE:
            return
        self._set_phone(phone, state)

    def _set_phone(self, phone: str, state: PhoneState) -> None:
        self.phones[phone] = state
        self.tell(PhoneStateChanged(phone, state))

    def caller_at(self, phone: str) -> Caller | None:
        return next((c for c in self.callers.values() if phone in (*c.rings, c.talks_with)), None)

    def answer(self, phone: str) -> None:
        caller = self.caller_at(phone)
        assert caller is not None
        others, caller.rings = [other for other in caller.rings if other != phone], []
        caller.talks_with, caller.talks_since_ms = phone, self.now_ms
        caller.legs += 1
        for other in others:
            self.set_phone(other, PhoneState.IDLE)
        self.set_phone(phone, PhoneState.IN_USE)
        caller.kept = caller.held_by_phone = False
        self.tell(OfferAnswered(NODE, caller.uniqueid, caller.leg_channel, caller.leg))

    def refuse(self, phone: str) -> None:
        caller = self.caller_at(phone)
        assert caller is not None
        self._one_rings_no_more(caller, phone, OfferResult.REFUSED)

    def _one_rings_no_more(self, caller: Caller, phone: str, result: OfferResult) -> None:
        """Of several phones the others ring on."""
        if len(caller.rings) == 1:
            self.ringing_ends(caller, result)
        else:
            caller.rings.remove(phone)
            self.set_phone(phone, PhoneState.IDLE)

    def agent_hangs_up(self, phone: str) -> None:
        caller = self.caller_at(phone)
        assert caller is not None
        self.tell(HangupRequested(NODE, caller.leg))
        self._leg_ends(caller)

    def _leg_ends(self, caller: Caller) -> None:
        """Whoever is on hold stays there."""
        self.tell(ChannelHungUp(NODE, caller.leg, 16))
        phone, caller.talks_with, caller.kept = caller.talks_with, "", False
        self.set_phone(phone, PhoneState.IDLE)
        if caller.place is not Place.HELD:
            self.end(caller)

    def phone_holds(self, caller: Caller) -> None:
        """Or takes back."""
        caller.held_by_phone = not caller.held_by_phone
        self.tell(LegHeld(NODE, caller.leg, caller.held_by_phone))

    def phone_sends(self, caller: Caller, dialled: str) -> None:
        """The phone's own transfer."""
        caller.place, phone = Place.WAITING, caller.talks_with
        self.tell(CallerSent(NODE, caller.channel, caller.uniqueid, dialled), ChannelHungUp(NODE, caller.leg, 16))
        caller.talks_with, caller.kept = "", False
        self.set_phone(phone, PhoneState.IDLE)

    def outside_answers(self, caller: Caller) -> None:
        caller.outside_talks = True
        self.tell(OfferAnswered(NODE, caller.uniqueid, "PJSIP/trunk-out", f"{caller.uniqueid}-out"))

    def outside_fails(self, caller: Caller, result: OfferResult) -> None:
        caller.place = Place.WAITING
        self.tell(OutsideFailed(NODE, caller.uniqueid, result))

    def ringing_ends(self, caller: Caller, result: OfferResult) -> None:
        phones, caller.rings = caller.rings, []
        for phone in phones:
            self.set_phone(phone, PhoneState.IDLE)
        caller.place = Place.WAITING
        offer = int(caller.offer.partition("*")[0])
        self.tell(OfferReturned(NODE, caller.uniqueid, offer, result))

    def phone_is_lost(self, phone: str) -> None:
        caller = self.caller_at(phone)
        if caller is not None and caller.talks_with:
            return  # the conversation goes on
        self._set_phone(phone, PhoneState.UNREACHABLE)
        if caller is not None:
            self._one_rings_no_more(caller, phone, OfferResult.UNREACHABLE)

    def change_phone(self, phone: str, lost: bool) -> None:
        """Lost or back, or a private call that begins or ends."""
        state = self.phones[phone]
        if state is PhoneState.UNREACHABLE:
            self._set_phone(phone, PhoneState.IDLE)
        elif lost and phone in self.dead:
            self.dead.discard(phone)
            self.tell(PhoneReached(phone))
        elif state is PhoneState.IN_USE and self.caller_at(phone) is None:
            self.set_phone(phone, PhoneState.IDLE)
        elif lost:
            self.phone_is_lost(phone)
        elif state is PhoneState.IDLE:
            self.set_phone(phone, PhoneState.IN_USE)

    def failsafe_takes(self, caller: Caller) -> None:
        self._release(caller)  # the leg of an agent who kept the caller on hold
        caller.place = Place.FAILSAFE
        self.tell(FailsafeTook(NODE, caller.uniqueid, caller.entry))

    def failsafe_gives_back(self, caller: Caller) -> None:
        caller.place = Place.WAITING
        self._tell_arrival(caller)

    def begin_anew(self) -> None:
        """Asterisk itself restarts: its channels end without a word."""
        self.callers.clear()
        self.aside.clear()
        self.phones = dict.fromkeys(self.phones, PhoneState.IDLE)

    # What time does.

    def next_deadline_ms(self) -> int | None:
        return min((c.ring_until_ms for c in self.callers.values() if self._rings(c)), default=None)

    def _rings(self, caller: Caller) -> bool:
        """A phone of ours, or outside."""
        return bool(caller.ringing) or (caller.place is Place.OUTSIDE and not caller.outside_talks)

    def pass_deadlines(self) -> None:
        for caller in [c for c in self.callers.values() if self._rings(c) and c.ring_until_ms <= self.now_ms]:
            if caller.place is Place.OUTSIDE:
                self.outside_fails(caller, OfferResult.NO_ANSWER)
            else:
                self.ringing_ends(caller, OfferResult.NO_ANSWER)

    # What the engine asks for.

    def carry_out(self, command: Command) -> None:
        """Commands over a link that is down are lost."""
        if not self.link:
            return
        match command:
            case ConnectCaller() | ReturnCaller() | SendOutside() | PlayMessage() | Announce():
                self._redirect(command)
            case HoldCaller():
                self._hold(command)
            case JoinCaller():
                self._join(command)
            case MarkCaller() if (caller := self._caller_of(command.channel)) is not None:
                caller.queue = command.queue
            case HangUp():
                self._hang_up(command.channel)

    def _hang_up(self, channel: str) -> None:
        """A caller's, or an agent's leg."""
        caller, left = self._caller_of(channel), self.aside.pop(channel, None)
        partner = self.partner(channel)
        if caller is not None:
            self.end(caller)
        elif left is not None:
            self.tell(ChannelHungUp(NODE, left.uniqueid, 16))
            self.set_phone(left.phone, PhoneState.IDLE)
        elif partner is not None:
            self._leg_ends(partner)

    def partner(self, channel: str) -> Caller | None:
        """The caller of an agent's leg."""
        return next((c for c in self.callers.values() if c.talks_with and c.leg_channel == channel), None)

    def _hold(self, command: HoldCaller) -> None:
        caller = self._caller_of(command.channel)
        if caller is not None and caller is self.partner(command.leg):
            caller.place, caller.kept = Place.HELD, True

    def _join(self, command: JoinCaller) -> None:
        caller = self._caller_of(command.channel)
        if caller is None:
            return
        if caller is self.partner(command.leg):
            caller.place, caller.offer = Place.CONNECTING, connect_extension(command)
            return
        if caller.talks_with and caller.place is not Place.HELD:
            self.interrupted.append(caller.uniqueid)
        self._release(caller)
        left = self.aside.pop(command.leg, None)
        if left is None or left.caller != caller.uniqueid:
            caller.place = Place.WAITING
            self.tell(JoinFailed(NODE, caller.uniqueid))
            return
        caller.place, caller.offer = Place.CONNECTING, connect_extension(command)
        caller.talks_with, caller.kept = left.phone, True

    def _caller_of(self, channel: str) -> Caller | None:
        return self.callers.get(channel.removeprefix("PJSIP/trunk-"))

    def _redirect(self, command: Redirects) -> None:
        caller = self._caller_of(command.channel)
        if caller is None:
            if isinstance(command, ConnectCaller):
                self.tell(OfferReturned(NODE, command.uniqueid, command.offer, OfferResult.FAILED))
            return
        if caller.talks_with or (caller.rings and isinstance(command, Announce)):
            self.interrupted.append(caller.uniqueid)
        self._release(caller)
        match command:
            case ConnectCaller():
                self._connect(caller, command)
            case SendOutside():
                caller.place, caller.ring_until_ms = Place.OUTSIDE, self.now_ms + command.ring_ms
            case PlayMessage():
                caller.place = Place.LEAVING
            case _:
                caller.place = Place.WAITING  # after an announcement, too

    def _connect(self, caller: Caller, command: ConnectCaller) -> None:
        caller.place = Place.CONNECTING
        caller.offer = connect_extension(command)
        phones = [command.phone, *(phone for phone, _ in command.also)]
        idle = [phone for phone in phones if self.phones[phone] is PhoneState.IDLE]
        if not idle:
            away = self.phones[command.phone] is PhoneState.UNREACHABLE
            self.ringing_ends(caller, OfferResult.UNREACHABLE if away else OfferResult.REFUSED)
            return
        caller.rings, caller.ring_until_ms = idle, self.now_ms + command.ring_ms
        for phone in idle:
            self.phones[phone] = PhoneState.RINGING
            if phone not in self.dead:
                self.tell(PhoneStateChanged(phone, PhoneState.RINGING), OfferRang(phone))

    # What an audit lists.

    def lists(self) -> AuditItem:
        channels: list[ChannelSnapshot] = []
        for caller in self.callers.values():
            held = caller.place is Place.HELD
            bridge = f"bridge-{caller.leg}" if caller.talks_with and not held else ""
            age_ms = self.now_ms - caller.arrived_ms
            channels.append(self._snapshot(caller.channel, caller.uniqueid, caller, caller.place, bridge, age_ms))
            if caller.talks_with:
                place = Place.ASIDE if held else Place.ELSEWHERE
                age_ms = self.now_ms - caller.talks_since_ms
                channels.append(self._snapshot(caller.leg_channel, caller.leg, caller, place, bridge, age_ms))
        for left in self.aside.values():
            gone = Caller(left.caller, "", self.now_ms)
            channels.append(self._snapshot(left.channel, left.uniqueid, gone, Place.ASIDE, "", 0))
        return AuditItem(tuple(channels), tuple(self.phones.items()))

    def _snapshot(
        self, channel: str, uniqueid: str, caller: Caller, place: Place, bridge: str, age_ms: int
    ) -> ChannelSnapshot:
        return ChannelSnapshot(
            channel, uniqueid, caller.uniqueid, place, "+7000", "Name", caller.dialled, caller.queue, caller.offer,
            bridge, age_ms, caller.entry, attempt=caller.attempt,
        )  # fmt: skip
