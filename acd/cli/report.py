"""``acd report``: figures of a time; the formulas stand in docs/records.md and, by name, in every report."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer

from acd.cli import report_tables as tables
from acd.cli.client import Api, find_api
from acd.cli.csv_text import csv_text
from acd.cli.options import AsJson, HomeFolder, Url, home_of
from acd.cli.output import show_json
from acd.cli.report_options import (
    Agent,
    Bom,
    Format,
    FormatOption,
    From,
    Project,
    Queue,
    Service,
    Short,
    Timezone,
    To,
    query_of,
)

app = typer.Typer(add_completion=False)

Body = Mapping[str, Any]


@app.callback(invoke_without_command=True)
def report(
    ctx: typer.Context,
    from_: From = None,
    to: To = None,
    timezone: Timezone = None,
    as_json: AsJson = False,
    home: HomeFolder = None,
    url: Url = None,
) -> None:
    """Show figures of queues and agents for a time; alone, the overview."""
    if ctx.invoked_subcommand is not None:
        given = ("--from", from_), ("--to", to), ("--timezone", timezone), ("--home", home), ("--url", url)
        misplaced = [name for name, value in given if value is not None] + ["--json"] * as_json
        if misplaced:
            raise typer.BadParameter(f"write {misplaced[0]} after {ctx.invoked_subcommand}", ctx)
        return
    body = find_api(home_of(home), url).get(*_PATH, query=query_of(from_=from_, to=to, timezone=timezone)).body
    if as_json:
        show_json(body)
    else:
        tables.show_overview(body)


@app.command()
def queues(
    from_: From = None,
    to: To = None,
    timezone: Timezone = None,
    project: Project = None,
    queue: Queue = None,
    agent: Agent = None,
    short: Short = None,
    service_level: Service = "service_level",
    format_: FormatOption = Format.TABLE,
    as_json: AsJson = False,
    bom: Bom = False,
    home: HomeFolder = None,
    url: Url = None,
) -> None:
    """Show figures by queue: service level, waits, abandonment, handling."""
    asked = query_of(from_=from_, to=to, timezone=timezone, project=project, queue=queue, agent=agent, short_s=short)
    body = find_api(home_of(home), url).get(*_PATH, "queues", query=asked).body
    _show(body, "queues", _format(format_, as_json), bom, lambda body: tables.show_queues(body, service_level))


@app.command()
def agents(
    from_: From = None,
    to: To = None,
    timezone: Timezone = None,
    project: Project = None,
    queue: Queue = None,
    agent: Agent = None,
    format_: FormatOption = Format.TABLE,
    as_json: AsJson = False,
    bom: Bom = False,
    home: HomeFolder = None,
    url: Url = None,
) -> None:
    """Show figures by agent: offers, talk, hold, wrap-up, times in state, occupancy."""
    asked = query_of(from_=from_, to=to, timezone=timezone, project=project, queue=queue, agent=agent)
    body = find_api(home_of(home), url).get(*_PATH, "agents", query=asked).body
    _show(body, "agents", _format(format_, as_json), bom, tables.show_agents)


@app.command()
def hours(
    from_: From = None,
    to: To = None,
    timezone: Timezone = None,
    interval: Annotated[str, typer.Option("--interval", help="15m, 30m, 1h or 1d.")] = "1h",
    project: Project = None,
    queue: Queue = None,
    agent: Agent = None,
    short: Short = None,
    service_level: Service = "service_level",
    format_: FormatOption = Format.TABLE,
    as_json: AsJson = False,
    bom: Bom = False,
    home: HomeFolder = None,
    url: Url = None,
) -> None:
    """Show figures by interval of the day, in a time zone."""
    scope = query_of(from_=from_, to=to, timezone=timezone, project=project, queue=queue, agent=agent, short_s=short)
    body = find_api(home_of(home), url).get(*_PATH, "hours", query={**scope, "interval": interval}).body
    _show(body, "intervals", _format(format_, as_json), bom, lambda body: tables.show_hours(body, service_level))


@app.command()
def calls(
    from_: From = None,
    to: To = None,
    timezone: Timezone = None,
    project: Project = None,
    queue: Queue = None,
    agent: Agent = None,
    number: Annotated[str | None, typer.Option("--number", help="Part of the caller's or the dialled number.")] = None,
    outcome: Annotated[str | None, typer.Option("--outcome", help="Of the last visit, such as abandoned.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many calls.")] = 50,
    after: Annotated[int | None, typer.Option("--after", metavar="CALL", help="Go on after this call.")] = None,
    format_: FormatOption = Format.TABLE,
    as_json: AsJson = False,
    bom: Bom = False,
    home: HomeFolder = None,
    url: Url = None,
) -> None:
    """Show single calls, the newest first."""
    scope = query_of(from_=from_, to=to, timezone=timezone, project=project, queue=queue, agent=agent)
    asked = {**scope, **query_of(number=number, outcome=outcome)}
    body = _all_pages(find_api(home_of(home), url), asked, limit, after)
    _show(body, "calls", _format(format_, as_json), bom, tables.show_calls)


_PATH = ("api", "v1", "report")
_PAGE = 1_000


def _all_pages(api: Api, asked: Mapping[str, str], limit: int, after: int | None) -> Body:
    """One answer with up to ``limit`` calls, however many pages that takes."""
    found: list[Any] = []
    while True:
        page = {"limit": str(min(limit - len(found), _PAGE)), **query_of(after=after)}
        body = api.get(*_PATH, "calls", query={**asked, **page}).body
        found += body["calls"]
        after = body["next"]
        if after is None or len(found) >= limit:
            return {**body, "calls": found}


def _format(chosen: Format, as_json: bool) -> Format:
    return Format.JSON if as_json else chosen


def _show(body: Body, rows: str, form: Format, bom: bool, show_table: Callable[[Body], None]) -> None:
    match form:
        case Format.JSON:
            show_json(body)
        case Format.CSV:
            columns = tables.CSV_COLUMNS[rows]
            typer.echo(csv_text(body[rows], columns, bom).encode(), nl=False)  # UTF-8, whatever the terminal is
        case Format.TABLE:
            show_table(body)
