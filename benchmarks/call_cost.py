"""CPU of one call through plain Dial, app_queue and acd, at the same rate of arrivals, on one Asterisk, in one run.

    python -m benchmarks.call_cost [--json] [--rate 60] [--rounds 4] [--seconds 10] [--ways dial,app_queue,acd]

CPU is the user and system time of the Asterisk process, and for acd of the daemon's process too, over a steady window,
divided by the calls completed in it. The ways take turns over several rounds, since a machine has other things to do:
of the figures, and of the ratios within each round, the medians count. Dial and app_queue run without any manager
connection.
"""

import argparse
import asyncio
import json
import statistics
import sys
from typing import Any

from benchmarks.rig.bench import Bench, Way, bench, say
from benchmarks.rig.figures import Busy, cpu_s, machine, percentile, spread

WARM_S = 3.0
TALK_S = 1.0
RING_S = 0.05
SPARE = 1.4  # agents per caller that talks, so that somebody is always free


async def measure(rig: Bench, way: Way, rate: float, seconds: float) -> dict[str, Any]:
    """One round of one way."""
    async with rig.serving(way) as daemon, rig.floor.arrive(lambda: rig.dialled(way), rate) as ledger:
        await asyncio.sleep(WARM_S)
        ledger.forget_samples()
        completed, busy = ledger.completed, Busy.now()
        asterisk_s, daemon_s = cpu_s(rig.switch.pid), cpu_s(daemon.pid) if daemon else 0.0
        await asyncio.sleep(seconds)
        asterisk_s = cpu_s(rig.switch.pid) - asterisk_s
        daemon_s = (cpu_s(daemon.pid) if daemon else 0.0) - daemon_s
        calls = ledger.completed - completed
        machine_busy = Busy.now().since(busy)
        late_ms = percentile(ledger.lag_ms, 0.99)
        ring = spread(ledger.placed_to_ring_ms)
    rig.check(way, ledger)
    if not calls:
        raise SystemExit(f"{way}: no call was completed; {rig.faults}")
    return {
        "calls": calls,
        "calls_per_s": round(calls / seconds, 1),
        "asterisk_ms": 1000 * asterisk_s / calls,
        "daemon_ms": 1000 * daemon_s / calls,
        "total_ms": 1000 * (asterisk_s + daemon_s) / calls,
        "placed_to_ring": ring,
        "machine_busy": machine_busy,
        "rig_late_p99_ms": round(late_ms, 2),
    }


async def run(ways: list[Way], rate: float, rounds: int, seconds: float) -> dict[str, Any]:
    """Rounds of all ways, by turns in both directions."""
    taken: dict[Way, list[dict[str, Any]]] = {way: [] for way in ways}
    async with bench(int(rate * TALK_S * SPARE), TALK_S, RING_S) as rig:
        for number in range(rounds):
            for way in ways if number % 2 == 0 else reversed(ways):
                figures = await measure(rig, way, rate, seconds)
                taken[way].append(figures)
                say(f"round {number + 1} of {rounds}, {way}: {figures['total_ms']:.2f} ms a call")
        result: dict[str, Any] = machine() | {
            "asterisk": rig.switch.version,
            "agents": len(rig.switch.centre.agents),
            "faults": rig.faults,
        }
    for way in ways:
        result[way.value] = _medians(taken[way])
    for other in (Way.DIAL, Way.APP_QUEUE):
        if Way.ACD in ways and other in ways:
            result[f"ratio_to_{other}"] = _ratio(taken[Way.ACD], taken[other])
    return result


def _ratio(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> float:
    ratios: list[float] = [a["total_ms"] / b["total_ms"] for a, b in zip(ours, theirs, strict=True)]
    return round(statistics.median(ratios), 2)


def _medians(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    names = ("total_ms", "asterisk_ms", "daemon_ms", "calls_per_s", "machine_busy", "rig_late_p99_ms")
    medians = {name: round(statistics.median(figures[name] for figures in rounds), 2) for name in names}
    return medians | {
        "calls": sum(figures["calls"] for figures in rounds),
        "rounds_total_ms": [round(figures["total_ms"], 2) for figures in rounds],
        "placed_to_ring": rounds[-1]["placed_to_ring"],
    }


def show(result: dict[str, Any]) -> None:
    for way in Way:
        if way in result:
            figures = result[way]
            parts = f"Asterisk {figures['asterisk_ms']:.2f} + daemon {figures['daemon_ms']:.2f}"
            print(f"{way:10}{figures['total_ms']:6.2f} ms a call = {parts}, {figures['calls']} calls")
    for name in ("ratio_to_dial", "ratio_to_app_queue"):
        if name in result:
            print(f"{name:20}{result[name]}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--rate", type=float, default=60.0, help="calls a second (default 60)")
    parser.add_argument("--rounds", type=int, default=4, help="of each way (default 4)")
    parser.add_argument("--seconds", type=float, default=10.0, help="of measuring in each round (default 10)")
    parser.add_argument("--ways", default="dial,app_queue,acd", help="what to measure (default dial,app_queue,acd)")
    given = parser.parse_args()
    ways = [Way(way) for way in given.ways.split(",")]
    result = asyncio.run(run(ways, given.rate, given.rounds, given.seconds))
    if given.json:
        print(json.dumps(result))
    else:
        show(result)
    for fault in result["faults"]:
        say("FAULT", fault)
    return 1 if result["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
