"""What moves an agent from state to state; ``agent_flow`` holds the table, ``agent_steps`` what follows."""

from dataclasses import dataclass

from acd.engine.state import Call
from acd.model.states import OfferResult

REFUSAL_REST_MS = 1_000  # between a refused offer and the next one, so that a busy phone is not rung in a tight loop


@dataclass(frozen=True, slots=True)
class LogIn:
    phone: str
    ready: bool


@dataclass(frozen=True, slots=True)
class LogOut:
    """``at_once``: also while the phone rings; else after the call. ``by``: the supervisor who wants it, or empty."""

    at_once: bool = True
    by: str = ""


@dataclass(frozen=True, slots=True)
class GoReady:
    by: str = ""


@dataclass(frozen=True, slots=True)
class GoNotReady:
    """As ``LogOut``."""

    reason: str
    at_once: bool = True
    by: str = ""


@dataclass(frozen=True, slots=True)
class TakeOneMore:
    """One more call, with its wrap-up, then not ready for ``reason``."""

    reason: str


@dataclass(frozen=True, slots=True)
class Offered:
    call: Call


@dataclass(frozen=True, slots=True)
class OfferEnded:
    """``rest_ms``: how long the agent is left alone afterwards, where the result asks for it."""

    result: OfferResult
    refusals_max: int
    count_busy: bool = True
    rest_ms: int = REFUSAL_REST_MS


@dataclass(frozen=True, slots=True)
class Answered:
    """``wrap_up_max_ms``: the longest that the wrap-up may become."""

    call: Call
    wrap_up_ms: int
    wrap_up_max_ms: int = 0


@dataclass(frozen=True, slots=True)
class CallEnded:
    pass


@dataclass(frozen=True, slots=True)
class WrapUpExtended:
    by_ms: int


@dataclass(frozen=True, slots=True)
class WrapUpOver:
    """Its time is over, or the agent has ended it."""


@dataclass(frozen=True, slots=True)
class BreakOver:
    """The time that the reason of not ready allows may be over."""


@dataclass(frozen=True, slots=True)
class PhoneWentAway:
    pass


@dataclass(frozen=True, slots=True)
class PhoneCameBack:
    pass


Trigger = (
    LogIn
    | LogOut
    | GoReady
    | GoNotReady
    | TakeOneMore
    | Offered
    | OfferEnded
    | Answered
    | CallEnded
    | WrapUpExtended
    | WrapUpOver
    | BreakOver
    | PhoneWentAway
    | PhoneCameBack
)
