"""Facts: what is recorded in SQL, each written once, when it is complete, under an id that never changes.

A fact is immutable; writing it again (after a crash) must change nothing. Times are UTC milliseconds since 1970.
``cdr`` rows come from Asterisk's own Cdr events, all others from the engine.
"""

from dataclasses import dataclass

from acd.model.states import AgentState, HungUpBy, OfferResult, VisitOutcome


@dataclass(frozen=True, slots=True)
class CallFact:
    """A call from arrival to hang-up. ``queue`` is the last one it was in (None: a number nobody configured)."""

    id: int
    node: str
    uniqueid: str  # of the caller's channel; joins to cdr.uniqueid
    project: str | None
    queue: str | None
    caller_number: str
    caller_name: str
    dialled: str
    arrived_ms: int
    answered_ms: int | None  # an agent answered
    ended_ms: int
    agent: str | None  # who talked last
    hung_up_by: HungUpBy
    outcome: VisitOutcome | None  # of the last visit; None: the call entered no queue


@dataclass(frozen=True, slots=True)
class VisitFact:
    """One stay of a call in a queue. ``ended_ms`` is the answer, abandonment or move (not the end of talking)."""

    id: int
    call: int
    queue: str
    project: str
    entered_ms: int
    ended_ms: int
    wait_ms: int
    outcome: VisitOutcome
    agent: str | None
    offers: int
    within_service_level: bool  # answered, and wait_ms <= the queue's threshold at the time


@dataclass(frozen=True, slots=True)
class OfferFact:
    """One ringing of one agent for one call; ``reason`` says why this agent was chosen."""

    id: int
    call: int
    visit: int
    queue: str
    agent: str
    phone: str
    offered_ms: int
    ended_ms: int
    result: OfferResult
    talk_ms: int  # 0 unless answered; then until the agent's leg ended
    reason: str


@dataclass(frozen=True, slots=True)
class AgentStateFact:
    """One stay of an agent in a state, written when it ends."""

    id: int
    agent: str
    state: AgentState
    reason: str  # of not ready; empty otherwise
    phone: str | None
    call: int | None
    began_ms: int
    ended_ms: int


@dataclass(frozen=True, slots=True)
class CdrFact:
    """A row of Asterisk's CDR, with Asterisk's standard column names; ``(node, uniqueid, sequence)`` is unique.

    ``start``, ``answer`` and ``end`` are UTC ``YYYY-MM-DD HH:MM:SS`` or empty; durations are seconds. The node's
    cdr_manager.conf maps them as epoch seconds, since the event's own times are in the node's time zone.
    """

    node: str
    uniqueid: str
    sequence: int
    linkedid: str
    accountcode: str
    src: str
    dst: str
    dcontext: str
    clid: str
    channel: str
    dstchannel: str
    lastapp: str
    lastdata: str
    start: str
    answer: str
    end: str
    duration: int
    billsec: int
    disposition: str
    amaflags: str
    userfield: str
    peeraccount: str


Fact = CallFact | VisitFact | OfferFact | AgentStateFact | CdrFact
