"""What Asterisk tells of calls and phones; each says which AMI event it is made from."""

from dataclasses import dataclass
from enum import StrEnum

from acd.model.entrances import NOTHING, Brought
from acd.model.leads import Verdict
from acd.model.states import MessageAction, OfferResult, PhoneState


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
    dial_status: str = ""  # Asterisk's word
    cause: int = 0  # Q.850


@dataclass(frozen=True, slots=True)
class CallbackNumberGiven:
    """``UserEvent(AcdCallbackNumber)``: a waiting caller agreed to, or keyed in, a number; empty: changed his mind."""

    node: str
    uniqueid: str
    number: str


@dataclass(frozen=True, slots=True)
class PhoneStateChanged:
    """``DeviceStateChange`` of a phone."""

    phone: str
    state: PhoneState


@dataclass(frozen=True, slots=True)
class PhoneReached:
    """``ContactStatus: Reachable``: the phone registered from a new address, or answers Asterisk again."""

    phone: str


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
class AttemptRang:
    """``Newstate`` of a channel that we dialled: the carrier says that the phone rings."""

    node: str
    uniqueid: str


@dataclass(frozen=True, slots=True)
class AttemptPickedUp:
    """``UserEvent(AcdPickedUp)``: the phone of a lead was answered, by whomever."""

    node: str
    channel: str
    uniqueid: str


@dataclass(frozen=True, slots=True)
class AttemptReached:
    """``UserEvent(AcdReached)``: it is known who answered, and the person waits (or hears the agentless message).

    Follows ``AttemptPickedUp``, at once where nobody listens for machines. A machine that the campaign wants
    no agent for is told here, too: Asterisk hangs it up, or leaves the message, by itself.
    """

    node: str
    uniqueid: str
    verdict: Verdict
    cause: str  # AMD's own
    waited_ms: int = 0  # how long ago the greeting ended: AMD hears it by the silence after it


@dataclass(frozen=True, slots=True)
class AttemptFailed:
    """``OriginateResponse`` with ``Response: Failure``, after the ``Hangup`` of the channel: nobody answered.

    Also made by the shell when Asterisk refuses the order. ``dial_status``: Asterisk's word, empty when not known.
    """

    node: str
    uniqueid: str
    dial_status: str
    cause: int  # Q.850; 0: not known
    sip: int  # status of the final response; 0: not known


@dataclass(frozen=True, slots=True)
class AttemptKey:
    """``UserEvent(AcdAttemptKey)``: the person pressed a key in a message."""

    node: str
    uniqueid: str
    key: str


@dataclass(frozen=True, slots=True)
class AttemptAbandoned:
    """``UserEvent(AcdAbandoned)``: the dialplan's own limit was over, and the person hears the message."""

    node: str
    uniqueid: str
