"""Facts: what is recorded in SQL, each written once, when it is complete, under an id that never changes.

A fact is immutable; writing it again (after a crash) must change nothing. Times are UTC milliseconds since 1970. Fields
that came later have defaults, so that what an older version left in the outbox can still be read.
``cdr`` rows come from Asterisk's own Cdr events, all others from the engine.
"""

from dataclasses import dataclass

from acd.model.campaigns import CampaignMode, CampaignState
from acd.model.leads import AttemptResult, LeadStatus, Verdict
from acd.model.states import (
    AgentState,
    CallbackOutcome,
    HungUpBy,
    OfferResult,
    TransferKind,
    TransferResult,
    TransferTarget,
    VisitOutcome,
)


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
    transfers: int = 0  # completed ones
    hold_ms: int = 0  # how long agents kept the caller on hold, all together
    entry: str = ""  # how it came in: the path through the menus, such as "main*1*2"
    priority: int = 0  # of the last visit
    csat: int | None = None  # the caller's answer to the first question of the survey
    campaign: str = ""  # that called the person; empty: the person called
    attempt: int = 0
    lead: int = 0


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
    level: int = 0  # how many steps the requirements were relaxed at the end
    transferred_from: int = 0  # the visit whose agent transferred the call here; 0: none
    expected_wait_ms: int | None = None  # the estimate on entering
    service_level_ms: int = 0  # the queue's threshold at the time
    requires: str = ""  # skills that the caller brought along
    wanted_agent: str = ""  # for whom the caller was kept at first; empty: any agent would do
    wanted_ms: int = 0  # how long


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
    talk_ms: int  # 0 unless answered; then until the agent's leg ended, hold included
    reason: str
    hold_ms: int = 0  # of the talk
    end_reason: str = ""  # who ended the talk: caller, agent, transfer, system; empty: there was none, or unknown
    project: str = ""


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
    paid: bool = True  # False: not ready for a reason that is no working time
    queue: str | None = None  # of the call
    project: str | None = None
    set_by: str = ""  # the supervisor who brought the agent into the state; empty: nobody did


@dataclass(frozen=True, slots=True)
class TransferFact:
    """One attempt of an agent to pass a call on; ``ended_ms`` is the result, not the end of what follows."""

    id: int
    call: int
    from_agent: str
    kind: TransferKind
    target_kind: TransferTarget
    target: str  # an agent's or queue's id, or an outside number
    started_ms: int
    ended_ms: int
    result: TransferResult
    queue: str | None = None  # in which the agent had answered the call
    project: str | None = None


@dataclass(frozen=True, slots=True)
class CallbackFact:
    """A caller who hung up and kept the place, from asking to the end of it."""

    id: int
    call: int  # in which it was asked for
    queue: str
    number: str  # that is called
    asked_ms: int
    place_ms: int  # since when the place counts
    ended_ms: int
    attempts: int
    outcome: CallbackOutcome
    project: str | None = None


@dataclass(frozen=True, slots=True)
class VoicemailFact:
    """A message that a caller left."""

    id: int
    call: int
    queue: str
    agent: str | None  # for whom, or who took it; None: whoever serves the queue
    file: str
    duration_ms: int
    recorded_ms: int
    state: str


@dataclass(frozen=True, slots=True)
class SurveyFact:
    """One answer of a caller after the talk."""

    id: int
    call: int
    agent: str | None  # who talked last
    queue: str | None
    question: str
    answer: int | None  # None: no answer, or none that counts
    at_ms: int


@dataclass(frozen=True, slots=True)
class AttemptBegunFact:
    """A lead is about to be dialled: written before Asterisk is told, so that it is never dialled twice."""

    id: int  # of the attempt
    campaign: str
    project: str
    lead: int  # 0: a number keyed in by an agent
    number: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class AttemptFact:
    """One dial, from the order to its end."""

    id: int
    campaign: str
    project: str
    mode: CampaignMode
    lead: int
    list: str
    number: str
    attempt: int  # counted from 1, of the lead
    node: str
    uniqueid: str  # of the person's channel; joins to cdr.uniqueid
    trunk: str
    caller_id: str
    began_ms: int
    ended_ms: int
    result: AttemptResult
    rang_ms: int | None = None
    picked_up_ms: int | None = None  # by a person or a machine
    reached_ms: int | None = None  # from here the time to an agent counts: picked up, or the end of the greeting
    call: int = 0  # the call that a person became
    agent: str | None = None  # who talked first
    wait_ms: int | None = None  # from ``reached_ms`` to the agent, or to the end without one
    dial_status: str = ""  # Asterisk's word
    cause: int = 0  # Q.850
    sip: int = 0  # status of the final response, where known
    verdict: Verdict = Verdict.OFF
    verdict_cause: str = ""  # AMD's own
    decision: int = 0  # the PacingFact that ordered it; 0: no pacing
    keys: str = ""  # pressed in a message


@dataclass(frozen=True, slots=True)
class LeadFact:
    """What is known of a lead after an attempt; releases its reservation. Older ``attempts`` change nothing."""

    id: int
    lead: int
    attempts: int
    status: LeadStatus
    result: AttemptResult
    at_ms: int
    next_attempt_ms: int | None = None  # None: never again
    number_index: int = 0  # which of its numbers comes next
    wanted_agent: str = ""  # who is to talk with the person then


@dataclass(frozen=True, slots=True)
class PacingFact:
    """A decision how many to dial, with what it was decided from (JSON of ``acd.dialer.pacing``)."""

    id: int
    campaign: str
    at_ms: int
    dialled: int
    inputs: str
    reason: str


@dataclass(frozen=True, slots=True)
class CampaignFact:
    """A campaign changed its state."""

    id: int
    campaign: str
    state: CampaignState
    reason: str  # empty: somebody asked for it
    by: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class DispositionFact:
    """The outcome that an agent gave a call."""

    id: int
    call: int
    attempt: int  # 0: an inbound call
    lead: int
    campaign: str
    agent: str
    disposition: str
    note: str
    at_ms: int
    callback_ms: int | None = None
    callback_agent: str = ""  # empty: any agent


@dataclass(frozen=True, slots=True)
class BarredFact:
    """A number that must not be called any more: the person asked, by a key or through an agent."""

    id: int
    number: str
    project: str  # empty: by nobody
    campaign: str  # empty: by no campaign of the project
    reason: str
    at_ms: int
    attempt: int = 0


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


Fact = (
    CallFact
    | VisitFact
    | OfferFact
    | AgentStateFact
    | TransferFact
    | CallbackFact
    | VoicemailFact
    | SurveyFact
    | AttemptBegunFact
    | AttemptFact
    | LeadFact
    | PacingFact
    | CampaignFact
    | DispositionFact
    | BarredFact
    | CdrFact
)
