"""The centre as configured (``centre.toml``): projects, queues, agents, phones, numbers, trunks.

Ids are short strings chosen by the administrator (``[a-z0-9_-]``; an agent's id is digits, since it is keyed in on a
phone). All durations are integer milliseconds here; the TOML file uses seconds, with unit suffixes in its keys.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Message(StrEnum):
    """What a caller is told before the call ends; a context of the dialplan turns it into prompts."""

    NO_SERVICE = "no-service"  # the number is not configured
    ALL_BUSY = "all-busy"  # overflow: nobody can take the call in time
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Project:
    """A business the centre works for (tenant)."""

    id: str
    name: str
    language: str = "en"  # prompts: "en" or "ru"


@dataclass(frozen=True, slots=True)
class Overflow:
    """What happens to a caller after waiting ``after_ms`` in the queue: another queue, or a message and hang-up."""

    after_ms: int
    to_queue: str | None = None
    message: Message = Message.ALL_BUSY


@dataclass(frozen=True, slots=True)
class Queue:
    """A skill queue."""

    id: str
    name: str
    project: str
    ring_ms: int = 20_000  # how long an agent's phone rings for one offer
    refusals_max: int = 3  # consecutive refused or unanswered offers that make an agent not ready; 0 = never
    wrap_up_ms: int = 0
    service_level_ms: int = 20_000  # the service level's threshold
    unreachable_after_ms: int = 900  # no sign of ringing from the phone by then: it counts as unreachable
    music: str = "default"  # music class for waiting callers
    overflow: Overflow | None = None


@dataclass(frozen=True, slots=True)
class Agent:
    """A person who takes calls. ``queues`` in the order written; ``phone``: the usual one (log-in may name another)."""

    id: str
    name: str
    queues: tuple[str, ...]
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Phone:
    """A SIP endpoint where an agent can be logged in; ``id`` is its SIP user name."""

    id: str
    node: str = "main"
    label: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A dialled number (digits, as the trunk delivers it) and the queue its callers enter."""

    number: str
    queue: str
    language: str | None = None  # None: the project's


@dataclass(frozen=True, slots=True)
class Trunk:
    """A SIP peer that delivers calls, known by its addresses (IP or CIDR)."""

    id: str
    node: str
    match: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Centre:
    """The whole business configuration; keys are the ids. Validated (no dangling names) before it is built."""

    projects: dict[str, Project] = field(default_factory=dict)
    queues: dict[str, Queue] = field(default_factory=dict)
    agents: dict[str, Agent] = field(default_factory=dict)
    phones: dict[str, Phone] = field(default_factory=dict)
    numbers: dict[str, Number] = field(default_factory=dict)
    trunks: dict[str, Trunk] = field(default_factory=dict)
    pin_tries_max: int = 3  # wrong PINs in a row before the phone and the agent must pause
    pin_pause_ms: int = 60_000
