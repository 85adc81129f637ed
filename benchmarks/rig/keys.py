"""Keys pressed on a telephone, as RTP events (RFC 4733)."""

from collections.abc import Iterator

PAYLOAD = 101  # as rig/sip.py offers it
KEYS = "0123456789*#ABCD"
PRESSED_MS = 100
_STEP_MS, _END_TIMES = 20, 3
_UNITS_PER_MS = 8


def packets(key: str, sequence: int, timestamp: int, source: int = 0xACD0) -> Iterator[bytes]:
    """The packets of one key: it grows longer, and its end is told three times. ``timestamp`` is that of its begin."""
    code = KEYS.index(key)
    for place, length_ms in enumerate([*range(_STEP_MS, PRESSED_MS, _STEP_MS), *[PRESSED_MS] * _END_TIMES]):
        ended = 0x80 if length_ms == PRESSED_MS else 0
        marker = 0x80 if place == 0 else 0
        head = bytes([0x80, marker | PAYLOAD]) + (sequence + place & 0xFFFF).to_bytes(2)
        event = bytes([code, ended | 10]) + (length_ms * _UNITS_PER_MS).to_bytes(2)
        yield head + (timestamp & 0xFFFFFFFF).to_bytes(4) + source.to_bytes(4) + event
