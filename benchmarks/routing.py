"""What one routing decision costs, and how that grows with the centre.

A decision is everything that follows when an agent becomes free, or when a caller arrives: the change of the floor, the
choice, its reason, and the pair leaving the floor. Each is timed alone. There are two loads: *busy* (callers wait in
every queue; agents become free one by one, each takes the caller who is due) and *quiet* (agents are ready in every
queue; callers come one by one). Queues ask for one or two skills and have two steps of relaxation;
agents have five skills each and serve five queues; a tenth of the callers bring requirements of their own.

    python -m benchmarks.routing [--json] [--decisions 4000]
"""

import argparse
import gc
import json
import random
import sys
import time
import tracemalloc
from statistics import median, quantiles
from typing import Any

from acd.model.centre import Agent, Centre, Project, Queue, Relaxation
from acd.routing.choice import Circumstances, next_pairs
from acd.routing.demand import DemandKey
from acd.routing.floor import Floor
from acd.routing.order import Traits
from acd.routing.reasons import why

SIZES = [(100, 10, 10, 100), (1_000, 50, 50, 1_000), (10_000, 100, 200, 10_000)]  # agents, skills, queues, waiting
SERVED, STEPS = 5, 3
CALLERS_REQUIRE = ("", "", "", "", "", "", "", "", "", "s1 >= 5")
NOW_MS = 1_767_268_800_000


def centre(agents: int, skills: int, queues: int) -> Centre:
    chance = random.Random(1)
    names = [f"s{n}" for n in range(skills)]
    wanted = {f"q{n}": chance.sample(names, 2) for n in range(queues)}
    built: dict[str, Agent] = {}
    for number in range(agents):
        served = tuple(chance.sample(list(wanted), SERVED))
        # Whoever serves a queue has one of its skills at least; so nobody is a member in vain at every step.
        own = {wanted[queue][0]: chance.randint(3, 10) for queue in served}
        own |= {name: chance.randint(1, 10) for name in chance.sample(names, SERVED)}
        built[str(number)] = Agent(str(number), str(number), served, skills=own)
    return Centre(
        projects={"p": Project("p", "P")},
        queues={
            name: Queue(
                name,
                name,
                "p",
                requires=f"{first} >= 5 and {second} >= 2",
                relax=(Relaxation(30_000, f"{first} >= 3"), Relaxation(60_000)),
            )
            for name, (first, second) in wanted.items()
        },
        agents=built,
    )


class Bench:
    def __init__(self, size: tuple[int, int, int, int]) -> None:
        self.agents, skills, queues, self.waiting = size
        self._chance = random.Random(2)
        tracemalloc.start()
        self.centre = centre(self.agents, skills, queues)
        self.floor = Floor(self.centre)
        self._queues = list(self.centre.queues)
        self._calls = 0
        self.now_ms = NOW_MS

    def _given(self) -> Circumstances:
        return Circumstances(self.centre.fairness, self.now_ms, lambda call: call, lambda queue: "")

    def _key(self) -> DemandKey:
        return DemandKey(
            self._chance.choice(self._queues), self._chance.randrange(STEPS), self._chance.choice(CALLERS_REQUIRE)
        )

    def decide(self) -> int:
        """Pair whoever is new, with reasons; returns how many pairs."""
        floor, given, pairs = self.floor, self._given(), 0
        while found := next_pairs(floor, given):
            for call, agent in found:
                demand = floor.demand_of(call)
                assert demand is not None
                why(floor, demand, demand.callers[0][0], agent, self.now_ms)
                floor.caller_left(call)
                floor.agent_left(agent)
                pairs += 1
        floor.fresh_agents.clear()
        floor.fresh_callers.clear()
        return pairs

    def arrive(self) -> None:
        self._calls += 1
        self.floor.caller_waits(self._calls, self._key(), self.now_ms)

    def busy(self, decisions: int) -> list[int]:
        """Nanoseconds of each: an agent becomes free among ``waiting`` callers (one comes for each who goes)."""
        for _ in range(self.waiting):
            self.now_ms += 7
            self.arrive()
        self.decide()
        taken: list[int] = []
        for _ in range(decisions):
            self.now_ms += 7
            agent = str(self._chance.randrange(self.agents))
            begun = time.perf_counter_ns()
            self.floor.agent_ready(agent, Traits(self.now_ms))
            pairs = self.decide()
            taken.append(time.perf_counter_ns() - begun)
            self.floor.agent_left(agent)
            for _ in range(pairs):
                self.arrive()
            self.floor.fresh_callers.clear()
        return taken

    def quiet(self, decisions: int) -> list[int]:
        """Nanoseconds of each: a caller comes while all agents are ready (the agent is ready again at once)."""
        self.floor = Floor(self.centre)
        for agent in self.centre.agents:
            self.now_ms += 7
            self.floor.agent_ready(agent, Traits(self.now_ms))
        for queue in self._queues:  # the demands that callers ask for soon exist
            for level in range(STEPS):
                self.floor.demand(DemandKey(queue, level))
        self.floor.fresh_agents.clear()
        taken: list[int] = []
        for _ in range(decisions):
            self.now_ms += 7
            begun = time.perf_counter_ns()
            self.arrive()
            pairs = self.decide()
            taken.append(time.perf_counter_ns() - begun)
            if not pairs:
                self.floor.caller_left(self._calls)
            for agent in self.centre.agents:
                if pairs and self.floor.traits(agent) is None:
                    self.floor.agent_ready(agent, Traits(self.now_ms))
                    self.floor.fresh_agents.clear()
                    break
        return taken

    def memory(self) -> tuple[float, float]:
        """Bytes for each ready agent and for each waiting caller, as the floor grows."""
        floor = Floor(self.centre)
        gc.collect()
        empty = tracemalloc.get_traced_memory()[0]
        for number in range(self.waiting):
            floor.caller_waits(number, self._key(), self.now_ms + number)
        callers = tracemalloc.get_traced_memory()[0]
        for agent in self.centre.agents:
            floor.agent_ready(agent, Traits(self.now_ms))
        agents = tracemalloc.get_traced_memory()[0]
        return (agents - callers) / self.agents, (callers - empty) / self.waiting


def measure(size: tuple[int, int, int, int], decisions: int) -> dict[str, Any]:
    bench = Bench(size)
    per_agent, per_caller = bench.memory()
    tracemalloc.stop()
    gc.collect()
    gc.freeze()
    taken = bench.busy(decisions) + bench.quiet(decisions)
    cuts = quantiles(taken, n=100)
    return {
        "agents": size[0],
        "skills": size[1],
        "queues": size[2],
        "waiting": size[3],
        "p50_us": round(median(taken) / 1000, 1),
        "p99_us": round(cuts[98] / 1000, 1),
        "decisions": len(taken),
        "bytes_per_agent": round(per_agent),
        "bytes_per_waiting_caller": round(per_caller),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--decisions", type=int, default=4_000)
    given = parser.parse_args()
    results = [measure(size, given.decisions) for size in SIZES]
    if given.json:
        json.dump(results, sys.stdout)
        print()
        return
    for result in results:
        print(
            f"{result['agents']:>6} agents, {result['waiting']:>6} waiting: median {result['p50_us']} µs, "
            f"99 % {result['p99_us']} µs; {result['bytes_per_agent']} bytes an agent, "
            f"{result['bytes_per_waiting_caller']} a caller"
        )
    ratio = results[-1]["p50_us"] / results[0]["p50_us"]
    print(f"the largest centre's decision costs {ratio:.2f} times the smallest's")


if __name__ == "__main__":
    main()
