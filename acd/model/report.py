"""All formulas: figures from counts, each with its name. Nothing else in the program divides one count by another.

Figures are JSON: whole numbers, seconds as ``..._s`` with milliseconds, ratios between 0 and 1; a ratio without a
denominator is None. docs/records.md tells how others define them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from acd.model.counts import MOVED_ON, AgentCounts, CallCounts, QueueCounts, Scope, Waits
from acd.model.states import AgentState, OfferResult, VisitOutcome

Figures = dict[str, Any]

SERVICE_LEVELS: dict[str, tuple[str, Callable[[QueueCounts], tuple[int, int]]]] = {
    "service_level": (
        "answered in time / offered",
        lambda c: (c.within_service_level, c.offered),
    ),
    "service_level_of_answered": (
        "answered in time / answered",
        lambda c: (c.within_service_level, c.answered),
    ),
    "service_level_without_short": (
        "answered in time / (offered - short abandons)",
        lambda c: (c.within_service_level, c.offered - c.short_abandoned),
    ),
    "service_level_of_answered_and_abandoned": (
        "answered in time / (answered + abandoned)",
        lambda c: (c.within_service_level, c.answered + c.abandoned),
    ),
    "service_level_of_answered_and_long_abandoned": (
        "answered in time / (answered + abandoned - short abandons)",
        lambda c: (c.within_service_level, c.answered + c.abandoned - c.short_abandoned),
    ),
    "service_level_of_answered_and_moved": (
        "answered in time / (answered + moved on)",
        lambda c: (c.within_service_level, c.answered + c.of(*MOVED_ON)),
    ),
    "service_level_with_abandoned_in_time": (
        "(answered in time + abandoned in time) / (answered + abandoned)",
        lambda c: (c.within_service_level + c.abandoned_in_time, c.answered + c.abandoned),
    ),
}
"""Name, formula in words, and numerator and denominator."""

QUEUE_FORMULAS = {
    **{name: words for name, (words, _) in SERVICE_LEVELS.items()},
    "abandon_rate": "abandoned / offered",
    "abandon_rate_without_short": "(abandoned - short abandons) / (offered - short abandons)",
    "asa_s": "wait of the answered / answered",
    "aht_s": "(talk with hold + wrap-up) / answered offers",
}
AGENT_FORMULAS = {
    "aht_s": "(talk with hold + wrap-up) / answered offers",
    "occupancy": "(talking + wrap-up) / (talking + wrap-up + ready + ringing)",
}


CALL_FORMULAS = {
    "calls.service_level": "calls answered in time in some queue / offered calls",
    "calls.asa_s": "time from arrival to answer of the answered calls / answered calls",
}


def ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole > 0 else None


def mean_s(total_ms: int, count: int) -> float | None:
    return round(total_ms / count / 1000, 3) if count > 0 else None


def _seconds(time_ms: int | None) -> float | None:
    return None if time_ms is None else time_ms / 1000


def queue_figures(counts: QueueCounts) -> Figures:
    """Without the percentiles of the waits, which cannot be had from counts."""
    short, offered, abandoned = counts.short_abandoned, counts.offered, counts.abandoned
    service = {name: ratio(*parts(counts)) for name, (_, parts) in SERVICE_LEVELS.items()}
    return {
        "received": counts.received,
        "offered": offered,
        **_outcomes(counts.outcomes),
        "within_service_level": counts.within_service_level,
        "abandoned_in_time": counts.abandoned_in_time,
        "short_abandoned": short,
        **service,
        "abandon_rate": ratio(abandoned, offered),
        "abandon_rate_without_short": ratio(abandoned - short, offered - short),
        "asa_s": mean_s(counts.answered_wait_ms, counts.answered),
        "abandoned_after_s": mean_s(counts.abandoned_wait_ms, abandoned),
        "wait_max_s": counts.wait_max_ms / 1000,
        "offers": counts.offers,
        "handled": counts.handled,
        "talk_s": counts.talk_ms / 1000,
        "hold_s": counts.hold_ms / 1000,
        "wrap_up_s": counts.wrap_up_ms / 1000,
        "aht_s": mean_s(counts.talk_ms + counts.wrap_up_ms, counts.handled),
        "transfers": counts.transfers,
        "callbacks": counts.callbacks,
        "callbacks_connected": counts.callbacks_connected,
    }


def waits_figures(waits: Waits) -> Figures:
    return {
        "wait_median_s": _seconds(waits.median_ms),
        "wait_p90_s": _seconds(waits.p90_ms),
        "wait_p95_s": _seconds(waits.p95_ms),
    }


def agent_figures(counts: AgentCounts, whole_time: bool = True) -> Figures:
    """``whole_time`` False: only the work for one queue or project is in the counts, so there is no occupancy."""
    talking_ms, wrap_up_ms = counts.in_state_ms(AgentState.TALKING), counts.in_state_ms(AgentState.WRAP_UP)
    ready_ms, ringing_ms = counts.in_state_ms(AgentState.READY), counts.in_state_ms(AgentState.RINGING)
    not_ready_ms = counts.in_state_ms(AgentState.NOT_READY)
    return {
        "offers": counts.offers,
        "answered": counts.answered,
        "no_answer": counts.results.get(OfferResult.NO_ANSWER, 0),
        "refused": counts.results.get(OfferResult.REFUSED, 0),
        "talk_s": counts.talk_ms / 1000,
        "hold_s": counts.hold_ms / 1000,
        "ready_s": ready_ms / 1000,
        "ringing_s": ringing_ms / 1000,
        "talking_s": talking_ms / 1000,
        "wrap_up_s": wrap_up_ms / 1000,
        "not_ready_s": not_ready_ms / 1000,
        "unpaid_s": counts.unpaid_ms / 1000,
        "logged_in_s": counts.in_state_ms(*counts.states_ms) / 1000,
        "aht_s": mean_s(counts.talk_ms + wrap_up_ms, counts.answered),
        "occupancy": occupancy(counts) if whole_time else None,
        "transfers": counts.transfers,
    }


def occupancy(counts: AgentCounts) -> float | None:
    busy_ms = counts.in_state_ms(AgentState.TALKING, AgentState.WRAP_UP)
    return ratio(busy_ms, busy_ms + counts.in_state_ms(AgentState.READY, AgentState.RINGING))


def _outcomes(outcomes: dict[VisitOutcome, int]) -> Figures:
    return {outcome.value: outcomes.get(outcome, 0) for outcome in VisitOutcome}


@dataclass(frozen=True, slots=True)
class QueueRow:
    """``queue`` and ``project`` are empty in a row of all together."""

    queue: str
    project: str
    counts: QueueCounts
    waits: Waits

    def figures(self) -> Figures:
        names = {"queue": self.queue, "project": self.project} if self.queue else {}
        return {**names, **queue_figures(self.counts), **waits_figures(self.waits)}


@dataclass(frozen=True, slots=True)
class AgentRow:
    agent: str
    counts: AgentCounts
    whole_time: bool = True

    def figures(self) -> Figures:
        return {"agent": self.agent, **agent_figures(self.counts, self.whole_time)}


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """``occupied``: all agents' times; None in a report of one project or queue."""

    begin_ms: int
    end_ms: int
    counts: QueueCounts
    waits: Waits
    occupied: AgentCounts | None

    def figures(self) -> Figures:
        busy = occupancy(self.occupied) if self.occupied is not None else None
        return {**queue_figures(self.counts), **waits_figures(self.waits), "occupancy": busy}


@dataclass(frozen=True, slots=True)
class CallRow:
    """A single call, as its record says."""

    id: int
    arrived_ms: int
    answered_ms: int | None
    ended_ms: int
    project: str | None
    queue: str | None
    agent: str | None
    caller_number: str
    caller_name: str
    dialled: str
    outcome: str | None
    hung_up_by: str
    wait_ms: int
    talk_ms: int
    hold_ms: int
    transfers: int
    entry: str
    csat: int | None
    node: str
    uniqueid: str


@dataclass(frozen=True, slots=True)
class CallPage:
    """Calls of the scope, the newest first. ``more``: the call after which the next page begins; None: that was all."""

    calls: tuple[CallRow, ...]
    more: int | None


@dataclass(frozen=True, slots=True)
class CallFilter:
    """``number``: part of the caller's or the dialled number. ``after``: the last call of the page before."""

    number: str | None = None
    outcome: VisitOutcome | None = None
    after: int | None = None
    limit: int = 100


@dataclass(frozen=True, slots=True)
class QueueReport:
    rows: tuple[QueueRow, ...]  # by project and queue
    total: QueueRow


@dataclass(frozen=True, slots=True)
class Report:
    """The overview of a time."""

    scope: Scope
    pending_facts: int  # of any time, not yet in SQL when this was made
    calls: CallCounts
    cdr_rows: int  # Asterisk's CDR rows of these calls
    answered_with_cdr: int  # answered calls that have a CDR row with disposition ANSWERED; should equal the answered
    queues: tuple[QueueRow, ...]  # by project and queue
    agents: tuple[AgentRow, ...] = field(default=())  # by agent

    def figures(self) -> Figures:
        return {
            "pending_facts": self.pending_facts,
            "calls": call_figures(self.calls),
            "service_level": ratio(self.calls.within_service_level, self.calls.offered),
            "asa_s": mean_s(self.calls.answered_wait_ms, self.calls.answered),
            "cdr_rows": self.cdr_rows,
            "answered_with_cdr": self.answered_with_cdr,
            "queues": [row.figures() for row in self.queues],
            "agents": [row.figures() for row in self.agents],
        }


def call_figures(counts: CallCounts) -> Figures:
    return {
        "arrived": counts.arrived,
        "offered": counts.offered,
        **_outcomes(counts.outcomes),
        "within_service_level": counts.within_service_level,
        "unrouted": counts.arrived - sum(counts.outcomes.values()),
        "talk_s": counts.talk_ms / 1000,
    }
