"""A whole centre under load: callers come through a menu into 20 queues, agents of mixed skills serve them.

    python -m benchmarks.menu_load [--json] [--seconds 30] [--agents 200] [--rate 60]

Every call is answered by the menu, presses a key, waits in the queue of that key, and talks to an agent who serves the
queue and has the skill. Counted: calls that were placed and not completed (there must be none). Measured at the phone:
from its own BYE, or its 200 to the other side's, to its next INVITE, while a caller waits whom this agent can serve.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from acd.model.centre import Agent, Centre, Menu, Number, Phone, Project, Queue, Trunk
from acd.model.menus import Choice
from acd.model.skills import read_requirement
from benchmarks.rig.bench import say
from benchmarks.rig.daemon import running_daemon
from benchmarks.rig.figures import Busy, cpu_s, machine, percentile, spread
from benchmarks.rig.floor import TRUNK_HOST, Floor, Ledger
from benchmarks.rig.switch import Switch

QUEUES, SKILLS, SERVED = 20, 10, 5
KEYS = "0123456789"
WARM_S, RING_S = 8.0, 0.05
SHARE_BUSY = 1.02  # more calls than the agents can take: so that callers wait, more of them with time


def load_centre(agents: int) -> Centre:
    """Numbers 710 and 711 with a menu of ten keys each; each key is a queue that wants one skill."""
    chance = random.Random(3)
    queues = [f"q{n:02}" for n in range(QUEUES)]
    staff: dict[str, Agent] = {}
    for number in range(1, agents + 1):
        first = number % QUEUES
        served = tuple(queues[(first + step * 4 + (step > 2)) % QUEUES] for step in range(SERVED))
        skills = {f"s{int(queue[1:]) % SKILLS}": chance.randint(2, 10) for queue in dict.fromkeys(served)}
        id_ = str(1000 + number)
        staff[id_] = Agent(id_, f"Agent {number}", tuple(dict.fromkeys(served)), str(2000 + number), skills)
    menus = {
        f"m{half}": Menu(
            f"m{half}",
            {"en": ("vm-enter-num-to-call",)},
            {key: Choice(to_queue=queues[half * 10 + place]) for place, key in enumerate(KEYS)},
            Choice(to_queue=queues[half * 10]),
        )
        for half in range(2)
    }
    return Centre(
        projects={"bench": Project("bench", "Bench")},
        queues={
            queue: Queue(queue, queue, "bench", refusals_max=0, requires=f"s{place % SKILLS} >= {3 + place % 4}")
            for place, queue in enumerate(queues)
        },
        agents=staff,
        phones={str(2000 + number): Phone(str(2000 + number)) for number in range(1, agents + 1)},
        menus=menus,
        numbers={f"71{half}": Number(f"71{half}", menu=f"m{half}") for half in range(2)},
        trunks={"bench": Trunk("bench", "main", (TRUNK_HOST,))},
    )


def can_serve(centre: Centre) -> dict[str, frozenset[str]]:
    """By phone: what callers dial (number, comma, key) whom its agent can serve."""
    served: dict[str, frozenset[str]] = {}
    for agent in centre.agents.values():
        able = {queue for queue in agent.queues if read_requirement(centre.queues[queue].requires).met_by(agent.skills)}
        served[agent.phone or ""] = frozenset(
            f"{number.number},{key}"
            for number in centre.numbers.values()
            for key, choice in centre.menus[number.menu or ""].keys.items()
            if choice.to_queue in able
        )
    return served


async def run(agents: int, rate: float, seconds: float) -> dict[str, Any]:
    centre = load_centre(agents)
    serves = can_serve(centre)
    chance = random.Random(4)
    talk_s = agents * SHARE_BUSY / rate - RING_S
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="acd-bench-")))
        switch = Switch(folder / "switch", centre)
        say("starting Asterisk", switch.version)
        switch.start()
        stack.callback(switch.stop)
        secrets = {phone: switch.credentials.phones[phone] for phone in centre.phones}
        floor = Floor(switch.sip, secrets, talk_s, RING_S, lambda phone, dialled: dialled in serves[phone])
        await stack.enter_async_context(floor.opened())
        daemon = await stack.enter_async_context(running_daemon(switch, centre, folder / "daemon"))
        say(f"{rate:g} calls/s for {WARM_S + seconds:.0f} s, {agents} agents who talk {talk_s:.1f} s")
        async with floor.arrive(lambda: f"71{chance.randrange(2)},{chance.choice(KEYS)}", rate) as ledger:
            await asyncio.sleep(WARM_S)
            ledger.forget_samples()
            completed, busy = ledger.completed, Busy.now()
            cpu = [cpu_s(switch.pid), cpu_s(daemon.pid)]
            await asyncio.sleep(seconds)
            cpu = [cpu_s(switch.pid) - cpu[0], cpu_s(daemon.pid) - cpu[1]]
            figures = _figures(ledger, ledger.completed - completed, seconds)
            figures["machine_busy"] = Busy.now().since(busy)
            figures["cpu_share"] = {"asterisk": round(cpu[0] / seconds, 3), "daemon": round(cpu[1] / seconds, 3)}
        figures |= {"placed": ledger.placed, "completed": ledger.completed, "lost": ledger.placed - ledger.completed}
    return machine() | {"asterisk": switch.version, "agents": agents, "queues": QUEUES, "rate": rate} | figures


def _figures(ledger: Ledger, completed: int, seconds: float) -> dict[str, Any]:
    return spread(ledger.freed_to_ring_ms) | {
        "calls_per_s": round(completed / seconds, 1),
        "placed_to_ring": spread(ledger.placed_to_ring_ms),
        "rig_late_p99_ms": round(percentile(ledger.lag_ms, 0.99), 2),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--seconds", type=float, default=30.0, help="of measuring (default 30)")
    parser.add_argument("--agents", type=int, default=200)
    parser.add_argument("--rate", type=float, default=60.0, help="calls a second (default 60)")
    given = parser.parse_args()
    result = asyncio.run(run(given.agents, given.rate, given.seconds))
    if given.json:
        print(json.dumps(result))
    else:
        print(
            f"{result['calls_per_s']} calls/s; free agent to ring: median {result.get('p50_ms')} ms, "
            f"99 % {result.get('p99_ms')} ms ({result['samples']} samples); {result['lost']} calls lost of "
            f"{result['placed']}; machine {result['machine_busy']:.0%} busy"
        )
    if result["lost"]:
        say("FAULT", f"{result['lost']} calls were placed and not completed")
    return 1 if result["lost"] else 0


if __name__ == "__main__":
    sys.exit(main())
