"""What happens to the daemon itself: its configuration, its links to Asterisk, the time."""

from dataclasses import dataclass

from acd.events.asked import NOBODY, Origin
from acd.model.callbacks import PendingCallback
from acd.model.centre import Centre
from acd.model.channels import ChannelSnapshot
from acd.model.leads import Lead
from acd.model.states import PhoneState


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
class CallbacksKept:
    """What was written down of pending callbacks, at a start without a journal that can be read."""

    callbacks: tuple[PendingCallback, ...]


@dataclass(frozen=True, slots=True)
class LeadsFetched:
    """The answer to ``FetchLeads``: these are reserved. ``next_due_ms``: when to ask again; None: none is left."""

    campaign: str
    request: int
    leads: tuple[Lead, ...]
    next_due_ms: int | None


@dataclass(frozen=True, slots=True)
class LeadsUnavailable:
    """The answer to ``FetchLeads`` when the leads cannot be read now; nothing is reserved."""

    campaign: str
    request: int
    reason: str


@dataclass(frozen=True, slots=True)
class LeadsAdded:
    """New leads, or a hot one, came into these lists."""

    lists: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NumbersBarred:
    """Numbers came onto a do-not-call list. ``project``, ``campaign``: for whom it is; empty: for all."""

    numbers: tuple[str, ...]
    project: str = ""
    campaign: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """The moment that ``Engine.next_wakeup_ms()`` asked for has come."""
