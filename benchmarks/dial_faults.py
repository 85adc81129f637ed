"""Leads dialled while everything fails from time to time: is each dialled once an attempt, and none lost?

A centre in virtual time with the real engine. Links to Asterisk are cut, the daemon is killed and starts from its
journal or from nothing, events and orders get lost, events come twice (``acd.sim.outbound.faults``). Afterwards the
books must balance: every attempt began once, on record before its dial, and has one end; no lead was dialled twice as
the same attempt; every lead is done, waits to be dialled again, or is held. Exit code 1 if not.

    python -m benchmarks.dial_faults [--json] [--leads 100000] [--agents 100] [--seed 1] [--check]
"""

import argparse
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

from acd.model.campaigns import AnsweringMachines, CallerId, Campaign, CampaignList, CampaignMode, Retry
from acd.model.centre import Agent, Centre, Project, Queue
from acd.model.leads import AttemptResult
from acd.model.numbers import Trunk
from acd.sim.outbound.faults import OFTEN, Books, Faults, FaultyWorld, balance
from acd.sim.scenario import MONDAY_MS, MS_PER_HOUR, Dialled, Scenario, Staff
from acd.sim.shifts import with_phones
from benchmarks.rig.figures import machine

CONNECTS_PER_AGENT_HOUR = 20
DIALS_PER_LEAD = 2.2  # as the retries below have it
LAST_HOURS = 1.3  # leads that were lost at the end come again after an hour


def scenario(leads: int, agents: int, mode: CampaignMode = CampaignMode.POWER) -> Scenario:
    """Every lead is dialled twice at most, but for those that found no room. Long enough for all of them."""
    people = {str(1_000 + n): Agent(str(1_000 + n), str(n), ("sales",)) for n in range(agents)}
    campaign = Campaign(
        "spring",
        "Spring",
        "shop",
        mode,
        (CampaignList("spring"),),
        ("out",),
        (CallerId("+442070000000"),),
        queue="sales",
        jurisdiction="none",
        abandoned_message="sorry",
        machines=AnsweringMachines(),
        ratio=3.0,
        retries={result: Retry(60_000, 2) for result in AttemptResult if result is not AttemptResult.CONNECTED},
    )
    centre = with_phones(
        Centre(
            projects={"shop": Project("shop", "Shop")},
            queues={"sales": Queue("sales", "Sales", "shop", wrap_up_ms=3_600_000)},
            agents=people,
            trunks={"out": Trunk("out", "main", (), "carrier")},
            campaigns={"spring": campaign},
        )
    )
    dials_per_hour = agents * CONNECTS_PER_AGENT_HOUR / 0.25
    hours = leads * DIALS_PER_LEAD / dials_per_hour * 1.3 + LAST_HOURS
    return Scenario(
        centre=centre,
        length_ms=round(hours * MS_PER_HOUR),
        dialled=(Dialled("spring", leads),),
        staff=tuple(Staff(agent) for agent in people),
        begins_ms=MONDAY_MS + 9 * MS_PER_HOUR,
        replications=1,
    )


@dataclass
class Result:
    figures: dict[str, Any]
    faults: list[str]


def dial(leads: int, agents: int, seed: int, faults: Faults = OFTEN, check: bool = False) -> Result:
    """Dial them all, and judge the books."""
    world = FaultyWorld(scenario(leads, agents), str(seed), faults, check)
    began = time.perf_counter()
    for reached_ms in world.run():
        if sys.stderr.isatty():
            print(f"\r{reached_ms / MS_PER_HOUR:6.1f} h, {len(world.books.begun)} attempts", end="", file=sys.stderr)
    seconds = time.perf_counter() - began
    world.books.close()
    where = balance(world)
    return Result(_figures(world.books, where, seconds, world.events), world.books.faults)


def _figures(books: Books, where: dict[str, int], seconds: float, events: int) -> dict[str, Any]:
    return {
        "leads": sum(where.values()),
        **{f"leads {name}": count for name, count in where.items()},
        "attempts": len(books.begun),
        "attempts by result": dict(Counter(result.value for result in books.ended.values())),
        "longest wait of a person, ms": books.longest_wait_ms,
        **books.counts,
        "rules broken": len(books.faults),
        "events": events,
        "seconds": round(seconds, 1),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--leads", type=int, default=100_000, help="how many leads (default 100000)")
    parser.add_argument("--agents", type=int, default=100, help="how many agents (default 100)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--check", action="store_true", help="check the engine's invariants after every event (slow)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    result = dial(options.leads, options.agents, options.seed, check=options.check)
    if options.json:
        print(json.dumps({**machine(), "seed": options.seed, **result.figures, "broken": result.faults[:20]}))
    else:
        for name, value in result.figures.items():
            print(f"{name:30}{value}")
        for fault in result.faults[:20]:
            print(fault)
    return 1 if result.faults else 0


if __name__ == "__main__":
    sys.exit(main())
