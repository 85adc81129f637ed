"""Ports: what the loop needs from the outside world. Adapters and the fakes of ``acd.testing`` implement them."""

from collections.abc import Callable, Sequence
from typing import Protocol

from acd.commands import SwitchCommand
from acd.events import Event
from acd.model.facts import Fact

Post = Callable[[Event], None]
"""Hands an event to the loop; synchronous, never blocks, callable only from the loop's thread."""


class Clock(Protocol):
    """Wall-clock UTC that never goes backwards."""

    def now_ms(self) -> int: ...


class Switch(Protocol):
    """All Asterisk nodes together. A command's failure comes back as an event through ``Post``."""

    def send(self, command: SwitchCommand) -> None:
        """Write the command to its node without waiting; with the node's link down, drop it and post what follows."""
        ...


class FactSink(Protocol):
    """The local durable outbox: what is appended survives a crash of this process and reaches SQL exactly once."""

    def append(self, facts: Sequence[Fact]) -> None:
        """Append synchronously. On a full disk the facts are kept in memory (bounded) and the sink turns unhealthy."""
        ...
