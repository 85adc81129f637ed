"""``acd dnc add | import | check | remove | list``"""

import getpass
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from acd.adapters.files.rows import BadRow
from acd.adapters.files.table import open_table
from acd.adapters.sql.database import Database
from acd.adapters.sql.leads.do_not_call import DoNotCall, DoNotCallEntry
from acd.bootstrap.leads.columns import find_columns
from acd.bootstrap.leads.exporting import moment
from acd.bootstrap.leads.preparing import Reject
from acd.cli.lead_options import Campaign, Project, Region, barred_number, database_url, on_database
from acd.cli.lead_views import RejectFile
from acd.cli.options import AcdFile, AsJson, HomeFolder
from acd.cli.output import Column, Row, cell, plain, show, show_json, show_table
from acd.errors import CallerError
from acd.runtime.clock import SystemClock

app = typer.Typer(no_args_is_help=True, add_completion=False)

Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, for the record.")]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who asks. [default: the user of this machine]")]

_BATCH = 5_000
_COLUMNS = [
    Column("Number"),
    Column("Project"),
    Column("Campaign"),
    Column("Reason"),
    Column("Added by", spare=1),
    Column("Added", spare=2),
]


@app.callback()
def dnc() -> None:
    """Do-not-call lists: for all, for a project, for a campaign."""


@app.command()
def add(
    numbers: Annotated[list[str], typer.Argument(metavar="NUMBER...", help="Or beginnings, such as +7495*.")],
    project: Project = "",
    campaign: Campaign = "",
    reason: Reason = "",
    by: By = None,
    region: Region = "",
    as_json: AsJson = False,
    acd: AcdFile = None,
    home: HomeFolder = None,
) -> None:
    """Never call these numbers (any more); a running daemon heeds it within a second."""
    who = _who(by)
    entries = [DoNotCallEntry(barred_number(text, region), project, campaign, reason, who) for text in numbers]
    added = on_database(database_url(acd, home), lambda database: _add(database, iter([entries])))
    _tell({"given": len(entries), "added": added}, as_json)


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or XLSX with a column of numbers.")],
    project: Project = "",
    campaign: Campaign = "",
    reason: Reason = "",
    by: By = None,
    region: Region = "",
    rejects: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write rows that are no numbers, as CSV.")
    ] = None,
    as_json: AsJson = False,
    acd: AcdFile = None,
    home: HomeFolder = None,
) -> None:
    """Add all numbers of a file."""
    pattern = DoNotCallEntry("", project, campaign, reason, _who(by))
    url = database_url(acd, home)
    with RejectFile(rejects) as out:
        counts = {"rows": 0, "rejected": 0}
        batches = _read(file, pattern, region, out, counts)
        added = on_database(url, lambda database: _add(database, batches))
    given = counts["rows"] - counts["rejected"]
    _tell({**counts, "given": given, "added": added}, as_json)
    if not as_json:
        for reject in out.first:
            show(f"  line {reject.line}: {plain(reject.reason)}")


@app.command()
def check(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="The number, or a beginning with *.")],
    region: Region = "",
    as_json: AsJson = False,
    acd: AcdFile = None,
    home: HomeFolder = None,
) -> None:
    """Say whether and why a number must not be called."""
    wanted = barred_number(number, region)
    found = on_database(database_url(acd, home), lambda database: DoNotCall(database).check(wanted))
    if as_json:
        show_json({"number": wanted, "barred": bool(found), "entries": found})
    else:
        _table(found, f"{wanted} is on no do-not-call list.")


@app.command()
def remove(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="The number, or a beginning with *.")],
    project: Project = "",
    campaign: Campaign = "",
    region: Region = "",
    as_json: AsJson = False,
    acd: AcdFile = None,
    home: HomeFolder = None,
) -> None:
    """Take one entry off: that for all, unless a project or campaign is named."""
    wanted = barred_number(number, region)
    now_ms = SystemClock().now_ms()
    url = database_url(acd, home)
    gone = on_database(url, lambda database: DoNotCall(database).remove(wanted, project, campaign, now_ms))
    if not gone:
        raise CallerError(f"there is no such entry for {wanted}: acd dnc check {wanted}")
    if as_json:
        show_json({"number": wanted, "removed": True})
    else:
        show(f"removed: {wanted}")


@app.command("list")
def list_entries(
    project: Annotated[str | None, typer.Option("--project", metavar="ID", help="Of this project only.")] = None,
    campaign: Annotated[str | None, typer.Option("--campaign", metavar="ID", help="Of this campaign only.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many at most.")] = 1_000,
    as_json: AsJson = False,
    acd: AcdFile = None,
    home: HomeFolder = None,
) -> None:
    """Show the entries, the oldest first."""

    async def read(database: Database) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        async for page in DoNotCall(database).entries(project, campaign):
            found += page
            if len(found) >= limit:
                break
        return found[:limit]

    entries = on_database(database_url(acd, home), read)
    if as_json:
        show_json({"entries": entries})
    else:
        _table(entries, "No entries.")


async def _add(database: Database, batches: Iterator[list[DoNotCallEntry]]) -> int:
    lists, now_ms = DoNotCall(database), SystemClock().now_ms()
    return sum([await lists.add(batch, now_ms) for batch in batches])


def _read(
    file: Path, pattern: DoNotCallEntry, region: str, out: RejectFile, counts: dict[str, int]
) -> Iterator[list[DoNotCallEntry]]:
    """A column with one name alone needs not be known: then its cells are the numbers."""
    table = open_table(file)
    try:
        at = 0 if len(table.header) == 1 else find_columns(table.header, {}).numbers[0]
        rows = table.rows()
        while some := list(islice(rows, _BATCH)):
            entries = []
            for row in some:
                counts["rows"] += 1
                try:
                    if isinstance(row, BadRow):
                        raise CallerError(row.reason)
                    number = barred_number(row[1][at], region)
                except CallerError as error:
                    counts["rejected"] += 1
                    line = row.line if isinstance(row, BadRow) else row[0]
                    out.add(Reject(line, str(error), ""))
                    continue
                entries.append(
                    DoNotCallEntry(number, pattern.project, pattern.campaign, pattern.reason, pattern.added_by)
                )
            yield entries
    finally:
        table.close()


def _who(by: str | None) -> str:
    try:
        return by if by is not None else getpass.getuser()
    except (OSError, KeyError):
        return ""


def _tell(counts: dict[str, int], as_json: bool) -> None:
    if as_json:
        show_json(counts)
    else:
        rejected = f", {counts['rejected']:,} rejected" if "rejected" in counts else ""
        known = counts["given"] - counts["added"]
        show(f"{counts['added']:,} added, {known:,} there already{rejected}")


def _table(entries: list[dict[str, Any]], empty: str) -> None:
    rows: list[Row] = [
        [
            *(cell(entry[name]) for name in ("number", "project", "campaign", "reason", "added_by")),
            cell(moment(entry["added_at"])),
        ]
        for entry in entries
    ]
    show_table(_COLUMNS, rows, empty)
