"""What Asterisk says of its live channels; the engine rebuilds and audits its calls from this."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from acd.model.entrances import NOTHING, Brought

ATTEMPT_PREFIX: Final = "acd-a"
"""How the uniqueid of a lead's phone begins; the attempt's id follows."""


class Place(StrEnum):
    """Where in the dialplan a channel is (by its context)."""

    ARRIVING = "arriving"
    MENU = "menu"  # acd-menu-...
    DIALLED = "dialled"  # a lead's phone that we have dialled, not picked up yet
    REACHED = "reached"  # acd-outbound: picked up, and perhaps listened to for who it is
    TOLD = "told"  # acd-agentless, acd-machine, acd-abandoned: hears a campaign's message
    WAITING = "waiting"  # acd-wait, acd-outbound-wait
    CONNECTING = "connecting"  # acd-connect, acd-join: an agent's phone rings, or they talk
    CALLING_BACK = "calling back"  # acd-callback: an agent who answered for a callback; the customer's phone may ring
    HELD = "held"  # acd-hold: a caller on hold
    ASIDE = "aside"  # an agent's leg whose caller is on hold
    OUTSIDE = "outside"  # acd-external, acd-join-outside; an agent's leg in acd-consult-external
    LEAVING = "leaving"  # acd-message
    FAILSAFE = "failsafe"
    ELSEWHERE = "elsewhere"  # agents' legs, private calls, feature codes


@dataclass(frozen=True, slots=True)
class ChannelSnapshot:
    """One live channel (AMI ``Status`` with ``Variables``)."""

    channel: str
    uniqueid: str
    linkedid: str
    place: Place
    caller_number: str
    caller_name: str
    dialled: str  # ACD_DIALLED
    queue: str  # ACD_QUEUE, when the call was moved; else empty
    offer: str  # ACD_OFFER: "offer*agent*phone*ring_s*call*visit", else empty; agents' legs inherit it
    bridge: str  # BridgeID; two channels with the same one talk; empty: none
    age_ms: int  # since the channel was created
    entry: str = ""  # ACD_ENTRY: the way through the menus so far
    brought: Brought = NOTHING
    attempt: str = ""  # ACD_ATTEMPT: "attempt*campaign*lead" of a lead's phone, else empty; agents' legs inherit it
