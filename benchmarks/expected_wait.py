"""The expected wait told to callers on entering, against the wait that came, beside what ``app_queue`` would tell.

The day is that of the benchmark ``day``: twenty queues, agents of two to four skills, a daily profile, shifts; with so
few agents for the calls that callers wait at some times and not at others. ``app_queue`` keeps, for each queue, a
moving average of the answered callers' waits (3/4 old + 1/4 new, in whole seconds) and tells that. Both are compared
over all answered callers of the same days: mean absolute error. In larger centres the waits change more slowly, which a
moving average follows more easily.

    python -m benchmarks.expected_wait [--json] [--days 5] [--seed 1]
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from acd.model.facts import Fact, VisitFact
from acd.model.states import VisitOutcome
from acd.sim.callers import Caller
from acd.sim.scenario import Scenario
from acd.sim.world import World
from benchmarks.day import day
from benchmarks.rig.figures import machine

CELLS = ((60, 6_500), (100, 10_800), (200, 21_500))  # agents, calls; the first is what the figures at the top are of
SHOWN_S = (5, 20, 60, 120)


@dataclass
class Visits:
    """All visits of a day, as they were recorded."""

    visits: list[VisitFact] = field(default_factory=list)

    def arrived(self, caller: Caller, blocked: bool) -> None:
        pass

    def recorded(self, fact: Fact) -> None:
        if isinstance(fact, VisitFact):
            self.visits.append(fact)


@dataclass(frozen=True, slots=True)
class Told:
    """What an answered caller was told on entering and what came, in seconds."""

    ours: float
    moving_average: float
    came: float


def visits_of(scenario: Scenario) -> list[VisitFact]:
    seen = Visits()
    list(World(scenario, str(scenario.seed), seen).run())
    return seen.visits


def told(visits: Iterable[VisitFact]) -> list[Told]:
    """All answered visits of whom both knew something."""
    answered = [visit for visit in visits if visit.outcome is VisitOutcome.ANSWERED]
    moments = [(visit.ended_ms, 0, visit) for visit in answered] + [(visit.entered_ms, 1, visit) for visit in answered]
    average: dict[str, int] = {}
    found: list[Told] = []
    said: dict[int, int] = {}
    for _, enters, visit in sorted(moments, key=lambda moment: (moment[0], moment[1], moment[2].id)):
        known = average.get(visit.queue)
        if enters and known is not None:
            said[visit.id] = known
        elif not enters:
            average[visit.queue] = ((known or 0) * 3 + visit.wait_ms // 1000) // 4
            if visit.id in said and visit.expected_wait_ms is not None:
                found.append(Told(visit.expected_wait_ms / 1000, said[visit.id], visit.wait_ms / 1000))
    return found


def errors(callers: Sequence[Told]) -> dict[str, Any]:
    count = len(callers)
    return {
        "answered": count,
        "mean_wait_s": round(sum(caller.came for caller in callers) / count, 2),
        "mae_s": round(sum(abs(caller.ours - caller.came) for caller in callers) / count, 2),
        "mae_moving_average_s": round(sum(abs(caller.moving_average - caller.came) for caller in callers) / count, 2),
        "told_too_much_s": round(sum(caller.ours - caller.came for caller in callers) / count, 2),
    }


def measure(agents: int, calls: int, days: int, seed: int) -> dict[str, Any]:
    callers: list[Told] = []
    offered = 0
    for number in range(days):
        visits = visits_of(day(agents, calls, seed + number))
        offered += len(visits)
        callers += told(visits)
    result = {"agents": agents, "days": days, "offered": offered, **errors(callers)}
    result["ratio"] = round(result["mae_s"] / result["mae_moving_average_s"], 3)
    by_told = {
        f"{low:g} to {high:g} s": [caller for caller in callers if low <= caller.ours < high]
        for low, high in pairwise((0, *SHOWN_S, float("inf")))
    }
    return {**result, "by_what_was_told": {name: errors(some) for name, some in by_told.items() if some}}


def show(result: dict[str, Any]) -> None:
    print(f"{result['agents']} agents, {result['offered']} calls on {result['days']} days: ratio {result['ratio']}")
    rows = {"all answered": result, **{f"told {name}": row for name, row in result["by_what_was_told"].items()}}
    print(f"{'':22}{'calls':>8}{'mean wait':>11}{'acd':>8}{'app_queue':>11}{'told too much':>15}")
    for name, row in rows.items():
        print(
            f"{name:22}{row['answered']:>8}{row['mean_wait_s']:>9} s{row['mae_s']:>6} s"
            f"{row['mae_moving_average_s']:>9} s{row['told_too_much_s']:>13} s",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--days", type=int, default=5, help="how many days of each centre (default 5)")
    parser.add_argument("--seed", type=int, default=1, help="of the first day")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    results: list[dict[str, Any]] = []
    for agents, calls in CELLS:
        results.append(measure(agents, calls, options.days, options.seed))
        if not options.json:
            show(results[-1])
    if options.json:
        head = {name: results[0][name] for name in ("mae_s", "mae_moving_average_s", "ratio")}
        print(json.dumps({**machine(), "seed": options.seed, **head, "centres": results}))


if __name__ == "__main__":
    main()
