"""Events: what happened, in the past tense. They are the only input of the engine; the counterpart to ``acd.commands``.

All are frozen values that can be written as JSON; the journal keeps each with its ``now_ms``. Adapters build them from
AMI events and API requests. ``uniqueid`` names a channel for its whole life, ``channel`` is its current name (needed to
act on it), ``node`` the Asterisk it lives on.
"""

from dataclasses import dataclass
from enum import StrEnum

from acd.model.callbacks import PendingCallback
from acd.model.centre import Centre
from acd.model.channels import ChannelSnapshot
from acd.model.entrances import NOTHING, Brought
from acd.model.states import MessageAction, OfferResult, PhoneState
from acd.model.transfer import Target


@dataclass(frozen=True, slots=True)
class Origin:
    """Who asks, and where the answer goes: an API request id, or the channel of a phone that dialled a feature code.

    Exactly one of ``request`` and ``channel`` is set; both empty means nobody waits for an answer.
    """

    request: str = ""
    node: str = ""
    channel: str = ""


NOBODY = Origin()


@dataclass(frozen=True, slots=True)
class CentreConfigured:
    """A new business configuration took effect (start, ``acd apply``)."""

    centre: Centre
    origin: Origin = NOBODY


@dataclass(frozen=True, slots=True)
class NodeConnected:
    """The AMI link is logged in. ``restarted``: Asterisk itself is new (its calls are gone), not only the link."""

    node: str
    restarted: bool


@dataclass(frozen=True, slots=True)
class NodeLost:
    """The AMI link is down; the node's calls go on without us."""

    node: str


@dataclass(frozen=True, slots=True)
class NodeAudited:
    """A complete list of the node's live channels and phone states (after connecting, then periodically).

    ``uncertain`` holds uniqueids that were heard of while the list was collected: the list says nothing about them.
    """

    node: str
    channels: tuple[ChannelSnapshot, ...]
    phones: tuple[tuple[str, PhoneState], ...]
    uncertain: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CallArrived:
    """``UserEvent(AcdArrived)``: a caller was answered by the dialplan and waits with music, or hears ``menu``.

    ``entry``: what a caller chose in the menus whom the failsafe gives back.
    """

    node: str
    channel: str
    uniqueid: str
    caller_number: str
    caller_name: str
    dialled: str
    menu: str = ""
    entry: str = ""
    brought: Brought = NOTHING


@dataclass(frozen=True, slots=True)
class CallChosen:
    """``UserEvent(AcdChosen)``: the caller left the menus by ``entry`` (``acd.model.menus``) and waits with music."""

    node: str
    uniqueid: str
    entry: str


@dataclass(frozen=True, slots=True)
class OfferRang:
    """The phone of an offer gave a sign of ringing (its device state became ringing)."""

    phone: str


@dataclass(frozen=True, slots=True)
class OfferAnswered:
    """``DialEnd`` with ``DialStatus: ANSWER``: caller and agent are connected. ``uniqueid`` is the caller's."""

    node: str
    uniqueid: str
    agent_channel: str
    agent_uniqueid: str


@dataclass(frozen=True, slots=True)
class OfferReturned:
    """``UserEvent(AcdReturned)``: the dialplan rang the agent in vain and the caller waits again.

    Also made by the shell when Asterisk refuses the redirect (``result`` failed).
    """

    node: str
    uniqueid: str
    offer: int
    result: OfferResult


@dataclass(frozen=True, slots=True)
class ChannelHungUp:
    """``Hangup`` of any channel: a caller's or an agent's leg."""

    node: str
    uniqueid: str
    cause: int  # Q.850


@dataclass(frozen=True, slots=True)
class HangupRequested:
    """``HangupRequest``: this side of the call hung up first."""

    node: str
    uniqueid: str


@dataclass(frozen=True, slots=True)
class FailsafeTook:
    """``UserEvent(AcdFailsafe)``: the dialplan took a waiting call, since it had no sign of life from the daemon."""

    node: str
    uniqueid: str
    entry: str = ""  # what the caller chose in the menus


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """``UserEvent(AcdKey)``: a waiting caller pressed a key, also during an announcement. ``key``: 0-9 * # A-D."""

    node: str
    uniqueid: str
    key: str


@dataclass(frozen=True, slots=True)
class SurveyAnswered:
    """``UserEvent(AcdSurvey)``: a question after the talk is over; they count from 1. ``answer``: the key, or empty."""

    node: str
    uniqueid: str
    question: int
    answer: str


@dataclass(frozen=True, slots=True)
class MessageRecorded:
    """``UserEvent(AcdVoicemail)``: a caller left a message; ``duration_ms`` 0: it could not be recorded."""

    node: str
    uniqueid: str
    file: str
    duration_ms: int


@dataclass(frozen=True, slots=True)
class MessageHandled:
    """``UserEvent(AcdListened)``: the agent on this channel has heard a message."""

    node: str
    uniqueid: str
    action: MessageAction


@dataclass(frozen=True, slots=True)
class VoicemailDeleteRequested:
    call: int
    origin: Origin


@dataclass(frozen=True, slots=True)
class CallPlaced:
    """``UserEvent(AcdPlaced)``: a channel that we ordered was answered. ``uniqueid`` is the one that we chose."""

    node: str
    channel: str
    uniqueid: str


@dataclass(frozen=True, slots=True)
class PlacingFailed:
    """``OriginateResponse`` with ``Response: Failure``, or Asterisk refused the order: nobody answered."""

    node: str
    uniqueid: str
    result: OfferResult


@dataclass(frozen=True, slots=True)
class CustomerMissed:
    """``UserEvent(AcdMissed)``: the customer's phone was dialled in vain. ``uniqueid`` is the agent's channel."""

    node: str
    uniqueid: str
    result: OfferResult


@dataclass(frozen=True, slots=True)
class CallbackNumberGiven:
    """``UserEvent(AcdCallbackNumber)``: a waiting caller agreed to, or keyed in, a number; empty: changed his mind."""

    node: str
    uniqueid: str
    number: str


@dataclass(frozen=True, slots=True)
class CallbackRequested:
    """Somebody asks, for a customer who is on no line, to be called back from the end of ``queue``."""

    queue: str
    number: str
    name: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class CallbacksKept:
    """What was written down of pending callbacks, at a start without a journal that can be read."""

    callbacks: tuple[PendingCallback, ...]


@dataclass(frozen=True, slots=True)
class CallbackCancelRequested:
    call: int
    origin: Origin


@dataclass(frozen=True, slots=True)
class PhoneStateChanged:
    """``DeviceStateChange`` of a phone."""

    phone: str
    state: PhoneState


@dataclass(frozen=True, slots=True)
class PhoneReached:
    """``ContactStatus: Reachable``: the phone registered from a new address, or answers Asterisk again."""

    phone: str


@dataclass(frozen=True, slots=True)
class AgentLoginRequested:
    """``phone`` None: the agent's usual phone. ``pin_ok`` was checked by the shell; an API request needs no PIN."""

    agent: str
    phone: str | None
    pin_ok: bool
    ready: bool
    origin: Origin


@dataclass(frozen=True, slots=True)
class AgentLogoutRequested:
    """Asked on a phone, ``agent`` is empty and ``phone`` tells who.

    ``supervisor``: who asks for it in place of the agent. ``at_once`` False: not while the phone rings, but after.
    """

    agent: str
    phone: str
    origin: Origin
    supervisor: str = ""
    at_once: bool = True


@dataclass(frozen=True, slots=True)
class AgentReadyRequested:
    agent: str
    phone: str
    origin: Origin
    supervisor: str = ""


@dataclass(frozen=True, slots=True)
class AgentNotReadyRequested:
    """``reason``: the id of one, the digit of one when keyed in, or free text. Else as ``AgentLogoutRequested``."""

    agent: str
    phone: str
    reason: str
    origin: Origin
    supervisor: str = ""
    at_once: bool = True


@dataclass(frozen=True, slots=True)
class AgentToggleRequested:
    """A lamp's key: ready becomes not ready, and the other way round. It works on the agent's own phone only."""

    agent: str
    phone: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class AgentOneMoreRequested:
    """One more call, then not ready; ``reason`` as for ``AgentNotReadyRequested``."""

    agent: str
    phone: str
    reason: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class WrapUpExtensionRequested:
    """``by_ms`` 0: as long as the centre's desks say."""

    agent: str
    phone: str
    by_ms: int
    origin: Origin


@dataclass(frozen=True, slots=True)
class WrapUpEndRequested:
    agent: str
    phone: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class AgentBreakDecided:
    """A supervisor's answer to an agent who asked for a break."""

    agent: str
    approved: bool
    supervisor: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class CallHangupRequested:
    call: int
    origin: Origin


@dataclass(frozen=True, slots=True)
class CallTransferRequested:
    """Pass the call on without speaking to the target first."""

    call: int
    target: Target
    origin: Origin


@dataclass(frozen=True, slots=True)
class CallHoldRequested:
    """Let the caller hear music, or (``hold`` False) bring caller and agent together again."""

    call: int
    hold: bool
    origin: Origin


@dataclass(frozen=True, slots=True)
class ConsultRequested:
    """The caller is held while the agent calls ``target``."""

    call: int
    target: Target
    origin: Origin


class ConsultEnd(StrEnum):
    COMPLETE = "complete"  # the caller talks with the target, the agent is free
    CANCEL = "cancel"  # caller and agent are together again
    CONFERENCE = "conference"  # all three together


@dataclass(frozen=True, slots=True)
class ConsultEndRequested:
    call: int
    how: ConsultEnd
    origin: Origin


class AgentKeys(StrEnum):
    """What an agent's keys ask for while talking (``dialplan/acd-features.conf``)."""

    BLIND = "blind"
    CONSULT = "consult"
    CANCEL = "cancel"
    CONFERENCE = "conference"


@dataclass(frozen=True, slots=True)
class AgentKeysPressed:
    """``UserEvent(AcdAgentKeys)``: an agent pressed keys while talking. ``dialled``: the number given with them."""

    node: str
    uniqueid: str  # of the agent's leg
    keys: AgentKeys
    dialled: str


@dataclass(frozen=True, slots=True)
class CallerSent:
    """``BlindTransfer`` into ``acd-transfer``: a phone sent this caller to ``dialled``, who waits now."""

    node: str
    channel: str
    uniqueid: str
    dialled: str


@dataclass(frozen=True, slots=True)
class CallerJoined:
    """``AttendedTransfer``: an agent's phone brought this caller together with whom it had on another line.

    ``line`` is the uniqueid of the phone's channel there, ``target`` the name of the channel with which the caller
    talks now; empty where the phone waited, and the caller does in its place.
    """

    node: str
    uniqueid: str
    line: str
    target: str


@dataclass(frozen=True, slots=True)
class LegHeld:
    """``Hold`` or ``Unhold``: a phone put its party on hold, who hears music from Asterisk; or took it back."""

    node: str
    uniqueid: str
    held: bool


@dataclass(frozen=True, slots=True)
class OutsideFailed:
    """``UserEvent(AcdOutside)``: the outside number was dialled in vain, and the caller waits."""

    node: str
    uniqueid: str
    result: OfferResult


@dataclass(frozen=True, slots=True)
class JoinFailed:
    """``UserEvent(AcdJoinFailed)``: whom the caller should have been brought together with was gone; he waits."""

    node: str
    uniqueid: str


@dataclass(frozen=True, slots=True)
class Tick:
    """The moment that ``Engine.next_wakeup_ms()`` asked for has come."""


Event = (
    CentreConfigured
    | NodeConnected
    | NodeLost
    | NodeAudited
    | CallArrived
    | CallChosen
    | OfferRang
    | OfferAnswered
    | OfferReturned
    | ChannelHungUp
    | HangupRequested
    | FailsafeTook
    | KeyPressed
    | SurveyAnswered
    | MessageRecorded
    | MessageHandled
    | VoicemailDeleteRequested
    | CallPlaced
    | PlacingFailed
    | CustomerMissed
    | CallbackNumberGiven
    | CallbackRequested
    | CallbacksKept
    | CallbackCancelRequested
    | PhoneStateChanged
    | PhoneReached
    | AgentLoginRequested
    | AgentLogoutRequested
    | AgentReadyRequested
    | AgentNotReadyRequested
    | AgentToggleRequested
    | AgentOneMoreRequested
    | WrapUpExtensionRequested
    | WrapUpEndRequested
    | AgentBreakDecided
    | CallHangupRequested
    | CallTransferRequested
    | CallHoldRequested
    | ConsultRequested
    | ConsultEndRequested
    | AgentKeysPressed
    | CallerSent
    | CallerJoined
    | LegHeld
    | OutsideFailed
    | JoinFailed
    | Tick
)
