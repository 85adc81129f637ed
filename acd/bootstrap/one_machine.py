"""``acd up``: a private Asterisk and the daemon together on this machine, with simulated traffic if wanted."""

import asyncio
import json
import os
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import Any

import structlog

from acd.adapters.asterisk.link import LinkSettings
from acd.adapters.asterisk.provisioning import Options
from acd.adapters.sql.campaign_store import CampaignStore
from acd.bootstrap import demo_campaign
from acd.bootstrap.centre_source import initial_centre
from acd.bootstrap.daemon import Daemon, Setup
from acd.bootstrap.lock import lock
from acd.bootstrap.logs import configure_logs
from acd.bootstrap.ports import remember_ports, remembered_ports
from acd.config.address import join_listen, parse_listen
from acd.config.home import Home
from acd.config.operations import Operations, load_operations
from acd.config.options import UpOptions
from acd.embedded import (
    Ports,
    PrivateAsterisk,
    TerminalProgress,
    cache_folder,
    find_asterisk,
    find_sipp,
    free_ports,
    provide,
)
from acd.embedded.demo import Demo
from acd.errors import AcdError, PlatformError
from acd.events import NOBODY, CallHangupRequested, CampaignStopRequested
from acd.model.campaign_report import CampaignScope
from acd.model.centre import Centre, Number
from acd.model.counts import Scope
from acd.routing.entrance import queue_of
from acd.runtime.clock import SystemClock

log = structlog.get_logger()

NODE = "main"
READY_S = 15.0
ALIVE_S = 0.5  # between looks whether Asterisk is alive
DRAIN_S = 5.0
CDR_GRACE_S = 0.2  # a call's CDR comes a moment after its hang-up
EXIT_OK, EXIT_FAILED = 0, 1
PRIVATE = 0o077  # what the daemon writes is for its owner alone


def up(options: UpOptions) -> int:
    """Run until a signal, ``options.for_s`` or a bug; the exit code. Raises ConfigError, PlatformError."""
    operations = load_operations(options.acd, os.environ)
    configure_logs(operations.log)
    os.umask(PRIVATE)
    home = Home(options.home.absolute())
    home.make()
    with lock(home.folder):  # before anything is touched: another daemon's Asterisk and centre are its own
        centre = initial_centre(home, options.centre)
        return asyncio.run(_OneMachine(options, operations, home, centre).run())


@dataclass
class _OneMachine:
    options: UpOptions
    operations: Operations
    home: Home
    centre: Centre

    def _options(self) -> Options:
        return Options(node=NODE, voicemail=str(self.home.voicemail.resolve()))

    async def run(self) -> int:
        began_ms = SystemClock().now_ms()
        async with AsyncExitStack() as stack:
            asterisk, new = await asyncio.to_thread(self._start_asterisk)
            asterisk_end = AsyncExitStack()  # an Asterisk that had calls before keeps them until the daemon is up
            stack.push_async_callback(asterisk_end.aclose)
            if new:
                asterisk_end.push_async_callback(asyncio.to_thread, asterisk.stop)
            daemon = Daemon(self._setup(asterisk))
            daemon.stop_on_signals()
            stack.push_async_callback(daemon.stop)
            await daemon.start()
            await daemon.nodes.ready(READY_S)
            if not new:
                asterisk_end.push_async_callback(asyncio.to_thread, asterisk.stop)
            care = asyncio.create_task(self._keep_asterisk(asterisk, daemon), name="care of Asterisk")
            stack.callback(care.cancel)
            self._say_ready(asterisk, daemon)
            demo = await asyncio.to_thread(self._start_demo, asterisk) if self.options.demo else None
            if demo is not None:
                outcomes = await self._start_campaign(daemon)
                stack.callback(outcomes.cancel)
            await self._until_the_end(daemon)
            if demo is not None:
                daemon.runtime.post(CampaignStopRequested(demo_campaign.CAMPAIGN, demo_campaign.BY, NOBODY))
                await asyncio.to_thread(demo.stop)
            if daemon.failed:
                stack.pop_all()  # Asterisk and its calls go on; the next daemon adopts them
                return EXIT_FAILED
            await _end_calls(daemon)
            ended_ms = daemon.runtime.now_ms() + 1
            report = (await daemon.store.report(Scope(began_ms, ended_ms))).figures()
            dialled = await CampaignStore(daemon.store).campaign_report(CampaignScope(began_ms, ended_ms))
        self._say_report({**report, "campaigns": dialled.figures()})
        return EXIT_OK

    def _start_asterisk(self) -> tuple[PrivateAsterisk, bool]:
        """The private Asterisk, and whether it is new: has no calls."""
        cache = cache_folder(self.home.folder)
        installation = find_asterisk(cache, TerminalProgress())
        ports = self._ports()
        asterisk = PrivateAsterisk(self.home.folder, installation, ports, cache)
        credentials = provide(self.home.folder, self.centre)
        new = asterisk.start(self.centre, credentials.of_switch(), self._options())
        remember_ports(self.home, ports)
        log.info("asterisk started" if new else "asterisk was running: its calls are adopted")
        return asterisk, new

    async def _keep_asterisk(self, asterisk: PrivateAsterisk, daemon: Daemon) -> None:
        """Start an Asterisk that died again. Its calls are gone; its phones are still registered."""
        while True:
            await asyncio.sleep(ALIVE_S)
            if asterisk.running():
                continue
            log.error("asterisk died and is started again", log=str(asterisk.log_folder))
            centre = daemon.runtime.state.centre
            secrets = provide(self.home.folder, centre).of_switch()
            try:
                await asyncio.to_thread(asterisk.start, centre, secrets, self._options())
            except PlatformError as error:
                log.error("asterisk did not start", reason=str(error))

    def _ports(self) -> Ports:
        """As asked for; 0 is the port of last time where its Asterisk still runs, else any free one."""
        ports = Ports()
        if self.options.sip is not None:
            ports = replace(ports, sip_host=self.options.sip[0], sip=self.options.sip[1])
        if self.options.ami is not None:
            ports = replace(ports, ami_host=self.options.ami[0], ami=self.options.ami[1])
        if ports.sip == 0 or ports.ami == 0:
            free = remembered_ports(self.home) or free_ports()
            ports = replace(ports, sip=ports.sip or free.sip, ami=ports.ami or free.ami)
        return ports

    def _setup(self, asterisk: PrivateAsterisk) -> Setup:
        folder = self.home.folder
        ports = asterisk.ports
        credentials = provide(folder, self.centre)

        def provision(centre: Centre) -> None:
            asterisk.apply(centre, provide(folder, centre).of_switch(), self._options())

        return Setup(
            home=self.home,
            operations=self.operations,
            centre=self.centre,
            nodes={NODE: LinkSettings(ports.ami_host, ports.ami, Options().ami_user, credentials.ami)},
            pins=lambda: provide(folder, Centre()).agents,
            provision=provision,
            http=self.options.http or parse_listen(self.operations.http.listen),
            cdr_files={NODE: asterisk.cdr_file},
        )

    def _start_demo(self, asterisk: PrivateAsterisk) -> Demo:
        folder = self.home.folder
        program = find_sipp(cache_folder(folder), TerminalProgress())
        demo = Demo(asterisk, program, self.centre, provide(folder, self.centre), folder / "demo")
        demo.start()
        return demo

    async def _start_campaign(self, daemon: Daemon) -> asyncio.Task[None]:
        """People are called, where the centre has the demo's campaign; what says how their calls went."""
        if demo_campaign.has_campaign(daemon.runtime.state.centre):
            await self._call_people(daemon)
        return asyncio.create_task(demo_campaign.give_outcomes(daemon.runtime), name="outcomes of the demo")

    async def _call_people(self, daemon: Daemon) -> None:
        url = self.operations.database_url(self.home.folder)
        try:
            await demo_campaign.start(daemon.runtime, url, self.home.folder / "demo")
        except AcdError as error:
            log.warning("the demo's campaign did not start", reason=str(error))

    def _say_ready(self, asterisk: PrivateAsterisk, daemon: Daemon) -> None:
        """One line that begins with ``ready:``, then the phones' accounts; on standard error beside ``--json``."""
        out = sys.stderr if self.options.json else sys.stdout
        ports = asterisk.ports
        credentials = provide(self.home.folder, self.centre)
        lines = [f"ready: api {daemon.server.url}  sip {join_listen(ports.sip_host, ports.sip)}"]
        lines += [f"  phone {phone}  password {credentials.phones[phone]}" for phone in self.centre.phones]
        for agent in self.centre.agents.values():
            queues = ", ".join(agent.queues)
            lines.append(f"  agent {agent.id}  PIN {credentials.agents[agent.id]}  {agent.name} ({queues})")
        for number in self.centre.numbers.values():
            lines.append(f"  number {number.number}  {_leads_to(self.centre, number)}")
        lines.append("  from a phone: *11 logs in, *13 ready, *14 not ready, *12 logs out; a number calls its queue")
        out.write("\n".join(lines) + "\n")
        out.flush()

    async def _until_the_end(self, daemon: Daemon) -> None:
        try:
            async with asyncio.timeout(self.options.for_s):
                await daemon.wanted.wait()
        except TimeoutError:
            log.info("time is over")

    def _say_report(self, report: dict[str, Any]) -> None:
        if self.options.json:
            sys.stdout.write(json.dumps(report, ensure_ascii=False) + "\n")
            return
        calls = report["calls"]
        sys.stdout.write(
            f"calls: {calls['offered']} offered, {calls['answered']} answered, {calls['abandoned']} abandoned; "
            f"{report['answered_with_cdr']} of the answered have their CDR row\n"
        )
        for campaign in report["campaigns"]:
            results = ", ".join(f"{number} {result}" for result, number in campaign["results"].items() if number)
            sys.stdout.write(f"campaign {campaign['campaign']}: {campaign['dialled']} dialled: {results}\n")


def _leads_to(centre: Centre, number: Number) -> str:
    if number.menu is not None:
        return f"menu {number.menu}"
    queue = queue_of(centre, number)
    return centre.queues[queue].name if queue is not None else f"message {number.message}"


async def _end_calls(daemon: Daemon) -> None:
    """Asterisk is about to end, and with it the calls: end them while somebody is there to record it."""
    deadline = time.monotonic() + DRAIN_S
    for call in list(daemon.runtime.state.calls):
        daemon.runtime.post(CallHangupRequested(call, NOBODY))
    while daemon.runtime.state.calls and time.monotonic() < deadline:  # noqa: ASYNC110 - the state has no event
        await asyncio.sleep(0.02)
    await asyncio.sleep(CDR_GRACE_S)
