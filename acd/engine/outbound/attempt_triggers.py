"""What moves an attempt from state to state; ``attempt_flow`` holds the table, ``attempt_steps`` what follows."""

from dataclasses import dataclass

from acd.model.leads import Verdict


@dataclass(frozen=True, slots=True)
class Rang:
    pass


@dataclass(frozen=True, slots=True)
class PickedUp:
    channel: str


@dataclass(frozen=True, slots=True)
class Reached:
    """It is known who answered."""

    verdict: Verdict
    cause: str
    waited_ms: int = 0  # so long it has been a person who waits


@dataclass(frozen=True, slots=True)
class Failed:
    """Nobody answered; ``cause`` Q.850, ``sip``: 0 where not known."""

    dial_status: str
    cause: int
    sip: int


@dataclass(frozen=True, slots=True)
class Gone:
    """The channel has ended. ``cause``: Q.850; 0: nobody heard of it, but Asterisk has it no more."""

    cause: int


@dataclass(frozen=True, slots=True)
class LimitOver:
    """The dialplan waited for an agent until the limit, and plays the message."""


@dataclass(frozen=True, slots=True)
class Key:
    key: str


@dataclass(frozen=True, slots=True)
class GivenUp:
    """No agent will be there in time: it is not to ring any longer."""


@dataclass(frozen=True, slots=True)
class Overdue:
    """Nothing was heard for longer than it can last."""


@dataclass(frozen=True, slots=True)
class NodeRestarted:
    """Asterisk itself began anew; its channels ended without a word."""


@dataclass(frozen=True, slots=True)
class Connected:
    """The person talks with an agent."""

    agent: str


@dataclass(frozen=True, slots=True)
class NobodyCame:
    """The person's call was told that no agent is there."""


@dataclass(frozen=True, slots=True)
class CallOver:
    """The person's call has ended. ``lost``: nobody knows how."""

    lost: bool


Trigger = (
    Rang
    | PickedUp
    | Reached
    | Failed
    | Gone
    | LimitOver
    | Key
    | GivenUp
    | Overdue
    | NodeRestarted
    | Connected
    | NobodyCame
    | CallOver
)
