"""Telephones of which a test controls each step: when they answer, refuse, speak, press keys, hang up or vanish.

They speak A-law and send a block of bytes of their own while they talk, which Asterisk passes on as it is: so a test
can tell who hears whom, and music and prompts (loud, of nobody) from silence.
"""

import itertools
import selectors
import socket
import threading
import time
from collections.abc import Callable
from types import TracebackType

from tests.integration.media import FRAME_S, Media
from tests.integration.sipmessage import Address, SipMessage, authorization, description, response, tag, whole

WAIT_S = 15.0


class SipCall:
    """One call of a phone, made by it or come in. Times are ``time.monotonic``; 0: not yet."""

    def __init__(self, phone: "Softphone", call_id: str, incoming: SipMessage | None = None) -> None:
        self.phone = phone
        self.id = call_id
        self.invite = incoming
        self.media = Media(phone.address[0])
        self.tag = tag()
        self.refused = 0  # the final status other than 200
        self.began_at = time.monotonic()
        self.rang_at = self.answered_at = self.ended_at = 0.0
        self.ended_by_us = False
        self.local = self.remote = self.target = ""
        self.sequence = 1
        self.last_sent = b""

    @property
    def up(self) -> bool:
        return self.answered_at > 0 and not self.ended_at

    @property
    def caller_name(self) -> str:
        """What the display of the phone shows."""
        return self.invite.get("From").partition("<")[0].strip().strip('"') if self.invite else ""

    def answer(self) -> None:
        self.phone.answer(self)

    def refuse(self, code: int = 486) -> None:
        self.phone.refuse(self, code)

    def hang_up(self) -> None:
        self.phone.hang_up(self)

    def press(self, keys: str) -> None:
        """Press keys, and return when they were sent."""
        self.media.press(keys)
        self.phone.until(lambda: not self.media.keys_pending, f"keys {len(keys)} sent")

    def wait_answered(self, seconds: float = WAIT_S) -> float:
        self.phone.until(lambda: self.answered_at > 0 or self.refused > 0, "an answer", seconds)
        assert not self.refused, f"the call was refused with {self.refused}"
        return self.answered_at

    def wait_ended(self, seconds: float = WAIT_S) -> float:
        self.phone.until(lambda: self.ended_at > 0, "the end of the call", seconds)
        return self.ended_at

    def wait_hears(self, other: "SipCall", frames: int = 10, seconds: float = WAIT_S) -> None:
        """Wait until so many frames of the other's voice came, from now on."""
        begin = len(self.media.heard)
        voice = other.media.voice

        def enough() -> bool:
            return sum(packet.payload == voice for packet in self.media.heard[begin:]) >= frames

        self.phone.until(enough, "the other's voice", seconds)

    def wait_music(self, frames: int = 25, seconds: float = WAIT_S) -> None:
        """Wait for loud audio of no telephone (music, a prompt), from now on."""
        begin = len(self.media.heard)

        def enough() -> bool:
            return sum(packet.loud and len(set(packet.payload)) > 2 for packet in self.media.heard[begin:]) >= frames

        self.phone.until(enough, "music or a prompt", seconds)

    def longest_silence(self, begin: float, end: float) -> float:
        """The longest time without any packet between two moments."""
        times = [begin, *(packet.at for packet in self.media.heard if begin <= packet.at <= end), end]
        return max(later - earlier for earlier, later in itertools.pairwise(times))


class Softphone:
    """A telephone at ``server``; with ``password`` it registers, without it is a trunk that only calls."""

    def __init__(
        self, server: Address, host: str = "127.0.0.1", user: str = "caller", password: str = "", port: int = 0
    ) -> None:
        self.server = server
        self.user = user
        self.calls: list[SipCall] = []
        self.on_call: Callable[[SipCall], None] | None = None  # instead of ringing
        self._password = password
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((host, port))
        self._socket.setblocking(False)
        self.address: Address = self._socket.getsockname()
        self._sequence = itertools.count(1)
        self._register_id = tag()
        self._registered = 0
        self._expires = 0
        self._taken: set[str] = set()
        self._changed = threading.Condition(threading.RLock())
        self._closed = False
        self._thread = threading.Thread(target=self._run, name=f"phone {user}", daemon=True)
        self._thread.start()

    def __enter__(self) -> "Softphone":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    # --- what a test does

    def register(self, expires: int = 120, seconds: float = WAIT_S) -> None:
        """Register, or with 0 take the registration back; returns when Asterisk has agreed."""
        with self._changed:
            before = self._registered
            self._send_register(expires)
        self.until(lambda: self._registered > before, "registration", seconds)

    def dial(self, number: str, caller: str = "", name: str = "") -> SipCall:
        """Call ``number``; ``caller`` (URI's user part) and ``name`` (before the brackets) go out as they are."""
        with self._changed:
            call = SipCall(self, tag())
            call.target = f"sip:{number}@{self.server[0]}:{self.server[1]}"
            call.local = f"{name} <sip:{caller or self.user}@{self.address[0]}>;tag={call.tag}".strip()
            call.remote = f"<{call.target}>"
            self.calls.append(call)
            self._send_invite(call)
        return call

    def incoming(self, seconds: float = WAIT_S) -> SipCall:
        """The next call that rings here and was not taken yet."""
        self.until(lambda: self._ringing() is not None, f"call to {self.user}", seconds)
        call = self._ringing()
        assert call is not None
        self._taken.add(call.id)
        return call

    def _ringing(self) -> SipCall | None:
        fresh = (call for call in self.calls if call.invite is not None and call.id not in self._taken)
        return next((call for call in fresh if not call.ended_at), None)

    def ring(self, call: SipCall) -> None:
        self._reply(call, 180)
        call.rang_at = time.monotonic()

    def answer(self, call: SipCall) -> None:
        with self._changed:
            self._reply(call, 200, description(self.address[0], call.media.port))
            call.answered_at = time.monotonic()
            self._changed.notify_all()

    def refuse(self, call: SipCall, code: int) -> None:
        with self._changed:
            self._reply(call, code)
            self._end(call)

    def hang_up(self, call: SipCall) -> None:
        """End an answered call; returns at once."""
        with self._changed:
            if call.up:
                call.ended_by_us = True
                self._in_dialog(call, "BYE")
                self._end(call)

    def vanish(self) -> None:
        """Gone without a word, as if the plug were pulled."""
        if self._closed:
            return
        with self._changed:
            self._closed = True
        self._thread.join()
        self._socket.close()
        for call in self.calls:
            call.media.socket.close()

    def close(self) -> None:
        """End all calls and take the registration back."""
        if not self._closed:
            for call in list(self.calls):
                self.hang_up(call)
            if self._registered and self._expires:
                self.register(expires=0)
            self.vanish()

    def until(self, true: Callable[[], bool], what: str, seconds: float = WAIT_S) -> None:
        deadline = time.monotonic() + seconds
        with self._changed:
            while not true():
                left = deadline - time.monotonic()
                assert left > 0, f"phone {self.user}: no {what} within {seconds} s"
                self._changed.wait(min(left, 0.05))

    # --- the thread

    def _run(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._socket, selectors.EVENT_READ)
            known = 0
            while not self._closed:
                with self._changed:
                    for call in self.calls[known:]:
                        selector.register(call.media.socket, selectors.EVENT_READ, call)
                    known = len(self.calls)
                    talking = [call for call in self.calls if call.up]
                for key, _ in selector.select(FRAME_S / 2 if talking else FRAME_S):
                    if key.data is None:
                        self._receive()
                    else:
                        key.data.media.receive()
                now = time.monotonic()
                for call in talking:
                    call.media.send_due(now)

    def _receive(self) -> None:
        try:
            data = self._socket.recv(65536)
        except OSError:
            return
        message = SipMessage.parse(data)
        with self._changed:
            if message.status is not None:
                self._on_response(message)
            elif message.method != "ACK":
                self._on_request(message)
            self._changed.notify_all()

    def _call(self, message: SipMessage) -> SipCall | None:
        return next((call for call in self.calls if call.id == message.get("Call-ID")), None)

    def _on_request(self, message: SipMessage) -> None:
        call = self._call(message)
        if message.method == "INVITE" and call is None:
            self._on_invite(message)
        elif message.method == "INVITE" and call is not None and call.last_sent:
            self._send(call.last_sent)  # sent again, since our answer was slow
        elif message.method == "CANCEL" and call is not None:
            self._send(response(message, 200, call.tag))
            if not call.answered_at:
                self._reply(call, 487)
                self._end(call)
        elif message.method == "BYE" and call is not None:
            self._send(response(message, 200, call.tag))
            self._end(call)
        else:
            self._send(response(message, 200, tag(), f"Contact: <sip:{self._here()}>"))

    def _on_invite(self, message: SipMessage) -> None:
        call = SipCall(self, message.get("Call-ID"), message)
        call.media.remote = message.media()
        call.target = message.contact()
        call.local, call.remote = f"{message.get('To')};tag={call.tag}", message.get("From")
        self.calls.append(call)
        (self.on_call or self.ring)(call)

    def _on_response(self, message: SipMessage) -> None:
        if message.method == "REGISTER":
            self._on_registered(message)
            return
        call = self._call(message)
        if call is None or message.method != "INVITE" or message.status is None or message.status < 180:
            return
        if message.status < 200:
            call.rang_at = call.rang_at or time.monotonic()
            return
        call.remote = message.get("To")
        self._ack(call, message)
        if message.status == 200:
            call.media.remote = message.media()
            call.target = message.contact() or call.target
            call.answered_at = call.answered_at or time.monotonic()
        elif message.status == 401 and call.sequence == 1:
            call.sequence = 2
            call.remote = f"<{call.target}>"
            self._send_invite(call, message.get("WWW-Authenticate"))
        else:
            call.refused = message.status
            self._end(call)

    def _end(self, call: SipCall) -> None:
        call.ended_at = call.ended_at or time.monotonic()
        self._changed.notify_all()

    # --- what goes out

    def _here(self) -> str:
        return f"{self.user}@{self.address[0]}:{self.address[1]}"

    def _send(self, data: bytes) -> None:
        if not self._closed:
            self._socket.sendto(data, self.server)

    def _reply(self, call: SipCall, code: int, body: str = "") -> None:
        assert call.invite is not None
        call.last_sent = response(call.invite, code, call.tag, f"Contact: <sip:{self._here()}>", body=body)
        self._send(call.last_sent)

    def _via(self, branch: str = "") -> str:
        return f"Via: SIP/2.0/UDP {self.address[0]}:{self.address[1]};branch=z9hG4bK{branch or tag()};rport"

    def _send_invite(self, call: SipCall, challenge: str = "") -> None:
        lines = [f"INVITE {call.target} SIP/2.0", self._via(), f"From: {call.local}", f"To: {call.remote}"]
        lines += [f"Call-ID: {call.id}", f"CSeq: {call.sequence} INVITE", f"Contact: <sip:{self._here()}>"]
        lines.append("Max-Forwards: 70")
        if challenge:
            proof = authorization(challenge, "INVITE", call.target, self.user, self._password)
            lines.append(f"Authorization: {proof}")
        self._send(whole(lines, description(self.address[0], call.media.port)))

    def _ack(self, call: SipCall, message: SipMessage) -> None:
        accepted = message.status == 200
        via = self._via() if accepted else f"Via: {message.get('Via')}"
        target = (message.contact() or call.target) if accepted else call.target
        lines = [f"ACK {target} SIP/2.0", via, f"From: {message.get('From')}", f"To: {message.get('To')}"]
        lines += [f"Call-ID: {call.id}", f"CSeq: {message.get('CSeq').split()[0]} ACK", "Max-Forwards: 70"]
        self._send(whole(lines))

    def _in_dialog(self, call: SipCall, method: str) -> None:
        call.sequence += 1
        lines = [f"{method} {call.target} SIP/2.0", self._via(), f"From: {call.local}", f"To: {call.remote}"]
        lines += [f"Call-ID: {call.id}", f"CSeq: {call.sequence} {method}", "Max-Forwards: 70"]
        self._send(whole(lines))

    def _send_register(self, expires: int, challenge: str = "") -> None:
        uri = f"sip:{self.server[0]}:{self.server[1]}"
        who = f"<sip:{self.user}@{self.server[0]}>"
        lines = [f"REGISTER {uri} SIP/2.0", self._via(), f"From: {who};tag={tag()}", f"To: {who}"]
        lines += [f"Call-ID: {self._register_id}", f"CSeq: {next(self._sequence)} REGISTER", "Max-Forwards: 70"]
        lines += [f"Contact: <sip:{self._here()}>", f"Expires: {expires}"]
        if challenge:
            proof = authorization(challenge, "REGISTER", uri, self.user, self._password)
            lines.append(f"Authorization: {proof}")
        self._expires = expires
        self._send(whole(lines))

    def _on_registered(self, message: SipMessage) -> None:
        if message.status == 401:
            self._send_register(self._expires, message.get("WWW-Authenticate"))
        elif message.status == 200:
            self._registered += 1
