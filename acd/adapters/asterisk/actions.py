"""Actions as bytes, and their replies. The encoder is the one gate through which text reaches Asterisk's manager.

A CR or LF in a value would end the header line and begin another (``Application: System``), two of each would begin
another action; NUL ends a line for Asterisk. ``encode_action`` refuses them, whoever wrote the value. Text that a
caller chose goes through ``clean`` first.

Limits, from Asterisk's main/manager.c: a line with its CR LF fits 1024 bytes ("line too long"), a message has at most
128 lines.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from acd.adapters.asterisk.framing import Message
from acd.errors import CallerError

Headers = tuple[tuple[str, str], ...]
"""An action: ``(("Action", "Ping"), ...)``. A tuple of pairs, since names may repeat (``Variable``)."""

LINE_BYTES_MAX = 1022
HEADERS_MAX = 128
_FORBIDDEN = frozenset("\r\n\0")


def clean(text: str, chars_max: int = 80) -> str:
    """Text from outside without control characters, cut to ``chars_max``: it can neither end a line nor forge one."""
    if text.isprintable():
        return text[:chars_max]
    return "".join(char for char in text if char.isprintable())[:chars_max]


def encode_action(headers: Iterable[tuple[str, str]], action_id: str) -> bytes:
    """One action, ready to write. ``CallerError`` when a name or value cannot be sent."""
    lines = [_line(name, value) for name, value in headers]
    lines.append(_line("ActionID", action_id))
    if len(lines) > HEADERS_MAX:
        raise CallerError(f"An action has at most {HEADERS_MAX} headers; this one has {len(lines)}.")
    lines.append(b"\r\n")
    return b"".join(lines)


def _line(name: str, value: str) -> bytes:
    if not name.isascii() or not name.replace("-", "").isalnum():
        raise CallerError("The name of an action's header consists of letters, digits and hyphens.")
    if not _FORBIDDEN.isdisjoint(value):
        raise CallerError(f"The value of the action's header {name} contains a line end or NUL.")
    line = f"{name}: {value}\r\n".encode("utf-8", "replace")
    if len(line) > LINE_BYTES_MAX + 2:
        raise CallerError(f"The action's header {name} has {len(line) - 2} bytes; Asterisk takes {LINE_BYTES_MAX}.")
    return line


class Outcome(StrEnum):
    """How an action ended. Only after the first two is it known what Asterisk did."""

    SUCCESS = "success"
    ERROR = "error"  # Asterisk answered with an error
    NOT_SENT = "not sent"  # no link, or too many actions wait for their replies
    TIMED_OUT = "timed out"
    LINK_LOST = "link lost"  # before the reply came; the action is never sent again


@dataclass(frozen=True, slots=True)
class Reply:
    """The end of an action. ``items`` are the events of a list, ``message`` is None unless Asterisk answered."""

    outcome: Outcome
    message: Message | None = None
    items: list[Message] = field(default_factory=list)

    @property
    def success(self) -> bool:
        return self.outcome is Outcome.SUCCESS

    @property
    def text(self) -> str:
        """What Asterisk says of it ("No such channel"), or the outcome."""
        said = self.message.get("Message") if self.message is not None else ""
        return clean(said, 200) or self.outcome.value
