"""AMI events to the engine's events: pure functions of a message, gathered in a ``Decoder`` for one node.

A decoder never raises. What is hostile, incomplete or not for us gives no event; the first two are counted in
``dropped`` by reason, and the next audit tells the truth about the channel.

Hostile: Asterisk writes a caller's number into its events as it came, line ends included (tried on 22.10: ``%0d%0a`` in
the user part of a SIP From or request URI becomes a real line end), so that a caller can add header lines to the events
of his own channel, and, with a blank line, write whole events. The dialplan and the manager user's filters keep such
calls out; here is the last line of defence. An event of a channel must have all of its headers, each exactly once: an
added line repeats one, and a forged event lacks some, since a number has at most 79 characters.
"""

import re
from collections import Counter
from collections.abc import Callable
from itertools import chain
from typing import Final

from acd.adapters.asterisk.actions import clean
from acd.adapters.asterisk.decode_attempts import ATTEMPTS, FailedAttempts, is_attempt
from acd.adapters.asterisk.decode_kept import KEPT, Meaning, placing_failed
from acd.adapters.asterisk.framing import Message
from acd.adapters.asterisk.results import number, offer_result
from acd.events import (
    AgentKeys,
    AgentKeysPressed,
    AgentLoginRequested,
    AgentLogoutRequested,
    AgentNotReadyRequested,
    AgentOneMoreRequested,
    AgentReadyRequested,
    AgentToggleRequested,
    CallArrived,
    CallChosen,
    CallerJoined,
    CallerSent,
    ChannelHungUp,
    Event,
    FailsafeTook,
    HangupRequested,
    JoinFailed,
    KeyPressed,
    LegHeld,
    OfferAnswered,
    OfferRang,
    OfferReturned,
    Origin,
    OutsideFailed,
    PhoneReached,
    PhoneStateChanged,
    WrapUpExtensionRequested,
)
from acd.model.entrances import NOTHING, PRIORITY_MAX, Brought
from acd.model.skills import TEXT_MAX
from acd.model.states import OfferResult, PhoneState

CheckPin = Callable[[str, str], bool]
"""(agent, pin) -> right? Compares in constant time."""

Events = tuple[Event, ...]

TRANSFER_CONTEXT: Final = "acd-transfer"
PHONE_TECHNOLOGY: Final = "PJSIP/"
NOBODY_KNOWN: Final = "<unknown>"

_CHANNEL_HEADERS: Final = frozenset(
    (
        *("Privilege", "Channel", "ChannelState", "ChannelStateDesc", "CallerIDNum", "CallerIDName"),
        *("ConnectedLineNum", "ConnectedLineName", "Language", "AccountCode"),
        *("Context", "Exten", "Priority", "Uniqueid", "Linkedid"),
    )
)
_AGENT_KEYS: Final = frozenset(AgentKeys)
_MAY_REPEAT: Final = frozenset({"chanvariable", "destchanvariable"})
_id = re.compile(r"[!-~]{1,150}").fullmatch  # a uniqueid or channel name
_phone = re.compile(r"[A-Za-z0-9_.-]{1,80}").fullmatch
_agent = re.compile(r"[0-9]{1,20}").fullmatch
_entry = re.compile(r"[a-z0-9_*-]{1,150}").fullmatch
_priority = re.compile(r"-?[0-9]{1,9}").fullmatch
_number = re.compile(r"[0-9]{1,18}").fullmatch  # offers count from a microsecond: 16 digits
_key = re.compile(r"[0-9*#A-D]").fullmatch
_escape = re.compile(r"\\(.)", re.DOTALL)
_NAMED_CONTROLS: Final = frozenset("abfnrtv")  # what ast_escape_c writes for control characters

_PHONE_STATES: Final = {
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


class Decoder:
    """What the events of ``node`` mean to the engine. ``table`` gives the function for each event by name."""

    def __init__(self, node: str, check_pin: CheckPin, alone: Callable[[str], None] = lambda _uniqueid: None) -> None:
        self.dropped: Counter[str] = Counter()
        self.failed_attempts = FailedAttempts(node, alone)
        self._node = node
        self._check_pin = check_pin
        self._user_events: dict[str, Callable[[Message], Events]] = {
            "AcdArrived": self._arrived,
            "AcdReturned": self._returned,
            "AcdChosen": lambda message: (CallChosen(node, message.get("Uniqueid"), entry(message.get("Entry"))),),
            "AcdFailsafe": lambda message: (FailsafeTook(node, message.get("Uniqueid"), entry(message.get("Entry"))),),
            "AcdKey": self._key,
            **{name: self._alone(meaning) for name, meaning in chain(KEPT.items(), ATTEMPTS.items())},
            "AcdFeature": self._feature,
            "AcdAgentKeys": self._agent_keys,
            "AcdOutside": lambda message: (OutsideFailed(node, message.get("Uniqueid"), _dialled_in_vain(message)),),
            "AcdJoinFailed": lambda message: (JoinFailed(node, message.get("Uniqueid")),),
        }

    @property
    def table(self) -> dict[str, Callable[[Message], Events]]:
        """By event. ``ContactStatus`` tells only of phones that are there: when one registers anew from another port,
        the ``Removed`` of its old contact comes last (tried on 22.10).
        """
        return {
            "UserEvent": self.user_event,
            "DialEnd": self.dial_end,
            "Hangup": self.hangup,
            "HangupRequest": self.hangup_request,
            "Hold": self.hold,
            "Unhold": self.hold,
            "BlindTransfer": self.blind_transfer,
            "AttendedTransfer": self.attended_transfer,
            "DeviceStateChange": self.device_state_change,
            "ContactStatus": self.contact_status,
            "OriginateResponse": self.originate_response,
            "DialState": self.dial_state,
        }

    def user_event(self, message: Message) -> Events:
        """``UserEvent`` of our dialplan; those of others are passed over."""
        decode = self._user_events.get(message.get("UserEvent"))
        if decode is None or not self._genuine(message):
            return ()
        return decode(message)

    def dial_end(self, message: Message) -> Events:
        """``DialEnd``: only an answer counts; all else comes as AcdReturned, when the caller waits again."""
        if message.get("DialStatus") != "ANSWER" or "Uniqueid" not in message or not self._genuine(message):
            return ()
        agent_channel, agent_uniqueid = message.get("DestChannel"), message.get("DestUniqueid")
        if not _id(agent_channel) or not _id(agent_uniqueid):
            return self._drop("malformed id")
        return (OfferAnswered(self._node, message.get("Uniqueid"), agent_channel, agent_uniqueid),)

    def hangup(self, message: Message) -> Events:
        if not self._genuine(message):
            return ()
        hung_up = ChannelHungUp(self._node, message.get("Uniqueid"), number(message.get("Cause")))
        return hung_up, *self.failed_attempts.hung_up(message)

    def originate_response(self, message: Message) -> Events:
        """``OriginateResponse``: only failure counts, the dialplan tells of what was answered."""
        if message.get("Response") != "Failure" or message.repeated or not _id(message.get("Uniqueid")):
            return ()
        if is_attempt(message.get("Uniqueid")):
            return self.failed_attempts.refused(message)
        return (placing_failed(self._node, message),)

    def dial_state(self, message: Message) -> Events:
        """``DialState`` of a phone that we have rung without a caller."""
        return self.failed_attempts.dialled(message) if self._names_channels(message, "Dest") else ()

    def hangup_request(self, message: Message) -> Events:
        if not self._genuine(message):
            return ()
        return (HangupRequested(self._node, message.get("Uniqueid")),)

    def hold(self, message: Message) -> Events:
        """``Hold`` and ``Unhold`` of the phone that asked for it."""
        if not self._genuine(message):
            return ()
        return (LegHeld(self._node, message.get("Uniqueid"), message.get("Event") == "Hold"),)

    def blind_transfer(self, message: Message) -> Events:
        """``BlindTransfer`` of an agent's phone; others, as of phones that call each other, are not ours."""
        if message.get("Result") != "Success" or message.get("Context") != TRANSFER_CONTEXT:
            return ()
        if not self._names_channels(message, "Transferer", "Transferee"):
            return ()
        channel, uniqueid = message.get("TransfereeChannel"), message.get("TransfereeUniqueid")
        return (CallerSent(self._node, channel, uniqueid, clean(message.get("Extension"), 40)),)

    def attended_transfer(self, message: Message) -> Events:
        """``AttendedTransfer``, of two channels or into an application (``DestType``)."""
        lines = "OrigTransferer", "SecondTransferer", "Transferee"
        bridged = message.get("DestType") == "Bridge"
        named = (*lines, "TransferTarget") if bridged else lines
        if message.get("Result") != "Success" or "TransfereeUniqueid" not in message:
            return ()
        if not self._names_channels(message, *named):
            return ()
        caller, line = message.get("TransfereeUniqueid"), message.get("SecondTransfererUniqueid")
        return (CallerJoined(self._node, caller, line, message.get("TransferTargetChannel") if bridged else ""),)

    def _names_channels(self, message: Message, *prefixes: str) -> bool:
        """As ``_genuine``, for an event that names several channels, each header with a prefix."""
        told = frozenset(prefix + name for prefix in prefixes for name in _CHANNEL_HEADERS - {"Privilege"})
        ids = [message.get(prefix + name) for prefix in prefixes for name in ("Channel", "Uniqueid")]
        if message.repeated:
            self._drop("repeated header")
        elif not message.has_all(told | {"Privilege"}):
            self._drop("incomplete")
        elif not all(_id(text) for text in ids):
            self._drop("malformed id")
        else:
            return True
        return False

    def device_state_change(self, message: Message) -> Events:
        """A phone's state; ringing is also the sign that an offer reached it, even beside another call."""
        found = device_state(message)
        if found is None:
            return ()
        changed = PhoneStateChanged(*found)
        return (OfferRang(changed.phone), changed) if "RING" in message.get("State") else (changed,)

    def contact_status(self, message: Message) -> Events:
        """A phone that answers Asterisk's question, at a new address or after a silence."""
        phone = message.get("AOR")
        if message.get("ContactStatus") != "Reachable" or message.repeated or not _phone(phone):
            return ()
        return (PhoneReached(phone),)

    def _arrived(self, message: Message) -> Events:
        arrived = CallArrived(
            node=self._node,
            channel=message.get("Channel"),
            uniqueid=message.get("Uniqueid"),
            caller_number=caller_number(message),
            caller_name=caller_name(message),
            dialled=clean(message.get("Dialled"), 40),
            menu=entry(message.get("Menu")),
            entry=entry(message.get("Entry")),
            brought=brought(*(message.get(name) for name in ("AcdRequires", "AcdPriority", "AcdAgent"))),
        )
        return (arrived,)

    def _returned(self, message: Message) -> Events:
        offer = message.get("Offer")
        if not _number(offer):
            return self._drop("no offer")
        rang = message.get("Rang", "unknown") != ""
        result = offer_result(message.get("DialStatus"), number(message.get("HangupCause")), rang=rang)
        return (OfferReturned(self._node, message.get("Uniqueid"), int(offer), result),)

    def _key(self, message: Message) -> Events:
        key = message.get("Key")
        if not _key(key):
            return self._drop("no key")
        return (KeyPressed(self._node, message.get("Uniqueid"), key),)

    def _feature(self, message: Message) -> Events:
        """A feature code dialled on a phone. The PIN is checked here and goes no further."""
        phone = message.get("Phone")
        if not _phone(phone):
            return self._drop("no phone")
        origin = Origin(node=self._node, channel=message.get("Channel"))
        match message.get("Feature"):
            case "login":
                agent = message.get("Agent") if _agent(message.get("Agent")) else ""
                pin_ok = agent != "" and self._check_pin(agent, message.get("Pin"))
                return (AgentLoginRequested(agent, phone, pin_ok, True, origin),)
            case "logout":
                return (AgentLogoutRequested("", phone, origin),)
            case "ready":
                return (AgentReadyRequested("", phone, origin),)
            case "not-ready":
                return (AgentNotReadyRequested("", phone, clean(message.get("Reason"), 20), origin),)
            case "one-more":
                return (AgentOneMoreRequested("", phone, clean(message.get("Reason"), 20), origin),)
            case "extend":
                return (WrapUpExtensionRequested("", phone, 0, origin),)
            case "toggle":
                return (AgentToggleRequested(clean(message.get("Agent"), 20), phone, origin),)
        return self._drop("unknown feature")

    def _agent_keys(self, message: Message) -> Events:
        keys = message.get("Keys")
        if keys not in _AGENT_KEYS:
            return self._drop("unknown keys")
        return (
            AgentKeysPressed(self._node, message.get("Uniqueid"), AgentKeys(keys), clean(message.get("Target"), 40)),
        )

    def _alone(self, meaning: Meaning) -> Callable[[Message], Events]:
        def decode(message: Message) -> Events:
            event = meaning(self._node, message)
            return (event,) if event is not None else self._drop("malformed")

        return decode

    def _genuine(self, message: Message) -> bool:
        """Whether an event of a channel is whole, as Asterisk writes it (see the top of this file)."""
        if message.repeated and _repeats_wrongly(message):
            self._drop("repeated header")
        elif not message.has_all(_CHANNEL_HEADERS):
            self._drop("incomplete")
        elif not _id(message.get("Uniqueid")) or not _id(message.get("Channel")):
            self._drop("malformed id")
        else:
            return True
        return False

    def _drop(self, reason: str) -> Events:
        self.dropped[reason] += 1
        return ()


def _repeats_wrongly(message: Message) -> bool:
    return any(len(message.getall(name)) > 1 for name in message.names if name.lower() not in _MAY_REPEAT)


def genuine_channel(message: Message) -> bool:
    """Whether a ``Status`` event names its channel once and in order; its ``Variable`` headers repeat rightly."""
    ids = [message.getall(name) for name in ("Uniqueid", "Channel", "Linkedid", "Context")]
    return all(len(values) == 1 for values in ids) and bool(_id(ids[0][0])) and bool(_id(ids[1][0]))


def _dialled_in_vain(message: Message) -> OfferResult:
    return offer_result(message.get("DialStatus"), number(message.get("HangupCause")))


def device_state(message: Message) -> tuple[str, PhoneState] | None:
    """(phone, state) of a ``DeviceStateChange``; None for devices that are no phones."""
    device = message.get("Device")
    state = _PHONE_STATES.get(message.get("State"))
    if state is None or not device.startswith(PHONE_TECHNOLOGY):
        return None
    phone = device.removeprefix(PHONE_TECHNOLOGY)
    return (phone, state) if _phone(phone) and not message.repeated else None


def entry(text: str) -> str:
    """A way through the menus, which the engine looks up; "" for what cannot be one."""
    return text if _entry(text) else ""


def brought(requires: str, priority: str, agent: str) -> Brought:
    """What a dialplan set on the channel; what cannot be meant is left out."""
    if not (requires or priority or agent):
        return NOTHING
    return Brought(
        requires=requires if len(requires) <= TEXT_MAX and requires.isprintable() else "",
        priority=max(-PRIORITY_MAX, min(PRIORITY_MAX, int(priority))) if _priority(priority) else 0,
        agent=agent if _agent(agent) else "",
    )


def caller_number(message: Message) -> str:
    text = message.get("CallerIDNum")
    return "" if text == NOBODY_KNOWN else clean(text)


def caller_name(message: Message) -> str:
    r"""The name is C-escaped by Asterisk (``O\'Neill``), control characters by their letters."""
    text = message.get("CallerIDName")
    if text == NOBODY_KNOWN:
        return ""
    if "\\" in text:
        text = _escape.sub(lambda match: "" if match[1] in _NAMED_CONTROLS else match[1], text)
    return clean(text)
