"""What a call costs in the daemon's own deciding: the engine, the journal line with its digest, the write of it.

A centre in virtual time makes the events first: callers come by chance (fixed seed), phones ring, agents answer, talk
and wrap up, so that there are about ten events a call, as many callers wait as ``--waiting`` says, and each agent
serves two of the queues. The same events then go through fresh engines; processor time counts, the best of three.

    python -m benchmarks.engine [--json] [--calls 5000] [--agents 200] [--waiting 50] [--profile]
"""

import argparse
import cProfile
import heapq
import json
import pstats
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from acd.commands import Command, ConnectCaller
from acd.engine.engine import Engine
from acd.events import (
    NOBODY,
    AgentLoginRequested,
    CallArrived,
    CentreConfigured,
    ChannelHungUp,
    Event,
    HangupRequested,
    NodeAudited,
    NodeConnected,
    OfferAnswered,
    OfferRang,
    PhoneStateChanged,
    Tick,
)
from acd.model.centre import Agent, Centre, Number, Phone, Project, Queue
from acd.model.states import PhoneState
from acd.runtime import codec
from acd.runtime.journal import Journal

NODE = "main"
START_MS = 1_767_268_800_000
QUEUES = ("sales", "support", "billing", "repairs")
RINGS_MS, TALKS_MS, WRAP_UP_MS = 2_000, 30_000, 5_000
ROUNDS = 3
Log = list[tuple[int, Event]]


def centre(agents: int) -> Centre:
    names = [f"{number}" for number in range(1_000, 1_000 + agents)]
    return Centre(
        projects={"shop": Project("shop", "Shop")},
        queues={name: Queue(name, name, "shop", wrap_up_ms=WRAP_UP_MS) for name in QUEUES},
        agents={
            name: Agent(name, name, (QUEUES[n % len(QUEUES)], QUEUES[(n + 1) % len(QUEUES)]), f"p{name}")
            for n, name in enumerate(names)
        },
        phones={f"p{name}": Phone(f"p{name}") for name in names},
        numbers={str(n): Number(str(n), name) for n, name in enumerate(QUEUES)},
    )


class Traffic:
    """Makes the events of ``calls`` calls. Callers hang up after the conversation; nobody else does."""

    def __init__(self, calls: int, agents: int, waiting: int) -> None:
        self.log: Log = []
        self._engine = Engine()
        self._chance = random.Random(1)
        self._agenda: list[tuple[int, int, list[Event]]] = []
        self._order = 0
        self._now_ms = START_MS
        self._open(centre(agents))
        apart_ms = (RINGS_MS + TALKS_MS + WRAP_UP_MS) / agents
        at_ms = float(START_MS)
        for number in range(calls):
            if number >= waiting:
                at_ms += self._chance.expovariate(1 / apart_ms)
            uniqueid = f"1767268800.{number}"
            self._later(int(at_ms), [self._arrival(uniqueid, str(number % len(QUEUES)))])
        self._run()

    def _open(self, configured: Centre) -> None:
        self._tell(CentreConfigured(configured))
        self._tell(NodeConnected(NODE, restarted=True))
        self._tell(NodeAudited(NODE, (), tuple((phone, PhoneState.IDLE) for phone in configured.phones)))
        for agent in configured.agents:
            self._tell(AgentLoginRequested(agent, None, pin_ok=True, ready=True, origin=NOBODY))

    def _arrival(self, uniqueid: str, dialled: str) -> Event:
        return CallArrived(NODE, f"PJSIP/trunk-{uniqueid}", uniqueid, "79161234567", "Ivanova Maria", dialled)

    def _later(self, at_ms: int, happening: list[Event]) -> None:
        self._order += 1
        heapq.heappush(self._agenda, (at_ms, self._order, happening))

    def _run(self) -> None:
        while self._agenda:
            due_ms = self._engine.next_wakeup_ms()
            if due_ms is not None and due_ms <= self._agenda[0][0]:
                self._now_ms = max(self._now_ms, due_ms)
                self._tell(Tick())
                continue
            self._now_ms, _, happening = heapq.heappop(self._agenda)
            for event in happening:
                self._tell(event)

    def _tell(self, event: Event) -> None:
        self.log.append((self._now_ms, event))
        for command in self._engine.handle(event, self._now_ms):
            if isinstance(command, ConnectCaller):
                self._serve(command)

    def _serve(self, command: ConnectCaller) -> None:
        """The phone rings at once, is answered, and after a while the caller hangs up."""
        phone, caller = command.phone, command.uniqueid
        leg, answered_ms = f"{command.offer}.1", self._now_ms + RINGS_MS
        ended_ms = answered_ms + int(self._chance.uniform(0.8, 1.2) * TALKS_MS)
        self._later(self._now_ms + 5, [OfferRang(phone), PhoneStateChanged(phone, PhoneState.RINGING)])
        answer = OfferAnswered(NODE, caller, f"PJSIP/{phone}-{leg}", leg)
        self._later(answered_ms, [answer, PhoneStateChanged(phone, PhoneState.IN_USE)])
        end = HangupRequested(NODE, caller), ChannelHungUp(NODE, leg, 16), ChannelHungUp(NODE, caller, 16)
        self._later(ended_ms, [*end, PhoneStateChanged(phone, PhoneState.IDLE)])


def through_engine(log: Log) -> None:
    engine = Engine()
    for now_ms, event in log:
        engine.handle(event, now_ms)


def through_engine_and_codec(log: Log) -> None:
    engine = Engine()
    for number, (now_ms, event) in enumerate(log, start=1):
        codec.encode_line(number, now_ms, event, engine.handle(event, now_ms))


def through_engine_and_journal(log: Log) -> None:
    """As the loop does it at its slowest: every event is written by itself."""
    engine = Engine()
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder), lambda: engine.state)
        for now_ms, event in log:
            commands: list[Command] = engine.handle(event, now_ms)
            journal.append(now_ms, event, commands)
            journal.flush()
        journal.close()


WAYS: dict[str, Callable[[Log], None]] = {
    "engine": through_engine,
    "engine_and_codec": through_engine_and_codec,
    "engine_and_journal": through_engine_and_journal,
}


def best_s(way: Callable[[Log], None], log: Log) -> float:
    taken: list[float] = []
    for _ in range(ROUNDS):
        began = time.process_time()
        way(log)
        taken.append(time.process_time() - began)
    return min(taken)


def measure(calls: int, agents: int, waiting: int) -> dict[str, Any]:
    log = Traffic(calls, agents, waiting).log
    result: dict[str, Any] = {
        "calls": calls,
        "events": len(log),
        "events_per_call": round(len(log) / calls, 2),
        "agents": agents,
        "waiting": waiting,
    }
    for name, way in WAYS.items():
        seconds = best_s(way, log)
        result[name] = {"events_per_s": round(len(log) / seconds), "us_per_call": round(seconds / calls * 1e6, 1)}
    return result


def profile(calls: int, agents: int, waiting: int) -> None:
    log = Traffic(calls, agents, waiting).log
    profiler = cProfile.Profile()
    profiler.runcall(through_engine_and_codec, log)
    pstats.Stats(profiler, stream=sys.stderr).sort_stats("tottime").print_stats(25)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=5_000, help="how many calls (default 5000)")
    parser.add_argument("--agents", type=int, default=200, help="how many agents (default 200)")
    parser.add_argument("--waiting", type=int, default=50, help="how many callers wait from the start (default 50)")
    parser.add_argument("--profile", action="store_true", help="where the time goes, on standard error")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    if options.profile:
        profile(options.calls, options.agents, options.waiting)
        return
    result = measure(options.calls, options.agents, options.waiting)
    if options.json:
        print(json.dumps(result))
        return
    print(f"{result['calls']} calls, {result['events_per_call']} events each, {result['agents']} agents")
    for name in WAYS:
        print(f"{name:20}{result[name]['events_per_s']:>10,} events/s{result[name]['us_per_call']:>10} us a call")


if __name__ == "__main__":
    main()
