"""The states of calls, agents and phones, and the results of offers and visits (one word per idea)."""

from enum import StrEnum


class CallState(StrEnum):
    MENU = "menu"  # hears a menu, in no queue yet
    WAITING = "waiting"  # in a queue, hearing music
    OFFERING = "offering"  # an agent's phone rings for it; the caller still hears music
    TALKING = "talking"
    HELD = "held"  # hears music while the agent keeps the call, or consults somebody about it
    OUTSIDE = "outside"  # passed on to an outside number, which rings or talks
    LEAVING = "leaving"  # hears a last message; ends by itself
    FAILSAFE = "failsafe"  # the dialplan took it while no daemon was there
    KEPT = "kept"  # in a queue without a channel: a callback, or a message that a caller left
    ANNOUNCED = "announced"  # kept, and an agent's phone rings for it
    LISTENING = "listening"  # the agent answered and hears the message that a caller left
    DIALLING = "dialling"  # the agent answered, the customer's phone rings


class AgentState(StrEnum):
    LOGGED_OUT = "logged out"
    NOT_READY = "not ready"
    READY = "ready"
    RINGING = "ringing"
    TALKING = "talking"
    WRAP_UP = "wrap-up"


class PhoneState(StrEnum):
    """What Asterisk knows of a phone (DeviceStateChange, ContactStatus)."""

    UNKNOWN = "unknown"
    IDLE = "idle"
    RINGING = "ringing"
    IN_USE = "in use"
    UNREACHABLE = "unreachable"


class OfferResult(StrEnum):
    ANSWERED = "answered"
    NO_ANSWER = "no answer"  # rang until the ring time ended
    REFUSED = "refused"  # the agent declined, or the phone was busy
    UNREACHABLE = "unreachable"  # no such contact, no sign of ringing, network failure
    CALLER_GONE = "caller gone"  # the caller hung up while it rang
    WITHDRAWN = "withdrawn"  # taken back by us: log-out, supervisor, overflow
    FAILED = "failed"  # Asterisk could not carry it out
    ANSWERED_ELSEWHERE = "answered elsewhere"  # several phones rang, another agent answered


class VisitOutcome(StrEnum):
    ANSWERED = "answered"
    ABANDONED = "abandoned"  # the caller left before an agent answered
    OVERFLOWED = "overflowed"  # moved to another queue
    MESSAGE = "message"  # overflow by message and hang-up
    FAILSAFE = "failsafe"
    LOST = "lost"  # the node restarted or vanished with the call
    TRANSFERRED = "transferred"  # left the queue by a transfer or a supervisor's move
    EXITED = "exited"  # left by a key
    CALLBACK = "callback"  # hung up, the place stays
    VOICEMAIL = "voicemail"
    EXTERNAL = "external"  # sent to an outside number
    FULL = "full"  # not let in: the queue has its maximum length
    CLOSED = "closed"  # outside business hours
    UNSTAFFED = "unstaffed"  # nobody serves the queue


class HungUpBy(StrEnum):
    CALLER = "caller"
    AGENT = "agent"
    SYSTEM = "system"  # message ended, administrator, node restart
    UNKNOWN = "unknown"


class TransferKind(StrEnum):
    BLIND = "blind"
    ATTENDED = "attended"  # the agent speaks with the target first


class TransferTarget(StrEnum):
    AGENT = "agent"
    QUEUE = "queue"
    EXTERNAL = "external"


class TransferResult(StrEnum):
    COMPLETED = "completed"
    NO_ANSWER = "no answer"
    BUSY = "busy"
    CANCELLED = "cancelled"  # the agent took the caller back
    CALLER_GONE = "caller gone"
    FAILED = "failed"
    TARGET_HUNG_UP = "target hung up"


class MessageAction(StrEnum):
    """What an agent does with a message that was heard."""

    DONE = "done"
    LATER = "later"
    CALL = "call"  # call back the number


class CallbackOutcome(StrEnum):
    CONNECTED = "connected"
    NO_ANSWER = "no answer"
    BUSY = "busy"
    EXPIRED = "expired"  # not reached within its time or attempts
    CANCELLED = "cancelled"
    DO_NOT_CALL = "do not call"
    FAILED = "failed"
