"""The link to one Asterisk's manager interface (AMI): panoramisk's ``Manager``, hardened.

panoramisk connects, keeps the login's state and has the hooks; what it does wrong (see the tests named after each
fault) is replaced here and in ``protocol``. The life of a link::

    stopped -> connecting -> logging in -> ready -> (lost) waiting -> connecting ...
                    |            `-> (refused) waiting
                    `-> (unreachable) waiting

A link is *ready* when the login was accepted and Asterisk says it is fully booted. It says so only to users who may
read the class ``system``; without a word for ``boot_grace_s`` the link is taken for ready, and if the word comes later
(Asterisk was still loading), ready is announced again.

Nothing is ever sent twice: an action whose connection is lost ends as ``LINK_LOST``, and its sender decides.
"""

import asyncio
import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from panoramisk import Manager

from acd.adapters.asterisk.actions import Headers, Outcome, Reply
from acd.adapters.asterisk.backoff import Backoff
from acd.adapters.asterisk.framing import Message
from acd.adapters.asterisk.pending import OnReply
from acd.adapters.asterisk.protocol import ACTION_DEADLINE_S, AmiProtocol, Handler, Handlers, LinkCounters
from acd.errors import CallerError, SwitchError, SwitchLoginError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """Where Asterisk's manager listens, and how patient the link is (seconds).

    A dead connection is noticed after at most ``ping_interval_s + ping_deadline_s``.
    """

    host: str
    port: int
    user: str
    secret: str = field(repr=False)
    connect_deadline_s: float = 4.0
    login_deadline_s: float = 10.0  # Asterisk itself waits a second before it refuses
    boot_grace_s: float = 2.0
    ping_interval_s: float = 2.0
    ping_deadline_s: float = 3.9
    proven_after_s: float = 10.0  # a link that lasted this long starts its back-off anew


class LinkState(StrEnum):
    STOPPED = "stopped"
    CONNECTING = "connecting"
    LOGGING_IN = "logging in"
    READY = "ready"
    WAITING = "waiting to connect again"


def _nothing(*_: object) -> None:
    """The hook nobody set."""


class AmiLink(Manager):
    """One link. ``state`` and ``problem`` (why it is not ready; empty when all is well) are for people.

    ``on_ready()`` and ``on_lost(reason)`` alternate, save that ``on_ready`` may repeat (see above).
    ``on_batch_begin()`` and ``on_batch_end()`` are called around the events of each chunk of bytes.
    """

    def __init__(
        self,
        settings: LinkSettings,
        *,
        on_ready: Callable[[], None] = _nothing,
        on_lost: Callable[[str], None] = _nothing,
        on_batch_begin: Callable[[], None] | None = None,
        on_batch_end: Callable[[], None] | None = None,
        backoff: Backoff | None = None,
    ) -> None:
        self.handlers: Handlers = {}
        self.counters = LinkCounters()
        self.state = LinkState.STOPPED
        self.problem = ""
        self.refused = False  # the last login was; ``problem`` says why
        self.reconnects = 0
        self.last_ping_ms: float | None = None
        self._settings = settings
        self._place = f"{settings.host}:{settings.port}"
        self._ready_hook = on_ready
        self._lost_hook = on_lost
        self._batch_hooks = (on_batch_end, on_batch_begin)
        self._backoff = backoff or Backoff()
        self._attempt: asyncio.Task[Any] | None = None
        self._timer: asyncio.TimerHandle | None = None  # of the present state: attempt, grace or retry
        self._ready_since: float | None = None
        self._booted = False
        self._refusal = ""  # of the login under way
        self._settled = asyncio.Event()  # became ready, or failed to
        super().__init__(  # the secret stays out of panoramisk's config, which it logs
            host=settings.host, port=settings.port, protocol_factory=self._new_protocol, log=log
        )
        self.ping_delay = self.ping_interval = settings.ping_interval_s
        self.on("FullyBooted", self._fully_booted)

    # --- events

    def on(self, event: str, handler: Handler) -> None:
        """Call ``handler(message)`` for each event of this exact name, synchronously, in the order of the stream."""
        if not event or set(event) & set("*?["):
            raise CallerError("Handlers are registered for exact event names.")
        self.handlers.setdefault(event.lower().encode(), []).append(handler)

    def register_event(self, pattern: str, callback: Callable[..., Any] | None = None) -> Any:
        """panoramisk's way to register ``callback(manager, message)``; also a decorator. Exact names only."""
        if callback is None:
            return lambda decorated: self.register_event(pattern, decorated)
        self.on(pattern, lambda message: callback(self, message))
        return callback

    def _fully_booted(self, _message: Message) -> None:
        self._booted = True
        if self.authenticated:
            self._announce_ready()

    # --- sending

    def send(self, headers: Headers, on_reply: OnReply | None = None, deadline_s: float = ACTION_DEADLINE_S) -> None:
        """Write an action and return. ``on_reply`` hears its end exactly once, with the link down before this returns.

        ``CallerError`` when a header cannot be sent.
        """
        if self.state is LinkState.READY and self.protocol is not None:
            self.protocol.begin(headers, deadline_s, on_reply)
            return
        self.counters.unsent += 1
        if on_reply is not None:
            on_reply(Reply(Outcome.NOT_SENT))

    def send_action(self, action: Any, as_list: bool | None = None, **kwargs: Any) -> "asyncio.Future[Reply]":
        """panoramisk's way to send; ``SwitchError`` when the link is down."""
        if self.protocol is None or self.protocol.closed:
            raise SwitchError(self._down())
        future: asyncio.Future[Reply] = self.protocol.send({**action, **kwargs}, as_list)
        return future

    async def call(self, headers: Headers, deadline_s: float = ACTION_DEADLINE_S) -> Reply:
        """Send an action and wait for Asterisk's answer, be it an error. ``SwitchError`` when none comes."""
        return await self._answer(headers, deadline_s, is_list=False)

    async def list(self, headers: Headers, deadline_s: float = ACTION_DEADLINE_S) -> Reply:
        """Send an action that is answered by a list of events and wait for the whole of it (``Reply.items``)."""
        return await self._answer(headers, deadline_s, is_list=True)

    async def _answer(self, headers: Headers, deadline_s: float, *, is_list: bool) -> Reply:
        if self.state is not LinkState.READY or self.protocol is None:
            raise SwitchError(self._down())
        future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()

        def on_reply(reply: Reply) -> None:
            if not future.done():
                future.set_result(reply)

        self.protocol.begin(headers, deadline_s, on_reply, is_list=is_list)
        reply = await future
        if reply.outcome not in (Outcome.SUCCESS, Outcome.ERROR):
            raise SwitchError(f"No answer from Asterisk to the action {headers[0][1]}: {reply.outcome.value}.")
        return reply

    def _down(self) -> str:
        return f"The link to Asterisk's manager at {self._place} is not ready: {self.problem or self.state.value}."

    # --- life

    def start(self) -> None:
        """Begin to connect, and go on until ``close``."""
        if self.state is LinkState.STOPPED:
            self.loop = asyncio.get_running_loop()
            self.connect()

    async def ready(self, deadline_s: float) -> None:
        """Wait until ready. ``SwitchLoginError`` once a login was refused; ``SwitchError`` at the deadline."""
        try:
            async with asyncio.timeout(deadline_s):
                while self.state is not LinkState.READY:
                    if self.refused:
                        raise SwitchLoginError(self.problem)
                    self._settled.clear()
                    await self._settled.wait()
        except TimeoutError:
            raise SwitchError(self._down()) from None

    def refuse(self, problem: str) -> None:
        """Give up this login: the user lacks privileges. Tried again as slowly as after a wrong secret."""
        self._refusal = problem
        if self.protocol is not None:
            self.protocol.lose(problem)

    def reconnect(self, reason: str) -> None:
        """Give this connection up and make another."""
        if self.protocol is not None:
            self.protocol.lose(reason)

    def close(self) -> None:
        """Close the connection, stop all timers and attempts. Idempotent; ``on_lost`` is not called."""
        self.state = LinkState.STOPPED
        self.authenticated = False
        self._cancel_timers()
        if self._attempt is not None:
            self._attempt.cancel()
            self._attempt = None
        if self.protocol is not None:
            self.protocol.close()

    # --- panoramisk's Manager, hardened

    def connect(self, run_forever: bool = False, on_startup: Any = None, on_shutdown: Any = None) -> Any:
        self.state = LinkState.CONNECTING
        task = super().connect()
        self._attempt = task
        self._timer = self.loop.call_later(self._settings.connect_deadline_s, task.cancel)
        return task

    def connection_made(self, f: "asyncio.Task[Any]") -> None:
        """The attempt ended: with a connection, an error, or by cancellation (deadline or ``close``)."""
        if self.state is LinkState.STOPPED:
            if not f.cancelled() and f.exception() is None:
                f.result()[0].abort()
            return
        self._attempt = None
        self._cancel_timers()
        if f.cancelled():
            self._wait("no answer to the attempt to connect")
        elif (error := f.exception()) is not None:
            self._wait(f"cannot connect ({type(error).__name__})")
        elif f.result()[1].closed:
            pass  # lost already, and connection_lost knows
        else:
            super().connection_made(f)
            self.state = LinkState.LOGGING_IN
            self._challenge()

    def _new_protocol(self) -> AmiProtocol:
        return AmiProtocol(self.handlers, self.counters, self.connection_lost, *self._batch_hooks)

    def _challenge(self) -> None:
        assert self.protocol is not None
        headers = (("Action", "Challenge"), ("AuthType", "MD5"))
        self.protocol.begin(headers, self._settings.login_deadline_s, self._challenged)

    def _challenged(self, reply: Reply) -> None:
        if not reply.success or reply.message is None or self.protocol is None:
            self._login_failed(reply)
            return
        challenge = reply.message.get("Challenge")
        key = hashlib.md5((challenge + self._settings.secret).encode(), usedforsecurity=False).hexdigest()
        headers = (
            ("Action", "Login"),
            ("AuthType", "MD5"),
            ("Username", self._settings.user),
            ("Key", key),
            ("Events", "system,call,user,cdr"),
        )
        self.authenticated_future = self.loop.create_future()
        self.authenticated_future.add_done_callback(self.login)
        self.protocol.begin(headers, self._settings.login_deadline_s, self.authenticated_future.set_result)

    def login(self, future: "asyncio.Future[Any]") -> bool:
        """Asterisk answered the login (or did not)."""
        if self.state is not LinkState.LOGGING_IN:
            return False
        if not super().login(future):
            self._login_failed(future.result())
        elif self._booted:
            self._announce_ready()
        else:
            self._timer = self.loop.call_later(self._settings.boot_grace_s, self._announce_ready)
        return self.authenticated

    def _login_failed(self, reply: Reply) -> None:
        if reply.outcome is Outcome.ERROR:
            user = self._settings.user
            self.refuse(
                f"Asterisk at {self._place} refused the manager login of {user!r} ({reply.text}):"
                f" check the section [{user}] of its manager.conf, its secret and its permit lines"
            )
        elif reply.outcome is not Outcome.LINK_LOST and self.protocol is not None:
            self.protocol.lose(f"no answer to the login ({reply.outcome.value})")

    def _announce_ready(self) -> None:
        self._cancel_timer()
        first = self.state is not LinkState.READY
        self.state = LinkState.READY
        self.problem = ""
        self.refused = False
        if first:
            self._ready_since = self.loop.time()
            log.info("manager link to %s is ready", self._place)
        self._settled.set()
        self._ready_hook()

    def ping(self) -> None:
        if not self.authenticated or self.protocol is None:
            return
        self.pinger = self.loop.call_later(self.ping_interval, self.ping)
        sent = self.loop.time()
        deadline_s = self._settings.ping_deadline_s
        self.protocol.begin((("Action", "Ping"),), deadline_s, lambda reply: self._ponged(sent, reply))
        if self._ready_since is not None and sent - self._ready_since >= self._settings.proven_after_s:
            self._ready_since = None
            self._backoff.succeeded()

    def _ponged(self, sent: float, reply: Reply) -> None:
        if reply.outcome is Outcome.TIMED_OUT and self.protocol is not None:
            self.protocol.lose("no answer to a ping")
        elif reply.message is not None:
            self.last_ping_ms = round((self.loop.time() - sent) * 1000, 3)

    def connection_lost(self, exc: object) -> None:
        """The protocol gave its connection up; ``exc`` says why."""
        was_ready = self.state is LinkState.READY
        self.loop.call_soon(self.on_disconnect, self, exc)
        self._wait(str(exc))
        if was_ready:
            self._lost_hook(str(exc))

    def send_awaiting_actions(self, *_: object) -> None:
        """panoramisk would send unanswered actions again after a reconnect (dialling twice): dropped instead."""
        self.awaiting_actions.clear()

    def _wait(self, reason: str) -> None:
        """Schedule the next attempt."""
        self._cancel_timers()
        self.authenticated = False
        self._booted = False
        self._ready_since = None
        self.last_ping_ms = None
        self.problem = reason
        self.refused, self._refusal = bool(self._refusal), ""
        delay_s = self._backoff.refused_s() if self.refused else self._backoff.unreachable_s()
        self.state = LinkState.WAITING
        self._settled.set()
        self.reconnects += 1
        self._timer = self.loop.call_later(delay_s, self.connect)
        log.warning("manager link to %s: %s; next try in %.1f s", self._place, reason, delay_s)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _cancel_timers(self) -> None:
        self._cancel_timer()
        if self.pinger is not None:
            self.pinger.cancel()
            self.pinger = None
