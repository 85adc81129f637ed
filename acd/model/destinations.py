"""Where a caller goes next: another queue, an outside number, or a message and the end of the call."""

from dataclasses import dataclass
from enum import StrEnum


class Message(StrEnum):
    """What a caller is told before the call ends; a context of the dialplan turns it into prompts."""

    NO_SERVICE = "no-service"  # the number is not configured
    ALL_BUSY = "all-busy"  # overflow: nobody can take the call in time
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Exactly one way is given; none at all means the message ``ALL_BUSY``.

    ``requires`` and ``priority`` go with the caller into the queue: skills (``acd.model.skills``) asked of the agent,
    and points added to those the call has.
    """

    to_queue: str | None = None
    message: Message | None = None
    to_number: str | None = None  # outside
    to_voicemail: str | None = None  # leave a message for the agents of this queue
    requires: str = ""
    priority: int = 0
