"""How busy the pacing controller keeps agents at no more than 3 % abandoned, beside other ways to pace.

One campaign in virtual time (``acd/sim/dialing``): seeded callees, the same for every arm. An arm passes if it abandons
at most 3 % over the campaign and in every 24 hours with 100 answers or more. The rivals' numbers are tuned by hand:
the best of a grid that passes in this very run; ours learns everything while it runs.

    python -m benchmarks.pacing [--json] [--quick] [--days 5] [--agents 10,30,100] [--cells default,markov,step,leave]
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from acd.dialer.pacing import Busy, Flight, Outcome, Pace, Pacing, Picture, decide
from acd.sim.dialing.arms import Adaptive, Controlled, Level, OpenLoop, PerReady, Table, progressive
from acd.sim.dialing.callees import DEFAULT, HOUR_MS, MARKOV, Share
from acd.sim.dialing.floor import Arm, Cell, Floor, Score
from acd.sim.dialing.measure import figures, worst_window
from acd.sim.dialing.optimum import Markov, optimum

SEED = "pacing"
QUICK_DAYS = {10: 2, 30: 1, 100: 1}
QUICK_OPEN_MS = {10: 8 * HOUR_MS, 30: 4 * HOUR_MS, 100: 2 * HOUR_MS}
JUMP_MS, AFTER_MS = 2 * HOUR_MS, 10 * 60_000
MARKOV_OPTIMUM = {10: 0.8259, 30: 0.9084, 100: 0.9614}  # as computed by ``--cells optimum``

Grid = tuple[float, ...]
TUNED: dict[str, tuple[Callable[[float], Arm], dict[int, Grid]]] = {
    "per_ready_tuned": (PerReady, {10: (1.5, 1.75, 2.0), 30: (2.4, 2.8, 3.2, 3.6), 100: (3.5, 4.5, 5.5, 6.5)}),
    "level_tuned": (Level, {10: (1.05, 1.1, 1.15), 30: (1.15, 1.2, 1.25, 1.3), 100: (1.25, 1.3, 1.35, 1.4)}),
    "open_loop_tuned": (OpenLoop, {10: (35.0, 45.0, 55.0), 30: (70.0, 75.0, 80.0), 100: (80.0, 85.0, 90.0)}),
}
FIXED: dict[str, Callable[[], Arm]] = {
    "progressive": progressive,
    "adapt_hard": lambda: Adaptive(1.0, method="HARD"),
    "adapt_average": lambda: Adaptive(1.0, method="AVERAGE"),
    "adapt_tapered": lambda: Adaptive(1.0, method="TAPERED"),
}


def say(text: str) -> None:
    print(f"pacing: {text}", file=sys.stderr, flush=True)


def run(cell: Cell, arm: Arm) -> tuple[Score, dict[str, Any]]:
    begun = time.process_time()
    score = Floor(cell, arm, SEED).run()
    found = figures(cell, score)
    found["cpu_s"] = round(time.process_time() - begun, 1)
    return score, found


def tuned(cell: Cell, make: Callable[[float], Arm], grid: Iterable[float]) -> dict[str, Any]:
    """The best of the grid that passes; where none does, the one that abandons least, marked as not passing."""
    tried = [run(cell, make(value))[1] | {"value": value} for value in grid]
    passing = [found for found in tried if found["passes"]]
    return max(passing, key=lambda found: found["occupancy"]) if passing else min(tried, key=lambda f: f["abandonment"])


def default_cell(agents: int, days: int, quick: bool) -> dict[str, Any]:
    """All arms in the default cell."""
    cell = Cell(agents, days, QUICK_OPEN_MS.get(agents, HOUR_MS) if quick else 8 * HOUR_MS)
    result: dict[str, Any] = {}
    arms: dict[str, Callable[[], Arm]] = {"acd": Controlled, **FIXED}
    if not quick:
        arms["acd_full_ring"] = lambda: Controlled(Pacing(give_up_early=False, seed="bench"))
        arms["acd_release_oracle"] = lambda: Controlled(oracle=True)
    for name, make in arms.items():
        say(f"{agents} agents, {name}")
        result[name] = run(cell, make())[1]
    for name, (make_with, grids) in TUNED.items():
        if agents in grids:
            say(f"{agents} agents, {name}")
            result[name] = tuned(cell, make_with, grids[agents])
    return result


def markov_cell(agents: int, days: int, quick: bool) -> dict[str, Any]:
    """Ours where the exact optimum is known: exponential times, nothing to gain from ages, no giving up."""
    cell = Cell(agents, days, QUICK_OPEN_MS.get(agents, HOUR_MS) if quick else 8 * HOUR_MS, MARKOV)
    best = MARKOV_OPTIMUM.get(agents) or optimum(Markov(agents)).occupancy
    say(f"{agents} agents, Markov cell")
    found = run(cell, Controlled(Pacing(give_up_early=False, ring_limit_ms=60_000, seed="bench")))[1]
    return found | {"optimum": round(100 * best, 2), "short_of_it": round(100 * best - found["occupancy"], 2)}


def exact(agents: int) -> dict[str, Any]:
    """The optimum itself, and its policy run in the simulated Markov cell, which checks both."""
    best = optimum(Markov(agents))
    say(f"{agents} agents, optimal policy")
    found = run(Cell(agents, 3, callees=MARKOV), Table(best.goals))[1]
    return found | {"optimum": round(100 * best.occupancy, 2), "error": round(100 * best.error, 3)}


def shock(agents: int, cell: Cell) -> dict[str, Any]:
    """What follows a sudden change two hours after the start: the share of the ten minutes, and of the hour after."""
    say(f"{agents} agents, a sudden change")
    score, found = run(cell, Controlled())

    def lost(from_ms: int, to_ms: int) -> list[bool]:
        return [not came for ms, came in score.served if from_ms <= ms < to_ms]

    at_once, after = lost(JUMP_MS, JUMP_MS + AFTER_MS), lost(JUMP_MS + AFTER_MS, JUMP_MS + AFTER_MS + HOUR_MS)
    return {
        "occupancy": found["occupancy"],
        "lost_in_10_min": sum(at_once),
        "answers_in_10_min": len(at_once),
        "share_of_the_hour_after": round(100 * sum(after) / max(1, len(after)), 3),
        "abandonment": found["abandonment"],
        "worst_24h": round(100 * worst_window(score.served), 3),
        "passes": found["passes"],
    }


def step(agents: int) -> dict[str, Any]:
    share = Share(mean=0.2, swing=0.0, jump=2.0, jump_ms=JUMP_MS)
    return shock(agents, Cell(agents, 1, 4 * HOUR_MS, replace(DEFAULT, share=share)))


def leave(agents: int) -> dict[str, Any]:
    return shock(agents, Cell(agents, 1, 4 * HOUR_MS, leave=((JUMP_MS, agents // 3),)))


def decision_ms(agents: int = 500, ringing: int = 700, times: int = 300) -> dict[str, float]:
    """One decision with a full floor, everything learnt; the first one, which prepares its tables, is ``first``."""
    pace, now_ms = Pace(), 1_767_268_800_000
    for number in range(2_000):
        person = number % 4 == 0
        age_ms = 4_000 + number * 37 % 17_000 if person else 25_000
        pace.attempt_ended(age_ms, Outcome.PERSON if person else Outcome.OTHER, now_ms + number * 100)
        if person:
            pace.talk_ended(60_000 + number * 7_919 % 100_000)
            pace.wrap_up_ended(15_000 + number * 7_919 % 30_000)
            pace.person_served(Pacing(), False, now_ms + number * 100)
    flights = tuple([Flight(now_ms - number * 1_117 % 25_000, now_ms + 18_000) for number in range(ringing)])
    busy = tuple([Busy(now_ms - number * 3_331 % 200_000, number % 5 == 0) for number in range(agents - 12)])
    taken = []
    for number in range(times):
        picture = Picture(now_ms + number, 12, 0, flights, busy)
        begun = time.perf_counter()
        decide(Pacing(), pace, picture)
        taken.append(1_000 * (time.perf_counter() - begun))
    rest = sorted(taken[1:])
    return {
        "first": round(taken[0], 3),
        "median": round(rest[len(rest) // 2], 3),
        "p99": round(rest[len(rest) * 99 // 100], 3),
    }


def measured(cells: list[str], agents: list[int], days: int, quick: bool) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for count in agents:
        lasting = QUICK_DAYS.get(count, 1) if quick else days
        if "default" in cells:
            for name, found in default_cell(count, lasting, quick).items():
                result.setdefault(name, {})[str(count)] = found
        others: dict[str, Callable[[], dict[str, Any]]] = {
            "markov": partial(markov_cell, count, lasting, quick),
            "optimum": partial(exact, count),
            "step": partial(step, count),
            "leave": partial(leave, count),
        }
        for name, measure in others.items():
            if name in cells:
                result.setdefault(f"acd_{name}", {})[str(count)] = measure()
    result["decision_ms"] = decision_ms()
    return result


def table(result: dict[str, Any]) -> None:
    print(f"{'arm':22} {'agents':>6} {'occupancy':>9} {'abandoned':>9} {'worst 24 h':>10}")
    for arm, by_agents in result.items():
        if arm == "decision_ms":
            print(f"one decision, 500 agents, 700 ringing: {by_agents['median']} ms, 99 % {by_agents['p99']} ms")
            continue
        for agents, found in by_agents.items():
            passes = "" if found["passes"] else "  breaks the limit"
            print(
                f"{arm:22} {agents:>6} {found['occupancy']:>9.2f} {found['abandonment']:>9.2f} "
                f"{found['worst_24h']:>10.2f}{passes}"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="few hours, about a minute")
    parser.add_argument("--days", type=int, default=5)
    parser.add_argument("--agents", default="10,30,100")
    parser.add_argument("--cells", default="", help="of default, markov, optimum, step, leave")
    given = parser.parse_args()
    cells = given.cells or ("default" if given.quick else "default,markov,step,leave")
    result = measured(cells.split(","), [int(each) for each in given.agents.split(",")], given.days, given.quick)
    if given.json:
        json.dump(result, sys.stdout)
        print()
    else:
        table(result)


if __name__ == "__main__":
    main()
