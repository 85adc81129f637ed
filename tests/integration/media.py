"""The audio of one call: who is heard, music or silence, and what is sent: a voice of its own, or keys."""

import itertools
import socket
import struct
import time
from collections import deque
from dataclasses import dataclass

from tests.integration.sipmessage import Address

FRAME_S = 0.02
FRAME_BYTES = 160
KEYS = "0123456789*#ABCD"
LOUD = 24  # a larger magnitude of an A-law code than that of noise
_voices = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Packet:
    at: float  # time.monotonic
    payload: bytes

    @property
    def loud(self) -> bool:
        return max((code ^ 0x55) & 0x7F for code in self.payload) > LOUD if self.payload else False


class Media:
    """One call's audio: what was heard, and what is sent."""

    def __init__(self, host: str) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((host, 0))
        self.socket.setblocking(False)
        self.remote: Address | None = None
        self.heard: list[Packet] = []
        number = next(_voices)
        self.voice = bytes([0x2A ^ (number & 0x0F), 0xAA ^ (number >> 4 & 0x0F)]) * (FRAME_BYTES // 2)
        self.speaks = True
        self.sends = True  # False: no packet at all
        self._keys: deque[bytes] = deque()
        self._sequence = 0
        self._next_at = time.monotonic()

    @property
    def port(self) -> int:
        port: int = self.socket.getsockname()[1]
        return port

    def receive(self) -> None:
        try:
            data = self.socket.recv(2048)
        except OSError:
            return
        if len(data) > 12 and data[1] & 0x7F == 8:
            self.heard.append(Packet(time.monotonic(), data[12:]))

    def press(self, keys: str) -> None:
        """Queue telephone events (RFC 4733): 80 ms each, and a pause."""
        for key in keys:
            code = KEYS.index(key)
            steps = [(False, 160 * step) for step in range(1, 5)] + [(True, 640)]
            self._keys.extend(struct.pack("!BBH", code, 0x8A if end else 0x0A, length) for end, length in steps)
            self._keys.extend([b""] * 3)

    @property
    def keys_pending(self) -> bool:
        return bool(self._keys)

    def send_due(self, now: float) -> None:
        """Send the frames whose time has come; a late loop does not make up for more than a few."""
        if self.remote is None or not self.sends or now < self._next_at:
            return
        self._next_at = max(self._next_at + FRAME_S, now - 5 * FRAME_S)
        self._sequence = (self._sequence + 1) & 0xFFFF
        kind, payload = 8, self.voice if self.speaks else b"\xd5" * FRAME_BYTES
        if self._keys:
            event = self._keys.popleft()
            kind, payload = (101, event) if event else (kind, payload)
        stamp = (self._sequence * FRAME_BYTES) & 0xFFFFFFFF if kind == 8 else self._event_stamp(payload)
        header = struct.pack("!BBHII", 0x80, kind, self._sequence, stamp, id(self) & 0xFFFFFFFF)
        try:
            self.socket.sendto(header + payload, self.remote)
        except OSError:
            return

    def _event_stamp(self, payload: bytes) -> int:
        """All packets of one key carry the time of its beginning."""
        if payload[2:] == struct.pack("!H", 160):
            self._key_began = (self._sequence * FRAME_BYTES) & 0xFFFFFFFF
        return self._key_began
