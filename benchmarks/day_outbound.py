"""How long a simulated day of a campaign takes: 100 agents, 8 hours, predictive, the real engine, one process.

The default cell of acd.sim.dialing: a person answers a quarter of the dials, more or less through the day, a machine
30 %.

    python -m benchmarks.day_outbound [--json] [--agents 100] [--hours 8] [--mode predictive] [--seed 1] [--profile]
"""

import argparse
import cProfile
import json
import pstats
import sys
import time
from typing import Any

from acd.model.campaigns import AnsweringMachines, CallerId, Campaign, CampaignList, CampaignMode
from acd.model.centre import Agent, Centre, Project, Queue
from acd.model.numbers import Trunk
from acd.sim.measure import Measure
from acd.sim.outbound.arms import ARMS, in_mode
from acd.sim.scenario import MONDAY_MS, MS_PER_HOUR, Dialled, Scenario, Staff
from acd.sim.shifts import with_phones
from acd.sim.world import World
from benchmarks.rig.figures import machine

FIGURES = ("occupancy", "connects_per_agent_hour", "abandonment", "worst_24h", "dials_per_connect", "dials", "connects")


def day(agents: int, hours: float, seed: int) -> Scenario:
    people = {str(1_000 + n): Agent(str(1_000 + n), str(n), ("sales",)) for n in range(agents)}
    campaign = Campaign(
        "spring",
        "Spring",
        "shop",
        CampaignMode.PREDICTIVE,
        (CampaignList("spring"),),
        ("out",),
        (CallerId("+442070000000"),),
        queue="sales",
        jurisdiction="none",
        abandoned_message="sorry",
        machines=AnsweringMachines(),
    )
    centre = Centre(
        projects={"shop": Project("shop", "Shop")},
        queues={"sales": Queue("sales", "Sales", "shop", wrap_up_ms=3_600_000)},
        agents=people,
        trunks={"out": Trunk("out", "main", (), "carrier")},
        campaigns={"spring": campaign},
    )
    return Scenario(
        centre=with_phones(centre),
        length_ms=round(hours * MS_PER_HOUR),
        dialled=(Dialled("spring", 1_000_000),),
        staff=tuple(Staff(agent) for agent in people),
        begins_ms=MONDAY_MS + 9 * MS_PER_HOUR,
        seed=seed,
        replications=1,
    )


def measure(scenario: Scenario) -> dict[str, Any]:
    observer = Measure(scenario)
    world = World(scenario, f"{scenario.seed}/0", observer)
    began, cpu = time.perf_counter(), time.process_time()
    for _ in world.run():
        pass
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    found = observer.campaigns()["spring"]
    return {
        "events": world.events,
        "seconds": round(seconds, 2),
        "cpu_s": round(cpu, 2),
        "us_per_event": round(cpu / world.events * 1e6, 2),
        **{name: round(found[name], 4) for name in FIGURES if name in found},
    }


def profile(scenario: Scenario) -> None:
    profiler = cProfile.Profile()
    profiler.runcall(measure, scenario)
    pstats.Stats(profiler, stream=sys.stderr).sort_stats("tottime").print_stats(30)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--agents", type=int, default=100, help="how many agents (default 100)")
    parser.add_argument("--hours", type=float, default=8, help="how long (default 8)")
    parser.add_argument("--mode", choices=[mode.value for mode in ARMS], default="predictive")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--profile", action="store_true", help="where the time goes, on standard error")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    scenario = in_mode(day(options.agents, options.hours, options.seed), CampaignMode(options.mode))
    if options.profile:
        profile(scenario)
        return
    result = {"agents": options.agents, "hours": options.hours, "mode": options.mode, **measure(scenario)}
    if options.json:
        print(json.dumps({**machine(), "seed": options.seed, **result}))
        return
    for name, value in result.items():
        print(f"{name:25}{value!s:>12}")


if __name__ == "__main__":
    main()
