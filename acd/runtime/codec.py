"""How events, commands and the state are written as JSON lines, and read back exactly."""

from hashlib import blake2b
from typing import Any, get_args

import msgspec

from acd.commands import Command
from acd.engine.state import State
from acd.errors import AcdError
from acd.events import Event

EVENT_TYPES: dict[str, Any] = {kind.__name__: kind for kind in get_args(Event)}

_encoder = msgspec.json.Encoder()
_state_decoder = msgspec.json.Decoder(State)


class JournalError(AcdError):
    """The journal cannot be read."""


class JournalLine(msgspec.Struct, omit_defaults=True):
    """One event as handled: its number, time, kind, content, and the digest of the commands that followed."""

    n: int
    t: int
    k: str
    e: msgspec.Raw
    d: str


_line_decoder = msgspec.json.Decoder(JournalLine)


def digest(commands: list[Command]) -> str:
    """The same commands in the same order give the same 16 hexadecimal digits; no commands give an empty string."""
    if not commands:
        return ""
    hashed = blake2b(digest_size=8)
    for command in commands:
        hashed.update(type(command).__name__.encode())
        hashed.update(_encoder.encode(command))
    return hashed.hexdigest()


def encode_line(number: int, now_ms: int, event: Event, commands: list[Command]) -> bytes:
    line = JournalLine(number, now_ms, type(event).__name__, msgspec.Raw(_encoder.encode(event)), digest(commands))
    return _encoder.encode(line) + b"\n"


def decode_line(data: bytes) -> JournalLine:
    """Raises ``msgspec.MsgspecError`` on anything that is not a whole line."""
    return _line_decoder.decode(data)


def decode_event(line: JournalLine) -> Event:
    kind = EVENT_TYPES.get(line.k)
    if kind is None:
        raise JournalError(f"event {line.n} is of the unknown kind {line.k!r}: written by another version?")
    event: Event = msgspec.json.decode(line.e, type=kind)
    return event


def encode_state(state: State) -> bytes:
    return _encoder.encode(state)


def decode_state(data: bytes) -> State:
    return _state_decoder.decode(data)
