"""Any number of Asterisk nodes behind the ``Switch`` port.

Each node has a link, a heartbeat (so that its dialplan knows the daemon lives) and audits. An event is decoded and
posted in the call that received its bytes; nothing here waits on the way of a call.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from acd.adapters.asterisk import decode
from acd.adapters.asterisk.actions import Reply
from acd.adapters.asterisk.decode import CheckPin
from acd.adapters.asterisk.encode import encode, set_variable
from acd.adapters.asterisk.framing import Message
from acd.adapters.asterisk.link import AmiLink, LinkSettings, LinkState
from acd.adapters.asterisk.resync import Auditor
from acd.commands import ConnectCaller, SwitchCommand
from acd.errors import SwitchError
from acd.events import Event, NodeConnected, NodeLost, OfferReturned
from acd.model.health import PartHealth
from acd.model.states import OfferResult
from acd.runtime.ports import FactSink, Post

log = logging.getLogger(__name__)

HEARTBEAT_S = 2.0
AUDIT_S = 30.0
RETRY_S = 1.0


class AsteriskNode:
    """One node: its link, what its events become, its heartbeat and audits."""

    def __init__(
        self,
        name: str,
        settings: LinkSettings,
        post: Post,
        on_batch_end: Callable[[], None],
        check_pin: CheckPin,
        facts: FactSink,
    ) -> None:
        self.name = name
        self._post = post
        self._flush = on_batch_end
        self._check_pin = check_pin
        self._facts = facts
        self._connected = False
        self._startup = ""
        self._care: asyncio.Task[None] | None = None
        self.link = AmiLink(settings, on_ready=self._ready, on_lost=self._lost, on_batch_end=on_batch_end)
        self.auditor = Auditor(name, self.link)
        self._register()

    def _register(self) -> None:
        on = self.link.on
        on("UserEvent", lambda message: self._one(message, decode.user_event(self.name, message, self._check_pin)))
        on("DialEnd", lambda message: self._one(message, decode.dial_end(self.name, message)))
        on("Hangup", lambda message: self._one(message, decode.hangup(self.name, message)))
        on("HangupRequest", lambda message: self._one(message, decode.hangup_request(self.name, message)))
        on("ContactStatus", lambda message: self._one(message, decode.contact_status(message)))
        on("DeviceStateChange", self._device_state)
        on("Cdr", self._cdr)

    def _one(self, message: Message, event: Event | None) -> None:
        self.auditor.heard(message.get("Uniqueid"))
        if event is not None and not message.repeated:
            self._post(event)

    def _device_state(self, message: Message) -> None:
        for event in decode.device_state_change(message):
            self._post(event)

    def _cdr(self, message: Message) -> None:
        fact = decode.cdr(self.name, message)
        if fact is not None:
            self._facts.append([fact])

    # --- commands

    def send(self, command: SwitchCommand) -> None:
        """Write the action. That it failed matters only for an offer: the caller then waits for another agent."""
        if isinstance(command, ConnectCaller):
            self.link.send(encode(command), lambda reply: self._connect_ended(command, reply))
        else:
            self.link.send(encode(command))

    def _connect_ended(self, command: ConnectCaller, reply: Reply) -> None:
        if not reply.success:
            self._post(OfferReturned(command.node, command.uniqueid, command.offer, OfferResult.FAILED))

    # --- life

    def start(self) -> None:
        self.link.start()

    async def close(self) -> None:
        self.link.close()
        if self._care is not None:
            self._care.cancel()
            with suppress(asyncio.CancelledError):
                await self._care

    def _ready(self) -> None:
        if self._care is not None:
            self._care.cancel()
        self._care = asyncio.create_task(self._take_care(), name=f"node {self.name}")

    def _lost(self, reason: str) -> None:
        if self._care is not None:
            self._care.cancel()
            self._care = None
        if self._connected:
            self._connected = False
            log.warning("the link to Asterisk %s is lost: %s", self.name, reason)
            self._post(NodeLost(self.name))
            self._flush()

    async def _take_care(self) -> None:
        """As long as the link holds: a heartbeat every 2 s, an audit at once and then every 30 s."""
        next_audit = 0.0
        while True:
            self._beat()
            now = time.monotonic()
            if now >= next_audit:
                next_audit = now + (AUDIT_S if await self._audited() else RETRY_S)
            await asyncio.sleep(min(HEARTBEAT_S, max(next_audit - time.monotonic(), 0.01)))

    def _beat(self) -> None:
        self.link.send(set_variable("ACD_HEARTBEAT", str(int(time.time()))))  # noqa: TID251 - Asterisk's EPOCH

    async def _audited(self) -> bool:
        try:
            startup = await self.auditor.startup()
            if not self._connected:
                restarted = bool(self._startup) and startup != self._startup
                self._connected = True
                self._post(NodeConnected(self.name, restarted))
            self._startup = startup
            self._post(await self.auditor.audit())
            self._flush()
        except SwitchError as error:
            log.warning("Asterisk %s was not audited: %s", self.name, error)
            return False
        return True

    def health(self) -> PartHealth:
        if self.link.state is LinkState.READY:
            return PartHealth(True, f"connected, answers in {self.link.last_ping_ms or 0:.0f} ms")
        return PartHealth(False, self.link.problem or self.link.state.value)


class AsteriskNodes:
    """All nodes; implements ``acd.runtime.ports.Switch``."""

    def __init__(
        self,
        nodes: Mapping[str, LinkSettings],
        *,
        post: Post,
        on_batch_end: Callable[[], None],
        check_pin: CheckPin,
        facts: FactSink,
    ) -> None:
        self.nodes = {
            name: AsteriskNode(name, settings, post, on_batch_end, check_pin, facts) for name, settings in nodes.items()
        }

    async def start(self) -> None:
        """Begin to connect to every node, and go on until ``close``."""
        for node in self.nodes.values():
            node.start()

    async def ready(self, deadline_s: float) -> None:
        """Wait until every node's link is ready. Raises SwitchError or SwitchLoginError."""
        for node in self.nodes.values():
            await node.link.ready(deadline_s)

    async def close(self) -> None:
        for node in self.nodes.values():
            await node.close()

    def send(self, command: SwitchCommand) -> None:
        self.nodes[command.node].send(command)

    def health(self) -> dict[str, PartHealth]:
        return {name: node.health() for name, node in self.nodes.items()}
