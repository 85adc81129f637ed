"""What moves an agent from state to state; ``acd.engine.agent_flow`` holds the table, ``agent_steps`` what follows."""

from dataclasses import dataclass

from acd.engine.state import Call
from acd.model.states import OfferResult


@dataclass(frozen=True, slots=True)
class LogIn:
    phone: str
    ready: bool


@dataclass(frozen=True, slots=True)
class LogOut:
    pass


@dataclass(frozen=True, slots=True)
class GoReady:
    pass


@dataclass(frozen=True, slots=True)
class GoNotReady:
    reason: str


@dataclass(frozen=True, slots=True)
class Offered:
    call: Call


@dataclass(frozen=True, slots=True)
class OfferEnded:
    result: OfferResult
    refusals_max: int


@dataclass(frozen=True, slots=True)
class Answered:
    call: Call
    wrap_up_ms: int


@dataclass(frozen=True, slots=True)
class CallEnded:
    pass


@dataclass(frozen=True, slots=True)
class WrapUpOver:
    pass


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
    | Offered
    | OfferEnded
    | Answered
    | CallEnded
    | WrapUpOver
    | PhoneWentAway
    | PhoneCameBack
)
