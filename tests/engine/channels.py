"""What the small Asterisk of the property tests consists of: callers, agents' legs, and what an audit lists of them."""

from dataclasses import dataclass, field

from acd.model.channels import ChannelSnapshot, Place
from acd.model.states import PhoneState


@dataclass
class Caller:
    uniqueid: str
    dialled: str
    arrived_ms: int
    place: Place = Place.WAITING
    entry: str = ""  # the way through the menus
    queue: str = ""
    offer: str = ""
    rings: list[str] = field(default_factory=list)  # the phones that ring for this caller
    ring_until_ms: int = 0
    talks_with: str = ""  # the phone
    talks_since_ms: int = 0
    legs: int = 0
    kept: bool = False  # the agent's leg was on hold: it outlives the caller
    held_by_phone: bool = False
    outside_talks: bool = False
    attempt: str = ""  # of a person whom a campaign calls: "attempt*campaign*lead"
    patience_ms: int = 0  # how long the dialplan lets such a person wait for an agent
    limit_ms: int = 0  # until when what the dialplan does now lasts

    @property
    def ringing(self) -> str:
        """A phone that rings for this caller; empty: none."""
        return self.rings[0] if self.rings else ""

    @property
    def channel(self) -> str:
        return f"PJSIP/trunk-{self.uniqueid}"

    @property
    def leg(self) -> str:
        return f"{self.uniqueid}-leg{self.legs}"

    @property
    def leg_channel(self) -> str:
        return f"PJSIP/{self.talks_with}-{self.uniqueid}x{self.legs}"


@dataclass
class Leg:
    """An agent's leg that is left aside, without its caller."""

    uniqueid: str
    channel: str
    phone: str
    caller: str


@dataclass
class AuditItem:
    """The lists of an audit on the wire: what they say was true when Asterisk wrote them."""

    channels: tuple[ChannelSnapshot, ...]
    phones: tuple[tuple[str, PhoneState], ...]
