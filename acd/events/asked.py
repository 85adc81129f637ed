"""What people and programs ask for: on a phone by a feature code, or over the API. ``Origin`` says whom to answer."""

from dataclasses import dataclass
from enum import StrEnum

from acd.model.leads import Lead
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
class VoicemailDeleteRequested:
    call: int
    origin: Origin


@dataclass(frozen=True, slots=True)
class CallbackRequested:
    """Somebody asks, for a customer who is on no line, to be called back from the end of ``queue``."""

    queue: str
    number: str
    name: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class CallbackCancelRequested:
    call: int
    origin: Origin


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


@dataclass(frozen=True, slots=True)
class CampaignStartRequested:
    """``by``: who asks, for the records."""

    campaign: str
    by: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class CampaignPauseRequested:
    """No lead is dialled any more; calls going on are not touched. Reserved leads are kept."""

    campaign: str
    by: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class CampaignStopRequested:
    """As a pause, and reserved leads are given back."""

    campaign: str
    by: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class LeadDialRequested:
    """An agent wants to call a number, or a lead of a campaign, now. ``lead`` None: no lead of any list."""

    agent: str
    campaign: str
    number: str
    lead: Lead | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class PreviewSkipRequested:
    """The agent does not want the lead that is shown. ``reason``: free text."""

    agent: str
    reason: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class DispositionRequested:
    """The agent gives the call, present or last, its outcome. ``callback_ms``: when to call again, UTC.

    ``callback_mine``: the agent himself wants to call.
    """

    agent: str
    call: int
    disposition: str
    note: str
    callback_ms: int | None
    callback_mine: bool
    origin: Origin
