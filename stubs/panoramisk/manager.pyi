"""What the product and its tests use of panoramisk 1.4."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

class Manager:
    defaults: dict[str, Any]
    config: dict[str, Any]
    loop: asyncio.AbstractEventLoop
    # The protocol that the factory made; Any, since a factory of one's own is the point.
    protocol: Any
    authenticated: bool
    authenticated_future: asyncio.Future[Any] | None
    awaiting_actions: deque[Any]
    pinger: asyncio.TimerHandle | None
    ping_delay: float
    ping_interval: float
    reconnect_timeout: float
    responses: dict[str, Any]
    on_login: Callable[..., object]
    on_connect: Callable[..., object]
    on_disconnect: Callable[..., object]
    def __init__(self, **config: Any) -> None: ...
    def connection_made(self, f: asyncio.Task[Any]) -> None: ...
    def connection_lost(self, exc: object) -> None: ...
    def login(self, future: asyncio.Future[Any]) -> bool: ...
    def ping(self) -> None: ...
    def send_awaiting_actions(self, *_: object) -> Any: ...
    def send_action(self, action: Any, as_list: bool | None = None, **kwargs: Any) -> asyncio.Future[Any]: ...
    def connect(
        self, run_forever: bool = False, on_startup: Any = None, on_shutdown: Any = None
    ) -> asyncio.Task[Any]: ...
    def register_event(self, pattern: str, callback: Callable[..., Any] | None = None) -> Any: ...
    def dispatch(self, event: Any) -> list[str]: ...
    def close(self) -> None: ...
