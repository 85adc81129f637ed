"""What callers dial, and the trunks that bring them."""

from dataclasses import dataclass

from acd.model.destinations import Destination, Message


@dataclass(frozen=True, slots=True)
class Number:
    """A dialled number (digits, as the trunk delivers it), which leads to a queue, a menu, an agent or a message.

    ``requires``, ``priority`` and ``music`` go with the caller; ``agent``: calls are for this agent in person, in
    ``queue`` or, without one, in the agent's first queue.
    """

    number: str
    queue: str | None = None
    language: str | None = None  # None: the project's
    requires: str = ""
    priority: int = 0
    agent: str | None = None
    music: str | None = None  # None: that of the queue in which the caller waits
    menu: str | None = None
    message: Message | None = None
    project: str | None = None  # None: the queue's
    hours: str | None = None
    closed: Destination | None = None  # outside the hours; None: the message ``CLOSED``


@dataclass(frozen=True, slots=True)
class Trunk:
    """A SIP peer that delivers calls, known by its addresses (IP or CIDR), and perhaps takes ours."""

    id: str
    node: str
    match: tuple[str, ...]
    outbound: str = ""  # host or host:port to which calls to outside numbers go; empty: none go there
    channels_max: int = 0  # calls of campaigns at once; 0: as many as there are
    calls_per_second: float = 0.0  # calls of campaigns sent in a second; 0: any number
