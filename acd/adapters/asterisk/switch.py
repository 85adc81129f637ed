"""Any number of Asterisk nodes behind the ``Switch`` port.

An event is decoded and posted in the call that received its bytes; nothing here waits on the way of a call.
"""

import logging
from collections.abc import Callable, Mapping

from acd.adapters.asterisk.decode import CheckPin
from acd.adapters.asterisk.link import LinkSettings
from acd.adapters.asterisk.node import AsteriskNode, NodePorts, NodeStatus, NodeTimes
from acd.commands import ConnectCaller, DialLead, RingAgent, SwitchCommand
from acd.events import AttemptFailed, OfferReturned, PlacingFailed
from acd.model.health import PartHealth
from acd.model.states import OfferResult
from acd.runtime.ports import FactSink, Post

log = logging.getLogger(__name__)


class AsteriskNodes:
    """All nodes; implements ``acd.runtime.ports.Switch``."""

    def __init__(
        self,
        nodes: Mapping[str, LinkSettings],
        *,
        post: Post,
        on_batch_end: Callable[[], None],
        on_batch_begin: Callable[[], None] | None = None,
        check_pin: CheckPin,
        facts: FactSink,
        times: NodeTimes | None = None,
    ) -> None:
        ports = NodePorts(post, on_batch_end, check_pin, facts, on_batch_begin)
        self.nodes = {
            name: AsteriskNode(name, settings, ports, times or NodeTimes()) for name, settings in nodes.items()
        }
        self._post = post

    async def start(self) -> None:
        """Begin to connect to every node, and go on until ``close``."""
        for node in self.nodes.values():
            node.link.start()

    async def ready(self, deadline_s: float) -> None:
        """Wait until every node's link is ready. Raises SwitchError or SwitchLoginError."""
        for node in self.nodes.values():
            await node.link.ready(deadline_s)

    async def close(self) -> None:
        for node in self.nodes.values():
            await node.close()

    def send(self, command: SwitchCommand) -> None:
        """Write the command to its node; what became impossible comes back through ``post``."""
        node = self.nodes.get(command.node)
        if node is not None:
            node.send(command)
            return
        log.error("command %s names the unknown Asterisk %s", type(command).__name__, command.node)
        if isinstance(command, ConnectCaller):
            self._post(OfferReturned(command.node, command.uniqueid, command.offer, OfferResult.FAILED))
        elif isinstance(command, RingAgent):
            self._post(PlacingFailed(command.node, command.uniqueid, OfferResult.FAILED))
        elif isinstance(command, DialLead):
            self._post(AttemptFailed(command.node, command.uniqueid, "", 0, 0))

    def health(self) -> dict[str, PartHealth]:
        return {name: node.health() for name, node in self.nodes.items()}

    def status(self) -> dict[str, NodeStatus]:
        return {name: node.status() for name, node in self.nodes.items()}
