"""``acd simulate``: what would happen, by the same engine in virtual time."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from acd.cli.dialled import (
    CAMPAIGN_COLUMNS,
    campaign_interval,
    campaign_row,
    compare_arms,
    draw,
    heading,
    number,
    share,
)
from acd.cli.options import AcdFile, AsJson, HomeFolder, home_of
from acd.cli.output import Column, Row, cell, right, show, show_json, show_table
from acd.cli.recorded import RecordedQuestion, recorded_scenario
from acd.config.scenario import load_scenario
from acd.embedded.progress import TerminalProgress
from acd.sim.chart import clock, svg
from acd.sim.scenario import Scenario
from acd.sim.simulate import Outcome
from acd.sim.simulate import simulate as run
from acd.sim.statistics import Estimate

app = typer.Typer(add_completion=False)

BAR = 30  # characters for 100 %

_COLUMNS = [
    Column("Queue"),
    right("Calls"),
    right("Service\nlevel"),
    right("ASA, s"),
    right("Wait 50 %", spare=3),
    right("Wait 90 %", spare=1),
    right("Wait 99 %", spare=2),
    right("Abandoned"),
    right("Blocked", spare=4),
    right("Occupancy"),
]


@app.command()
def simulate(
    file: Annotated[
        Path | None, typer.Argument(help="A scenario: who calls, how patiently, who works when (TOML).")
    ] = None,
    from_: Annotated[
        str | None,
        typer.Option("--from", metavar="DAY", help="Instead of a file: this recorded day (2026-01-31, UTC) again."),
    ] = None,
    centre: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="With --from: in this centre.toml. [default: the last one applied]"),
    ] = None,
    add: Annotated[
        list[str] | None,
        typer.Option(metavar="N:QUEUE,...", help="With --from: so many more agents for these queues, all day."),
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option(min=1, max=10_000, help="How often, each time with other callers. [default: the file's, or 10]"),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="The same seed, the same callers. [default: the file's, or 1]")
    ] = None,
    arms: Annotated[
        str | None,
        typer.Option(
            metavar="MODE,...",
            help="Campaigns in each of these modes, side by side: progressive, power, predictive.",
        ),
    ] = None,
    chart: Annotated[Path | None, typer.Option(metavar="FILE.svg", help="Draw the day into this file.")] = None,
    as_json: AsJson = False,
    acd: AcdFile = None,
    home: HomeFolder = None,
) -> None:
    """Forecast service level, waits, abandonment and occupancy: the real engine with simulated callers and agents."""
    if (file is None) == (from_ is None):
        raise typer.BadParameter("name a scenario file, or a recorded day with --from")
    notes: tuple[str, ...] = ()
    if file is None:
        day = RecordedQuestion(str(from_), centre, tuple(add or ()), 1 if seed is None else seed)
        scenario, notes = recorded_scenario(day, acd, home_of(home))
    elif centre is not None or add:
        raise typer.BadParameter("--centre and --add go with --from; the scenario file says which centre it is")
    else:
        scenario = load_scenario(file)
    scenario = replace(
        scenario,
        replications=replications or scenario.replications,
        seed=scenario.seed if seed is None else seed,
    )
    told, title = TerminalProgress(), file.stem if file is not None else str(from_)

    def progress(done: float) -> None:
        told("simulating", int(done * 100))

    if arms is not None:
        compare_arms(scenario, arms, progress, title, chart, as_json)
        return
    outcome = run(scenario, progress)
    if chart is not None:
        draw(chart, svg(outcome, title))
    if as_json:
        show_json({"seed": scenario.seed, "notes": list(notes), **outcome.figures()})
        return
    for note in notes:
        show(f"Note: left out: {note}")
    _tell(scenario, outcome)


def _tell(scenario: Scenario, outcome: Outcome) -> None:
    show(heading(scenario, outcome), "")
    if scenario.dialled:
        show_table(CAMPAIGN_COLUMNS, [campaign_row(name, found) for name, found in outcome.campaigns.items()], "")
        show("", "Abandoned: persons to whom no agent came in time / persons who answered. Worst: in any 24 h.", "")
    if not scenario.callers and not scenario.known:
        for from_ms, found in outcome.campaign_intervals:
            show(*campaign_interval(from_ms, found))
        return
    rows = [_row(name, found) for name, found in outcome.queues.items() if name]
    if len(rows) != 1:
        rows.append(_row("all", outcome.queues[""]))
    show_table(_COLUMNS, rows, "The centre has no queues.")
    show("", "Service level: answered in time / offered. ASA: mean wait of the answered calls.", "")
    show("All calls by time: offered, service level, abandoned")
    for from_ms, found in outcome.intervals:
        show(_interval(from_ms, found[""]))


def _row(name: str, found: Mapping[str, Estimate]) -> Row:
    return [
        cell(name),
        number(found.get("offered"), 0),
        share(found.get("service_level")),
        number(found.get("asa_s")),
        number(found.get("wait_p50_s")),
        number(found.get("wait_p90_s")),
        number(found.get("wait_p99_s")),
        share(found.get("abandoned")),
        share(found.get("blocked")),
        share(found.get("occupancy")),
    ]


def _interval(from_ms: int, found: Mapping[str, Estimate]) -> str:
    level, abandoned = found.get("service_level"), found.get("abandoned")
    if level is None or abandoned is None:
        return f"{clock(from_ms)}      0"
    bar = "█" * round(level.mean * BAR) + "·" * (BAR - round(level.mean * BAR))
    return f"{clock(from_ms)} {found['offered'].mean:6.0f} {bar} {level.mean:6.1%} {abandoned.mean:6.1%}"
