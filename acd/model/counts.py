"""Counts of facts: what every figure is made of. One fact is added at a time, or the database adds them up.

The live board, the report over SQL and one over facts in memory fill the same classes; the formulas on them stand in
``acd.model.report``. A visit belongs to the time in which it entered its queue, an offer to that in which the phone
began to ring, a transfer to its start, a callback to when it was asked for; a stay in a state is cut at the borders.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields

from acd.model.facts import AgentStateFact, CallbackFact, CallFact, OfferFact, TransferFact, VisitFact
from acd.model.states import AgentState, CallbackOutcome, OfferResult, TransferResult, VisitOutcome

SHORT_ABANDON_MS = 5_000
"""Who hangs up this soon has hardly waited; some formulas leave these calls out."""

MOVED_ON = (
    VisitOutcome.OVERFLOWED,
    VisitOutcome.TRANSFERRED,
    VisitOutcome.EXITED,
    VisitOutcome.CALLBACK,
    VisitOutcome.VOICEMAIL,
    VisitOutcome.EXTERNAL,
)
"""The caller left the queue unanswered, for something else."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is about: the time from ``from_ms`` up to, and without, ``to_ms``, and whose calls."""

    from_ms: int
    to_ms: int
    project: str | None = None
    queue: str | None = None
    agent: str | None = None
    short_ms: int = SHORT_ABANDON_MS  # who abandons no later than this is left out of some formulas

    def has(self, moment_ms: int) -> bool:
        return self.from_ms <= moment_ms < self.to_ms

    def inside_ms(self, began_ms: int, ended_ms: int) -> int:
        """The part of a stay within the time."""
        return max(min(ended_ms, self.to_ms) - max(began_ms, self.from_ms), 0)

    @property
    def of_everybody(self) -> bool:
        """Not only of one project or queue: only then an agent's whole time is meant."""
        return self.project is None and self.queue is None


@dataclass(slots=True)
class QueueCounts:
    """Visits that have ended, and the agents' work on them; of one queue, one interval, or all together."""

    outcomes: dict[VisitOutcome, int] = field(default_factory=dict)
    within_service_level: int = 0
    abandoned_in_time: int = 0  # of the abandoned: not after the queue's threshold
    short_abandoned: int = 0  # of the abandoned: not after the scope's ``short_ms``
    answered_wait_ms: int = 0
    abandoned_wait_ms: int = 0
    wait_max_ms: int = 0
    offers: int = 0
    handled: int = 0  # offers that were answered
    talk_ms: int = 0  # hold included
    hold_ms: int = 0
    wrap_up_ms: int = 0
    transfers: int = 0  # completed
    callbacks: int = 0  # asked for, and over
    callbacks_connected: int = 0

    def add_visit(self, visit: VisitFact, short_ms: int = SHORT_ABANDON_MS) -> None:
        self.outcomes[visit.outcome] = self.outcomes.get(visit.outcome, 0) + 1
        self.within_service_level += visit.within_service_level
        self.wait_max_ms = max(self.wait_max_ms, visit.wait_ms)
        if visit.outcome is VisitOutcome.ANSWERED:
            self.answered_wait_ms += visit.wait_ms
        elif visit.outcome is VisitOutcome.ABANDONED:
            self.abandoned_wait_ms += visit.wait_ms
            self.abandoned_in_time += visit.wait_ms <= visit.service_level_ms
            self.short_abandoned += visit.wait_ms <= short_ms

    def add_offer(self, offer: OfferFact) -> None:
        self.offers += 1
        self.handled += offer.result is OfferResult.ANSWERED
        self.talk_ms += offer.talk_ms
        self.hold_ms += offer.hold_ms

    def add_stay(self, stay: AgentStateFact, inside_ms: int) -> None:
        if stay.state is AgentState.WRAP_UP:
            self.wrap_up_ms += inside_ms

    def add_transfer(self, transfer: TransferFact) -> None:
        self.transfers += transfer.result is TransferResult.COMPLETED

    def add_callback(self, callback: CallbackFact) -> None:
        self.callbacks += 1
        self.callbacks_connected += callback.outcome is CallbackOutcome.CONNECTED

    def add(self, other: "QueueCounts") -> None:
        for outcome, number in other.outcomes.items():
            self.outcomes[outcome] = self.outcomes.get(outcome, 0) + number
        for name in _ADDED_UP:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.wait_max_ms = max(self.wait_max_ms, other.wait_max_ms)

    def of(self, *outcomes: VisitOutcome) -> int:
        return sum(self.outcomes.get(outcome, 0) for outcome in outcomes)

    @property
    def received(self) -> int:
        return sum(self.outcomes.values())

    @property
    def answered(self) -> int:
        return self.of(VisitOutcome.ANSWERED)

    @property
    def abandoned(self) -> int:
        return self.of(VisitOutcome.ABANDONED)

    @property
    def offered(self) -> int:
        """Received within business hours."""
        return self.received - self.of(VisitOutcome.CLOSED)


_ADDED_UP = tuple(each.name for each in fields(QueueCounts) if each.name not in ("outcomes", "wait_max_ms"))


def all_together(parts: Iterable[QueueCounts]) -> QueueCounts:
    total = QueueCounts()
    for part in parts:
        total.add(part)
    return total


@dataclass(slots=True)
class AgentCounts:
    """Offers, times in state and transfers; of one agent, or of all together."""

    results: dict[OfferResult, int] = field(default_factory=dict)
    talk_ms: int = 0  # of the offers, hold included
    hold_ms: int = 0
    states_ms: dict[AgentState, int] = field(default_factory=dict)
    unpaid_ms: int = 0  # of being not ready
    transfers: int = 0  # completed

    def add_offer(self, offer: OfferFact) -> None:
        self.results[offer.result] = self.results.get(offer.result, 0) + 1
        self.talk_ms += offer.talk_ms
        self.hold_ms += offer.hold_ms

    def add_stay(self, stay: AgentStateFact, inside_ms: int) -> None:
        self.add_time(stay.state, stay.paid, inside_ms)

    def add_time(self, state: AgentState, paid: bool, inside_ms: int) -> None:
        if state is not AgentState.LOGGED_OUT and inside_ms > 0:
            self.states_ms[state] = self.states_ms.get(state, 0) + inside_ms
            self.unpaid_ms += 0 if paid else inside_ms

    def add_transfer(self, transfer: TransferFact) -> None:
        self.transfers += transfer.result is TransferResult.COMPLETED

    @property
    def offers(self) -> int:
        return sum(self.results.values())

    @property
    def answered(self) -> int:
        return self.results.get(OfferResult.ANSWERED, 0)

    def in_state_ms(self, *states: AgentState) -> int:
        return sum(self.states_ms.get(state, 0) for state in states)


@dataclass(slots=True)
class CallCounts:
    """Calls that have ended, each once, with the outcome of its last visit; a call that was answered counts as that."""

    arrived: int = 0
    outcomes: dict[VisitOutcome, int] = field(default_factory=dict)
    within_service_level: int = 0  # calls with a visit that was answered within its queue's threshold
    answered_wait_ms: int = 0  # of the answered calls: from arrival to answer
    talk_ms: int = 0

    @property
    def answered(self) -> int:
        return self.outcomes.get(VisitOutcome.ANSWERED, 0)

    @property
    def offered(self) -> int:
        """Entered a queue within business hours."""
        return sum(self.outcomes.values()) - self.outcomes.get(VisitOutcome.CLOSED, 0)

    def add_call(self, call: CallFact, in_time: bool) -> None:
        self.arrived += 1
        self.within_service_level += in_time
        outcome = call.outcome
        if call.answered_ms is not None:
            outcome = VisitOutcome.ANSWERED
            self.answered_wait_ms += call.answered_ms - call.arrived_ms
            self.talk_ms += call.ended_ms - call.answered_ms
        if outcome is not None:
            self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1


@dataclass(frozen=True, slots=True)
class Waits:
    """Exact percentiles of the answered visits' waits (nearest rank); None without any."""

    median_ms: int | None = None
    p90_ms: int | None = None
    p95_ms: int | None = None


PERCENTS = (50, 90, 95)


def nearest_rank(count: int, percent: int) -> int:
    """The place, from 1, of the smallest of ``count`` sorted values that ``percent`` of them do not exceed."""
    return (count * percent + 99) // 100


def waits_of(waits_ms: list[int]) -> Waits:
    ordered = sorted(waits_ms)
    return Waits(*(ordered[nearest_rank(len(ordered), percent) - 1] if ordered else None for percent in PERCENTS))
