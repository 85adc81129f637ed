"""A recorded day for ``acd simulate --from``: from the records of acd.toml's database, in the centre in effect."""

import asyncio
import os
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import typer

from acd.adapters.sql.recorded_day import read_day
from acd.config.centre import load_centre
from acd.config.home import Home
from acd.config.operations import load_operations
from acd.errors import CallerError
from acd.sim.recorded import scenario_of, with_more
from acd.sim.scenario import Scenario

MS_PER_DAY = 86_400_000
REPLICATIONS = 10


@dataclass(frozen=True, slots=True)
class RecordedQuestion:
    """The options: ``day`` in ISO 8601, ``centre`` None for the one in effect, ``add`` as ``2:sales,support``."""

    day: str
    centre: Path | None
    add: tuple[str, ...]
    seed: int


def recorded_scenario(asked: RecordedQuestion, acd: Path | None, home: Home) -> tuple[Scenario, tuple[str, ...]]:
    """The day as a scenario, and what of it was left out. Raises CallerError: there are no records of it."""
    from_ms = _midnight_ms(asked.day)
    url = load_operations(acd, os.environ).database_url(home.folder)
    found = asyncio.run(read_day(url, from_ms, from_ms + MS_PER_DAY))
    if not found.calls:
        raise CallerError(f"no calls are recorded of {asked.day} (UTC)")
    centre = load_centre(asked.centre or home.centre_file)
    recorded = scenario_of(found, centre, asked.seed, REPLICATIONS)
    scenario = recorded.scenario
    for more in asked.add:
        scenario = _with_more(scenario, more)
    return scenario, recorded.left_out


def _midnight_ms(day: str) -> int:
    try:
        found = date.fromisoformat(day)
    except ValueError:
        raise typer.BadParameter(f"expected a day such as 2026-01-31, found {day!r}", param_hint="--from") from None
    return int(datetime(found.year, found.month, found.day, tzinfo=UTC).timestamp()) * 1000


def _with_more(scenario: Scenario, text: str) -> Scenario:
    found = re.fullmatch(r"(\d{1,4}):([a-z0-9_,-]+)", text)
    if found is None:
        raise typer.BadParameter(f"expected N:QUEUE,... such as 2:sales, found {text!r}", param_hint="--add")
    try:
        return with_more(scenario, int(found[1]), tuple(found[2].split(",")))
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--add") from None
