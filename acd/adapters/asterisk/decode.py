"""AMI events to the engine's events. Pure functions of a message; what is hostile or incomplete gives None.

A header that repeats where Asterisk never repeats one is the work of a caller who smuggled a line end into a name or
number; such an event is dropped, and the next audit tells the truth about the channel.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from acd.adapters.asterisk.actions import clean
from acd.adapters.asterisk.framing import Message
from acd.events import (
    AgentLoginRequested,
    AgentLogoutRequested,
    AgentNotReadyRequested,
    AgentReadyRequested,
    CallArrived,
    ChannelHungUp,
    Event,
    FailsafeTook,
    HangupRequested,
    OfferAnswered,
    OfferRang,
    OfferReturned,
    Origin,
    PhoneStateChanged,
)
from acd.model.facts import CdrFact
from acd.model.states import OfferResult, PhoneState

CheckPin = Callable[[str, str], bool]
"""(agent, pin) -> right? Compares in constant time."""

PHONE_TECHNOLOGY = "PJSIP/"
NOBODY_KNOWN = "<unknown>"
CAUSE_BUSY, CAUSE_REJECTED = 17, 21  # Q.850

_DEVICE_STATES = {
    "NOT_INUSE": PhoneState.IDLE,
    "INUSE": PhoneState.IN_USE,
    "BUSY": PhoneState.IN_USE,
    "ONHOLD": PhoneState.IN_USE,
    "RINGINUSE": PhoneState.IN_USE,
    "RINGING": PhoneState.RINGING,
    "UNAVAILABLE": PhoneState.UNREACHABLE,
    "INVALID": PhoneState.UNREACHABLE,
    "UNKNOWN": PhoneState.UNKNOWN,
}


def user_event(node: str, message: Message, check_pin: CheckPin) -> Event | None:
    """``UserEvent`` of our dialplan."""
    match message.get("UserEvent"):
        case "AcdArrived":
            return _arrived(node, message)
        case "AcdReturned":
            return _returned(node, message)
        case "AcdFailsafe":
            return FailsafeTook(node, message.get("Uniqueid"))
        case "AcdFeature":
            return _feature(node, message, check_pin)
    return None


def caller_text(message: Message, header: str) -> str:
    """A caller's number or name as Asterisk tells it: empty where there is none, printable and short."""
    text = message.get(header)
    return "" if text == NOBODY_KNOWN else clean(text)


def _arrived(node: str, message: Message) -> Event | None:
    channel, uniqueid = message.get("Channel"), message.get("Uniqueid")
    if not channel or not uniqueid:
        return None
    return CallArrived(
        node=node,
        channel=channel,
        uniqueid=uniqueid,
        caller_number=caller_text(message, "CallerIDNum"),
        caller_name=caller_text(message, "CallerIDName"),
        dialled=clean(message.get("Dialled"), 40),
    )


def _returned(node: str, message: Message) -> Event | None:
    offer = message.get("Offer")
    if not offer.isdecimal():
        return None
    result = offer_result(message.get("DialStatus"), _number(message.get("HangupCause")))
    return OfferReturned(node, message.get("Uniqueid"), int(offer), result)


def offer_result(dial_status: str, cause: int) -> OfferResult:
    """Why a phone did not take the call, from Dial's DIALSTATUS and the Q.850 cause of the phone's leg."""
    if dial_status == "NOANSWER":
        return OfferResult.REFUSED if cause == CAUSE_REJECTED else OfferResult.NO_ANSWER
    if dial_status == "BUSY" or cause in (CAUSE_BUSY, CAUSE_REJECTED):
        return OfferResult.REFUSED
    if dial_status in ("CHANUNAVAIL", "CONGESTION"):
        return OfferResult.UNREACHABLE
    return OfferResult.FAILED


def _feature(node: str, message: Message, check_pin: CheckPin) -> Event | None:
    """A feature code dialled on a phone. The PIN is checked here and goes no further."""
    phone = message.get("Phone")
    origin = Origin(node=node, channel=message.get("Channel"))
    match message.get("Feature"):
        case "login":
            agent = message.get("Agent")
            return AgentLoginRequested(agent, phone, check_pin(agent, message.get("Pin")), True, origin)
        case "logout":
            return AgentLogoutRequested("", phone, origin)
        case "ready":
            return AgentReadyRequested("", phone, origin)
        case "not-ready":
            return AgentNotReadyRequested("", phone, clean(message.get("Reason"), 20), origin)
    return None


def dial_end(node: str, message: Message) -> Event | None:
    """``DialEnd``: only the answer counts; all else comes as AcdReturned, when the caller waits again."""
    if message.get("DialStatus") != "ANSWER" or not message.get("DestUniqueid") or not message.get("Uniqueid"):
        return None
    return OfferAnswered(node, message.get("Uniqueid"), message.get("DestChannel"), message.get("DestUniqueid"))


def hangup(node: str, message: Message) -> Event | None:
    uniqueid = message.get("Uniqueid")
    return ChannelHungUp(node, uniqueid, _number(message.get("Cause"))) if uniqueid else None


def hangup_request(node: str, message: Message) -> Event | None:
    uniqueid = message.get("Uniqueid")
    return HangupRequested(node, uniqueid) if uniqueid else None


def device_state(message: Message) -> tuple[str, PhoneState] | None:
    """(phone, state) of a ``DeviceStateChange``; None for devices that are no phones."""
    device = message.get("Device")
    state = _DEVICE_STATES.get(message.get("State"))
    if not device.startswith(PHONE_TECHNOLOGY) or state is None:
        return None
    return device.removeprefix(PHONE_TECHNOLOGY), state


def device_state_change(message: Message) -> list[Event]:
    found = device_state(message)
    if found is None:
        return []
    phone, state = found
    changed = PhoneStateChanged(phone, state)
    return [OfferRang(phone), changed] if state is PhoneState.RINGING else [changed]


def contact_status(message: Message) -> Event | None:
    """``ContactStatus``: a phone that no longer answers is known at once; that it is back, the device state tells."""
    if message.get("ContactStatus") not in ("Unreachable", "Removed"):
        return None
    phone = message.get("AOR") or message.get("EndpointName")
    return PhoneStateChanged(phone, PhoneState.UNREACHABLE) if phone else None


def cdr(node: str, message: Message) -> CdrFact | None:
    """``Cdr``, with the fields that ``dialplan/cdr_manager.conf`` adds."""
    uniqueid = message.get("UniqueID")
    if not uniqueid or message.repeated:
        return None
    return CdrFact(
        node=node,
        uniqueid=uniqueid,
        sequence=_number(message.get("Sequence")),
        linkedid=message.get("LinkedID"),
        accountcode=clean(message.get("AccountCode")),
        src=clean(message.get("Source")),
        dst=clean(message.get("Destination")),
        dcontext=clean(message.get("DestinationContext")),
        clid=clean(message.get("CallerID")),
        channel=clean(message.get("Channel")),
        dstchannel=clean(message.get("DestinationChannel")),
        lastapp=clean(message.get("LastApplication")),
        lastdata=clean(message.get("LastData")),
        start=_utc(message.get("StartEpoch")),
        answer=_utc(message.get("AnswerEpoch")),
        end=_utc(message.get("EndEpoch")),
        duration=_number(message.get("Duration")),
        billsec=_number(message.get("BillableSeconds")),
        disposition=clean(message.get("Disposition")),
        amaflags=clean(message.get("AMAFlags")),
        userfield=clean(message.get("UserField"), 255),
        peeraccount=clean(message.get("PeerAccount")),
    )


def _utc(epoch: str) -> str:
    """Epoch seconds (mapped since the event's own times are in Asterisk's local zone); empty where nobody answered."""
    seconds = _number(epoch.partition(".")[0])
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S") if seconds else ""


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
