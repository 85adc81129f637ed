"""What the parts of a simulated centre share: time, the engine to tell, and the channels of one Asterisk."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from acd.commands import ConnectCaller
from acd.events import Event
from acd.sim.callers import Caller

NODE = "main"


@dataclass(slots=True)
class Channel:
    """A caller's channel, or that of a person who was called.

    ``phones`` ring, or one talks since ``leg`` is set; ``redirects`` tells old plans. ``unanswered``: a phone that we
    dialled, which nobody has picked up so far.
    """

    caller: Caller
    name: str
    phones: tuple[str, ...] = ()
    leg: str = ""
    offer: int = 0
    offers: int = 0
    redirects: int = 0
    unanswered: bool = False
    auto_answer: bool = False
    standing: str = ""  # ACD_OFFER, as it stands on the channel
    talks_since_ms: int = 0


def standing(command: ConnectCaller) -> str:
    """What stands on the channel of a caller for whom a phone rings, as the dialplan's extension has it."""
    extension = f"{command.offer}*{command.agent}*{command.phone}*{max(1, -(-command.ring_ms // 1000))}"
    if not 0 < command.call < command.visit < command.offer:
        return extension
    return f"{extension}*{command.offer - command.call}*{command.offer - command.visit}"


class Stage(Protocol):
    """``channels`` by uniqueid. ``now_ms`` is UTC."""

    now_ms: int
    channels: dict[str, Channel]

    def tell(self, event: Event) -> None:
        """Asterisk tells the engine, now."""
        ...

    def ask(self, event: Event) -> None:
        """People ask, or the daemon's own parts tell."""
        ...

    def later(self, delay_ms: int, what: Callable[..., None], *arguments: Any) -> None: ...

    def redirect(self, channel: Channel) -> None:
        """What rang or talked with it ends."""
        ...

    def end(self, channel: Channel) -> None:
        """It is hung up."""
        ...
