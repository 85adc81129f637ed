"""Figures of a stretch of time: counts first, so that every variant of a formula can be computed; then our formulas.

A call belongs to the time in which it arrived, a visit to that in which it entered its queue, an offer to that in which
the phone began to ring; a stay in an agent's state is cut at the borders of the time. A ratio without a denominator
is None. docs/records.md names the formulas and how others define them.
"""

from dataclasses import asdict, dataclass
from typing import Any

Figures = dict[str, Any]
"""Figures as JSON: whole numbers, seconds as ``..._s`` with milliseconds, ratios between 0 and 1."""


@dataclass(frozen=True, slots=True)
class CallFigures:
    """All calls that have ended. ``answered`` to ``unstaffed`` add up to ``offered``."""

    arrived: int = 0
    offered: int = 0  # entered a queue
    answered: int = 0
    abandoned: int = 0
    message: int = 0
    failsafe: int = 0
    lost: int = 0
    overflowed: int = 0  # ended while it was moved from one queue to another
    transferred: int = 0
    exited: int = 0
    callback: int = 0
    voicemail: int = 0
    external: int = 0
    full: int = 0
    closed: int = 0
    unstaffed: int = 0
    within_service_level: int = 0  # calls with a visit that was answered within its queue's threshold
    answered_wait_ms: int = 0  # of the answered calls, all together: from arrival to answer
    talk_ms: int = 0

    @property
    def service_level(self) -> float | None:
        """Answered within the threshold / offered."""
        return ratio(self.within_service_level, self.offered)

    @property
    def asa_s(self) -> float | None:
        """Average speed of answer: mean time from arrival to answer of the answered calls."""
        return mean_s(self.answered_wait_ms, self.answered)

    def figures(self) -> Figures:
        counts = asdict(self)
        talk_ms = counts.pop("talk_ms")
        del counts["answered_wait_ms"]
        return {**counts, "unrouted": self.arrived - self.offered, "talk_s": talk_ms / 1000}


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """One queue's visits that have ended. ``answered`` to ``unstaffed`` add up to ``offered``."""

    queue: str
    project: str
    offered: int = 0
    answered: int = 0
    abandoned: int = 0
    overflowed: int = 0
    message: int = 0
    failsafe: int = 0
    lost: int = 0
    transferred: int = 0
    exited: int = 0
    callback: int = 0
    voicemail: int = 0
    external: int = 0
    full: int = 0
    closed: int = 0
    unstaffed: int = 0
    within_service_level: int = 0
    short_abandoned: int = 0  # of the abandoned: waited no longer than SHORT_ABANDON_MS
    answered_wait_ms: int = 0
    abandoned_wait_ms: int = 0
    wait_max_ms: int = 0

    def figures(self) -> Figures:
        return {
            "queue": self.queue,
            "project": self.project,
            "offered": self.offered,
            "answered": self.answered,
            "abandoned": self.abandoned,
            "overflowed": self.overflowed,
            "message": self.message,
            "failsafe": self.failsafe,
            "lost": self.lost,
            "within_service_level": self.within_service_level,
            "short_abandoned": self.short_abandoned,
            "service_level": ratio(self.within_service_level, self.offered),
            "service_level_of_answered": ratio(self.within_service_level, self.answered),
            "abandon_rate": ratio(self.abandoned, self.offered),
            "asa_s": mean_s(self.answered_wait_ms, self.answered),
            "abandoned_after_s": mean_s(self.abandoned_wait_ms, self.abandoned),
            "wait_max_s": self.wait_max_ms / 1000,
        }


SHORT_ABANDON_MS = 5_000
"""Who hangs up this soon has hardly waited; some formulas leave these calls out."""


@dataclass(frozen=True, slots=True)
class AgentFigures:
    """One agent's offers and times in state (0 in a report of one project: an agent waits for all of them)."""

    agent: str
    offers: int = 0
    answered: int = 0
    no_answer: int = 0
    refused: int = 0
    talk_ms: int = 0
    ready_ms: int = 0
    ringing_ms: int = 0
    talking_ms: int = 0
    wrap_up_ms: int = 0
    not_ready_ms: int = 0

    def figures(self) -> Figures:
        busy_ms = self.talking_ms + self.wrap_up_ms
        available_ms = busy_ms + self.ready_ms + self.ringing_ms
        return {
            "agent": self.agent,
            "offers": self.offers,
            "answered": self.answered,
            "no_answer": self.no_answer,
            "refused": self.refused,
            "talk_s": self.talk_ms / 1000,
            "ready_s": self.ready_ms / 1000,
            "ringing_s": self.ringing_ms / 1000,
            "talking_s": self.talking_ms / 1000,
            "wrap_up_s": self.wrap_up_ms / 1000,
            "not_ready_s": self.not_ready_ms / 1000,
            "logged_in_s": (available_ms + self.not_ready_ms) / 1000,
            "aht_s": mean_s(self.talk_ms + self.wrap_up_ms, self.answered),
            "occupancy": ratio(busy_ms, available_ms),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """Figures of the time from ``from_ms`` up to, and without, ``to_ms``."""

    from_ms: int
    to_ms: int
    project: str | None  # None: all
    pending_facts: int  # of any time, not yet in SQL when this was made
    calls: CallFigures
    cdr_rows: int  # Asterisk's CDR rows of these calls
    answered_with_cdr: int  # answered calls that have a CDR row with disposition ANSWERED; should equal calls.answered
    queues: tuple[QueueFigures, ...]  # by project and queue
    agents: tuple[AgentFigures, ...]  # by agent

    def figures(self) -> Figures:
        return {
            "from_ms": self.from_ms,
            "to_ms": self.to_ms,
            "project": self.project,
            "pending_facts": self.pending_facts,
            "calls": self.calls.figures(),
            "service_level": self.calls.service_level,
            "asa_s": self.calls.asa_s,
            "cdr_rows": self.cdr_rows,
            "answered_with_cdr": self.answered_with_cdr,
            "queues": [queue.figures() for queue in self.queues],
            "agents": [agent.figures() for agent in self.agents],
        }


def ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def mean_s(total_ms: int, count: int) -> float | None:
    return round(total_ms / count / 1000, 3) if count else None
