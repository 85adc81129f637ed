"""What the tests of the manager link share."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from panoramisk import Manager
from panoramisk import Message as StockMessage
from panoramisk.ami_protocol import AMIProtocol

from acd.adapters.asterisk.backoff import Backoff
from acd.adapters.asterisk.framing import Message, Parser
from acd.adapters.asterisk.link import AmiLink
from acd.adapters.asterisk.protocol import AmiProtocol, LinkCounters
from acd.testing.ami import FakeChannel

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


def message(*headers: tuple[str, str]) -> Message:
    """A message as the link would hand it on."""
    parsed = Parser().parse("\r\n".join(f"{name}: {value}" for name, value in headers).encode())
    assert parsed is not None
    return parsed


def channel_event(name: str, channel: FakeChannel, *headers: tuple[str, str]) -> Message:
    return message(("Event", name), ("Privilege", "call,all"), *channel.headers(), *headers)


def stock_protocol() -> tuple[Any, list[StockMessage]]:
    """panoramisk's protocol without a socket, and the events it dispatches."""
    seen: list[StockMessage] = []
    manager = Manager()
    manager.register_event("*", lambda _manager, message: seen.append(message))
    protocol = AMIProtocol()
    protocol.connection_made(asyncio.Transport())
    protocol.factory = manager
    protocol.encoding = "utf8"
    return protocol, seen


def own_protocol() -> tuple[AmiProtocol, list[Message], LinkCounters]:
    seen: list[Message] = []
    counters = LinkCounters()
    protocol = AmiProtocol({b"probe": [seen.append]}, counters, lambda _reason: None)
    protocol.connection_made(asyncio.Transport())
    protocol.data_received(b"Asterisk Call Manager/11.0.0\r\n")
    return protocol, seen, counters
