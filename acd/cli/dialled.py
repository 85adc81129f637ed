"""What ``acd simulate`` tells of campaigns, alone or in several modes side by side; how it tells estimates."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import typer

from acd.cli.output import Column, Row, cell, right, show, show_json, show_table
from acd.errors import PlatformError
from acd.model.campaigns import CampaignMode
from acd.sim.chart import clock, svg_of_arms
from acd.sim.outbound.arms import ARMS, Comparison, compare
from acd.sim.scenario import Scenario
from acd.sim.simulate import ByQueue, Outcome, Progress
from acd.sim.statistics import Estimate

BAR = 30  # characters for 100 %
CAMPAIGN_COLUMNS = [
    Column("Campaign"),
    right("Occupancy"),
    right("Connects\nper agent-hour"),
    right("Abandoned"),
    right("Worst\n24 h", spare=1),
    right("Dials", spare=3),
    right("Dials per\nconnect", spare=2),
]


def heading(scenario: Scenario, outcome: Outcome) -> str:
    hours = (scenario.length_ms - scenario.warm_up_ms) / 3_600_000
    kind = (
        f"1 run of {hours:g} h in {outcome.samples} batches"
        if outcome.batches
        else f"{outcome.samples} runs of {hours:g} h"
    )
    return f"{kind}, seed {scenario.seed}; ± is the 95 % confidence interval"


def campaign_row(name: str, found: Mapping[str, Estimate]) -> Row:
    return [
        cell(name),
        share(found.get("occupancy")),
        number(found.get("connects_per_agent_hour"), 2),
        number(found.get("abandonment"), 2, 100) + " %",
        number(found.get("worst_24h"), 2, 100) + " %",
        number(found.get("dials"), 0),
        number(found.get("dials_per_connect"), 2),
    ]


def campaign_interval(from_ms: int, found: ByQueue) -> Iterator[str]:
    """One line for each campaign: connects, and the occupancy as a bar."""
    for name, figures in found.items():
        busy, connects = figures.get("occupancy"), figures.get("connects")
        mean = busy.mean if busy is not None else 0.0
        bar = "█" * round(mean * BAR) + "·" * (BAR - round(mean * BAR))
        yield f"{clock(from_ms)} {connects.mean if connects is not None else 0:6.0f} {bar} {mean:6.1%} {name}"


def compare_arms(
    scenario: Scenario, text: str, progress: Progress, title: str, chart: Path | None, as_json: bool
) -> None:
    """The scenario in each of the modes; the first is what the others are compared with."""
    modes = _modes(text)
    if not scenario.dialled:
        raise typer.BadParameter("the scenario has no [[campaigns]]", param_hint="--arms")
    found = compare(scenario, modes, progress)
    if chart is not None:
        draw(chart, svg_of_arms({mode.value: outcome for mode, outcome in found.outcomes.items()}, title))
    if as_json:
        show_json({"seed": scenario.seed, "arms": {mode.value: _figures(found, mode) for mode in modes}})
        return
    show(heading(scenario, found.outcomes[modes[0]]), "")
    for campaign in found.outcomes[modes[0]].campaigns:
        rows = [campaign_row(mode.value, found.outcomes[mode].campaigns[campaign]) for mode in modes]
        show_table(CAMPAIGN_COLUMNS, rows, "", f"Campaign {campaign}" if len(scenario.dialled) > 1 else "")
        for mode in modes[1:]:
            gain = found.gains[mode][campaign]
            points = number(gain.get("occupancy"), 2, 100)
            connects = number(gain.get("connects_per_agent_hour"), 2)
            show("", f"{mode} over {modes[0]}: occupancy {points} points, {connects} connects per agent-hour")


def _modes(text: str) -> list[CampaignMode]:
    names = text.split(",")
    if len(set(names)) < len(names) or not set(names) <= set(ARMS):
        known = ", ".join(ARMS)
        raise typer.BadParameter(f"expected some of {known}, each once; found {text!r}", param_hint="--arms")
    return [CampaignMode(name) for name in names]


def _figures(found: Comparison, mode: CampaignMode) -> dict[str, object]:
    gains = {
        campaign: {name: {"mean": each.mean, "half": each.half} for name, each in gain.items()}
        for campaign, gain in found.gains[mode].items()
    }
    return {**found.outcomes[mode].figures(), "gains": gains}


def number(each: Estimate | None, digits: int = 1, scale: float = 1) -> str:
    """``12.3 ±0.4``; ``-`` when there is none."""
    if each is None:
        return "-"
    half = "" if each.half is None else f" ±{each.half * scale:.{digits}f}"
    return f"{each.mean * scale:.{digits}f}{half}"


def share(each: Estimate | None) -> str:
    return "-" if each is None else number(each, 1, 100) + " %"


def draw(path: Path, drawing: str) -> None:
    try:
        path.write_text(drawing, encoding="utf-8")
    except OSError as error:
        raise PlatformError(f"{path} cannot be written: {error.strerror}") from None
