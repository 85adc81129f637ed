"""A stage without a centre: what is told and planned is kept."""

from collections.abc import Callable
from typing import Any

from acd.events import Event
from acd.sim.stage import Channel
from tests.sim.outbound.campaigns import NINE_MS


class Bare:
    """Time passes with ``pass_ms``."""

    def __init__(self) -> None:
        self.now_ms = NINE_MS
        self.channels: dict[str, Channel] = {}
        self.told: list[Event] = []
        self.redirected: list[str] = []
        self._agenda: list[tuple[int, int, Callable[..., None], tuple[Any, ...]]] = []

    def tell(self, event: Event) -> None:
        self.told.append(event)

    ask = tell

    def later(self, delay_ms: int, what: Callable[..., None], *arguments: Any) -> None:
        self._agenda.append((self.now_ms + delay_ms, len(self._agenda), what, arguments))

    def redirect(self, channel: Channel) -> None:
        self.redirected.append(channel.name)

    def end(self, channel: Channel) -> None:
        del self.channels[channel.caller.uniqueid]

    def pass_ms(self, ms: int) -> None:
        until_ms = self.now_ms + ms
        while due := [each for each in self._agenda if each[0] <= until_ms]:
            first = min(due)
            self._agenda.remove(first)
            self.now_ms = first[0]
            first[2](*first[3])
        self.now_ms = until_ms
