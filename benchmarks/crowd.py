"""Ten thousand callers at once in one queue: what each costs the engine, and the longest pause it makes.

    python -m benchmarks.crowd [--json] [--callers 10000]

The queue tells places and waits and plays messages, has steps of overflow by wait and by expected wait, and remembers
who left. All callers come at one moment; then ten minutes pass, in which one agent takes a caller every three seconds;
then the agent leaves, and so do the callers. One process, no Asterisk.
"""

import argparse
import gc
import json
import sys
import time
import tracemalloc
from typing import Any

from acd.commands import Announce, Command, ConnectCaller, PlayMessage
from acd.engine.engine import Engine
from acd.events import (
    NOBODY,
    AgentLoginRequested,
    AgentLogoutRequested,
    CallArrived,
    CentreConfigured,
    ChannelHungUp,
    Event,
    NodeAudited,
    NodeConnected,
    OfferAnswered,
    PhoneStateChanged,
    Tick,
)
from acd.model.centre import Agent, Announcements, Centre, Message, Number, Overflow, Phone, Project, Queue
from acd.model.states import PhoneState
from benchmarks.rig.figures import machine, percentile

NODE, NOON_MS = "main", 1_767_268_800_000
TALK_MS, MINUTES = 3_000, 10


def crowded_centre() -> Centre:
    queue = Queue(
        "q",
        "Queue",
        "p",
        overflows=(Overflow(expected_wait_ms=86_000_000, message=Message.CLOSED), Overflow(86_400_000)),
        leave_unstaffed_ms=0,
        announce=Announcements(
            position=True, expected_wait=True, every_ms=30_000, messages=("queue-thankyou",), messages_every_ms=30_000
        ),
        regain_place_ms=600_000,
    )
    return Centre(
        projects={"p": Project("p", "Project")},
        queues={"q": queue},
        agents={"101": Agent("101", "Agent", ("q",), "1001")},
        phones={"1001": Phone("1001")},
        numbers={"100": Number("100", "q")},
    )


class Crowd:
    """The engine with a clock of its own; ``spent_us`` has what each event took, by kind."""

    def __init__(self) -> None:
        self.engine = Engine()
        self.now_ms = NOON_MS
        self.spent_us: dict[str, list[float]] = {}
        self.announced = self.told_to_leave = self.connected = 0
        self.busy_until_ms = 0
        self._talks = ""
        for event in (
            CentreConfigured(crowded_centre()),
            NodeConnected(NODE, restarted=False),
            NodeAudited(NODE, (), (("1001", PhoneState.IDLE),)),
            AgentLoginRequested("101", None, pin_ok=True, ready=True, origin=NOBODY),
        ):
            self.tell(event)

    def tell(self, event: Event) -> None:
        began = time.thread_time()
        commands = self.engine.handle(event, self.now_ms)
        self.spent_us.setdefault(type(event).__name__, []).append((time.thread_time() - began) * 1e6)
        for command in commands:
            self._carry_out(command)

    def _carry_out(self, command: Command) -> None:
        self.announced += isinstance(command, Announce)
        self.told_to_leave += isinstance(command, PlayMessage)
        if isinstance(command, ConnectCaller):
            self.connected += 1
            self._talks = command.uniqueid
            self.tell(PhoneStateChanged("1001", PhoneState.IN_USE))
            self.tell(OfferAnswered(NODE, command.uniqueid, f"PJSIP/1001-{command.offer}", f"leg-{command.offer}"))
            self.busy_until_ms = self.now_ms + TALK_MS

    def talk_ends(self) -> None:
        talked, self._talks, self.busy_until_ms = self._talks, "", 0
        self.tell(ChannelHungUp(NODE, talked, 16))
        self.tell(PhoneStateChanged("1001", PhoneState.IDLE))

    def pass_time(self, ms: int) -> None:
        until_ms = self.now_ms + ms
        while True:
            due = [at for at in (self.engine.next_wakeup_ms(), self.busy_until_ms or None) if at is not None]
            if not due or min(due) > until_ms:
                break
            self.now_ms = max(self.now_ms, min(due))
            if self.busy_until_ms and self.busy_until_ms <= self.now_ms:
                self.talk_ends()
            else:
                self.tell(Tick())
        self.now_ms = until_ms


def run(callers: int) -> dict[str, Any]:
    tracemalloc.start()
    weighed = Crowd()
    before = tracemalloc.get_traced_memory()[0]
    _arrive(weighed, callers)
    bytes_each = (tracemalloc.get_traced_memory()[0] - before) / callers
    tracemalloc.stop()
    gc.freeze()  # as the daemon does: a full collection is not what is measured
    gc.disable()
    crowd = Crowd()
    _arrive(crowd, callers)
    crowd.pass_time(MINUTES * 60_000)
    announced = crowd.announced
    began_ms = crowd.now_ms
    crowd.tell(AgentLogoutRequested("101", "", NOBODY))
    crowd.pass_time(callers * 10)
    return machine() | {
        "callers": callers,
        "bytes_each": round(bytes_each),
        "arrival_us": _spread(crowd.spent_us["CallArrived"]),
        "tick_us": _spread(crowd.spent_us["Tick"]),
        "logout_us": round(crowd.spent_us["AgentLogoutRequested"][0]),
        "ticks": len(crowd.spent_us["Tick"]),
        "connected": crowd.connected,
        "announced_per_s": round(announced / (MINUTES * 60), 1),
        "left": crowd.told_to_leave,
        "leaving_s": round((crowd.now_ms - began_ms) / 1000),
    }


def _arrive(crowd: Crowd, callers: int) -> None:
    for number in range(callers):
        channel = f"PJSIP/trunk-{number}"
        crowd.tell(CallArrived(NODE, channel, f"c{number}", f"+7{number:010}", f"Caller {number}", "100"))


def _spread(values: list[float]) -> dict[str, float]:
    return {name: round(percentile(values, share), 1) for name, share in (("p50", 0.5), ("p99", 0.99), ("max", 1.0))}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--callers", type=int, default=10_000, help="who come at once (default 10000)")
    given = parser.parse_args()
    result = run(given.callers)
    if given.json:
        print(json.dumps(result))
    else:
        for name, value in result.items():
            print(f"{name:16}{value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
