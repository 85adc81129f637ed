"""Leads: people to be called, and what came of each attempt."""

from dataclasses import dataclass, field
from enum import StrEnum


class LeadStatus(StrEnum):
    NEW = "new"  # never dialled
    RETRY = "retry"  # to be dialled again, not before ``next_attempt_ms``
    CALLBACK = "callback"  # likewise, by agreement with the person
    DONE = "done"  # no further attempt: reached, refused, or given up
    BARRED = "barred"  # on a do-not-call list
    INVALID = "invalid"  # no number of it exists


class AttemptState(StrEnum):
    """Of an attempt under way; answered by a person, it goes on as a call."""

    DIALLING = "dialling"
    RINGING = "ringing"  # the carrier told so
    LISTENING = "listening"  # picked up; AMD listens to who it is
    AGENT = "agent"  # an agent's phone rings first, then the lead's
    PERSON = "person"  # a person, who waits for an agent or talks: the call has its own state
    MESSAGE = "message"  # hears a message: agentless, an answering machine, or abandoned


class AttemptResult(StrEnum):
    """How an attempt ended. Exactly one of these, once."""

    CONNECTED = "connected"  # a person and an agent talked
    ABANDONED = "abandoned"  # a person answered, and no agent came in time
    HUNG_UP = "hung up"  # a person answered, and hung up before that time was over
    PLAYED = "played"  # agentless: a person heard the message, or hung up in it
    OPTED_OUT = "opted out"  # a person pressed the key for it
    MACHINE = "machine"
    BUSY = "busy"
    NO_ANSWER = "no answer"
    REJECTED = "rejected"
    INVALID_NUMBER = "invalid number"
    CONGESTION = "congestion"  # the trunk or network had no room: the lead is not to blame
    FAILED = "failed"  # anything else that went wrong on our side or the trunk's
    AGENT_GONE = "agent gone"  # agent first: the agent hung up, or skipped the lead, before it was dialled to its end
    LOST = "lost"  # we cannot know: Asterisk or the daemon restarted meanwhile


class Verdict(StrEnum):
    """Who answered, by Asterisk's AMD."""

    OFF = ""  # nobody listened
    PERSON = "person"
    MACHINE = "machine"
    UNSURE = "unsure"  # treated as a person


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead as it is reserved for dialling. ``number`` is E.164 with its plus."""

    id: int
    list: str
    number: str
    name: str = ""
    language: str = ""
    zones: tuple[str, ...] = ()  # time zones in which the person may be; all must be open
    priority: int = 0
    attempts: int = 0  # so far, on all its numbers; also the version of what is known of it
    results: dict[AttemptResult, int] = field(default_factory=dict)  # how often it ended so
    alternatives: tuple[str, ...] = ()  # further numbers, tried in turn
    number_index: int = 0  # which of all its numbers ``number`` is; ``LeadFact.number_index`` counts likewise
    fields: dict[str, str] = field(default_factory=dict)
    wanted_agent: str = ""  # a callback that was promised with this agent
    callback: bool = False  # it is due by agreement
    agent_first: bool = False  # an abandoned call within the lockout: only with a guaranteed agent
