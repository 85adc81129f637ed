"""What callers dial, and the trunks that bring them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    """A dialled number (digits, as the trunk delivers it) and the queue its callers enter.

    ``requires``, ``priority`` and ``music`` go with the caller; ``agent``: calls are for this agent in person.
    """

    number: str
    queue: str
    language: str | None = None  # None: the project's
    requires: str = ""
    priority: int = 0
    agent: str | None = None
    music: str | None = None  # None: that of the queue in which the caller waits


@dataclass(frozen=True, slots=True)
class Trunk:
    """A SIP peer that delivers calls, known by its addresses (IP or CIDR)."""

    id: str
    node: str
    match: tuple[str, ...]
