"""Callbacks that keep the place in a queue, as configured, and the outside numbers that may be called."""

import re
from dataclasses import dataclass

DIGITS_MIN, DIGITS_MAX = 3, 20
_NUMBER = re.compile(rf"\+?[0-9]{{{DIGITS_MIN},{DIGITS_MAX}}}")
_SEPARATORS = str.maketrans("", "", " -().")


@dataclass(frozen=True, slots=True)
class CallbackRules:
    """How callers of a queue may hang up and keep the place. An attempt is one ringing of the customer's phone."""

    key: str = ""  # that a waiting caller presses; empty: by request of programs alone
    attempts_max: int = 3
    pause_ms: int = 300_000  # between two attempts
    expires_ms: int = 14_400_000  # after it was asked for
    ring_ms: int = 30_000  # how long the customer's phone rings
    hours: str | None = None  # a calendar: customers are called while it is open; None: always
    numbers: tuple[str, ...] = ()  # patterns of the numbers allowed; none: the number the caller calls from


@dataclass(frozen=True, slots=True)
class PendingCallback:
    """A callback that waits for its turn, as it is kept beside the journal."""

    id: int
    call: int  # that it is
    node: str
    queue: str
    number: str
    name: str
    dialled: str
    language: str
    asked_in: int  # call
    asked_ms: int
    entered_ms: int  # the queue
    place_ms: int
    attempts: int
    priority: int
    requires: str
    wanted_agent: str
    file: str = ""  # of a message
    duration_ms: int = 0


def plain_number(text: str) -> str:
    """What is dialled for a number as people write it: digits, perhaps with a plus before; empty: it is none."""
    number = text.translate(_SEPARATORS)
    return number if _NUMBER.fullmatch(number) else ""


def matches(pattern: str, number: str) -> bool:
    """In a pattern an X stands for any digit, a dot at its end for any number of further ones."""
    return re.fullmatch(re.escape(pattern.removesuffix(".")).replace("X", "[0-9]"), number) is not None or (
        pattern.endswith(".") and re.match(re.escape(pattern[:-1]).replace("X", "[0-9]"), number) is not None
    )


def same_number(one: str, other: str) -> bool:
    return one.lstrip("+") == other.lstrip("+")
