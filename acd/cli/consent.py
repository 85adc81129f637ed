"""``acd consent add | withdraw | show``"""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from acd.adapters.sql.leads.consents import VOICE, Consents
from acd.bootstrap.leads.exporting import moment
from acd.cli.lead_options import Project, Region, database_url, e164, on_database
from acd.cli.options import AcdFile, AsJson, HomeFolder
from acd.cli.output import Column, Row, cell, show, show_json, show_table
from acd.errors import CallerError
from acd.runtime.clock import SystemClock

app = typer.Typer(no_args_is_help=True, add_completion=False)

Number = Annotated[str, typer.Argument(metavar="NUMBER", help="The person's number.")]
Channel = Annotated[str, typer.Option("--channel", metavar="NAME", help="How the person may be reached.")]
_NAMES = ("purpose", "channel", "project", "proof", "added_by", "withdrawn_by")


@app.callback()
def consent() -> None:
    """Consent of people to be called, with its proof."""


@app.command()
def add(
    number: Number,
    purpose: Annotated[str, typer.Option("--purpose", metavar="NAME", help="As the campaign names it.")],
    proof: Annotated[str, typer.Option("--proof", metavar="TEXT", help="Where it can be seen: a form, a recording.")],
    channel: Channel = VOICE,
    project: Project = "",
    given: Annotated[str | None, typer.Option("--given", metavar="TIME", help="ISO 8601. [default: now]")] = None,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who records it.")] = "",
    region: Region = "",
    as_json: AsJson = False,
    acd: AcdFile = None,
    home: HomeFolder = None,
) -> None:
    """Record that a person agreed to be called for a purpose."""
    now_ms = SystemClock().now_ms()
    values: dict[str, Any] = {
        "number": e164(number, region),
        "channel": channel,
        "purpose": purpose,
        "project": project,
        "given_at": now_ms if given is None else _moment_ms(given, now_ms),
        "proof": proof,
        "added_by": by,
    }
    new = on_database(database_url(acd, home), lambda database: Consents(database).add(values, now_ms))
    if as_json:
        show_json({**values, "new": new})
    else:
        show(f"{values['number']}: consent to {purpose} " + ("is on record" if new else "was on record already"))


@app.command()
def withdraw(
    number: Number,
    purpose: Annotated[str | None, typer.Option("--purpose", metavar="NAME", help="[default: all]")] = None,
    channel: Channel = VOICE,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who records it.")] = "",
    region: Region = "",
    as_json: AsJson = False,
    acd: AcdFile = None,
    home: HomeFolder = None,
) -> None:
    """Record that a person does not agree any more; what was on record stays, with its end."""
    whom, now_ms = e164(number, region), SystemClock().now_ms()
    url = database_url(acd, home)
    ended = on_database(url, lambda database: Consents(database).withdraw(whom, channel, purpose, by, now_ms))
    if as_json:
        show_json({"number": whom, "withdrawn": ended})
    else:
        show(f"{whom}: {ended} withdrawn")


@app.command("show")
def show_all(
    number: Number, region: Region = "", as_json: AsJson = False, acd: AcdFile = None, home: HomeFolder = None
) -> None:
    """Show what a person agreed to, and what was withdrawn."""
    whom = e164(number, region)
    found = on_database(database_url(acd, home), lambda database: Consents(database).show(whom))
    if as_json:
        show_json({"number": whom, "consents": found})
        return
    columns = [Column("Given"), Column("Withdrawn"), *(Column(name.replace("_", " ").capitalize()) for name in _NAMES)]
    rows: list[Row] = [
        [cell(moment(row["given_at"])), cell(moment(row["withdrawn_at"])), *(cell(row[name]) for name in _NAMES)]
        for row in found
    ]
    show_table(columns, rows, f"No consent of {whom} is on record.")


def _moment_ms(text: str, now_ms: int) -> int:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise CallerError(f"expected a time such as 2026-01-31T09:00Z, found {text!r}") from None
    given_ms = int((found if found.tzinfo is not None else found.replace(tzinfo=UTC)).timestamp() * 1000)
    if given_ms > now_ms:
        raise CallerError(f"{text} is in the future")
    return given_ms
