"""What the tests of the manager link share."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

from panoramisk import Manager

from acd.adapters.asterisk.backoff import Backoff
from acd.adapters.asterisk.link import AmiLink

Eventually = Callable[..., Awaitable[None]]
LinkTo = Callable[..., AmiLink]
StockTo = Callable[..., AbstractAsyncContextManager[Manager]]


class NoWait(Backoff):
    """Tries again at once, and remembers the waits that were asked for."""

    def __init__(self) -> None:
        super().__init__(chance=lambda: 0.0)
        self.waits: list[float] = []

    def unreachable_s(self) -> float:
        self.waits.append(super().unreachable_s())
        return 0.01

    def refused_s(self) -> float:
        self.waits.append(super().refused_s())
        return 0.01
