"""What moves a call from state to state; ``call_flow`` holds the table, ``call_steps`` what follows."""

from dataclasses import dataclass

from acd.engine.state import AgentRecord, Call
from acd.model.centre import Destination
from acd.model.entrances import Entrance
from acd.model.states import CallbackOutcome, MessageAction, OfferResult, VisitOutcome
from acd.model.transfer import Target


@dataclass(frozen=True, slots=True)
class Offered:
    """An agent was chosen for the caller."""

    agent: AgentRecord
    reason: str
    together: tuple[AgentRecord, ...] = ()  # others whose phones ring, too


@dataclass(frozen=True, slots=True)
class OfferFound:
    """An offer that we do not remember stands on the caller's channel."""

    agent: AgentRecord
    number: int


@dataclass(frozen=True, slots=True)
class MessagePlays:
    """A caller that we do not remember hears a last message."""


@dataclass(frozen=True, slots=True)
class Answered:
    """``at_ms``: when, as far as it is known of a conversation found in Asterisk; None: now."""

    agent_leg: str  # node/uniqueid
    agent_channel: str
    at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class OfferEnded:
    """``by_dialplan``: the caller is back in the waiting context already; else we must fetch the caller back."""

    result: OfferResult
    by_dialplan: bool


@dataclass(frozen=True, slots=True)
class CallerLeft:
    pass


@dataclass(frozen=True, slots=True)
class AgentLeft:
    pass


@dataclass(frozen=True, slots=True)
class SentOn:
    """The caller does not wait here any longer, or may not enter; ``outcome`` says why, the destination where to."""

    destination: Destination
    outcome: VisitOutcome


@dataclass(frozen=True, slots=True)
class LetIn:
    """It was found where the call goes. ``in_menu``: the caller hears a menu now, which is left for a queue.

    ``place_ms`` is the place in the queue. ``fresh``: the call comes now, so that the queue may refuse it.
    For a call found in Asterisk: ``moved_to`` is the queue that it was moved to before, ``found`` its visit's id.
    """

    way: Entrance
    place_ms: int = 0
    fresh: bool = False
    in_menu: bool = False
    moved_to: str = ""
    found: int = 0


@dataclass(frozen=True, slots=True)
class Transferred:
    """Somebody passes the call on, to a ``target`` that exists. ``instead_of``: what was asked for, and does not."""

    target: Target
    instead_of: Target | None = None


@dataclass(frozen=True, slots=True)
class SentOutside:
    """The caller is passed on to an outside number that is allowed."""

    number: str


@dataclass(frozen=True, slots=True)
class OutsideMissed:
    """The outside number was dialled in vain."""

    result: OfferResult


@dataclass(frozen=True, slots=True)
class Held:
    """The caller is put on hold: by the phone itself, or by us."""

    by_phone: bool


@dataclass(frozen=True, slots=True)
class Resumed:
    """Caller and agent are together again. ``join``: we must bring them together."""

    by_phone: bool
    join: bool


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The consultation becomes the caller's conversation. ``leg_lives``: the agent's leg is still there.

    ``joined``: the agent's phone has brought them together already.
    """

    consultation: Call
    leg_lives: bool
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Released:
    """The agent's phone brought the caller together with somebody who has no call of ours."""

    target: Target


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A consultation is over without becoming anything."""


@dataclass(frozen=True, slots=True)
class CallbackAgreed:
    """The caller wants to be called back at ``number``, which is allowed."""

    number: str


@dataclass(frozen=True, slots=True)
class AgentReached:
    """The agent whose phone rang for a kept call answered."""

    agent_leg: str  # node/uniqueid
    agent_channel: str


@dataclass(frozen=True, slots=True)
class MessageHeard:
    action: MessageAction


@dataclass(frozen=True, slots=True)
class CustomerAnswered:
    uniqueid: str
    channel: str


@dataclass(frozen=True, slots=True)
class CustomerMissed:
    """The customer's phone was dialled in vain."""

    outcome: CallbackOutcome
    dial_status: str = ""
    cause: int = 0


@dataclass(frozen=True, slots=True)
class CallbackOver:
    """No more attempts: expired, cancelled."""

    outcome: CallbackOutcome


@dataclass(frozen=True, slots=True)
class LimitOver:
    """No agent was there in time for a person who was called. ``by_dialplan``: it plays the message already."""

    by_dialplan: bool


@dataclass(frozen=True, slots=True)
class FailsafeTook:
    pass


@dataclass(frozen=True, slots=True)
class CameBack:
    """The caller waits again: from the failsafe, or found waiting where we believed otherwise."""


@dataclass(frozen=True, slots=True)
class NodeRestarted:
    """Asterisk itself began anew; its calls ended without a word."""


Trigger = (
    Offered
    | OfferFound
    | MessagePlays
    | Answered
    | OfferEnded
    | CallerLeft
    | AgentLeft
    | SentOn
    | LetIn
    | Transferred
    | SentOutside
    | OutsideMissed
    | Held
    | Resumed
    | HandedOver
    | Released
    | GivenUp
    | CallbackAgreed
    | AgentReached
    | MessageHeard
    | CustomerAnswered
    | CustomerMissed
    | CallbackOver
    | LimitOver
    | FailsafeTook
    | CameBack
    | NodeRestarted
)
