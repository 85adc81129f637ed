"""``acd campaign``: what campaigns do, what may be done with them, and what they did."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from acd.cli import campaign_report as reports
from acd.cli.client import find_api
from acd.cli.options import AsJson, HomeFolder, Url, home_of
from acd.cli.output import Column, Row, cell, clock_time, count, plain, right, show, show_json, show_table, state
from acd.cli.report_options import Bom, Format, FormatOption, From, Timezone, To, query_of
from acd.cli.user import this_user

app = typer.Typer(no_args_is_help=True, add_completion=False)

CampaignId = Annotated[str, typer.Argument(metavar="CAMPAIGN", help="The campaign's id in centre.toml.")]
By = Annotated[
    str | None, typer.Option(metavar="NAME", help="Who does it, for the records. [default: the user of this machine]")
]

_PATH = ("api", "v1", "campaigns")
_COLUMNS = [
    Column("Campaign"),
    Column("Mode", spare=2),
    Column("State"),
    Column("Why", spare=1),
    right("Dialled"),
    right("Persons"),
    right("Connected"),
    right("Aban-\ndoned"),
    right("Abandon-\nment"),
    right("Ringing"),
    right("Leads at\nhand", spare=3),
]


@app.callback()
def campaign() -> None:
    """Campaigns: whom the centre calls."""


@app.command("list")
def list_campaigns(as_json: AsJson = False, home: HomeFolder = None, url: Url = None) -> None:
    """Show the campaigns now; counts are of today (UTC)."""
    body = find_api(home_of(home), url).get(*_PATH).body
    if as_json:
        show_json(body)
        return
    rows: list[Row] = [
        [
            cell(row["id"]),
            cell(row["mode"]),
            state(row["state"]),
            cell(row["reason"]),
            count(row["dialled"]),
            count(row["persons"]),
            count(row["connected"]),
            count(row["abandoned"]),
            reports.rate(row["abandonment_rate"]),
            count(row["in_flight"]),
            count(row["leads"]),
        ]
        for row in body["campaigns"]
    ]
    show_table(_COLUMNS, rows, "The centre has no campaigns; write one into centre.toml and run `acd apply`.")


@app.command("show")
def show_campaign(campaign: CampaignId, as_json: AsJson = False, home: HomeFolder = None, url: Url = None) -> None:
    """Show one campaign: what it does, and its last decision."""
    body = find_api(home_of(home), url).get(*_PATH, campaign).body
    if as_json:
        show_json(body)
    else:
        show(*_lines(body))


def _lines(body: Mapping[str, Any]) -> list[str | Text]:
    since = f" since {clock_time(body['since'])}" if body["since"] else ""
    who = f", by {plain(body['by'])}" if body["by"] else ""
    why = f": {plain(body['reason'])}" if body["reason"] else ""
    lines: list[str | Text] = [
        Text(f"Campaign {plain(body['id'])} ({plain(body['name'])}): {body['state']}{since}{who}{why}", "bold"),
        f"  mode {body['mode']}, queue {plain(body['queue']) or 'none'}, lists {', '.join(map(plain, body['lists']))}, "
        f"trunks {', '.join(map(plain, body['trunks']))}",
        f"  today (UTC): {body['dialled']} dialled, {body['persons']} persons answered, {body['connected']} connected, "
        f"{body['abandoned']} abandoned ({reports.rate(body['abandonment_rate'])})",
        f"  now: {body['in_flight']} ringing or dialled, {body['talking']} with people, {body['leads']} leads at hand",
    ]
    lines += [f"  beware: {plain(text)}" for text in body["warnings"]]
    if body["decision"] is not None:
        decision = body["decision"]
        lines.append(
            f"  last dialled {decision['dialled']} at {clock_time(decision['at'])}; "
            f"`acd explain --campaign {plain(body['id'])}` tells why"
        )
    if body["trouble"]:
        lines.append(f"  no leads: {plain(body['trouble'])}")
    return lines


@app.command()
def start(
    campaign: CampaignId, by: By = None, as_json: AsJson = False, home: HomeFolder = None, url: Url = None
) -> None:
    """Let a campaign dial."""
    _do(campaign, "start", by, as_json, home, url)


@app.command()
def pause(
    campaign: CampaignId, by: By = None, as_json: AsJson = False, home: HomeFolder = None, url: Url = None
) -> None:
    """Dial no more leads for now; calls go on, and what is at hand is kept."""
    _do(campaign, "pause", by, as_json, home, url)


@app.command()
def stop(
    campaign: CampaignId, by: By = None, as_json: AsJson = False, home: HomeFolder = None, url: Url = None
) -> None:
    """Dial no more leads and give back those at hand; calls go on."""
    _do(campaign, "stop", by, as_json, home, url)


@app.command()
def report(
    campaign: Annotated[
        str | None, typer.Argument(metavar="CAMPAIGN", help="One campaign in full. [default: a line for each]")
    ] = None,
    from_: From = None,
    to: To = None,
    timezone: Timezone = None,
    format_: FormatOption = Format.TABLE,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="As --format csv.")] = False,
    bom: Bom = False,
    regulator: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write one CSV: rules, formula, result, and every attempt behind it."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if there is one.")] = False,
    home: HomeFolder = None,
    url: Url = None,
) -> None:
    """Show what campaigns did, and whether one kept its rules: recomputed from every single attempt."""
    api = find_api(home_of(home), url)
    query = query_of(from_=from_, to=to, timezone=timezone)
    if regulator is not None:
        _for_regulator(api, campaign, query, regulator, force)
        return
    body = api.get(*reports.PATH, *([campaign] if campaign is not None else []), query=query).body
    rows = "campaigns" if campaign is None else "lists"
    if as_json or format_ is Format.JSON:
        show_json(body)
    elif as_csv or format_ is Format.CSV:
        typer.echo(reports.csv_of(body, rows, bom).encode(), nl=False)  # UTF-8, whatever the terminal is
    elif campaign is None:
        reports.show_all(body)
    else:
        reports.show_one(body)


def _for_regulator(api: Any, campaign: str | None, query: dict[str, str], file: Path, force: bool) -> None:
    if campaign is None:
        raise typer.BadParameter("name the campaign, too: acd campaign report CAMPAIGN --regulator FILE")
    body = api.get(*reports.PATH, campaign, query=query).body
    same_time = {"from": body["from"], "to": body["to"], "timezone": body["timezone"]}
    written = reports.write_for_regulator(file, body, reports.attempts(api, campaign, same_time), force)
    rate = reports.rate(body["total"]["abandonment_rate"])
    show(f"written: {file}, {written} attempts, abandonment {rate} by the rules {plain(body['rules']['id'])}")


def _do(campaign: str, action: str, by: str | None, as_json: bool, home: Path | None, url: str | None) -> None:
    body = {"by": by if by is not None else this_user()}
    answer = find_api(home_of(home), url).post(*_PATH, campaign, action, body=body).body
    if as_json:
        show_json(answer)
    else:
        show(answer["text"])
