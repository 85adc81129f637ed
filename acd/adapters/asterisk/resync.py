"""What Asterisk holds at this moment: its channels and the states of its phones, as one ``NodeAudited``.

``Status`` and ``DeviceStateList`` take a moment, and a ``Redirect`` takes effect a moment after its reply. What the
lists say of a channel that an event or a command named meanwhile, or a command shortly before, may be older than what
the engine knows: such channels are ``uncertain``, and the engine leaves them for the next audit.
"""

from collections import deque
from collections.abc import Callable
from typing import Final

from acd.adapters.asterisk import decode
from acd.adapters.asterisk.actions import Headers, clean
from acd.adapters.asterisk.decode_attempts import attempt_of
from acd.adapters.asterisk.framing import Message
from acd.adapters.asterisk.link import AmiLink
from acd.adapters.asterisk.results import number
from acd.commands import AddCaller, CallCommand, ConnectCaller, HoldCaller, JoinCaller, JoinOutside, RingAgent
from acd.errors import SwitchError
from acd.events import NodeAudited
from acd.model.channels import ATTEMPT_PREFIX, ChannelSnapshot, Place

LIST_DEADLINE_S: Final = 10.0
SETTLE_S: Final = 2.0

STATUS: Final[Headers] = (
    ("Action", "Status"),
    ("Variables", "ACD_DIALLED,ACD_QUEUE,ACD_OFFER,ACD_ENTRY,ACD_REQUIRES,ACD_PRIORITY,ACD_AGENT,ACD_ATTEMPT"),
    ("AllVariables", "no"),
)
DEVICE_STATES: Final[Headers] = (("Action", "DeviceStateList"),)
CORE_STATUS: Final[Headers] = (("Action", "CoreStatus"),)

_PLACES: Final = {
    "acd-trunk": Place.ARRIVING,
    "acd-numbers": Place.ARRIVING,
    "acd-other-numbers": Place.ARRIVING,
    "acd-arrive": Place.ARRIVING,
    "acd-wait": Place.WAITING,
    "acd-outbound": Place.REACHED,
    "acd-outbound-wait": Place.WAITING,
    "acd-outbound-connect": Place.CONNECTING,
    "acd-agentless": Place.TOLD,
    "acd-machine": Place.TOLD,
    "acd-abandoned": Place.TOLD,
    "acd-announce": Place.WAITING,
    "acd-callback-ask": Place.WAITING,
    "acd-callback-refused": Place.WAITING,
    "acd-callback-agreed": Place.LEAVING,
    "acd-connect": Place.CONNECTING,
    "acd-callback": Place.CALLING_BACK,
    "acd-join": Place.CONNECTING,
    "acd-conference": Place.CONNECTING,
    "acd-external": Place.OUTSIDE,
    "acd-join-outside": Place.OUTSIDE,
    "acd-consult-external": Place.OUTSIDE,
    "acd-hold": Place.HELD,
    "acd-own-hold": Place.ASIDE,
    "acd-kept": Place.ASIDE,
    "acd-consult": Place.ASIDE,
    "acd-consult-connect": Place.ASIDE,
    "acd-listen": Place.CALLING_BACK,
    "acd-message": Place.LEAVING,
    "acd-survey": Place.LEAVING,
    "acd-voicemail": Place.LEAVING,
    "acd-voicemail-told": Place.LEAVING,
}
_LANDING: Final = "acd-to-"  # where a Redirect arrives, for an instant
_FAILSAFE: Final = "acd-failsafe"  # and its rendered contexts, whose names begin so
_MENU: Final = "acd-menu"  # likewise


class Auditor:
    """One node's audits. ``heard`` is told of every event, ``commanded`` of every command; ``now_s`` is monotonic."""

    def __init__(self, node: str, link: AmiLink, now_s: Callable[[], float]) -> None:
        self.dropped_rows = 0
        self._node = node
        self._link = link
        self._now_s = now_s
        self._heard: set[str] | None = None  # while lists are collected; uniqueids and channel names
        self._heard_devices: set[str] = set()  # likewise; what was heard of a phone is newer than the list
        self._commanded: deque[tuple[float, str]] = deque()

    def heard(self, message: Message) -> None:
        """An event names these channels, or this device."""
        if self._heard is not None:
            self._heard.update((message.get("Uniqueid"), message.get("DestUniqueid")))
            self._heard_devices.add(message.get("Device"))

    def commanded(self, command: CallCommand) -> None:
        """A command is on its way to this channel."""
        now_s = self._now_s()
        while self._commanded and self._commanded[0][0] < now_s - SETTLE_S:
            self._commanded.popleft()
        named = [command.uniqueid if isinstance(command, ConnectCaller | RingAgent) else command.channel]
        if isinstance(command, HoldCaller | JoinCaller | JoinOutside | AddCaller):
            named.append(command.leg)
        self._commanded.extend((now_s, name) for name in named)
        if self._heard is not None:
            self._heard.update(named)

    async def startup(self) -> str:
        """When this Asterisk process began; another value means another process, without the former's calls."""
        reply = await self._link.call(CORE_STATUS)
        if reply.message is None or not reply.success:
            raise SwitchError(f"Asterisk does not answer CoreStatus: {reply.text}")
        return clean(f"{reply.message.get('CoreStartupDate')} {reply.message.get('CoreStartupTime')}")

    async def audit(self) -> NodeAudited:
        """Collect both lists. ``SwitchError`` when Asterisk does not give them."""
        since_s = self._now_s() - SETTLE_S
        self._heard_devices.clear()
        heard = self._heard = {named for at_s, named in self._commanded if at_s >= since_s}
        try:
            phones = await self._list(DEVICE_STATES)
            rows = await self._list(STATUS)
        finally:
            self._heard = None
        channels = tuple(snapshot for row in rows if (snapshot := channel_snapshot(row)) is not None)
        self.dropped_rows += len(rows) - len(channels)
        heard.update(snapshot.uniqueid for snapshot in channels if snapshot.channel in heard)
        heard.discard("")
        listed = [item for item in phones if item.get("Device") not in self._heard_devices]
        states = dict(state for item in listed if (state := decode.device_state(item)) is not None)
        return NodeAudited(self._node, channels, tuple(sorted(states.items())), tuple(sorted(heard)))

    async def _list(self, action: Headers) -> list[Message]:
        reply = await self._link.list(action, LIST_DEADLINE_S)
        if not reply.success:
            raise SwitchError(f"Asterisk does not answer {action[0][1]}: {reply.text}")
        return reply.items


def place_of(context: str) -> Place:
    """Where in our dialplan a channel is, by its context."""
    if context.startswith(_FAILSAFE):
        return Place.FAILSAFE
    if context.startswith(_MENU):
        return Place.MENU
    return _PLACES.get(context.replace(_LANDING, "acd-"), Place.ELSEWHERE)


def channel_snapshot(row: Message) -> ChannelSnapshot | None:
    """One ``Status`` event; None for one that does not name its channel, or was tampered with."""
    if not decode.genuine_channel(row):
        return None
    variables = dict(_variable(text) for text in row.getall("Variable"))
    attempt = attempt_of(variables.get("ACD_ATTEMPT", ""))
    return ChannelSnapshot(
        channel=row.get("Channel"),
        uniqueid=row.get("Uniqueid"),
        linkedid=clean(row.get("Linkedid"), 150),
        place=_place(row, attempt),
        caller_number=decode.caller_number(row),
        caller_name=decode.caller_name(row),
        dialled=variables.get("ACD_DIALLED", "")[:40],
        queue=variables.get("ACD_QUEUE", ""),
        offer=variables.get("ACD_OFFER", ""),
        bridge=clean(row.get("BridgeID"), 150),
        age_ms=number(row.get("Seconds")) * 1000,
        entry=decode.entry(variables.get("ACD_ENTRY", "")),
        brought=decode.brought(
            *(variables.get(name, "") for name in ("ACD_REQUIRES", "ACD_PRIORITY", "ACD_AGENT")),
        ),
        attempt=attempt,
    )


def _place(row: Message, attempt: str) -> Place:
    """A channel that we dialled has the context of its trunk until it is picked up."""
    if attempt and row.get("Uniqueid").startswith(ATTEMPT_PREFIX) and row.get("ChannelStateDesc") != "Up":
        return Place.DIALLED
    return place_of(row.get("Context"))


def _variable(text: str) -> tuple[str, str]:
    """``NAME=value``; a variable that is not set comes as ``(null)``, what printf makes of no string."""
    name, _, value = text.partition("=")
    return name, "" if value == "(null)" else clean(value, 300)
