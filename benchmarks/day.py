"""How long a simulated day takes: 1,000 agents, 100,000 calls, one process.

Twenty queues; each agent serves two to four of them; calls follow a day's profile from 8 to 20 o'clock, callers give
up, conversations are lognormal, agents answer after some seconds, wrap up, work in shifts with a break. The engine
handles every event; with ``--check`` its invariants are checked after each (slow).

    python -m benchmarks.day [--json] [--agents 1000] [--calls 100000] [--seed 1] [--profile]
"""

import argparse
import cProfile
import json
import pstats
import sys
import time
from typing import Any

from acd.model.centre import Agent, Centre, Number, Project, Queue
from acd.sim.distributions import Exponential, LogNormal
from acd.sim.measure import Measure
from acd.sim.scenario import MS_PER_HOUR, Callers, Group, Habits, Rate, Scenario
from acd.sim.shifts import staff_of, with_phones
from acd.sim.simulate import simulate
from acd.sim.world import World
from benchmarks.rig.figures import machine

QUEUES = tuple(f"queue{number:02}" for number in range(20))
TALK_S, WRAP_UP_S, ANSWER_S = 180.0, 30.0, 4.0
PROFILE = (4, 6, 8, 9, 10, 10, 9.5, 9, 8, 8, 8.5, 9, 9, 8.5, 8, 7, 6, 5.5, 5, 4.5, 4, 3.5, 3, 2.5)  # by half hours
BEGINS_H, HOURS = 8, 12
SHIFTS = (((8, 12), (12.5, 16.5)), ((9, 13), (13.5, 17.5)), ((11, 15), (15.5, 19.5)), ((12, 16), (16.5, 20)))
SHIFT_SHARES = (0.3, 0.3, 0.2, 0.2)


def served(place: int) -> tuple[str, ...]:
    """Two to four queues that lie beside each other."""
    return tuple(QUEUES[(place + step) % len(QUEUES)] for step in range(2 + place // len(QUEUES) % 3))


def day(agents: int, calls: int, seed: int) -> Scenario:
    people = {str(10_000 + n): Agent(str(10_000 + n), str(n), served(n)) for n in range(agents)}
    centre = with_phones(
        Centre(
            projects={"day": Project("day", "Day")},
            queues={name: Queue(name, name, "day", wrap_up_ms=3_600_000) for name in QUEUES},
            agents=people,
            numbers={str(100 + place): Number(str(100 + place), name) for place, name in enumerate(QUEUES)},
        )
    )
    half_ms = MS_PER_HOUR // 2
    per_queue = calls / len(QUEUES) / sum(PROFILE)
    rates = tuple(Rate(n * half_ms, (n + 1) * half_ms, 2 * share * per_queue) for n, share in enumerate(PROFILE))
    kinds = tuple(
        Callers(name, number, LogNormal(TALK_S, 1.2), Exponential(180), rates)
        for number, name in zip(centre.numbers, QUEUES, strict=True)
    )
    groups = tuple(shift_groups(list(people)))
    return Scenario(
        centre=centre,
        length_ms=HOURS * MS_PER_HOUR,
        callers=kinds,
        staff=staff_of(groups, BEGINS_H * MS_PER_HOUR, HOURS * MS_PER_HOUR),
        groups=groups,
        habits=Habits(answer=LogNormal(ANSWER_S, 0.5), wrap_up=LogNormal(WRAP_UP_S, 0.6)),
        seed=seed,
        replications=1,
    )


def shift_groups(agents: list[str]) -> list[Group]:
    """Agents go into the shifts by their places, so that each queue has all of them."""
    nobody = Agent("", "", ())
    groups: list[Group] = []
    bounds = [round(sum(SHIFT_SHARES[:n]) * 10) for n in range(len(SHIFT_SHARES) + 1)]
    for n, shift in enumerate(SHIFTS):
        ids = [agent for place, agent in enumerate(agents) if bounds[n] <= place * 7 % 10 < bounds[n + 1]]
        hours = tuple((round(begin * MS_PER_HOUR), round(end * MS_PER_HOUR)) for begin, end in shift)
        groups.append(Group(nobody, tuple(ids), hours))
    return groups


def measure(agents: int, calls: int, seed: int) -> dict[str, Any]:
    scenario = day(agents, calls, seed)
    began, cpu = time.perf_counter(), time.process_time()
    outcome = simulate(scenario)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    total = outcome.queues[""]
    return {
        "agents": agents,
        "calls": round(total["offered"].mean * outcome.samples),
        "events": outcome.events,
        "seconds": round(seconds, 2),
        "cpu_s": round(cpu, 2),
        "us_per_event": round(cpu / outcome.events * 1e6, 2),
        **{name: round(total[name].mean, 4) for name in ("service_level", "abandoned", "mean_wait_s", "occupancy")},
    }


def profile(agents: int, calls: int, seed: int) -> None:
    scenario = day(agents, calls, seed)
    profiler = cProfile.Profile()
    profiler.runcall(lambda: list(World(scenario, f"{seed}/0", Measure(scenario)).run()))
    pstats.Stats(profiler, stream=sys.stderr).sort_stats("tottime").print_stats(30)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--agents", type=int, default=1_000, help="how many agents (default 1000)")
    parser.add_argument("--calls", type=int, default=100_000, help="how many calls, about (default 100000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--profile", action="store_true", help="where the time goes, on standard error")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    if options.profile:
        profile(options.agents, options.calls, options.seed)
        return
    result = measure(options.agents, options.calls, options.seed)
    if options.json:
        print(json.dumps({**machine(), "seed": options.seed, **result}))
        return
    for name, value in result.items():
        print(f"{name:15}{value:>12,}")


if __name__ == "__main__":
    main()
