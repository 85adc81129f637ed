"""Agents and their phones as configured."""

from dataclasses import dataclass, field

PREFERENCE = 5
"""An agent's preference for a queue where none is given; 1 to 10, higher ones are offered calls first."""


@dataclass(frozen=True, slots=True)
class Agent:
    """A person who takes calls. ``queues`` in the order written; ``phone``: the usual one (log-in may name another)."""

    id: str
    name: str
    queues: tuple[str, ...]
    phone: str | None = None
    skills: dict[str, int] = field(default_factory=dict)  # name -> level, 1 to 10; a skill not named has level 0
    preference: dict[str, int] = field(default_factory=dict)  # queue -> 1 to 10, see PREFERENCE
    ring_ms: int | None = None  # in place of the queue's
    wrap_up_ms: int | None = None  # in place of the queue's


@dataclass(frozen=True, slots=True)
class Phone:
    """A SIP endpoint where an agent can be logged in; ``id`` is its SIP user name."""

    id: str
    node: str = "main"
    label: str = ""
