"""An agent's desk as configured: reasons of being not ready and their rules, wrap-up by keys, lamps of phones."""

from dataclasses import dataclass
from enum import StrEnum


class OverLimit(StrEnum):
    """What happens when a break lasts longer than it may."""

    WARN = "warn"  # shown and logged
    READY = "ready"  # the agent is made ready


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an agent is not ready, and what is allowed of it. 0: no such limit."""

    id: str
    label: str
    digit: int | None = None  # *14 and this digit
    paid: bool = True
    limit_ms: int = 0  # of one stay
    day_limit_ms: int = 0  # of all stays of one UTC day
    at_once_max: int = 0  # so many agents at the same time
    approval: bool = False  # a supervisor must agree first
    over_limit: OverLimit = OverLimit.WARN


@dataclass(frozen=True, slots=True)
class Desk:
    """What holds for all agents' desks."""

    reasons_only: bool = False  # a break needs one of the configured reasons
    wrap_up_extend_ms: int = 60_000  # what the feature code adds
    lamps: bool = False  # Asterisk shows agents and queues to phones that subscribe
