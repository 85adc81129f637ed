"""From an agent who has become free to the next call that goes out: a campaign on a real Asterisk, phones and people.

    python -m benchmarks.dial_latency [--json] [--seconds 20]

Measured outside the product, from telephone to telephone: from the moment that an agent's own BYE, or the 200 to the
other side's BYE, is sent, to the arrival of the next INVITE at the people's trunk. So Asterisk's time for both is in
it, besides the daemon's for the hang-up, the decision, the journal and the order. The campaign is progressive,
everybody answers, nobody has a wrap-up: each agent who becomes free causes one dial, told apart by their order.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections import deque
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from acd.embedded.layout import free_udp_port
from acd.model.campaigns import CampaignMode
from benchmarks.rig.bench import say
from benchmarks.rig.campaign import PEOPLE_HOST, add_leads, calling_centre, start_campaign
from benchmarks.rig.centre import bench_centre
from benchmarks.rig.daemon import running_daemon
from benchmarks.rig.figures import Busy, machine, spread
from benchmarks.rig.floor import PHONE_HOST
from benchmarks.rig.people import Manner, People
from benchmarks.rig.phones import PhoneEvents, Phones, Ringing
from benchmarks.rig.switch import Switch

WARM_S = 3.0
SOON_NS = 5_000_000_000  # a dial that comes later than this was not caused by that agent


@dataclass(frozen=True, slots=True)
class Load:
    """``agents`` who talk between ``talk_s``; people answer after ``ring_s``."""

    name: str
    agents: int
    talk_s: tuple[float, float]
    ring_s: float = 0.2


LOADS = (Load("gentle", agents=10, talk_s=(2.0, 4.0)), Load("busy", agents=50, talk_s=(2.0, 4.0)))


@dataclass(slots=True)
class Watch:
    """Pairs each agent who became free with the dial that followed."""

    freed_ns: deque[int] = field(default_factory=deque)
    samples_ms: list[float] = field(default_factory=list)
    dialled: int = 0
    connected: int = 0
    numbers: set[str] = field(default_factory=set)

    def freed(self, _ringing: Ringing, at_ns: int, _by_agent: bool) -> None:
        self.freed_ns.append(at_ns)

    def dial(self, number: str, at_ns: int) -> None:
        self.dialled += 1
        self.numbers.add(number)
        while self.freed_ns and at_ns - self.freed_ns[0] > SOON_NS:
            self.freed_ns.popleft()
        if self.freed_ns:
            self.samples_ms.append((at_ns - self.freed_ns.popleft()) / 1e6)


async def measure(load: Load, seconds: float) -> dict[str, Any]:
    say(f"{load.name}: {load.agents} agents, {WARM_S + seconds:.0f} s")
    watch = Watch()
    async with calling(load, watch):
        await asyncio.sleep(WARM_S)
        watch.samples_ms.clear()
        connected, busy = watch.connected, Busy.now()
        await asyncio.sleep(seconds)
        figures: dict[str, Any] = spread(watch.samples_ms)
        figures["calls_per_s"] = round((watch.connected - connected) / seconds, 1)
        figures["machine_busy"] = Busy.now().since(busy)
    if len(watch.numbers) < watch.dialled:
        figures["faults"] = [f"{load.name}: {watch.dialled} dials of {len(watch.numbers)} numbers"]
    return figures


@asynccontextmanager
async def calling(load: Load, watch: Watch) -> AsyncIterator[None]:
    """Asterisk, daemon, phones and people; a campaign that is dialling."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="acd-bench-")))
        people_at = PEOPLE_HOST, free_udp_port(PEOPLE_HOST)
        switch = Switch(
            folder / "switch", calling_centre(bench_centre(load.agents), people_at, CampaignMode.PROGRESSIVE)
        )
        switch.start()
        stack.callback(switch.stop)
        chance = Random(1)
        phones = Phones(
            PHONE_HOST, switch.sip, {phone: switch.credentials.phones[phone] for phone in switch.centre.phones}, 0.0
        )
        people = People(people_at, switch.sip, lambda _number: Manner(load.ring_s), watch.dial)

        def talking(ringing: Ringing) -> None:
            watch.connected += 1
            asyncio.get_running_loop().call_later(chance.uniform(*load.talk_s), phones.hang_up, ringing)

        phones.tell(PhoneEvents(lambda _ringing: None, talking, watch.freed))
        for endpoint in (phones, people):
            await endpoint.open()
            stack.callback(endpoint.close)
        await phones.register()
        await stack.enter_async_context(running_daemon(switch, switch.centre, folder / "daemon"))
        await add_leads(folder / "daemon/acd.db", [f"+7916{number:07}" for number in range(20_000)])
        await asyncio.to_thread(start_campaign, folder / "daemon")
        yield


async def run(seconds: float) -> dict[str, Any]:
    result: dict[str, Any] = machine()
    result["faults"] = []
    for load in LOADS:
        figures = await measure(load, seconds)
        result["faults"] += figures.pop("faults", [])
        result[load.name] = {"load": asdict(load), **figures}
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--seconds", type=float, default=20.0, help="of measuring for each load (default 20)")
    given = parser.parse_args()
    result = asyncio.run(run(given.seconds))
    if given.json:
        print(json.dumps(result))
    else:
        for load in LOADS:
            figures = result[load.name]
            told = ", ".join(
                f"{name.removesuffix('_ms')} {figures.get(name, 0):.1f} ms" for name in ("p50_ms", "p99_ms", "max_ms")
            )
            print(f"{load.name:8}{told}, {figures['calls_per_s']} calls/s, {figures['samples']} samples")
    for fault in result["faults"]:
        say("FAULT", fault)
    return 1 if result["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
