"""One Asterisk node: its link, what its events become, its heartbeat and its audits.

After each login, in this order: the user's privileges are looked at, ``NodeConnected`` is posted (with ``restarted``
when the Asterisk process is a new one), then the events that came meanwhile, then the audit's ``NodeAudited``. From
then on an event is decoded and posted in the call that received its bytes.
"""

import asyncio
import logging
import time
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from acd.adapters.asterisk.actions import Outcome, Reply
from acd.adapters.asterisk.decode import CheckPin, Decoder, Events
from acd.adapters.asterisk.decode_cdr import decode_cdr
from acd.adapters.asterisk.encode import encode, set_variable, telling
from acd.adapters.asterisk.faults import describe
from acd.adapters.asterisk.framing import Message
from acd.adapters.asterisk.lamps import Lamps
from acd.adapters.asterisk.link import AmiLink, LinkSettings, LinkState
from acd.adapters.asterisk.privileges import Hearing, find_lacking
from acd.adapters.asterisk.resync import Auditor
from acd.commands import CallCommand, ConnectCaller, DialLead, MarkCaller, RingAgent, SetLamp, SwitchCommand
from acd.errors import CallerError, SwitchError
from acd.events import AttemptFailed, Event, NodeConnected, NodeLost, OfferReturned, PlacingFailed
from acd.model.health import PartHealth
from acd.model.states import OfferResult
from acd.runtime.ports import FactSink, Post

log = logging.getLogger(__name__)

HEARTBEAT_VARIABLE: Final = "ACD_HEARTBEAT"
HELD_MAX: Final = 10_000
REDIRECT_PENDING: Final = "Redirect failed"
REDIRECT_TRIES: Final = 7
REDIRECT_AGAIN_S: Final = 0.02  # before the second try; then twice as long each time: 1.3 s in all
HANGUP_GRACE_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class NodePorts:
    """Where a node's events go. The batch hooks are called before the first and after the last that came together."""

    post: Post
    on_batch_end: Callable[[], None]
    check_pin: CheckPin
    facts: FactSink
    on_batch_begin: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class NodeTimes:
    """Seconds."""

    heartbeat_s: float = 2.0
    audit_s: float = 30.0
    retry_s: float = 1.0  # after an audit that failed


@dataclass(frozen=True, slots=True)
class NodeStatus:
    """How a node is, for ``/readyz`` and metrics."""

    state: LinkState
    audited: bool  # its calls are known
    problem: str
    last_ping_ms: float | None
    reconnects: int
    counters: dict[str, int]


class AsteriskNode:
    def __init__(self, name: str, settings: LinkSettings, ports: NodePorts, times: NodeTimes) -> None:
        self.name = name
        self.link = AmiLink(
            settings,
            on_ready=self._ready,
            on_lost=self._lost,
            on_batch_begin=ports.on_batch_begin,
            on_batch_end=ports.on_batch_end,
        )
        self.auditor = Auditor(name, self.link, time.monotonic)
        self.decoder = Decoder(name, ports.check_pin, self._failed_alone)
        self.hearing = Hearing()
        self._lamps = Lamps(self.link.send)
        self.counts: Counter[str] = Counter()
        self._user = settings.user
        self._ports = ports
        self._times = times
        self._startup = ""
        self._connected = False  # NodeConnected was posted
        self._audited = False
        self._ready_at_s = 0.0
        self._moving: dict[str, CallCommand] = {}  # the last command of each channel that waits for its reply
        self._held: deque[Event] = deque()  # events that came before NodeConnected
        self._care: asyncio.Task[None] | None = None
        self._heartbeat: asyncio.TimerHandle | None = None
        for event, decode in self.decoder.table.items():
            self.link.on(event, self._handler(decode))
        self.link.on("Cdr", self._cdr)

    # --- events

    def _handler(self, decode: Callable[[Message], Events]) -> Callable[[Message], None]:
        def handle(message: Message) -> None:
            self.auditor.heard(message)
            for event in decode(message):
                self.hearing.heard(event)
                self._post(event)

        return handle

    def _post(self, event: Event) -> None:
        if self._connected:
            self._ports.post(event)
            return
        if len(self._held) >= HELD_MAX:  # the audit that follows makes up for it
            self._held.popleft()
            self.counts["held_overflow"] += 1
        self._held.append(event)

    def _failed_alone(self, uniqueid: str) -> None:
        """Asterisk failed to dial, and has not told why."""
        asyncio.get_running_loop().call_later(HANGUP_GRACE_S, self._failed_overdue, uniqueid)

    def _failed_overdue(self, uniqueid: str) -> None:
        for event in self.decoder.failed_attempts.overdue(uniqueid):
            self._post(event)
            self._ports.on_batch_end()

    def _cdr(self, message: Message) -> None:
        fact = decode_cdr(self.name, message)
        if fact is None:
            self.counts["cdr_dropped"] += 1
        else:
            self._ports.facts.append([fact])

    # --- commands

    def send(self, command: SwitchCommand) -> None:
        """Write the actions of a command. That it failed matters only for an offer: the caller waits for another."""
        if isinstance(command, SetLamp):
            self._lamps.set(command)
            return
        if not isinstance(command, MarkCaller):
            self._moving[command.channel] = command
        self.auditor.commanded(command)
        self._write(command, REDIRECT_TRIES)

    def _write(self, command: CallCommand, tries: int) -> None:
        try:
            actions = encode(command)
            tells = telling(actions)
            for action in actions:
                if action is tells:
                    self.link.send(action, lambda reply: self._ended(command, reply, tries - 1))
                else:
                    self.link.send(action)
        except CallerError as error:
            log.error("command %s for Asterisk %s cannot be sent: %s", type(command).__name__, self.name, error)
            self._ended(command, Reply(Outcome.NOT_SENT), 0)

    def _ended(self, command: CallCommand, reply: Reply, tries: int) -> None:
        """The action ended. After a lost link nobody knows whether it was carried out: the next audit tells.

        A ``Redirect`` is refused while an earlier one of the same channel has yet to take effect (tried on 22.10: a
        millisecond, on a busy machine more). It is worth another try, unless the channel has got another command since.
        """
        current = self._moving.get(command.channel) is command
        if current and tries > 0 and reply.outcome is Outcome.ERROR and reply.text.startswith(REDIRECT_PENDING):
            self.counts["redirects_repeated"] += 1
            wait_s = REDIRECT_AGAIN_S * 2 ** (REDIRECT_TRIES - 1 - tries)
            asyncio.get_running_loop().call_later(wait_s, self._again, command, tries)
            return
        if current:
            del self._moving[command.channel]
        if reply.success or reply.outcome is Outcome.LINK_LOST:
            return
        self.counts[f"failed_{type(command).__name__}"] += 1
        if isinstance(command, ConnectCaller):
            self._ports.post(OfferReturned(command.node, command.uniqueid, command.offer, OfferResult.FAILED))
        elif isinstance(command, RingAgent) and reply.outcome is not Outcome.TIMED_OUT:
            self._ports.post(PlacingFailed(command.node, command.uniqueid, OfferResult.FAILED))
        elif isinstance(command, DialLead) and reply.outcome is not Outcome.TIMED_OUT:
            self._ports.post(AttemptFailed(command.node, command.uniqueid, "", 0, 0))

    def _again(self, command: CallCommand, tries: int) -> None:
        if self._moving.get(command.channel) is command:
            self._write(command, tries)

    # --- life

    async def close(self) -> None:
        self.link.close()
        self._stop_upkeep()
        if self._care is not None:
            with suppress(asyncio.CancelledError):
                await self._care

    def _ready(self) -> None:
        """The link is ready, or Asterisk has only now finished loading."""
        self._stop_upkeep()
        self._ready_at_s = self._ready_at_s if self._connected else time.monotonic()
        self._care = asyncio.create_task(self._take_care(), name=f"upkeep of Asterisk {self.name}")

    def _lost(self, reason: str) -> None:
        self._stop_upkeep()
        self._held.clear()
        self._moving.clear()
        self._lamps.lost()
        self._audited = False
        self.hearing.lost()
        self.decoder.failed_attempts.lost()
        if self._connected:
            self._connected = False
            log.warning("Asterisk %s is lost: %s", self.name, reason)
            self._ports.post(NodeLost(self.name))
            self._ports.on_batch_end()

    def _stop_upkeep(self) -> None:
        if self._care is not None:
            self._care.cancel()
        if self._heartbeat is not None:
            self._heartbeat.cancel()
            self._heartbeat = None

    async def _take_care(self) -> None:
        """As long as the link holds. It ends early only by giving the link up."""
        try:
            if not self._connected:
                await self._bring_up()
            self._beat()
            while True:
                audited = await self._audit()
                await asyncio.sleep(self._times.audit_s if audited else self._times.retry_s)
        except SwitchError as error:
            self.link.reconnect(str(error))
        except Exception as error:  # a fault of ours must not leave the node without upkeep in silence
            self.counts["upkeep_failed"] += 1
            log.error("the upkeep of Asterisk %s failed: %s", self.name, describe(error))
            self.link.reconnect(f"upkeep failed ({type(error).__name__})")

    async def _bring_up(self) -> None:
        lacking = await find_lacking(self.link, self._user)
        if lacking:
            self.link.refuse(f"Asterisk {self.name}: {lacking}")
            await asyncio.sleep(0)  # the loss of the link has cancelled this task
        startup = await self.auditor.startup()
        restarted = self._startup not in ("", startup)
        self._startup = startup
        self._connected = True
        self._ports.post(NodeConnected(self.name, restarted))
        while self._held:
            self._ports.post(self._held.popleft())
        self._ports.on_batch_end()

    async def _audit(self) -> bool:
        try:
            audit = await self.auditor.audit()
        except SwitchError as error:
            self.counts["audits_failed"] += 1
            log.warning("Asterisk %s could not be audited: %s", self.name, error)
            return False
        self.hearing.audited(audit, round((time.monotonic() - self._ready_at_s) * 1000))
        self._audited = True
        self.counts["audits"] += 1
        self._ports.post(audit)
        self._ports.on_batch_end()
        return True

    def _beat(self) -> None:
        """The dialplan compares it with Asterisk's EPOCH: the wall clock as it is, not the engine's time."""
        epoch = str(int(time.time()))  # noqa: TID251
        self.link.send(set_variable(HEARTBEAT_VARIABLE, epoch))
        self._heartbeat = asyncio.get_running_loop().call_later(self._times.heartbeat_s, self._beat)

    # --- for people

    def status(self) -> NodeStatus:
        link = self.link.counters
        counters = {
            "events": link.handled,
            "unwanted_events": link.unwanted,
            "malformed_messages": link.malformed,
            "oversize_messages": link.oversize,
            "handler_errors": link.handler_errors.total(),
            "action_timeouts": link.timeouts,
            "late_replies": link.late_replies,
            "unsent_actions": link.unsent,
            "dropped_events": self.decoder.dropped.total(),
            "failed_lamps": self._lamps.failed,
            "dropped_rows": self.auditor.dropped_rows,
            **self.counts,
        }
        problem = self.link.problem or self.hearing.problem
        return NodeStatus(
            self.link.state, self._audited, problem, self.link.last_ping_ms, self.link.reconnects, counters
        )

    def health(self) -> PartHealth:
        status = self.status()
        if status.state is not LinkState.READY:
            return PartHealth(False, status.problem or status.state.value)
        if not status.audited:
            return PartHealth(False, "connected; its calls are being listed")
        return PartHealth(True, status.problem or f"connected, answers in {status.last_ping_ms or 0:.0f} ms")
