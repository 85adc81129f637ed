"""``acd staff``: how many agents of which kind a target needs."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from acd.cli.dialled import number, share
from acd.cli.options import AsJson
from acd.cli.output import Column, Row, cell, right, show, show_json, show_table
from acd.config.scenario import load_scenario
from acd.embedded.progress import TerminalProgress
from acd.errors import CallerError
from acd.sim.chart import clock
from acd.sim.scenario import Group, Scenario
from acd.sim.staffing import Answer, Target, by_formula, needed, threshold
from acd.sim.statistics import Estimate
from acd.sim.steady import busiest, moments

app = typer.Typer(add_completion=False)

_QUEUE_COLUMNS = [
    Column("Queue"),
    right("Calls/h"),
    right("Erlang"),
    right("Service\nlevel"),
    right("ASA, s"),
    right("Abandoned"),
    right("Occupancy"),
]
_GROUP_COLUMNS = [Column("Agents of"), Column("Skills"), right("Formula"), right("Simulated")]


@app.command()
def staff(
    file: Annotated[Path, typer.Argument(help="A scenario (TOML); how many agents it has does not count.")],
    target: Annotated[
        str, typer.Option(metavar="PERCENT/SECONDS", help="Answered within that time, of the offered calls.")
    ] = "80/20",
    abandoned: Annotated[
        float, typer.Option(min=0, max=100, metavar="PERCENT", help="At most so many give up. [default: any]")
    ] = 100.0,
    at: Annotated[
        str | None, typer.Option(metavar="HH:MM", help="For the half hour that begins then. [default: the busiest]")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say how many agents of each kind a service level needs: Erlang's formula, then the simulation."""
    wanted, threshold_s = _target(target)
    scenario = threshold(load_scenario(file), threshold_s)
    told = TerminalProgress()
    goal = Target(wanted, abandoned / 100)
    try:
        answer = needed(scenario, _moment(scenario, at), goal, told)
    except ValueError as error:
        raise CallerError(str(error)) from None
    finally:
        told.close()
    day = [(scenario.begins_ms + moment, by_formula(scenario, moment, goal)) for moment in moments(scenario)]
    if as_json:
        show_json(_json(scenario, answer, day))
    else:
        _tell(scenario, answer, day, target)


def _target(text: str) -> tuple[float, float]:
    found = re.fullmatch(r"(\d{1,2}(?:\.\d+)?)/(\d{1,4}(?:\.\d+)?)", text)
    if found is None or float(found[1]) == 0:
        raise typer.BadParameter(f"expected PERCENT/SECONDS such as 80/20, found {text!r}", param_hint="--target")
    return float(found[1]) / 100, float(found[2])


def _moment(scenario: Scenario, at: str | None) -> int:
    if at is None:
        return busiest(scenario)
    for moment in moments(scenario):
        if clock(scenario.begins_ms + moment) == at:
            return moment
    first, last = (clock(scenario.begins_ms + moment) for moment in (0, moments(scenario)[-1]))
    raise typer.BadParameter(f"no half hour begins at {at!r}; they begin from {first} to {last}", param_hint="--at")


def _json(scenario: Scenario, answer: Answer, day: list[tuple[int, int]]) -> dict[str, Any]:
    return {
        "at_ms": scenario.begins_ms + answer.moment_ms,
        "formula": answer.formula,
        "agents": sum(answer.counts),
        "groups": [
            {"queues": list(group.kind.queues), "skills": group.kind.skills, "formula": guess, "agents": count}
            for group, guess, count in zip(scenario.groups, answer.guess, answer.counts, strict=True)
        ],
        "queues": {
            queue: {
                "per_hour": load.rate * 3600,
                "erlang": load.erlang,
                **{name: {"mean": e.mean, "half": e.half} for name, e in answer.queues[queue].items()},
            }
            for queue, load in answer.loads.items()
        },
        "simulations": answer.runs,
        "by_formula": [{"from_ms": from_ms, "agents": agents} for from_ms, agents in day],
    }


def _tell(scenario: Scenario, answer: Answer, day: list[tuple[int, int]], target: str) -> None:
    show(f"{sum(answer.counts)} agents for {target} at {clock(scenario.begins_ms + answer.moment_ms)}", "")
    counts = zip(scenario.groups, answer.guess, answer.counts, strict=True)
    show_table(_GROUP_COLUMNS, [_group(group, guess, count) for group, guess, count in counts], "No agents.")
    show("", f"Formula: {answer.formula}. Simulated: the engine itself, ± the 95 % confidence interval.", "")
    rows = [_queue(queue, load.rate * 3600, load.erlang, answer.queues[queue]) for queue, load in answer.loads.items()]
    show_table(_QUEUE_COLUMNS, rows, "No calls.")
    if len(day) > 1:
        show("", "All half hours, by the formula alone")
        most = max(agents for _, agents in day) or 1
        show(*(f"{clock(from_ms)} {agents:5} {'█' * round(40 * agents / most)}" for from_ms, agents in day))


def _group(group: Group, guess: int, count: int) -> Row:
    skills = ", ".join(f"{name} {level}" for name, level in group.kind.skills.items())
    return [cell(", ".join(group.kind.queues)), cell(skills), str(guess), str(count)]


def _queue(name: str, per_hour: float, erlang: float, found: Mapping[str, Estimate]) -> Row:
    return [
        cell(name),
        f"{per_hour:.0f}",
        f"{erlang:.1f}",
        share(found.get("service_level")),
        number(found.get("asa_s")),
        share(found.get("abandoned")),
        share(found.get("occupancy")),
    ]
