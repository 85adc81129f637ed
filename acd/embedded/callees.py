"""The telephones of people who are called, behind a trunk: SIPp answers as the dialled number says (``callee.xml``)."""

import math
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from acd.embedded.g711 import RATE, alaw_byte
from acd.embedded.sipp import Traffic

SILENCE_S = 120
_PITCH_HZ, _LOUDNESS = 300, 9_000


class Callee(IntEnum):
    """The last digit of a number; 0 to 3 are all persons."""

    PERSON = 0
    CONGESTION = 4
    BUSY = 5
    NO_ANSWER = 6
    MACHINE = 7
    REJECTS = 8
    INVALID = 9


@dataclass(frozen=True, slots=True)
class Manners:
    """How people answer whose numbers do not say it. Milliseconds, drawn evenly between the two."""

    ring_ms: tuple[int, int] = (2_000, 8_000)
    talk_ms: tuple[int, int] = (10_000, 40_000)  # until they hang up
    hello_ms: int = 600  # what they say first
    greeting_ms: int = 4_000  # what a machine says


def number_of(callee: Callee, serial: int, ring_ms: int, talk_ms: int) -> str:
    """A number that says when it is answered and for how long; tenths of a second, up to 99.9. ``serial``: 0-99."""
    ring, talk = (min(max(round(ms / 100), 0), 999) for ms in (ring_ms, talk_ms))
    return f"+999{ring:03}{talk:03}{serial:02}{callee:d}"


def callees(address: str, port: int, folder: Path, manners: Manners | None = None, at_once: int = 100) -> Traffic:
    """One SIPp process as the carrier at ``address``; what is said lies in ``folder``."""
    manners = manners or Manners()
    folder.mkdir(parents=True, exist_ok=True)
    said = {"hello": manners.hello_ms, "greeting": manners.greeting_ms}
    for name, duration_ms in said.items():
        (folder / f"{name}.alaw").write_bytes(_voice(duration_ms) + bytes([alaw_byte(0)]) * RATE * SILENCE_S)
    return Traffic(
        scenario="callee",
        rows=["callee"],
        address=address,
        port=port,
        calls=0,
        at_once=at_once,
        keys={
            "ring_min": manners.ring_ms[0],
            "ring_max": manners.ring_ms[1],
            "talk_min": manners.talk_ms[0],
            "talk_max": manners.talk_ms[1],
            **{name: str(folder / f"{name}.alaw") for name in said},
        },
    )


def _voice(duration_ms: int) -> bytes:
    """A tone is voice enough for ``AMD()``."""
    step = 2 * math.pi * _PITCH_HZ / RATE
    return bytes(alaw_byte(round(_LOUDNESS * math.sin(step * sample))) for sample in range(RATE * duration_ms // 1000))
