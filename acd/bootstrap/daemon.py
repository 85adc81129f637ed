"""The daemon: engine, journal, outbox, database, Asterisk nodes and HTTP endpoint put together, started and stopped."""

import asyncio
import gc
import hmac
import signal
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog

from acd.adapters.asterisk.link import LinkSettings
from acd.adapters.asterisk.switch import AsteriskNodes
from acd.adapters.http.access import Gate
from acd.adapters.http.app import Server
from acd.adapters.http.metrics import CountingSink, Metrics
from acd.adapters.http.route import Context
from acd.adapters.sql.campaign_store import CampaignStore
from acd.adapters.sql.outbox import Outbox
from acd.adapters.sql.segment_writer import OutboxLimits
from acd.adapters.sql.store import RecordStore, StoreTimes
from acd.bootstrap.cdr_catch_up import CdrCatchUp
from acd.bootstrap.explanations import Explanations
from acd.bootstrap.lead_desk import LeadDesk
from acd.bootstrap.live_centre import LiveCentre
from acd.bootstrap.outbound import Outbound
from acd.bootstrap.recovery import begin
from acd.config.centre_text import TomlCentre
from acd.config.home import Home
from acd.config.operations import Operations
from acd.engine.deferred.callbacks import pending
from acd.events import CallbacksKept, CentreConfigured, Event, NodeConnected, NodeLost
from acd.model.centre import Centre
from acd.model.health import PartHealth
from acd.runtime.clock import SystemClock
from acd.runtime.journal import Journal
from acd.runtime.kept_callbacks import KeptCallbacks
from acd.runtime.loop import Runtime
from acd.runtime.message_files import MessageFiles

log = structlog.get_logger()

JOURNAL_SYNC_S = 1.0
SETTLED_S = (0.0, 5.0, 60.0)  # after the start, after the migration, after the first requests
SETTLED_NODES_S = 15.0
EXPIRE_MESSAGES_S = 3_600.0
MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Setup:
    """What one daemon is made of.

    ``pins`` by agent id; ``provision`` writes a centre into Asterisk (may block); ``cdr_files`` are Asterisk's own, by
    node, where this machine can read them.
    """

    home: Home
    operations: Operations
    centre: Centre
    nodes: Mapping[str, LinkSettings]
    pins: Callable[[], Mapping[str, str]]
    provision: Callable[[Centre], None]
    http: tuple[str, int]
    cdr_files: Mapping[str, Path] = field(default_factory=dict)


@dataclass
class Daemon:
    """``start`` until ``stop``; ``wanted`` is set when it should end, ``failed`` tells that the engine had a bug."""

    setup: Setup
    wanted: asyncio.Event = field(default_factory=asyncio.Event)
    failed: bool = False
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _loop_lag_s: float = 0.0

    async def start(self) -> None:
        """Everything up; returns when the HTTP endpoint listens, whether or not Asterisk and database are there."""
        setup = self.setup
        setup.home.make()
        metrics = Metrics()
        self.runtime = self._make_runtime(metrics)
        self.store = self._make_store()
        await self.store.start()
        self._stack.push_async_callback(self.store.close)
        self._cdr = CdrCatchUp(self.store, setup.cdr_files)
        self._keep(self._cdr.run(), "cdr catch-up")
        self.nodes = AsteriskNodes(
            setup.nodes,
            post=self._post,
            on_batch_begin=self.runtime.hold,
            on_batch_end=self.runtime.flush,
            check_pin=self._check_pin,
            facts=self.sink,
        )
        self.runtime.use_switch(self.nodes)
        self.outbound = self._make_outbound()
        self.runtime.use_supply(self.outbound.supply)
        for node in setup.nodes:
            self.runtime.post(NodeLost(node))
        self.runtime.post(CentreConfigured(setup.centre))
        if self.runtime.state.centre is not setup.centre:
            log.warning("callers are in queues that centre.toml has no more: the centre of before stays in effect")
        if self._anew:
            self.runtime.post(CallbacksKept(self.kept_callbacks.load()))
        self.kept_callbacks.agree(pending(self.runtime.state))
        self.runtime.use_keeper(self.kept_callbacks)
        self.runtime.flush()
        self._keep(
            Explanations(self.runtime, self.store).keep_centre(self.runtime.state.centre), "centre for the records"
        )
        await self.nodes.start()
        self._stack.push_async_callback(self.nodes.close)
        self._keep(self.outbound.run(), "campaigns")
        await self._listen(metrics)
        self._keep(self._sync_journal(), "journal sync")
        self._keep(self._expire_messages(), "retention of messages")
        self._keep(_spare_the_collector(), "garbage collector")

    def _make_runtime(self, metrics: Metrics) -> Runtime:
        setup, operations = self.setup, self.setup.operations
        limits = OutboxLimits(
            disk_bytes=operations.outbox.disk_mb * MB,
            waiting_facts=operations.outbox.waiting_facts_max,
            sync_interval_s=operations.outbox.sync_interval_s,
        )
        self.outbox = Outbox(setup.home.outbox, limits)
        self._stack.callback(self.outbox.close)
        self.sink = CountingSink(self.outbox, metrics)
        beginning = begin(setup.home.journal)
        self._anew = beginning.anew
        self.messages = MessageFiles(setup.home.voicemail)
        self.kept_callbacks = KeptCallbacks(setup.home.callbacks, self.messages)
        self.outbox.append(beginning.facts)
        self.journal = Journal(
            setup.home.journal,
            state=lambda: beginning.engine.state,
            next_number=beginning.next_number,
            segment_bytes=operations.journal.segment_mb * MB,
            segments_kept=operations.journal.segments_kept,
            last_ms=beginning.not_before_ms,
        )
        self._stack.callback(self.journal.close)
        clock = SystemClock(beginning.not_before_ms)
        runtime = Runtime(beginning.engine, clock, self.journal, self.sink, self._on_bug)
        runtime.last_event_ms = beginning.not_before_ms
        self._stack.callback(runtime.stop)
        return runtime

    def _post(self, event: Event) -> None:
        if isinstance(event, NodeConnected):
            self._cdr.want()
        self.runtime.post(event)

    def _make_store(self) -> RecordStore:
        operations = self.setup.operations
        times = StoreTimes(flush_s=operations.outbox.flush_s, deadline_s=operations.database.deadline_s)
        url = operations.database_url(self.setup.home.folder)
        return RecordStore(url, self.outbox, batch_facts=operations.outbox.batch_facts, times=times)

    def _make_outbound(self) -> Outbound:
        operations = self.setup.operations
        url = operations.database_url(self.setup.home.folder)
        outbound = Outbound.make(url, self.runtime, self.store, self._settled, operations.database.deadline_s)
        self._stack.push_async_callback(outbound.supply.close)
        return outbound

    async def _settled(self) -> None:
        """Asterisk told which calls there are; what stays away for longer is not waited for."""
        await self.nodes.ready(SETTLED_NODES_S)

    async def _listen(self, metrics: Metrics) -> None:
        setup = self.setup
        campaigns, desk = CampaignStore(self.store), LeadDesk(self.outbound.supply.shelf.database, self.runtime)
        backend = LiveCentre(self.runtime, setup.home, setup.provision, self.parts, self.store, campaigns, desk)
        metrics.show(backend)
        metrics.watch("acd_loop_lag_seconds", "How late the event loop was", lambda: self._loop_lag_s)
        metrics.watch("acd_outbox_backlog", "Facts on their way to SQL", lambda: self.outbox.health().backlog_facts)
        metrics.watch("acd_db_up", "1 while the database takes facts", lambda: self.store.health().db_up)
        metrics.watch("acd_events_handled", "Events since start", lambda: self.runtime.events_handled)
        gate = Gate(setup.home.provide_token(), frozenset(setup.operations.http.hosts))
        context = Context(backend, TomlCentre(), gate, metrics.render)
        self.server = await Server.start(context, *setup.http)
        self._stack.push_async_callback(self.server.stop)
        setup.home.write_address(self.server.url)
        self._stack.callback(setup.home.clear_address)

    def parts(self) -> dict[str, PartHealth]:
        """For ``/readyz``: the nodes and the journal are required; records can wait."""
        parts = {f"asterisk {name}": health for name, health in self.nodes.health().items()}
        parts["engine"] = PartHealth(not self.runtime.stopped, "stopped by a bug" if self.runtime.stopped else "")
        parts["journal"] = PartHealth(not self.journal.error, self.journal.error)
        records = self.store.health()
        parts["records"] = PartHealth(records.ok, records.problem, required=False)
        return parts

    def _check_pin(self, agent: str, pin: str) -> bool:
        return hmac.compare_digest(self.setup.pins().get(agent, "").encode() or b"\0", pin.encode())

    def _on_bug(self, _error: BaseException) -> None:
        self.failed = True
        self.wanted.set()

    async def _sync_journal(self) -> None:
        """Against a power cut; on the way it measures how late the loop is."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + JOURNAL_SYNC_S
            await asyncio.sleep(JOURNAL_SYNC_S)
            self._loop_lag_s = loop.time() - due
            await asyncio.to_thread(self.journal.sync)
            self.journal.retry()

    async def _expire_messages(self) -> None:
        while True:
            keep_ms = self.runtime.state.centre.voicemail_keep_ms
            await asyncio.to_thread(self.messages.expire, keep_ms, self.runtime.now_ms())
            await asyncio.sleep(EXPIRE_MESSAGES_S)

    def _keep(self, work: Any, name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._stack.callback(task.cancel)

    def stop_on_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.wanted.set)

    async def stop(self) -> None:
        """In reverse order: no new requests, links closed, facts moved, journal closed. Calls go on in Asterisk."""
        await self._stack.aclose()


async def _spare_the_collector() -> None:
    """A full collection over the 115,000 objects of the libraries stops the loop for 20 to 70 ms (measured).

    They live as long as the daemon; frozen, they are never looked at again.
    """
    passed_s = 0.0
    for moment_s in SETTLED_S:
        await asyncio.sleep(moment_s - passed_s)
        passed_s = moment_s
        gc.freeze()
