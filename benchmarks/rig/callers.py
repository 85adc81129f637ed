"""Callers on the trunk: they call a number, wait with music, talk, and hang up when they are told to."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from benchmarks.rig.endpoint import Address, Endpoint, Leg
from benchmarks.rig.sip import Message


class Ending(StrEnum):
    """How a caller's leg ended."""

    CALLER = "caller hung up"
    SWITCH = "the other side hung up"
    REFUSED = "refused"


@dataclass(slots=True)
class CallerLeg:
    number: str  # the caller's own
    leg: Leg


class Callers(Endpoint):
    """Any number of callers behind one address of the trunk; ``ended`` is told each that is over, and how."""

    def __init__(self, host: str, switch: Address, ended: Callable[[str, Ending], None]) -> None:
        super().__init__(host, switch)
        self._ended = ended
        self._by_number: dict[str, CallerLeg] = {}
        self._count = 0
        self.nobody = asyncio.Event()  # set while no call lives
        self.nobody.set()

    def call(self, dialled: str) -> str:
        """Place a call; the caller's number, which names it from now on."""
        self._count += 1
        number = f"49{self._count:08d}"
        host, port = self.switch
        local = f"<sip:{number}@{self.host}:{self.port}>;tag={self.new_name()}"
        leg = Leg(self.new_name(), local, f"<sip:{dialled}@{host}>", f"sip:{dialled}@{host}:{port}")
        self._legs[leg.call_id] = leg
        self._by_number[number] = CallerLeg(number, leg)
        self.nobody.clear()
        contact = {"Contact": f"<sip:{number}@{self.host}:{self.port}>"}
        self.send_until_answered(leg.call_id, "INVITE", self.request(leg, "INVITE", 1, self.sdp(), contact))
        return number

    def hang_up(self, number: str) -> None:
        """The caller ends the call; nothing happens if it has ended."""
        caller = self._by_number.get(number)
        if caller is not None and caller.leg.answered and not caller.leg.ended:
            self.bye(caller.leg)
            self._finish(caller.leg, Ending.CALLER)

    def hang_up_all(self) -> None:
        for number in list(self._by_number):
            self.hang_up(number)

    def on_response(self, message: Message, at_ns: int) -> None:
        leg = self._legs.get(message.call_id)
        if leg is None or message.status < 200:
            return
        if message.method == "BYE":
            self._legs.pop(message.call_id, None)
            return
        if message.method == "INVITE":
            leg.remote = message.headers["to"]
            if message.status < 300:
                leg.answered = True
                leg.target = message.header_uri("contact")
            self.send(self.request(leg, "ACK", message.cseq))
            self.speak(message.body)
            if message.status >= 300 and not leg.ended:
                leg.ended = True
                self._finish(leg, Ending.REFUSED)

    def on_request(self, message: Message, at_ns: int) -> None:
        leg = self._legs.get(message.call_id)
        if leg is None or message.method == "ACK":
            return
        self.answer(leg, message, "200 OK", self.sdp() if message.method == "INVITE" else "")
        if message.method == "BYE":
            if not leg.ended:
                leg.ended = True
                self._finish(leg, Ending.SWITCH)
            asyncio.get_running_loop().call_later(5.0, self._legs.pop, leg.call_id, None)

    def _finish(self, leg: Leg, ending: Ending) -> None:
        number = leg.local.partition("sip:")[2].partition("@")[0]
        self._by_number.pop(number, None)
        if not self._by_number:
            self.nobody.set()
        self._ended(number, ending)
