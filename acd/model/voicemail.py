"""Messages that callers leave, as configured, and how their files are named."""

import re
from dataclasses import dataclass

KEEP_MS = 30 * 86_400_000
_FILE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}/[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class VoicemailRules:
    """How messages for a queue are taken, and given to its agents."""

    greeting: str = "vm-intro"  # a sound of Asterisk's
    longest_ms: int = 180_000
    silence_ms: int = 5_000  # a silence of this length ends it; 0: none does
    shortest_ms: int = 2_000  # what is shorter is no message
    priority: int = 0  # points, of the message as an item of the queue
    pause_ms: int = 300_000  # before a message that an agent put off is offered again


def is_file(name: str) -> bool:
    """Of one of our messages: ``<date>/<call id>``, so no other file can be meant."""
    return _FILE.fullmatch(name) is not None
