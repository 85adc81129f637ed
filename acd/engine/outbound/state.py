"""What the engine remembers of campaigns, attempts under way and trunks: a part of ``acd.engine.state``."""

from dataclasses import dataclass, field

from acd.dialer.pacing import Decision, Pace
from acd.dialer.retries import Next
from acd.model.campaigns import CampaignMode, CampaignState
from acd.model.leads import AttemptResult, AttemptState, Lead, Verdict


@dataclass(slots=True)
class CampaignCounts:
    """Of the UTC day that began at ``day_ms``."""

    day_ms: int = 0
    dialled: int = 0
    persons: int = 0  # who answered, and had to be given to an agent
    connected: int = 0
    abandoned: int = 0


@dataclass(slots=True)
class CampaignRecord:
    """What a campaign does now. Its leads in the ``hopper`` are reserved; the first is dialled next."""

    id: str
    state: CampaignState = CampaignState.STOPPED
    reason: str = ""  # of the state; empty: somebody asked for it
    by: str = ""
    since_ms: int = 0
    hopper: list[Lead] = field(default_factory=list)
    for_agents: list[Lead] = field(default_factory=list)  # reserved, too: only to be dialled when an agent has them
    request: int = 0  # for leads, not answered yet; 0: none
    requested: int = 0  # how many it asks for
    late: list[int] = field(default_factory=list)  # requests given up that may still be answered
    ask_ms: int | None = 0  # no request before; None: not before something changes
    look_ms: int = 0  # the timer that counts: when to look after the hopper
    added: bool = False  # leads came that the hopper does not know
    failures: int = 0  # requests in a row that got no leads for a fault
    trouble: str = ""  # why the last one got none
    retries_ms: int = 0  # until then leads may become due that were dialled before
    pace: Pace = field(default_factory=Pace)
    again_ms: int = 0  # the timer that counts: when to decide anew
    decision: Decision | None = None  # the last one that dialled
    decided_ms: int = 0
    dialled_ms: int = 0
    dial_rate: float = 0.0  # leads a second, as seen lately
    counts: CampaignCounts = field(default_factory=CampaignCounts)


@dataclass(slots=True)
class Attempt:
    """One dial under way. A person who answered is a call (``call``) from then on; the attempt ends with it."""

    id: int
    campaign: str
    project: str
    mode: CampaignMode
    lead: Lead
    number: str
    node: str
    trunk: str
    caller_id: str
    uniqueid: str
    began_ms: int
    state: AttemptState = AttemptState.DIALLING
    since_ms: int = 0
    due_ms: int = 0  # the timer that counts: when something should have been heard
    channel: str = ""  # its name, once known
    rang_ms: int | None = None
    picked_up_ms: int | None = None
    reached_ms: int | None = None
    call: int = 0
    agent: str | None = None
    wait_ms: int | None = None
    gone: bool = False  # the channel has ended; why, is to be told in a moment
    cause: int = 0
    sip: int = 0
    dial_status: str = ""
    verdict: Verdict = Verdict.OFF
    verdict_cause: str = ""
    decision: int = 0
    keys: str = ""
    barred: bool = False  # the person wants no further calls
    hung_up_ms: int = 0  # when we ordered its end, which is still to be heard of; 0: not
    result: AttemptResult | None = None  # known already, takes effect with the end
    found: bool = False  # in Asterisk: of its lead little is known
    disposed: Next | None = None  # what becomes of the lead by the agent's word; None: none yet
    disposed_agent: str = ""  # who is to talk with the person then

    @property
    def channel_name(self) -> str:
        """What names the channel to Asterisk."""
        return self.channel or self.uniqueid

    @property
    def hung_up(self) -> bool:
        return self.hung_up_ms > 0

    @property
    def in_flight(self) -> bool:
        """A person may still answer it."""
        return self.state in FLYING and not self.hung_up


@dataclass(slots=True)
class Talk:
    """An agent talks, or talked lately, with somebody who was called."""

    attempt: int
    lead: Lead  # as it was before the attempt
    number: str
    campaign: str
    project: str
    began_ms: int


FLYING = (AttemptState.DIALLING, AttemptState.RINGING, AttemptState.LISTENING)


@dataclass(slots=True)
class TrunkRecord:
    """``refused``: attempts in a row that came to nothing, without a sign from anybody's phone."""

    next_us: int = 0  # the next call may be sent then (calls per second), in microseconds
    refused: int = 0
    resting_until_ms: int = 0  # it refused too many; 0: it works, as far as known
    trouble: str = ""  # how it refuses
