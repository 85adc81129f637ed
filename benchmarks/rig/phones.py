"""The agents' phones: they register, ring, answer, and hang up when they are told to."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from benchmarks.rig import sip
from benchmarks.rig.endpoint import Address, Endpoint, Leg
from benchmarks.rig.sip import Message

REGISTER_S = 10.0
EXPIRES_S = 3600


@dataclass(slots=True)
class Ringing:
    """A call at a phone. ``caller`` is the number it shows; ``rang_ns`` when the INVITE arrived (perf_counter)."""

    phone: str
    caller: str
    leg: Leg
    rang_ns: int


@dataclass(frozen=True, slots=True)
class PhoneEvents:
    """Called as it happens, with the time in perf_counter nanoseconds."""

    rang: Callable[[Ringing], None]
    talking: Callable[[Ringing], None]
    freed: Callable[[Ringing, int, bool], None]  # True: our BYE was sent; False: theirs answered, or the ringing ended


class Phones(Endpoint):
    """All phones of a centre on one port. Each rings for ``ring_s`` and then answers."""

    def __init__(self, host: str, switch: Address, secrets: Mapping[str, str], ring_s: float) -> None:
        super().__init__(host, switch)
        self._secrets = secrets
        self._ring_s = ring_s
        self._events: PhoneEvents | None = None
        self._ringing: dict[str, Ringing] = {}
        self._replies: dict[str, asyncio.Future[Message]] = {}

    def tell(self, events: PhoneEvents) -> None:
        """Name who is told; needed before the first call."""
        self._events = events

    async def register(self) -> None:
        """Log every phone in at Asterisk. Raises RuntimeError when one is refused."""
        for phone in self._secrets:
            await self._register(phone)

    async def _register(self, phone: str) -> None:
        host, port = self.switch
        name = f"<sip:{phone}@{host}>"
        leg = Leg(self.new_name(), f"{name};tag={self.new_name()}", name, f"sip:{host}:{port}")
        extra = {"Contact": f"<sip:{phone}@{self.host}:{self.port}>", "Expires": str(EXPIRES_S)}
        message = await self._ask(leg, 1, extra)
        if message.status == 401:
            credentials = sip.Credentials(phone, self._secrets[phone])
            challenge = message.headers["www-authenticate"]
            extra["Authorization"] = sip.authorization(challenge, "REGISTER", leg.target, credentials)
            message = await self._ask(leg, 2, extra)
        if message.status != 200:
            raise RuntimeError(f"phone {phone} cannot register: {message.start}")

    async def _ask(self, leg: Leg, cseq: int, extra: dict[str, str]) -> Message:
        future: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._replies[leg.call_id] = future
        self.send_until_answered(leg.call_id, "REGISTER", self.request(leg, "REGISTER", cseq, extra=extra))
        async with asyncio.timeout(REGISTER_S):
            return await future

    def hang_up(self, ringing: Ringing) -> None:
        """The agent ends the call; nothing happens if it has ended."""
        if not ringing.leg.ended:
            self.bye(ringing.leg)
            self._free(ringing, by_agent=True)

    def on_response(self, message: Message, at_ns: int) -> None:
        if message.method == "REGISTER":
            future = self._replies.pop(message.call_id, None)
            if future is not None and not future.done():
                future.set_result(message)
        elif message.method == "BYE" and message.status >= 200:
            self._legs.pop(message.call_id, None)

    def on_request(self, message: Message, at_ns: int) -> None:
        leg = self._legs.get(message.call_id)
        if leg is None:
            self._begin(message, at_ns)
        elif message.method == "ACK":
            self._acknowledged(leg)
        elif message.method == "BYE":
            self.answer(leg, message, "200 OK")
            self._end(leg)
        elif message.method == "CANCEL":
            self._cancelled(leg, message)
        else:
            self.answer(leg, message, "200 OK", self.sdp() if message.method == "INVITE" else "")

    def _begin(self, message: Message, at_ns: int) -> None:
        if message.method == "INVITE":
            self._ring(message, at_ns)
        elif message.method != "ACK":  # OPTIONS asks whether the phone is there; a BYE may be repeated
            self.send(sip.reply(message, "200 OK", f"{message.headers['to']};tag=rig"))

    def _ring(self, message: Message, at_ns: int) -> None:
        local = f"{message.headers['to']};tag={self.new_name()}"
        leg = Leg(message.call_id, local, message.headers["from"], message.header_uri("contact"))
        self._legs[leg.call_id] = leg
        ringing = Ringing(message.user, sip.uri_user(leg.remote), leg, at_ns)
        self._ringing[leg.call_id] = ringing
        self.answer(leg, message, "180 Ringing")
        self._said().rang(ringing)
        asyncio.get_running_loop().call_later(self._ring_s, self._pick_up, leg, message)

    def _pick_up(self, leg: Leg, invite: Message) -> None:
        if not leg.ended:
            leg.answered = True
            self.answer_until_acknowledged(leg, invite, "200 OK", self.sdp())

    def _acknowledged(self, leg: Leg) -> None:
        if self.acknowledged(leg) and not leg.ended:
            self._said().talking(self._ringing[leg.call_id])

    def _cancelled(self, leg: Leg, cancel: Message) -> None:
        self.send(sip.reply(cancel, "200 OK", leg.local))
        if not leg.answered and not leg.ended:
            invite = Message("", {**cancel.headers, "cseq": f"{cancel.cseq} INVITE"})
            self.answer(leg, invite, "487 Request Terminated")
            self._end(leg)

    def _end(self, leg: Leg) -> None:
        if not leg.ended:
            leg.ended = True
            self._free(self._ringing[leg.call_id], by_agent=False)
        asyncio.get_running_loop().call_later(5.0, self._legs.pop, leg.call_id, None)

    def _free(self, ringing: Ringing, *, by_agent: bool) -> None:
        """The moment counts that our message has left."""
        self._ringing.pop(ringing.leg.call_id, None)
        self._said().freed(ringing, time.perf_counter_ns(), by_agent)

    def _said(self) -> PhoneEvents:
        if self._events is None:
            raise RuntimeError("tell() comes first")
        return self._events
