"""The engine's whole memory, as data: everything here can be written as JSON and read back.

Derived indexes live in ``acd.engine.context``; they are rebuilt from this. Mutable on purpose, changed only by the
flows. Keys of dictionaries are ids; a channel is keyed by ``node/uniqueid``.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from acd.commands import Lamp
from acd.engine.outbound.state import Attempt, CampaignRecord, Talk, TrunkRecord
from acd.model.centre import Centre
from acd.model.counts import QueueCounts
from acd.model.entrances import NOTHING, Brought
from acd.model.leads import Lead
from acd.model.states import AgentState, CallbackOutcome, CallState, HungUpBy, PhoneState, TransferKind, VisitOutcome
from acd.model.transfer import Target
from acd.routing.expected_wait import Pace

NO_CHANNEL = (CallState.KEPT, CallState.ANNOUNCED, CallState.LISTENING, CallState.DIALLING)
"""In these a call has no channel of the customer's: it is a callback or a message."""


class Timer(StrEnum):
    """What a timer is for; its subject is an offer, visit, call or agent id."""

    NO_RING = "no ring"  # the offer's phone gave no sign of ringing
    RING_OVER = "ring over"  # Asterisk should have ended the ringing by now
    OVERFLOW = "overflow"  # of an earlier version, in its journals alone; it counts no more
    LOOK = "look"  # whether the caller is still to wait in this queue
    ANNOUNCE = "announce"
    WRAP_UP = "wrap-up"
    REST = "rest"
    RELAX = "relax"  # the next step of relaxation
    WANTED = "wanted"  # the caller has waited long enough for one agent
    LATE = "late"  # the caller waits longer than the service level wants
    BREAK = "break"  # a stay in not ready may have become longer than its reason allows
    LINGER = "linger"  # the caller's channel should have ended by now
    AGAIN = "again"  # a callback may be tried again
    EXPIRY = "expiry"  # of a callback
    CLOSING = "closing"  # of the hours in which customers are called
    ATTEMPT = "attempt"  # something should have been heard of it
    CONNECT_BY = "connect by"  # a person who was called waits no longer for an agent
    UNHEARD = "unheard"  # whether the dialplan plays that person the message
    PACE = "pace"  # the campaign decides anew how many to dial
    HOPPER = "hopper"  # look after the campaign's leads


@dataclass(slots=True)
class Offer:
    """One ringing of one agent for one call. It lives on its call until the agent's leg ends.

    ``number`` is what stands on the caller's channel and comes back with ``OfferReturned``. It is the id, except for an
    offer found in Asterisk: that may have been recorded under its number already.
    """

    id: int
    number: int
    visit: int
    queue: str
    agent: str
    phone: str
    offered_ms: int
    reason: str
    rang: bool = False  # the phone gave a sign of ringing
    answered_ms: int | None = None
    agent_leg: str = ""  # node/uniqueid of the agent's channel, once answered
    agent_channel: str = ""
    end_reason: str = ""  # who ended the talk: caller, agent, transfer, system
    hold_ms: int = 0  # of holds that are over
    held_since_ms: int | None = None
    kept: bool = False  # the leg has its own way in the dialplan, and does not end with the caller's channel
    held_by_phone: bool = False  # the phone's own hold: only the phone ends it


@dataclass(slots=True)
class Told:
    """What a caller was told during a visit, and when the next comes."""

    place_due_ms: int
    message_due_ms: int
    due_ms: int = 0  # the timer that counts
    reserved: bool = False  # at ``due_ms`` it is this caller's turn, among the many of the node
    position: int = 0
    minutes: int = 0
    messages: int = 0


@dataclass(slots=True)
class Visit:
    """The present stay of a call in a queue. ``place_ms`` orders callers; it survives failed offers."""

    id: int
    queue: str
    entered_ms: int
    place_ms: int
    offers: int = 0
    transferred_from: int = 0  # the visit whose agent passed the call on to here
    level: int = 0  # steps of relaxation that the wait has passed
    expected_wait_ms: int | None = None  # the estimate on entering
    counted_on_ms: int | None = None  # until the ring, before correction; None: an agent was ready, or nothing known
    closes_ms: int | None = None  # when the queue closes and its callers must go; None: they may stay
    look_ms: int = 0  # the timer that counts: when to look whether the caller is still to wait here
    key: str = ""  # pressed while a phone rang; it counts when the offer fails
    told: Told | None = None
    late: bool = False  # has waited longer than the service level wants; known only while lamps are on
    wanted_agent: str = ""  # for whom the caller was kept before any agent would do
    wanted_ms: int = 0  # how long
    counted: bool = True  # False: a consultation with one agent, no stay in a queue


@dataclass(slots=True)
class Passing:
    """An agent passes the call on, and how it ends is not known yet."""

    kind: TransferKind
    target: Target
    from_agent: str
    queue: str
    started_ms: int


@dataclass(slots=True)
class Callback:
    """A callback, or a message left by a caller; it lives on a call of its own until customer and agent talk.

    ``placed`` is the uniqueid, chosen by us, of the channel that was ordered for the present attempt; empty: none.
    """

    id: int
    asked_in: int  # the call
    number: str
    asked_ms: int
    place_ms: int
    attempts: int = 0  # how often the customer's phone was dialled
    again_ms: int = 0  # no attempt before
    placed: str = ""
    outcome: CallbackOutcome | None = None  # of the last attempt
    file: str = ""  # of the message, where one was left and waits to be heard
    duration_ms: int = 0  # of the message
    lead: Lead | None = None  # whom a campaign calls, with an agent first
    trunk: str = ""  # that takes the call to the lead
    by_agent: bool = False  # the agent asked for it, and was not shown a lead


@dataclass(slots=True)
class Call:
    """One caller; or an agent who consults about one (``about``), with the agent's leg as the channel."""

    id: int
    node: str
    channel: str
    uniqueid: str
    caller_number: str
    caller_name: str
    dialled: str
    language: str
    arrived_ms: int
    state: CallState
    since_ms: int  # when the state began
    project: str | None = None
    queue: str | None = None  # the last queue it was in
    visit: Visit | None = None
    offer: Offer | None = None
    together: list[Offer] = field(default_factory=list)  # further phones that ring for it, see ringing_together
    answered_ms: int | None = None
    agent: str | None = None  # who talked last
    outcome: VisitOutcome | None = None  # of the last visit
    hung_up_by: HungUpBy = HungUpBy.UNKNOWN
    transfers: int = 0  # completed ones
    entry: str = ""  # the way through the menus so far
    brought: Brought = NOTHING
    priority: int = 0
    requires: str = ""  # skills that the caller brought along
    wanted_agent: str = ""  # only this agent will do; empty: any
    wanted_until_ms: int | None = None  # None: as long as it takes
    callback: Callback | None = None  # this call is one
    survey: str = ""  # what stands on the caller's channel
    surveyed: int = 0  # the last question that is over
    csat: int | None = None
    voicemail_for: str = ""  # the queue for whose agents the caller leaves a message
    asking: str | None = None  # the caller is asked about a callback; the number read out, empty: none yet
    music: str = ""  # its own; empty: that of its queue
    hold_ms: int = 0
    passing: Passing | None = None
    consultation: int = 0  # the call in which its agent consults somebody; 0: none
    conference: bool = False  # caller, agent and the consulted one talk together
    about: int = 0  # of a consultation: the call about which
    outside_leg: str = ""  # node/uniqueid of the outside party's channel, whom its agent consults or has consulted
    outside_channel: str = ""
    campaign: str = ""  # that called the person; empty: the person called
    attempt: int = 0
    lead: int = 0
    connect_by_ms: int | None = None  # an agent must answer by then, or the call ends with a message; None: no limit
    hears_message: bool = False  # the one for persons to whom no agent came

    @property
    def partner_channel(self) -> str:
        """With whom the caller talks: an agent, or one outside who was consulted; empty: nobody."""
        return self.offer.agent_channel if self.offer is not None else self.outside_channel

    @property
    def recorded_as(self) -> int:
        """The call to which what happens here belongs in the records."""
        return self.about or self.id


@dataclass(slots=True)
class AgentRecord:
    """What an agent does now. ``after_call`` is what was asked for during a call: the state to take when it ends.

    ``one_more``: the next call that is answered is the last one; ``last_call``: the present one is. After it and its
    wrap-up comes not ready, for ``one_more_reason``.
    """

    id: str
    state: AgentState = AgentState.LOGGED_OUT
    reason: str = ""
    since_ms: int = 0
    idle_since_ms: int = 0
    phone: str | None = None
    call: int | None = None
    refusals: int = 0
    rest_until_ms: int = 0  # a short pause after a refused offer; 0: not resting
    wrap_up_ms: int = 0  # after the present call
    wrap_up_max_ms: int = 0  # extended
    wrap_up_until_ms: int = 0
    queue: str | None = None  # of the present call, or of the last one
    project: str | None = None
    after_call: AgentState | None = None
    after_call_reason: str = ""
    logged_in_ms: int = 0
    taken_ms: int = 0  # when the phone began to ring for the present call
    busy_ms: int = 0  # on calls and wrap-up since log-in, up to the present state
    calls: int = 0  # taken since log-in
    occupancy: int = 0  # parts per million of the logged-in time that were busy, when the agent last became ready
    after_call_by: str = ""
    one_more: bool = False
    last_call: bool = False
    one_more_reason: str = ""
    set_by: str = ""  # the supervisor who brought the agent into the state; empty: nobody did
    asked: str | None = None  # a reason of not ready that waits for a supervisor
    over_limit: bool = False  # longer not ready than the reason allows
    breaks_day_ms: int = 0  # the UTC day of ``breaks_ms``
    breaks_ms: dict[str, int] = field(default_factory=dict)  # reason -> how long on that day, in stays that ended


@dataclass(slots=True)
class PinTries:
    wrong: int = 0
    paused_until_ms: int = 0


@dataclass(slots=True)
class QueueCounters:
    """Counts of the UTC day that began at ``day_ms``, for the live board: those of the report of that day."""

    day_ms: int = 0
    counts: QueueCounts = field(default_factory=QueueCounts)


@dataclass(slots=True)
class Left:
    """A caller who left a queue unanswered."""

    place_ms: int
    left_ms: int


@dataclass(slots=True)
class State:
    centre: Centre = field(default_factory=Centre)
    next_id: int = 0
    nodes: dict[str, bool] = field(default_factory=dict)  # True: connected and audited
    calls: dict[int, Call] = field(default_factory=dict)
    callers: dict[str, int] = field(default_factory=dict)  # node/uniqueid of a caller -> call id
    legs: dict[str, int] = field(default_factory=dict)  # node/uniqueid of an agent's leg -> call id
    placed: dict[str, int] = field(default_factory=dict)  # node/uniqueid of a channel we ordered -> call id
    callbacks: dict[str, int] = field(default_factory=dict)  # queue/number -> call id of the pending callback
    agents: dict[str, AgentRecord] = field(default_factory=dict)
    phones: dict[str, PhoneState] = field(default_factory=dict)
    silent_phones: dict[str, int] = field(default_factory=dict)  # rang in vain without a sign: not idle before this ms
    agent_at: dict[str, str] = field(default_factory=dict)  # phone -> logged-in agent
    pin_tries: dict[str, PinTries] = field(default_factory=dict)  # "agent:101", "phone:1001"
    counters: dict[str, QueueCounters] = field(default_factory=dict)
    last_offered: dict[str, str] = field(default_factory=dict)  # queue -> agent of its last offer
    last_agents: dict[str, tuple[str, int]] = field(default_factory=dict)  # caller's number -> agent, end of the talk
    paces: dict[str, Pace] = field(default_factory=dict)  # queue -> what was learnt for the expected wait
    left: dict[str, Left] = field(default_factory=dict)  # "queue/number", the latest last
    unstaffed_since: dict[str, int] = field(default_factory=dict)  # queues that callers leave when nobody serves them
    turn_ms: dict[str, int] = field(default_factory=dict)  # node -> when its next announcement may begin
    lamps: dict[str, Lamp] = field(default_factory=dict)  # as last told; kept only while the centre has lamps
    timers: list[tuple[int, int, Timer, str]] = field(default_factory=list)  # heap of (due_ms, order, timer, subject)
    timers_set: int = 0
    campaigns: dict[str, CampaignRecord] = field(default_factory=dict)
    attempts: dict[int, Attempt] = field(default_factory=dict)
    talks: dict[int, Talk] = field(default_factory=dict)  # call id -> whose outcome may be given, the latest last
    trunks: dict[str, TrunkRecord] = field(default_factory=dict)
    barred: dict[str, int] = field(default_factory=dict)  # "project/campaign/number" -> until the records know it
    ignored: dict[str, int] = field(default_factory=dict)  # "waiting/Answered" -> how often


def phone_of(channel: str) -> str:
    """``PJSIP/1001-0000002a`` is of phone 1001; the channel of a trunk bears no phone's name."""
    return channel.partition("/")[2].rpartition("-")[0]


def channel_key(node: str, uniqueid: str) -> str:
    return f"{node}/{uniqueid}"
