"""The centre as configured (``centre.toml``): projects, queues, agents, phones, numbers, trunks.

Ids are short strings chosen by the administrator (``[a-z0-9_-]``; an agent's id is digits, since it is keyed in on a
phone). All durations are integer milliseconds here; the TOML file uses seconds, with unit suffixes in its keys.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from acd.model.agents import Agent, Phone
from acd.model.calendar import Hours
from acd.model.callbacks import CallbackRules
from acd.model.callers import CallerList
from acd.model.campaigns import Campaign
from acd.model.desk import Desk, OverLimit, Reason
from acd.model.destinations import Destination, Message
from acd.model.dispositions import Disposition
from acd.model.menus import Menu
from acd.model.numbers import Number, Trunk
from acd.model.queues import Announcements, Overflow, Queue, Relaxation, Strategy
from acd.model.voicemail import KEEP_MS

__all__ = [
    "Agent",
    "Announcements",
    "CallbackRules",
    "CallerList",
    "Campaign",
    "Centre",
    "Desk",
    "Destination",
    "Disposition",
    "Fairness",
    "Hours",
    "Menu",
    "Message",
    "Number",
    "OverLimit",
    "Overflow",
    "Phone",
    "Project",
    "Queue",
    "Reason",
    "Relaxation",
    "Strategy",
    "Trunk",
]


@dataclass(frozen=True, slots=True)
class Project:
    """A business the centre works for (tenant)."""

    id: str
    name: str
    language: str = "en"  # prompts: "en" or "ru"


class Fairness(StrEnum):
    """Whose caller an agent takes who serves several queues; a queue's weight multiplies either measure."""

    OLDEST = "oldest"  # who has waited longest
    TARGET = "target"  # who has waited longest, measured by the queue's target


@dataclass(frozen=True, slots=True)
class Centre:
    """The whole business configuration; keys are the ids. Validated (no dangling names) before it is built."""

    projects: dict[str, Project] = field(default_factory=dict)
    queues: dict[str, Queue] = field(default_factory=dict)
    agents: dict[str, Agent] = field(default_factory=dict)
    phones: dict[str, Phone] = field(default_factory=dict)
    numbers: dict[str, Number] = field(default_factory=dict)
    trunks: dict[str, Trunk] = field(default_factory=dict)
    reasons: dict[str, Reason] = field(default_factory=dict)
    desk: Desk = field(default_factory=Desk)
    hours: dict[str, Hours] = field(default_factory=dict)
    menus: dict[str, Menu] = field(default_factory=dict)
    callers: dict[str, CallerList] = field(default_factory=dict)
    campaigns: dict[str, Campaign] = field(default_factory=dict)
    dispositions: dict[str, Disposition] = field(default_factory=dict)
    fairness: Fairness = Fairness.OLDEST
    transfer_wait_ms: int = 30_000  # how long a caller who was sent to one agent waits for that one
    transfer_outside: tuple[str, ...] = ()  # patterns of the outside numbers to which calls may be passed on
    transfer_ring_ms: int = 40_000  # how long an outside phone rings
    pin_tries_max: int = 3  # wrong PINs in a row before the phone and the agent must pause
    pin_pause_ms: int = 60_000
    voicemail_keep_ms: int = KEEP_MS  # messages are deleted so long after they were left
    do_not_call: tuple[str, ...] = ()  # outside numbers that are never called
