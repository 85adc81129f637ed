"""From an agent who has become free to the ring of the next caller: acd against app_queue, on one Asterisk, in one run.

    python -m benchmarks.queue_latency [--json] [--seconds 20] [--ways app_queue,acd,acd_announcing]

Measured at the phone: from the moment its own BYE, or its 200 to the other side's BYE, is sent, to the arrival of the
next INVITE at that same phone. Callers are waiting all the time. Two loads: a few agents, and as many as serve 60 calls
a second. app_queue is set up at its best (see rig/centre.py). acd_announcing: a message plays for every caller from
entering to the offer.
"""

import argparse
import asyncio
import json
import sys
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.rig.bench import Bench, Way, bench, say
from benchmarks.rig.figures import Busy, cpu_s, machine, percentile, spread
from benchmarks.rig.floor import Ledger

WARM_S = 4.0
RING_S = 0.05


@dataclass(frozen=True, slots=True)
class Load:
    """``agents`` who talk for ``talk_s`` on average, ``waiting`` callers in the queue all the time."""

    name: str
    agents: int
    waiting: int
    talk_s: float


LOADS = (Load("gentle", agents=10, waiting=5, talk_s=1.0), Load("busy", agents=66, waiting=15, talk_s=1.0))


async def measure(rig: Bench, way: Way, load: Load, seconds: float) -> dict[str, Any]:
    """The figures of one way under one load."""
    say(f"{load.name}, {way}: {load.agents} agents, {WARM_S + seconds:.0f} s")
    async with rig.serving(way) as daemon:
        async with rig.floor.keep_waiting(lambda: rig.dialled(way), load.waiting) as ledger:
            await asyncio.sleep(WARM_S)
            ledger.forget_samples()
            connected, busy = ledger.connected, Busy.now()
            cpu = [cpu_s(rig.switch.pid), cpu_s(daemon.pid) if daemon else 0.0]
            await asyncio.sleep(seconds)
            cpu = [cpu_s(rig.switch.pid) - cpu[0], (cpu_s(daemon.pid) if daemon else 0.0) - cpu[1]]
            figures = _figures(ledger)
            figures["calls_per_s"] = round((ledger.connected - connected) / seconds, 1)
            figures["cpu_share"] = {"asterisk": round(cpu[0] / seconds, 3), "daemon": round(cpu[1] / seconds, 3)}
            figures["machine_busy"] = Busy.now().since(busy)
        rig.check(way, ledger, given_up=ledger.unserved if ledger.unserved <= load.waiting else 0)
    return figures


def _figures(ledger: Ledger) -> dict[str, Any]:
    return spread(ledger.freed_to_ring_ms) | {
        "agent_hung_up": spread(ledger.freed_by_agent_ms),
        "caller_hung_up": spread(ledger.freed_by_caller_ms),
        "rig_late_p99_ms": round(percentile(ledger.lag_ms, 0.99), 2),
    }


async def run(ways: list[Way], seconds: float) -> dict[str, Any]:
    """All loads; each has an Asterisk of its own that serves every way."""
    result: dict[str, Any] = machine()
    faults: list[str] = []
    for load in LOADS:
        async with bench(load.agents, load.talk_s, RING_S) as rig:
            result["asterisk"] = rig.switch.version
            figures: dict[str, Any] = {way.value: await measure(rig, way, load, seconds) for way in ways}
            if {Way.ACD, Way.APP_QUEUE} <= set(ways):
                figures["ratio_p50"] = _ratio(figures)
            result[load.name] = {"load": asdict(load), **figures}
            faults += rig.faults
    # At the top stand the figures under full load.
    for name in (*ways, "ratio_p50"):
        if name in result[LOADS[-1].name]:
            result[name] = result[LOADS[-1].name][name]
    result["faults"] = faults
    return result


def _ratio(figures: dict[str, Any]) -> float | None:
    ours, theirs = figures[Way.ACD].get("p50_ms"), figures[Way.APP_QUEUE].get("p50_ms")
    return round(theirs / ours, 1) if ours and theirs else None


def show(result: dict[str, Any]) -> None:
    for load in LOADS:
        for way in Way:
            figures = result[load.name].get(way)
            if figures and figures["samples"]:
                told = ", ".join(f"{name.removesuffix('_ms')} {figures[name]:.1f} ms" for name in ("p50_ms", "p99_ms"))
                print(f"{load.name:8}{way:10}{told}, {figures['calls_per_s']} calls/s, {figures['samples']} samples")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--seconds", type=float, default=20.0, help="of measuring for each way and load (default 20)")
    parser.add_argument(
        "--ways", default="app_queue,acd,acd_announcing", help="what to measure, with commas (default all of these)"
    )
    given = parser.parse_args()
    result = asyncio.run(run([Way(way) for way in given.ways.split(",")], given.seconds))
    if given.json:
        print(json.dumps(result))
    else:
        show(result)
    for fault in result["faults"]:
        say("FAULT", fault)
    return 1 if result["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
