"""Campaigns as configured: whom to call, in which mode, when, with which promises to the people called."""

from dataclasses import dataclass, field
from enum import StrEnum

from acd.model.leads import AttemptResult

RING_MIN_MS = 15_000
"""Nobody is hung up on sooner while his phone rings (16 CFR 310.4(b)(4)(ii), Ofcom's statement of 2016)."""

MARKETING = "marketing"
"""The purpose to which rules about advertising apply."""


class CampaignMode(StrEnum):
    """Who is dialled when. In the first two an agent is rung first, and then the lead."""

    MANUAL = "manual"  # agents choose whom to call
    PREVIEW = "preview"  # an agent is shown a lead, and takes or skips it
    PROGRESSIVE = "progressive"  # one lead for each ready agent
    POWER = "power"  # ``ratio`` leads for each ready agent
    PREDICTIVE = "predictive"  # as many as the limit of abandonment allows
    AGENTLESS = "agentless"  # a message is played, keys are answered


AGENT_FIRST = (CampaignMode.MANUAL, CampaignMode.PREVIEW)
PACED = (CampaignMode.PROGRESSIVE, CampaignMode.POWER, CampaignMode.PREDICTIVE)
"""A person may answer while no agent is free."""


class CampaignState(StrEnum):
    STOPPED = "stopped"
    RUNNING = "running"
    PAUSED = "paused"  # by somebody, or by itself with a reason; calls going on end as they do
    FINISHED = "finished"  # no lead is left to be dialled, now or later


class LeadOrder(StrEnum):
    """Which of the leads that are due comes first; a lead whose callback is due comes before all."""

    PRIORITY = "priority"  # the highest, then the one imported first
    NEW_FIRST = "new-first"  # never dialled ones, then the oldest attempt
    OLDEST_ATTEMPT = "oldest-attempt"  # the one not dialled for longest
    RANDOM = "random"


class MachineAction(StrEnum):
    """What happens when an answering machine was heard."""

    HANG_UP = "hang-up"
    MESSAGE = "message"  # ``machine_message`` is left after the greeting
    CONNECT = "connect"  # to an agent, as a person


class KeyAction(StrEnum):
    """What a key means while the message of an agentless campaign plays."""

    CONNECT = "connect"  # to an agent of the campaign's queue
    OPT_OUT = "opt-out"  # never call this number again
    ANSWER = "answer"  # it is an answer to a question, and is recorded


@dataclass(frozen=True, slots=True)
class CampaignList:
    """A list of leads in a campaign; of several, leads are taken in proportion to their shares."""

    list: str
    share: int = 1


@dataclass(frozen=True, slots=True)
class CallerId:
    """What the person called sees. Of several the one with the longest matching prefix; in turn among equals."""

    number: str
    prefixes: tuple[str, ...] = ()  # beginnings of the numbers called (E.164); none: any


@dataclass(frozen=True, slots=True)
class Retry:
    """When a lead is dialled again after this result."""

    delay_ms: int
    attempts_max: int  # attempts with this result, for each of the lead's numbers; 0: any number of them
    factor: float = 1.0  # the delay grows by it with each attempt
    delay_max_ms: int = 604_800_000  # but not beyond this


@dataclass(frozen=True, slots=True)
class AttemptCaps:
    """Attempts per number, in all campaigns together; 0: any number of them. All are rolling, a month has 31 days."""

    per_day: int = 0
    per_week: int = 0
    per_month: int = 0
    lifetime: int = 0


@dataclass(frozen=True, slots=True)
class AnsweringMachines:
    """Asterisk's ``AMD()``, its parameters by its own defaults (apps/app_amd.c), and what its verdict leads to."""

    initial_silence_ms: int = 2_500
    greeting_ms: int = 1_500
    after_greeting_silence_ms: int = 800
    total_ms: int = 5_000
    words_max: int = 2
    silence_threshold: int = 256
    on_machine: MachineAction = MachineAction.HANG_UP
    machine_message: str = ""  # a sound


@dataclass(frozen=True, slots=True)
class Agentless:
    """What is played to a person who answers, and what the keys mean."""

    message: str  # a sound
    keys: dict[str, KeyAction] = field(default_factory=dict)
    wait_ms: int = 5_000  # for a key, after the message


@dataclass(frozen=True, slots=True)
class Campaign:
    """One task of calling people."""

    id: str
    name: str
    project: str
    mode: CampaignMode
    lists: tuple[CampaignList, ...]
    trunks: tuple[str, ...]  # the first that has room and works; the others in turn
    caller_ids: tuple[CallerId, ...]
    queue: str | None = None  # whose agents talk with the people who answer; None: agentless only
    jurisdiction: str = "uk"  # the preset of rules (``acd.dialer.jurisdictions``)
    abandonment_max: float | None = None  # share of the persons who answered; None: as the jurisdiction says
    connect_within_ms: int | None = None  # a person who answered has an agent; None: as the jurisdiction says
    lockout_ms: int | None = None  # after an abandoned call only with an agent; None: as the jurisdiction says
    purpose: str = MARKETING  # to which consent is given
    consent_required: bool = False
    language: str = ""  # of messages; empty: the lead's, else the project's
    hours: str | None = None  # a calendar, read in the lead's own time zone; None: that of the jurisdiction
    ring_ms: int = 25_000  # at least RING_MIN_MS
    ratio: float = 1.0  # power: leads dialled per ready agent
    lines_max: int = 0  # calls at once, ringing or talking; 0: as many as the trunks carry
    order: LeadOrder = LeadOrder.NEW_FIRST
    retries: dict[AttemptResult, Retry] = field(default_factory=dict)  # none for a result: the defaults of ``retries``
    caps: AttemptCaps = AttemptCaps()
    machines: AnsweringMachines | None = None  # None: answering machines are not looked for
    agentless: Agentless | None = None
    abandoned_message: str = ""  # a sound: who called, and how to opt out
    opt_out_key: str = "9"
    inbound_first: bool = True  # while callers wait for them, agents are not counted for dialling
    dispositions: tuple[str, ...] = ()  # ids that agents may choose from; none: all of the project
