"""A UDP socket that speaks SIP: many phones, or many callers, behind one port."""

import asyncio
import contextlib
import itertools
import socket
import time
from dataclasses import dataclass, field

from benchmarks.rig import sip
from benchmarks.rig.keys import packets
from benchmarks.rig.sip import Message

Address = tuple[str, int]

RETRANSMIT_S = 0.5
TRIES_MAX = 7
_SWEEP_S = 0.1
_RECEIVE_BYTES = 8 * 1024 * 1024
_SILENCE = bytes.fromhex("80880001000000a00000acd0") + b"\xd5" * 160  # RTP, marker bit, 20 ms of A-law


@dataclass(slots=True)
class Leg:
    """One dialogue with Asterisk. ``local`` and ``remote`` are From/To values with their tags."""

    call_id: str
    local: str
    remote: str
    target: str
    cseq: int = 1
    ended: bool = False
    answered: bool = False
    last_reply: bytes = b""
    last_reply_cseq: int = 0


@dataclass(slots=True)
class _Sent:
    data: bytes
    due_s: float
    tries: int = 1


@dataclass(slots=True)
class Wire:
    """What happened on the socket; both stay 0 on a machine that keeps up."""

    retransmissions: int = 0
    unanswered: list[str] = field(default_factory=list)


class Endpoint(asyncio.DatagramProtocol):
    """Sends, repeats what is not answered, and hands each message to ``on_request`` or ``on_response``."""

    def __init__(self, host: str, switch: Address, port: int = 0) -> None:
        self.host = host
        self.port = port  # 0: any that is free
        self.switch = switch
        self.wire = Wire()
        self._legs: dict[str, Leg] = {}
        self._numbers = itertools.count(1)
        self._unique = f"{time.time_ns():x}"
        self._sent: dict[tuple[str, str], _Sent] = {}
        self._transport: asyncio.DatagramTransport | None = None
        self._sweeper: asyncio.TimerHandle | None = None
        self._media: socket.socket | None = None

    async def open(self) -> None:
        """Bind the signalling port, and a media port that nobody reads: the kernel drops what arrives there."""
        self._media = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._media.setblocking(False)
        self._media.bind((self.host, 0))
        signalling = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        signalling.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BYTES)
        signalling.setblocking(False)
        signalling.bind((self.host, self.port))
        self.port = signalling.getsockname()[1]
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, sock=signalling)
        self._sweep()

    @property
    def closed(self) -> bool:
        return self._transport is None or self._transport.is_closing()

    def close(self) -> None:
        if self._sweeper is not None:
            self._sweeper.cancel()
        if self._transport is not None:
            self._transport.close()
        if self._media is not None:
            self._media.close()

    # what a subclass makes of it

    def on_request(self, message: Message, at_ns: int) -> None:
        raise NotImplementedError

    def on_response(self, message: Message, at_ns: int) -> None:
        raise NotImplementedError

    # receiving

    def datagram_received(self, data: bytes, addr: Address) -> None:
        at_ns = time.perf_counter_ns()
        try:
            message = sip.parse(data)
        except ValueError:
            return
        if message.status:
            if message.status >= 200 or message.method == "INVITE":
                self._sent.pop((message.call_id, message.method), None)
            self.on_response(message, at_ns)
        elif not self._repeated(message):
            self.on_request(message, at_ns)

    def _repeated(self, message: Message) -> bool:
        """Answer a retransmitted request as before."""
        leg = self._legs.get(message.call_id)
        if leg is None or message.method == "ACK" or message.cseq > leg.last_reply_cseq or not leg.last_reply:
            return False
        if message.method == "CANCEL":
            return False
        self.send(leg.last_reply)
        return True

    # sending

    def send(self, data: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(data, self.switch)

    def send_until_answered(self, call_id: str, method: str, data: bytes) -> None:
        self._sent[(call_id, method)] = _Sent(data, time.monotonic() + RETRANSMIT_S)
        self.send(data)

    def request(self, leg: Leg, method: str, cseq: int, body: str = "", extra: dict[str, str] | None = None) -> bytes:
        """A request within ``leg``."""
        headers = {
            "Via": f"SIP/2.0/UDP {self.host}:{self.port};rport;branch=z9hG4bK{self._unique}{next(self._numbers)}",
            "Max-Forwards": "70",
            "From": leg.local,
            "To": leg.remote,
            "Call-ID": leg.call_id,
            "CSeq": f"{cseq} {method}",
            **(extra or {}),
        }
        return sip.encode(f"{method} {leg.target} SIP/2.0", headers, body)

    def answer(self, leg: Leg, request: Message, status: str, body: str = "") -> None:
        """Respond within ``leg``, remembering it for a repeated request."""
        contact = f"<sip:rig@{self.host}:{self.port}>"
        leg.last_reply = sip.reply(request, status, leg.local, contact, body)
        leg.last_reply_cseq = request.cseq
        self.send(leg.last_reply)

    def answer_until_acknowledged(self, leg: Leg, request: Message, status: str, body: str) -> None:
        self.answer(leg, request, status, body)
        self._sent[(leg.call_id, "ACK")] = _Sent(leg.last_reply, time.monotonic() + RETRANSMIT_S)

    def acknowledged(self, leg: Leg) -> bool:
        """Whether it is the first time that we hear so."""
        return self._sent.pop((leg.call_id, "ACK"), None) is not None

    def bye(self, leg: Leg) -> None:
        leg.ended = True
        leg.cseq += 1
        self.send_until_answered(leg.call_id, "BYE", self.request(leg, "BYE", leg.cseq))

    def sdp(self) -> str:
        if self._media is None:
            raise RuntimeError("open() comes first")
        return sip.sdp(self.host, self._media.getsockname()[1])

    def speak(self, sdp: str) -> None:
        """Send one packet of audio to where ``sdp`` says: Asterisk's Answer() waits up to 0.5 s for a first one."""
        self._send_media(_SILENCE, sip.media_address(sdp))

    def press(self, sdp: str, keys: str) -> None:
        """Press ``keys`` one after the other, a fifth of a second apart."""
        address = sip.media_address(sdp)
        loop = asyncio.get_running_loop()
        for place, key in enumerate(keys):
            sent = list(packets(key, 1 + 16 * place, 160 + 1_600 * place))
            for step, packet in enumerate(sent):
                loop.call_later(place * 0.2 + step * 0.02, self._send_media, packet, address)

    def _send_media(self, packet: bytes, address: Address | None) -> None:
        if self._media is not None and self._media.fileno() >= 0 and address is not None:
            with contextlib.suppress(OSError):  # a full buffer: the next packet says the same
                self._media.sendto(packet, address)

    def new_name(self) -> str:
        """For a tag or a Call-ID."""
        return f"{self._unique}-{self.port}-{next(self._numbers)}"

    def _sweep(self) -> None:
        """Send again what has waited for its answer too long (RFC 3261 §17, without the doubling)."""
        now_s = time.monotonic()
        for key, sent in list(self._sent.items()):
            if sent.due_s > now_s:
                continue
            if sent.tries >= TRIES_MAX:
                del self._sent[key]
                self.wire.unanswered.append(key[1])
                continue
            sent.tries += 1
            sent.due_s = now_s + RETRANSMIT_S
            self.wire.retransmissions += 1
            self.send(sent.data)
        self._sweeper = asyncio.get_running_loop().call_later(_SWEEP_S, self._sweep)
