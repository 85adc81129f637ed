"""What Asterisk holds at this moment: its channels and the states of its phones, as one ``NodeAudited``.

``Status`` and ``DeviceStateList`` take a moment; what is heard of a channel meanwhile may contradict the list. Such
channels are named ``uncertain``, and the engine leaves them for the next audit.
"""

from acd.adapters.asterisk import decode
from acd.adapters.asterisk.actions import Headers
from acd.adapters.asterisk.framing import Message
from acd.adapters.asterisk.link import AmiLink
from acd.errors import SwitchError
from acd.events import NodeAudited
from acd.model.channels import ChannelSnapshot, Place

LIST_DEADLINE_S = 10.0

STATUS: Headers = (("Action", "Status"), ("Variables", "ACD_DIALLED,ACD_QUEUE,ACD_OFFER"))
DEVICE_STATES: Headers = (("Action", "DeviceStateList"),)
CORE_STATUS: Headers = (("Action", "CoreStatus"),)

_PLACES = {
    "acd-trunk": Place.ARRIVING,
    "acd-numbers": Place.ARRIVING,
    "acd-other-numbers": Place.ARRIVING,
    "acd-arrive": Place.ARRIVING,
    "acd-wait": Place.WAITING,
    "acd-connect": Place.CONNECTING,
    "acd-message": Place.LEAVING,
}
_FAILSAFE = "acd-failsafe"


class Auditor:
    """One node's audits. ``heard`` is told of every event that names a channel."""

    def __init__(self, node: str, link: AmiLink) -> None:
        self._node = node
        self._link = link
        self._heard: set[str] | None = None  # while a list is collected

    def heard(self, uniqueid: str) -> None:
        if self._heard is not None:
            self._heard.add(uniqueid)

    async def audit(self) -> NodeAudited:
        """Raises SwitchError when Asterisk does not give its lists."""
        heard: set[str] = set()
        self._heard = heard
        try:
            phones = await self._list(DEVICE_STATES)
            channels = await self._list(STATUS)
        finally:
            self._heard = None
        snapshots = [snapshot for message in channels if (snapshot := channel_snapshot(message)) is not None]
        states = [state for message in phones if (state := decode.device_state(message)) is not None]
        return NodeAudited(self._node, tuple(snapshots), tuple(states), tuple(sorted(heard)))

    async def startup(self) -> str:
        """When this Asterisk process began; another value means another process, without the former's calls."""
        reply = await self._link.call(CORE_STATUS)
        message = reply.message
        if message is None or not reply.success:
            raise SwitchError(f"Asterisk does not answer CoreStatus: {reply.text}")
        return f"{message.get('CoreStartupDate')} {message.get('CoreStartupTime')}"

    async def _list(self, action: Headers) -> list[Message]:
        reply = await self._link.list(action, LIST_DEADLINE_S)
        if not reply.success:
            raise SwitchError(f"Asterisk does not answer {action[0][1]}: {reply.text}")
        return reply.items


def place_of(context: str) -> Place:
    if context.startswith(_FAILSAFE):
        return Place.FAILSAFE
    return _PLACES.get(context, Place.ELSEWHERE)


def channel_snapshot(message: Message) -> ChannelSnapshot | None:
    """One ``Status`` event."""
    channel, uniqueid = message.get("Channel"), message.get("Uniqueid")
    if not channel or not uniqueid:
        return None
    variables = dict(_split(value) for value in message.getall("Variable"))
    seconds = message.get("Seconds")
    return ChannelSnapshot(
        channel=channel,
        uniqueid=uniqueid,
        linkedid=message.get("Linkedid"),
        place=place_of(message.get("Context")),
        caller_number=decode.caller_text(message, "CallerIDNum"),
        caller_name=decode.caller_text(message, "CallerIDName"),
        dialled=variables.get("ACD_DIALLED", ""),
        queue=variables.get("ACD_QUEUE", ""),
        offer=variables.get("ACD_OFFER", ""),
        bridge=message.get("BridgeID"),
        age_ms=int(seconds) * 1000 if seconds.isdecimal() else 0,
    )


def _split(variable: str) -> tuple[str, str]:
    name, _, value = variable.partition("=")
    return name, value
