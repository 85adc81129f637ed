"""One AMI connection: bytes to messages, messages to handlers and replies, actions to bytes.

``AmiProtocol`` takes the place of panoramisk's ``AMIProtocol`` (``Manager(protocol_factory=...)``). The hot path is
``data_received``: it reads the first line of a frame and looks up the handlers of that event; what nobody handles is
never decoded. Handlers are called in the order of the stream, in the same call that received the bytes; a handler that
raises is counted and logged and costs neither the other handlers their event nor the link its connection.
"""

import asyncio
import logging
import secrets
import socket
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from panoramisk.ami_protocol import AMIProtocol

from acd.adapters.asterisk.actions import Headers, Outcome, Reply, encode_action
from acd.adapters.asterisk.faults import describe
from acd.adapters.asterisk.framing import Framer, Message, Parser
from acd.adapters.asterisk.pending import OnReply, PendingActions

log = logging.getLogger(__name__)

Handler = Callable[[Message], None]
Handlers = dict[bytes, list[Handler]]
"""By the event's name in lower case."""

ACTION_DEADLINE_S: Final = 5.0
WRITE_BUFFER_MAX: Final = 1 << 20
_KEEPALIVE: Final = (("TCP_KEEPIDLE", 5), ("TCP_KEEPINTVL", 2), ("TCP_KEEPCNT", 3))


@dataclass(slots=True)
class LinkCounters:
    """What happened on a link since the program started, over all its connections."""

    handled: int = 0  # events given to handlers
    unwanted: int = 0  # events nobody handles
    malformed: int = 0  # messages left out: a line that is no header, or neither event nor response
    oversize: int = 0
    late_replies: int = 0
    timeouts: int = 0
    unsent: int = 0  # actions refused here: no link, or too many pending
    handler_errors: Counter[str] = field(default_factory=Counter)  # by event


class AmiProtocol(AMIProtocol):
    """``on_lost(reason)`` is called once, when the connection is gone, unless ``close`` ended it."""

    def __init__(
        self,
        handlers: Handlers,
        counters: LinkCounters,
        on_lost: Callable[[str], None],
        on_batch_end: Callable[[], None] | None = None,
        on_batch_begin: Callable[[], None] | None = None,
    ) -> None:
        self.pending = PendingActions(lambda error: self._handler_failed("reply", error))
        self.framer = Framer()
        self._parser = Parser()
        self._handlers = handlers
        self._counters = counters
        self._on_lost: Callable[[str], None] | None = on_lost
        self._on_batch_begin = on_batch_begin
        self._on_batch_end = on_batch_end
        self._loop = asyncio.get_running_loop()
        self._sweep: asyncio.TimerHandle | None = None
        self._id_prefix = secrets.token_hex(4)  # a reply cannot be guessed, nor taken for one of another connection
        self._ids = 0
        self.closed = True

    # --- connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        sock = transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            for option, value in _KEEPALIVE:
                if hasattr(socket, option):
                    sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)

    def connection_lost(self, exc: Exception | None) -> None:
        self.lose("Asterisk closed the connection" if exc is None else f"connection lost ({type(exc).__name__})")

    def lose(self, reason: str) -> None:
        """Give the connection up: it is broken, or its login was refused."""
        on_lost, self._on_lost = self._on_lost, None
        self.close()
        if on_lost is not None:
            on_lost(reason)
            self.pending.end_all(Outcome.LINK_LOST)

    def close(self) -> None:
        """Close at once and for good; pending actions end as lost, ``on_lost`` is not called. Idempotent."""
        if self._sweep is not None:
            self._sweep.cancel()
            self._sweep = None
        if not self.closed:
            self.closed = True
            self.transport.abort()
        if self._on_lost is not None:
            self._on_lost = None
            self.pending.end_all(Outcome.LINK_LOST)

    # --- receiving

    def data_received(self, data: bytes) -> None:
        frames = self.framer.feed(data)
        if frames and self._on_batch_begin is not None:
            self._on_batch_begin()
        handlers, pending, dispatch = self._handlers, self.pending, self._dispatch
        unwanted = 0
        for frame in frames:
            if not frame.startswith(b"Event: "):
                self._other_frame(frame)
                continue
            end = frame.find(b"\r\n", 7)
            found = handlers.get((frame[7:end] if end > 0 else frame[7:]).lower())
            if pending.lists and b"\r\nActionID: " in frame and pending.list_event(self._parser.parse_leniently(frame)):
                continue
            if found is None:
                unwanted += 1
                continue
            dispatch(frame, found)
            if self.closed:
                break
        self._counters.unwanted += unwanted
        self._after_batch(len(frames))

    def _after_batch(self, frames: int) -> None:
        if self.framer.oversize:
            self._counters.oversize += self.framer.oversize
            self.framer.oversize = 0
        if frames and self._on_batch_end is not None:
            try:
                self._on_batch_end()
            except Exception as error:
                self._handler_failed("batch end", error)
        if self.framer.foreign:
            self.lose("the port does not speak Asterisk's manager protocol")

    def _dispatch(self, frame: bytes, handlers: list[Handler]) -> None:
        message = self._parser.parse(frame)
        if message is None or (message.repeated and len(message.getall("Event")) > 1):
            self._counters.malformed += 1
            return
        self._counters.handled += 1
        for handler in handlers:
            try:
                handler(message)
            except Exception as error:
                self._handler_failed(message.get("Event"), error)

    def _other_frame(self, frame: bytes) -> None:
        """A response, an event that is spelled unusually, or rubbish."""
        frame = frame.lstrip(b"\r\n")
        if not frame:
            return
        name, _, value = frame.partition(b"\r\n")[0].partition(b":")
        kind = name.lower()
        if kind == b"response":
            self.pending.response(self._parser.parse_leniently(frame))
            self._counters.late_replies += self.pending.late_replies
            self.pending.late_replies = 0
        elif kind == b"event":
            found = self._handlers.get(value.strip().lower())
            if found is None:
                self._counters.unwanted += 1
            else:
                self._dispatch(frame, found)
        else:
            self._counters.malformed += 1

    def _handler_failed(self, name: str, error: Exception) -> None:
        self._counters.handler_errors[name] += 1
        log.error("the handler of %r failed: %s", name[:40], describe(error))

    # --- sending

    def send(self, data: Mapping[str, Any], as_list: bool | None = False) -> asyncio.Future[Reply]:
        """panoramisk's way to send: a dict of headers (a list of values repeats its name) for a future reply."""
        headers: list[tuple[str, str]] = []
        for name, value in data.items():
            values = value if isinstance(value, list | tuple) else (value,)
            headers.extend((name, str(one)) for one in values)
        future: asyncio.Future[Reply] = self._loop.create_future()

        def on_reply(reply: Reply) -> None:
            if not future.done():
                future.set_result(reply)

        self.begin(tuple(headers), ACTION_DEADLINE_S, on_reply, is_list=bool(as_list))
        return future

    def begin(self, headers: Headers, deadline_s: float, on_reply: OnReply | None, *, is_list: bool = False) -> None:
        """Write an action. ``on_reply`` is called exactly once, maybe before this returns (``NOT_SENT``).

        ``CallerError`` when a header cannot be sent (see ``encode_action``); nothing is written then.
        """
        self._ids += 1
        action_id = f"{self._id_prefix}-{self._ids}"
        data = encode_action(headers, action_id)
        if self.closed or self.pending.full or self.transport.get_write_buffer_size() > WRITE_BUFFER_MAX:
            self._counters.unsent += 1
            if on_reply is not None:
                on_reply(Reply(Outcome.NOT_SENT))
            return
        deadline = self._loop.time() + deadline_s
        if is_list:
            assert on_reply is not None
            self.pending.add_list(action_id, headers[0][1], deadline, on_reply)
        else:
            self.pending.add(action_id, deadline, on_reply)
        if self._sweep is None or deadline < self._sweep.when():
            self._schedule_sweep(deadline)
        self.transport.write(data)

    def _schedule_sweep(self, when: float) -> None:
        if self._sweep is not None:
            self._sweep.cancel()
        self._sweep = self._loop.call_at(when, self._expire)

    def _expire(self) -> None:
        self._sweep = None
        self._counters.timeouts += self.pending.expire(self._loop.time())
        deadline = self.pending.next_deadline
        if deadline is not None and not self.closed:
            self._schedule_sweep(max(deadline, self._loop.time() + 0.05))
