"""Commands: what to do, in the imperative. They are the only output of the engine; the counterpart to ``acd.events``.

``SwitchCommand`` go to Asterisk and may fail there: the failure comes back as an event, nobody waits for it.
``Record`` goes to the outbox, ``Reply`` to an API request, ``Log`` to the log (never with personal data in ``text``).
"""

from dataclasses import dataclass
from enum import StrEnum

from acd.model.callbacks import PendingCallback
from acd.model.campaigns import Agentless, AnsweringMachines, Campaign
from acd.model.centre import Message
from acd.model.facts import Fact


class Spoken(StrEnum):
    """What an agent hears after a feature code; the dialplan turns it into prompts."""

    LOGGED_IN = "logged-in"
    LOGGED_OUT = "logged-out"
    READY = "ready"
    NOT_READY = "not-ready"
    ONE_MORE = "one-more"  # one more call, then not ready
    EXTENDED = "extended"  # wrap-up
    ASKED = "asked"  # a supervisor will decide
    WRONG_PIN = "wrong-pin"
    PAUSED = "try-later"  # too many wrong PINs
    REFUSED = "refused"  # not possible now: nobody logged in on this phone, phone taken


@dataclass(frozen=True, slots=True)
class ConnectCaller:
    """Redirect a waiting caller to ``acd-connect``, which rings ``phone`` for ``ring_ms``.

    ``call`` and ``visit`` stand on the channel with the offer, for a daemon that remembers nothing (0: they do not).
    ``consult``: the caller is an agent's leg that consults somebody (``acd-consult-connect``).
    """

    node: str
    channel: str
    uniqueid: str
    offer: int
    agent: str
    phone: str
    phone_node: str
    ring_ms: int
    call: int = 0
    visit: int = 0
    also: tuple[tuple[str, str], ...] = ()  # further (phone, its node) to ring together with the first
    survey: str | None = None  # what ACD_SURVEY is to be from now on; empty: nothing; None: as it is
    consult: bool = False
    auto_answer: bool = False  # the phone is asked to answer by itself (Call-Info: answer-after=0)


@dataclass(frozen=True, slots=True)
class ReturnCaller:
    """Redirect a caller back to ``acd-wait``, an agent's leg to ``acd-consult``; a phone that rings for it stops."""

    node: str
    channel: str
    consult: bool = False


@dataclass(frozen=True, slots=True)
class SendOutside:
    """Redirect a caller to ``acd-external``: an outside number rings for ``ring_ms``.

    ``consult``: it is an agent's leg that consults somebody there (``acd-consult-external``).
    """

    node: str
    channel: str
    number: str
    ring_ms: int
    consult: bool = False


@dataclass(frozen=True, slots=True)
class HoldCaller:
    """Redirect the caller to ``acd-hold`` (music) and the agent's leg to ``acd-own-hold``, both at once."""

    node: str
    channel: str
    leg: str  # the channel's name


@dataclass(frozen=True, slots=True)
class JoinCaller:
    """Redirect the caller to ``acd-join``: the caller talks with ``leg``, whatever that one did; others are dropped.

    ``ConnectCaller``'s ids of the offer stand on the caller's channel from then on.
    """

    node: str
    channel: str
    leg: str
    offer: int
    agent: str
    phone: str
    phone_node: str
    call: int
    visit: int


@dataclass(frozen=True, slots=True)
class JoinOutside:
    """Redirect the caller to ``acd-join-outside``: the caller talks with ``leg``, which an agent has consulted."""

    node: str
    channel: str
    leg: str


@dataclass(frozen=True, slots=True)
class AddCaller:
    """Redirect the caller to ``acd-conference``: into the conversation in which ``leg`` is."""

    node: str
    channel: str
    leg: str


@dataclass(frozen=True, slots=True)
class PlayMessage:
    """Redirect a caller to ``acd-message``: a prompt, then hang-up."""

    node: str
    channel: str
    message: Message
    language: str


@dataclass(frozen=True, slots=True)
class Announce:
    """Redirect a waiting caller to ``acd-announce``, which tells something and goes back to ``acd-wait``.

    The place and the minutes of the expected wait (0: not told), or else a sound.
    """

    node: str
    channel: str
    language: str
    position: int = 0
    minutes: int = 0
    sound: str = ""


@dataclass(frozen=True, slots=True)
class MarkCaller:
    """Set ``ACD_QUEUE`` (and music) on a caller who was moved to another queue: a new daemon finds the caller there."""

    node: str
    channel: str
    queue: str
    music: str


@dataclass(frozen=True, slots=True)
class AskCallback:
    """Redirect a waiting caller to ``acd-callback-ask``: shall we call back at ``number``? Empty: ask for one.

    ``again``: the one keyed in before is not allowed.
    """

    node: str
    channel: str
    number: str
    language: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class TellCallback:
    """Redirect a waiting caller to ``acd-callback-agreed``, which ends the call, or ``-refused``, back to the music."""

    node: str
    channel: str
    agreed: bool


@dataclass(frozen=True, slots=True)
class RecordMessage:
    """Redirect a caller to ``acd-voicemail``: a greeting, a message, the end."""

    node: str
    channel: str
    call: int
    greeting: str
    longest_ms: int
    silence_ms: int
    language: str


@dataclass(frozen=True, slots=True)
class RingAgent:
    """Originate a call to ``phone``, into ``acd-callback``, which dials ``number`` when the agent has answered.

    ``uniqueid`` becomes the uniqueid of the agent's channel: known before, so nothing is ever dialled twice. The other
    fields as in ``ConnectCaller``; ``ring_ms`` of the agent's phone, ``customer_ring_ms`` of the customer's.
    """

    node: str
    uniqueid: str
    offer: int
    agent: str
    phone: str
    phone_node: str
    ring_ms: int
    call: int
    visit: int
    queue: str
    number: str
    name: str
    dialled: str
    language: str
    customer_ring_ms: int
    file: str = ""  # a message to hear, in acd-listen; the number is called if the agent wants it
    trunk: str = ""  # over which the number is called; empty: the first with outbound

    @property
    def channel(self) -> str:
        """What names the channel, from before it exists."""
        return self.uniqueid


@dataclass(frozen=True, slots=True)
class DialLead:
    """Originate a call to ``number`` over ``trunk``, into ``acd-outbound``; ``uniqueid`` becomes that of its channel.

    Answered (and, with ``machines``, found to be a person), the channel waits in ``acd-outbound-wait`` for at most
    ``limit_ms``; then, without any daemon, the person hears ``message`` and may opt out. ``campaign``, ``attempt`` and
    ``lead`` stand on the channel, for a daemon that remembers nothing.
    """

    node: str
    uniqueid: str
    attempt: int
    campaign: str
    lead: int
    queue: str  # empty: agentless
    trunk: str
    number: str
    caller_id: str
    ring_ms: int
    language: str
    limit_ms: int
    message: str
    opt_out_key: str
    machines: AnsweringMachines | None = None
    agentless: Agentless | None = None

    @property
    def channel(self) -> str:
        """What names the channel, from before it exists."""
        return self.uniqueid


@dataclass(frozen=True, slots=True)
class PlayAbandoned:
    """Redirect a person who was called to ``acd-abandoned``: no agent came; what stands on the channel is played."""

    node: str
    channel: str


@dataclass(frozen=True, slots=True)
class HangUp:
    """``channel`` may be a uniqueid as well: Asterisk looks for a name first, then for that."""

    node: str
    channel: str


@dataclass(frozen=True, slots=True)
class Say:
    """Tell an agent on a phone the result of a feature code, then hang up."""

    node: str
    channel: str
    spoken: Spoken


class Lamp(StrEnum):
    """What a lamp shows, in Asterisk's words for the state of a device."""

    FREE = "NOT_INUSE"  # a ready agent; a queue where nobody waits
    IN_USE = "INUSE"  # an agent who talks; a queue where somebody waits
    RINGING = "RINGING"  # an agent's phone rings; somebody waits longer than the service level wants
    ON_HOLD = "ONHOLD"  # an agent who is not ready, or in wrap-up
    UNAVAILABLE = "UNAVAILABLE"  # an agent who is logged out


@dataclass(frozen=True, slots=True)
class SetLamp:
    """Show ``lamp`` on the phones of the node that subscribe to the custom device ``name``."""

    node: str
    name: str
    lamp: Lamp


@dataclass(frozen=True, slots=True)
class Record:
    """Store a fact, once, whatever happens."""

    fact: Fact


@dataclass(frozen=True, slots=True)
class KeepCallback:
    """Write the callback down where a lost journal does not take it along; in place of what was written before."""

    callback: PendingCallback


@dataclass(frozen=True, slots=True)
class ForgetCallback:
    """The callback of this call is over."""

    call: int


@dataclass(frozen=True, slots=True)
class ForgetMessage:
    """Delete the file of a message that a caller left at ``node``."""

    node: str
    file: str


@dataclass(frozen=True, slots=True)
class FetchLeads:
    """Reserve up to ``count`` leads that may be dialled now; ``LeadsFetched`` or ``LeadsUnavailable`` answers."""

    campaign: Campaign
    request: int
    count: int


@dataclass(frozen=True, slots=True)
class ReleaseLeads:
    """Give back leads that were reserved and not dialled."""

    leads: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """Answer an API request. ``code`` is for programs (``ok``, ``not_found``, ``conflict``), ``text`` for people."""

    request: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Log:
    """Write a log line at ``level`` (``info``, ``warning``); ``fields`` are marked attributes, as ("agent", "101")."""

    level: str
    text: str
    fields: tuple[tuple[str, str], ...] = ()


CallCommand = (
    ConnectCaller
    | ReturnCaller
    | SendOutside
    | HoldCaller
    | JoinCaller
    | JoinOutside
    | AddCaller
    | PlayMessage
    | Announce
    | MarkCaller
    | AskCallback
    | TellCallback
    | RecordMessage
    | RingAgent
    | DialLead
    | PlayAbandoned
    | HangUp
    | Say
)
SwitchCommand = CallCommand | SetLamp
LeadCommand = FetchLeads | ReleaseLeads
KeepingCommand = KeepCallback | ForgetCallback | ForgetMessage
Command = SwitchCommand | LeadCommand | KeepingCommand | Record | Reply | Log
