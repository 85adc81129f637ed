"""``acd leads import | export | lists | show | remove``"""

import asyncio
import csv
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from acd.adapters.sql.leads.intake import Duplicates
from acd.adapters.sql.leads.register import LeadRegister
from acd.bootstrap.leads.exporting import exported
from acd.bootstrap.leads.importing import ImportOptions, import_leads
from acd.cli.csv_text import BOM, safe
from acd.cli.lead_options import Campaign, Project, Region, database_url, e164, on_database
from acd.cli.lead_views import RejectFile, progress_bar, show_imported, show_lead, show_lists
from acd.cli.options import AcdFile, AsJson, HomeFolder
from acd.cli.output import show, show_json
from acd.errors import CallerError, PlatformError
from acd.runtime.clock import SystemClock

app = typer.Typer(no_args_is_help=True, add_completion=False)

ListName = Annotated[str, typer.Option("--list", "-l", metavar="LIST", help="The list of leads.")]
_LIST_CHARS_MAX = 100


@app.callback()
def leads() -> None:
    """Leads: people to call."""


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV (UTF-8 or Windows-1251; , ; tab) or XLSX.")],
    into: ListName,
    project: Project = "",
    campaign: Campaign = "",
    region: Region = "",
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map", metavar="HEADER=FIELD", help="number, name, language, zone, region, priority, - or a name."
        ),
    ] = None,
    duplicates: Annotated[
        Duplicates, typer.Option(help="Among which leads a number may stand once.")
    ] = Duplicates.LIST,
    rejects: Annotated[Path | None, typer.Option(metavar="FILE", help="Write rows that were left out, as CSV.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Look at everything, change nothing.")] = False,
    encoding: Annotated[str | None, typer.Option(metavar="NAME", help="[default: found out]")] = None,
    sheet: Annotated[str | None, typer.Option(metavar="NAME", help="Of XLSX. [default: the first]")] = None,
    as_json: AsJson = False,
    acd: AcdFile = None,
    home: HomeFolder = None,
) -> None:
    """Import leads from a file into a list. Each row becomes a lead, a duplicate or a reject, and all are counted."""
    if not into.strip() or len(into) > _LIST_CHARS_MAX or not into.isprintable():
        raise CallerError(f"a list's name has 1 to {_LIST_CHARS_MAX} printable characters")
    options = ImportOptions(
        file, into, project, campaign, _mapping(mapping or []), region, duplicates, dry_run, encoding, sheet
    )
    with ExitStack() as stack:
        out = stack.enter_context(RejectFile(rejects))
        on_progress = stack.enter_context(progress_bar())
        now_ms = SystemClock().now_ms()
        done = asyncio.run(import_leads(database_url(acd, home), options, now_ms, out.add, on_progress))
    show_imported(done, options, out, as_json)
    if done.damage:
        raise CallerError(done.damage)


@app.command()
def export(
    of: ListName,
    file: Annotated[Path | None, typer.Argument(help="Where to write. [default: standard output]")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if there is one.")] = False,
    bom: Annotated[bool, typer.Option("--bom", help="For Excel: say that it is UTF-8.")] = False,
    as_json: AsJson = False,
    acd: AcdFile = None,
    home: HomeFolder = None,
) -> None:
    """Write a list as CSV which can be imported again, and in which a spreadsheet finds no formula."""
    if as_json and file is None:
        raise CallerError("a list is written as CSV: name a file, and --json tells what was written")
    url = database_url(acd, home)
    with ExitStack() as stack:
        if file is None:
            out: Any = sys.stdout
        else:
            try:
                out = stack.enter_context(file.open("w" if force else "x", encoding="utf-8", newline=""))
            except FileExistsError:
                raise PlatformError(f"{file} exists already; replace it with --force") from None
            except OSError as error:
                raise PlatformError(f"{file} cannot be written: {error.strerror}") from None
        count = on_database(url, lambda database: _export(LeadRegister(database), of, out, bom))
    if as_json:
        show_json({"file": str(file), "leads": count})
    elif file is not None:
        show(f"written: {file}, {count} leads")


@app.command("lists")
def list_lists(as_json: AsJson = False, acd: AcdFile = None, home: HomeFolder = None) -> None:
    """Show the lists, and how many leads they have."""
    found = on_database(database_url(acd, home), lambda database: LeadRegister(database).lists())
    if as_json:
        show_json({"lists": found})
    else:
        show_lists(found)


@app.command("show")
def show_one(
    which: Annotated[str, typer.Argument(metavar="LEAD", help="A lead's id, or a phone number.")],
    region: Region = "",
    as_json: AsJson = False,
    acd: AcdFile = None,
    home: HomeFolder = None,
) -> None:
    """Show a lead with its attempts, or all that is known of a number."""
    url = database_url(acd, home)
    id_ = int(which) if which.isascii() and which.isdigit() and not which.startswith("0") and len(which) < 10 else None
    if id_ is not None:
        lead = on_database(url, lambda database: LeadRegister(database).lead(id_))
        found = [lead] if lead is not None else []
    else:
        number = e164(which, region)
        found = on_database(url, lambda database: LeadRegister(database).of_number(number))
    if as_json:
        show_json({"leads": found})
    elif not found:
        raise CallerError(f"there is no lead {which}")
    else:
        for lead in found:
            show_lead(lead)


@app.command()
def remove(
    number: Annotated[str | None, typer.Argument(metavar="NUMBER", help="A person's phone number.")] = None,
    of: Annotated[str | None, typer.Option("--list", metavar="LIST", help="A whole list.")] = None,
    region: Region = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do it: it cannot be undone.")] = False,
    as_json: AsJson = False,
    acd: AcdFile = None,
    home: HomeFolder = None,
) -> None:
    """Delete what is kept of a person (leads, consents, the number in attempts), or a list with its leads."""
    if (number is None) == (of is None):
        raise CallerError("name a number, or a list with --list")
    whom = e164(number, region) if number is not None else ""
    if not yes:
        raise CallerError("nothing was deleted: say --yes, it cannot be undone")
    url = database_url(acd, home)
    if of is not None:
        gone = {"leads": on_database(url, lambda database: LeadRegister(database).remove_list(of))}
    else:
        gone = on_database(url, lambda database: LeadRegister(database).forget(whom))
    if as_json:
        show_json(gone)
    else:
        show("deleted: " + ", ".join(f"{count} {what}" for what, count in gone.items()))


def _mapping(given: list[str]) -> dict[str, str]:
    found = {}
    for text in given:
        header, separator, field = text.rpartition("=")
        if not separator or not header.strip() or not field.strip():
            raise typer.BadParameter(f"expected HEADER=FIELD, found {text!r}", param_hint="--map")
        found[header.strip()] = field.strip()
    return found


async def _export(register: LeadRegister, list_: str, out: Any, bom: bool) -> int:
    """A number in E.164 stays as it is: digits after a + are a number and nothing else to any spreadsheet."""
    writer = csv.writer(out)
    count = -1
    async for page in exported(register, list_):
        if count < 0 and bom:
            out.write(BOM)
        writer.writerows([row[0], *map(safe, row[1:])] for row in page)
        count += len(page)
    return count
