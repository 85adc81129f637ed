"""What people see of leads: an import's progress and result, lists, one lead; and the file of rejects."""

import csv
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from acd.bootstrap.leads.exporting import moment
from acd.bootstrap.leads.importing import Imported, ImportOptions
from acd.bootstrap.leads.preparing import Reject
from acd.cli.csv_text import safe
from acd.cli.output import Column, Row, cell, count, plain, right, show, show_json, show_table, state
from acd.errors import PlatformError
from acd.model.leads import LeadStatus

SHOWN_REJECTS = 5


class RejectFile:
    """Takes rejects, into a file if there is one, and remembers the first few. Use it in a ``with``."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file: IO[str] | None = None
        self._writer: Any = None
        self.first: list[Reject] = []

    def __enter__(self) -> "RejectFile":
        if self._path is not None:
            try:
                self._file = self._path.open("w", encoding="utf-8", newline="")
            except OSError as error:
                raise PlatformError(f"{self._path} cannot be written: {error.strerror}") from None
            self._writer = csv.writer(self._file)
            self._writer.writerow(["line", "reason", "value"])
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, reject: Reject) -> None:
        if len(self.first) < SHOWN_REJECTS and not reject.warning:
            self.first.append(reject)
        if self._writer is not None:
            self._writer.writerow([reject.line, safe(reject.reason), safe(plain(reject.text))])


@contextmanager
def progress_bar() -> Iterator[Callable[[float, Imported], None]]:
    """On standard error, when that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda done, imported: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("importing", total=1.0)

        def tell(done: float, imported: Imported) -> None:
            progress.update(task, completed=done, description=f"{imported.rows:,} rows")

        yield tell


def show_imported(done: Imported, options: ImportOptions, rejects: RejectFile, as_json: bool) -> None:
    if as_json:
        show_json(
            {
                "list": options.list,
                "dry_run": options.dry,
                "format": done.described,
                "columns": dict(done.columns),
                **{name: getattr(done, name) for name in ("rows", "imported", "duplicates", "rejected", "barred")},
                "warnings": done.warnings,
                "damage": done.damage,
                "first_rejects": [{"line": reject.line, "reason": reject.reason} for reject in rejects.first],
            }
        )
        return
    meant = ", ".join(f"{plain(header)}: {plain(what)}" for header, what in done.columns.items() if header != what)
    show(f"{done.described}; {meant}")
    verb = "would be imported" if options.dry else "imported"
    show(
        f"{done.rows:,} rows read = {done.imported:,} {verb} + {done.duplicates:,} duplicates"
        f" + {done.rejected:,} rejected ({done.barred:,} of them on do-not-call lists)"
    )
    if done.warnings:
        show(f"{done.warnings:,} further numbers of leads were refused")
    for reject in rejects.first:
        show(f"  line {reject.line}: {plain(reject.reason)}")
    if done.rejected + done.duplicates > len(rejects.first):
        show("  all of them: --rejects FILE")


def show_lists(lists: list[dict[str, Any]]) -> None:
    columns = [
        Column("List"),
        Column("Project", spare=1),
        Column("Campaign", spare=2),
        right("Leads"),
        *(right(status.value) for status in LeadStatus),
    ]
    rows: list[Row] = [
        [
            cell(entry["list"]),
            cell(entry["project"]),
            cell(entry["campaign"]),
            count(entry["leads"]),
            *(count(entry["statuses"][status.value]) for status in LeadStatus),
        ]
        for entry in lists
    ]
    show_table(columns, rows, "No lists: acd leads import FILE --list LIST")


def show_lead(lead: dict[str, Any]) -> None:
    numbers = ", ".join([lead["number"], *lead["alternatives"]])
    show(f"Lead {lead['id']} of list {plain(lead['list'])}: {plain(lead['name']) or 'no name'}, {numbers}")
    where = ", ".join(filter(None, (lead["region"], *lead["zones"])))
    show(f"  {lead['status']}, priority {lead['priority']}, {lead['attempts']} attempts; {where or 'place not known'}")
    if lead["next_attempt_at"] is not None:
        agent = f", with {plain(lead['wanted_agent'])}" if lead["wanted_agent"] else ""
        show(f"  next attempt not before {moment(lead['next_attempt_at'])}{agent}")
    if lead["reserved_by"]:
        show(f"  reserved by {plain(lead['reserved_by'])} since {moment(lead['reserved_at'])}")
    for name, value in lead["fields"].items():
        show(f"  {plain(name)}: {plain(value)}")
    columns = [Column("Attempt"), Column("Campaign"), Column("Number"), Column("Result"), Column("Agent")]
    rows: list[Row] = [
        [
            cell(moment(made["began_at"])),
            cell(made["campaign"]),
            cell(made["number"]),
            state(made["result"] or "going on"),
            cell(made["agent"]),
        ]
        for made in lead["attempts_made"]
    ]
    if rows:
        show_table(columns, rows, "")
    for given in lead["dispositions"]:
        what = f"{plain(given['disposition'])} {plain(given['note'])}"
        show(f"  {moment(given['given_at'])} {plain(given['agent'])}: {what}")
