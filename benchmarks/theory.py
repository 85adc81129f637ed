"""Does the engine, in virtual time, reproduce what queueing theory says?

Erlang C and Erlang A cells, and the centre of six kinds of calls and 90 agents after Wallace and Whitt (84 erlang of
10 minutes each, 30 places to wait): with all skills it must be M/M/90/30; with two skills an agent, how near it comes.
Each cell is one long run in 20 batches, with callers of its own; a figure is inside when theory lies in its 95 %
confidence interval, so of a hundred figures about five are outside by chance.

    python -m benchmarks.theory [--json] [--calls 200000] [--six-calls 480000] [--seed 1] [--only erlang|six]
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from acd.model.centre import Agent, Centre, Number, Project, Queue
from acd.sim.distributions import Exponential
from acd.sim.erlang import Theory, erlang_a, erlang_c, waiting_room
from acd.sim.scenario import MS_PER_HOUR, Callers, Rate, Scenario, Staff
from acd.sim.shifts import with_phones
from acd.sim.simulate import Outcome, simulate
from benchmarks.rig.figures import machine

WARM_UP_SHARE = 0.05  # of the calls, not measured
THRESHOLD_MS = 20_000


@dataclass(frozen=True, slots=True)
class Cell:
    """Calls come at ``load`` erlang; ``patience_s`` None: Erlang C."""

    load: float
    handle_s: float
    agents: int
    patience_s: float | None = None

    @property
    def name(self) -> str:
        kind = "Erlang C" if self.patience_s is None else f"Erlang A, patience {self.patience_s:g} s"
        return f"{kind}: {self.load:g} erlang of {self.handle_s:g} s, {self.agents} agents"

    def theory(self) -> Theory:
        rate, threshold_s = self.load / self.handle_s, THRESHOLD_MS / 1000
        if self.patience_s is None:
            return erlang_c(rate, self.handle_s, self.agents, threshold_s)
        return erlang_a(rate, self.handle_s, self.patience_s, self.agents, threshold_s)


CELLS = (
    Cell(48, 240, 55),
    Cell(10, 180, 14),
    Cell(90, 180, 100),
    Cell(8, 180, 10),
    Cell(4, 300, 6),
    Cell(18, 120, 21),
    Cell(90, 180, 85, 120),
    Cell(10, 180, 10, 60),
    Cell(10, 180, 12, 180),
    Cell(48, 240, 50, 120),
    Cell(100, 180, 95, 180),
    Cell(5, 300, 4, 300),
)
KINDS = tuple("abcdef")
SIX_LOAD, SIX_HANDLE_S, SIX_AGENTS, SIX_PLACES = 84, 600, 90, 30


def centre(queues: Sequence[str], skills: Sequence[tuple[str, ...]], **more: Any) -> Centre:
    """One agent for each of ``skills``, who serves these queues; ``more``: further values of every queue."""
    return with_phones(
        Centre(
            projects={"theory": Project("theory", "Theory")},
            queues={name: Queue(name, name, "theory", service_level_ms=THRESHOLD_MS, **more) for name in queues},
            agents={f"{n}": Agent(f"{n}", f"{n}", served) for n, served in enumerate(skills, start=1_001)},
            numbers={name: Number(name, name) for name in queues},
        )
    )


def steady(of: Centre, per_hour: float, handle_s: float, patience_s: float | None, calls: int, seed: int) -> Scenario:
    """A scenario without end: so many calls an hour to each queue, ``calls`` in all."""
    length_ms = round(calls / (per_hour * len(of.queues)) * MS_PER_HOUR)
    patience = Exponential(patience_s) if patience_s is not None else None
    return Scenario(
        centre=of,
        length_ms=length_ms,
        callers=tuple(
            Callers(name, name, Exponential(handle_s), patience, (Rate(0, length_ms, per_hour),)) for name in of.queues
        ),
        staff=tuple(Staff(agent) for agent in of.agents),
        warm_up_ms=round(length_ms * WARM_UP_SHARE),
        seed=seed,
        replications=1,
    )


def cell_scenario(cell: Cell, calls: int, seed: int) -> Scenario:
    of = centre(["all"], [("all",)] * cell.agents)
    return steady(of, cell.load / cell.handle_s * 3600, cell.handle_s, cell.patience_s, calls, seed)


def skills_of(each: int) -> list[tuple[str, ...]]:
    """15 agents have each kind as their first; the others spread evenly."""
    if each == len(KINDS):
        return [KINDS] * SIX_AGENTS
    per_kind = SIX_AGENTS // len(KINDS)
    found: list[tuple[str, ...]] = []
    for place, first in enumerate(KINDS):
        others = KINDS[place + 1 :] + KINDS[:place]
        found += [(first, *(others[(n + step) % len(others)] for step in range(each - 1))) for n in range(per_kind)]
    return found


def six_scenario(each: int, calls: int, seed: int, **more: Any) -> Scenario:
    """Six kinds of calls, 90 agents of ``each`` skills, 120 lines."""
    per_hour = SIX_LOAD / SIX_HANDLE_S * 3600 / len(KINDS)
    scenario = steady(centre(KINDS, skills_of(each), **more), per_hour, SIX_HANDLE_S, None, calls, seed)
    return replace(scenario, lines=SIX_AGENTS + SIX_PLACES)


def compared(name: str, expected: Theory, outcome: Outcome, figures: Sequence[str]) -> dict[str, Any]:
    found = outcome.queues[""]
    rows = {
        figure: {
            "expected": getattr(expected, figure),
            "simulated": found[figure].mean,
            "half": found[figure].half,
            "inside": found[figure].holds(getattr(expected, figure)),
        }
        for figure in figures
    }
    return {"cell": name, "figures": rows, "inside": all(row["inside"] for row in rows.values())}


def erlang_cells(calls: int, seed: int) -> Iterator[dict[str, Any]]:
    for place, cell in enumerate(CELLS):
        figures = ["waits", "mean_wait_s", "service_level", "occupancy"]
        figures += ["abandoned"] if cell.patience_s is not None else []
        yield compared(cell.name, cell.theory(), simulate(cell_scenario(cell, calls, 1_000 * seed + place)), figures)


def six_kinds(calls: int, seed: int) -> Iterator[dict[str, Any]]:
    exact = waiting_room(SIX_LOAD / SIX_HANDLE_S, SIX_HANDLE_S, SIX_AGENTS, SIX_PLACES, 20)
    outcome = simulate(six_scenario(len(KINDS), calls, seed))
    yield compared("six kinds, all skills: M/M/90/30", exact, outcome, ["blocked", "waits", "mean_wait_s", "occupancy"])
    for each in (2, 1):
        found = simulate(six_scenario(each, calls, seed)).queues[""]
        wait = found["mean_wait_s"]
        figures = {name: {"simulated": found[name].mean, "half": found[name].half} for name in ("blocked", "waits")}
        figures["mean_wait_s"] = {"simulated": wait.mean, "half": wait.half}
        yield {
            "cell": f"six kinds, {each} of 6 skills",
            "figures": figures,
            "mean_wait_to_pooled": wait.mean / exact.mean_wait_s,
        }


def show(cell: dict[str, Any]) -> None:
    verdict = {True: "inside", False: "OUTSIDE"}.get(cell.get("inside"), "")  # type: ignore[arg-type]
    if "mean_wait_to_pooled" in cell:
        verdict = f"mean wait {cell['mean_wait_to_pooled']:.3f} times the pooled one"
    print(f"{cell['cell']}  {verdict}", flush=True)
    for name, row in cell["figures"].items():
        expected = f"{row['expected']:12.5f}" if "expected" in row else " " * 12
        mark = "" if row.get("inside", True) else "  <- outside"
        print(f"    {name:15}{expected}{row['simulated']:12.5f} ±{row['half']:.5f}{mark}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=200_000, help="calls in each Erlang cell (default 200000)")
    parser.add_argument("--six-calls", type=int, default=480_000, help="calls to the six kinds (default 480000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=("erlang", "six"))
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    parts: dict[str, Callable[[], Iterator[dict[str, Any]]]] = {
        "erlang": lambda: erlang_cells(options.calls, options.seed),
        "six": lambda: six_kinds(options.six_calls, options.seed),
    }
    cells: list[dict[str, Any]] = []
    for name, part in parts.items():
        for cell in part() if options.only in (None, name) else ():
            cells.append(cell)
            if options.json:
                print(cell["cell"], file=sys.stderr)
            else:
                show(cell)
    if options.json:
        print(json.dumps({**machine(), "seed": options.seed, "cells": cells}))


if __name__ == "__main__":
    main()
