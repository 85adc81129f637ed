"""People whom the centre calls: telephones behind a trunk that ring, answer, and talk until somebody hangs up."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.rig import sip
from benchmarks.rig.endpoint import Address, Endpoint, Leg
from benchmarks.rig.sip import Message


@dataclass(frozen=True, slots=True)
class Manner:
    """What happens when a number is called. ``refusal``: the final response, as ``486 Busy Here``; empty: answered."""

    ring_s: float
    refusal: str = ""
    talk_s: float | None = None  # until the person hangs up; None: the agent does


class People(Endpoint):
    """``manner`` of a number; ``dialled`` is told the number and when its INVITE came (perf_counter nanoseconds)."""

    def __init__(
        self,
        at: Address,
        switch: Address,
        manner: Callable[[str], Manner],
        dialled: Callable[[str, int], None],
    ) -> None:
        super().__init__(at[0], switch, at[1])
        self._manner = manner
        self._dialled = dialled
        self.talking = 0

    def on_response(self, message: Message, at_ns: int) -> None:
        if message.method == "BYE" and message.status >= 200:
            self._legs.pop(message.call_id, None)

    def on_request(self, message: Message, at_ns: int) -> None:
        leg = self._legs.get(message.call_id)
        if leg is None:
            self._begin(message, at_ns)
        elif message.method == "ACK":
            self._acknowledged(leg, self._manner(sip.uri_user(leg.local)))
        elif message.method == "BYE":
            self.answer(leg, message, "200 OK")
            self._end(leg)
        elif message.method == "CANCEL":
            self._cancelled(leg, message)
        else:
            self.answer(leg, message, "200 OK", self.sdp() if message.method == "INVITE" else "")

    def _begin(self, message: Message, at_ns: int) -> None:
        if message.method == "INVITE":
            self._dialled(message.user, at_ns)
            self._ring(message)
        elif message.method != "ACK":
            self.send(sip.reply(message, "200 OK", f"{message.headers['to']};tag=rig"))

    def _ring(self, message: Message) -> None:
        local = f"{message.headers['to']};tag={self.new_name()}"
        leg = Leg(message.call_id, local, message.headers["from"], message.header_uri("contact"))
        self._legs[leg.call_id] = leg
        self.answer(leg, message, "180 Ringing")
        asyncio.get_running_loop().call_later(self._manner(message.user).ring_s, self._decide, leg, message)

    def _decide(self, leg: Leg, invite: Message) -> None:
        if leg.ended or self.closed:
            return
        refusal = self._manner(invite.user).refusal
        if refusal:
            self.answer_until_acknowledged(leg, invite, refusal, "")
            self._end(leg)
        else:
            leg.answered = True
            self.answer_until_acknowledged(leg, invite, "200 OK", self.sdp())

    def _acknowledged(self, leg: Leg, manner: Manner) -> None:
        if self.acknowledged(leg) and not leg.ended:
            self.talking += 1
            if manner.talk_s is not None:
                asyncio.get_running_loop().call_later(manner.talk_s, self._hang_up, leg)

    def _hang_up(self, leg: Leg) -> None:
        if not leg.ended:
            self.talking -= 1
            self.bye(leg)

    def _cancelled(self, leg: Leg, cancel: Message) -> None:
        self.send(sip.reply(cancel, "200 OK", leg.local))
        if not leg.answered and not leg.ended:
            invite = Message("", {**cancel.headers, "cseq": f"{cancel.cseq} INVITE"})
            self.answer(leg, invite, "487 Request Terminated")
            self._end(leg)

    def _end(self, leg: Leg) -> None:
        if not leg.ended:
            leg.ended = True
            self.talking -= leg.answered
        asyncio.get_running_loop().call_later(5.0, self._legs.pop, leg.call_id, None)
