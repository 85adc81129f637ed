"""Callers on the trunk: they call a number, wait with music, talk, and hang up when they are told to."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from benchmarks.rig import sip
from benchmarks.rig.endpoint import Address, Endpoint, Leg
from benchmarks.rig.sip import Message

PROMPT_HEARD_S = 0.3  # of a menu's prompt, before the first key


class Ending(StrEnum):
    """How a caller's leg ended."""

    CALLER = "caller hung up"
    SWITCH = "the other side hung up"
    REFUSED = "refused"


@dataclass(slots=True)
class CallerLeg:
    number: str  # the caller's own
    leg: Leg
    keys: str = ""  # to press when the call is answered


class Callers(Endpoint):
    """Any number of callers behind one address of the trunk; ``ended`` is told each that is over, and how."""

    def __init__(self, host: str, switch: Address, ended: Callable[[str, Ending], None]) -> None:
        super().__init__(host, switch)
        self._ended = ended
        self._by_number: dict[str, CallerLeg] = {}
        self._count = 0
        self.nobody = asyncio.Event()  # set while no call lives
        self.nobody.set()

    def call(self, dialled: str, keys: str = "") -> str:
        """Place a call, and press ``keys`` when it is answered; the caller's number, which names it from now on."""
        self._count += 1
        number = f"49{self._count:08d}"
        host, port = self.switch
        local = f"<sip:{number}@{self.host}:{self.port}>;tag={self.new_name()}"
        leg = Leg(self.new_name(), local, f"<sip:{dialled}@{host}>", f"sip:{dialled}@{host}:{port}")
        self._legs[leg.call_id] = leg
        self._by_number[number] = CallerLeg(number, leg, keys)
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
            self._press_keys(leg, message)
            if message.status >= 300 and not leg.ended:
                leg.ended = True
                self._finish(leg, Ending.REFUSED)

    def _press_keys(self, leg: Leg, answer: Message) -> None:
        caller = self._by_number.get(sip.uri_user(leg.local))
        if caller is not None and leg.answered and caller.keys:
            asyncio.get_running_loop().call_later(PROMPT_HEARD_S, self.press, answer.body, caller.keys)
            caller.keys = ""

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
        number = sip.uri_user(leg.local)
        self._by_number.pop(number, None)
        if not self._by_number:
            self.nobody.set()
        self._ended(number, ending)
