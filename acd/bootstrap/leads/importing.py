"""``acd leads import``: every row of a file becomes a lead, a duplicate or a reject, and all three are counted."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from acd.adapters.files.table import open_table
from acd.adapters.sql.database import Database
from acd.adapters.sql.leads.intake import Duplicates, LeadIntake, ListOf, Taken
from acd.adapters.sql.migrate import upgrade
from acd.bootstrap.leads.columns import Columns, find_columns
from acd.bootstrap.leads.preparing import Reject
from acd.bootstrap.leads.source import Batch, FileOptions, batches
from acd.errors import CallerError, StoreError

DEADLINE_S = 60.0
_TRIES, _PAUSE_S = 5, 1.0


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """``mapping``: header -> field (see ``columns``). ``region``: in whose way numbers without + are written."""

    path: Path
    list: str
    project: str = ""
    campaign: str = ""
    mapping: Mapping[str, str] | None = None
    region: str = ""
    duplicates: Duplicates = Duplicates.LIST
    dry: bool = False
    encoding: str | None = None
    sheet: str | None = None


@dataclass(slots=True)
class Imported:
    """``rows`` = ``imported`` + ``duplicates`` + ``rejected`` (``barred`` are among these). ``damage``: the file is
    damaged there, and nothing after that place was read.
    """

    described: str
    columns: Mapping[str, str]
    rows: int = 0
    imported: int = 0
    duplicates: int = 0
    rejected: int = 0
    barred: int = 0
    warnings: int = 0
    damage: str = ""


OnReject = Callable[[Reject], None]
OnProgress = Callable[[float, Imported], None]


async def import_leads(
    url: str, options: ImportOptions, now_ms: int, on_reject: OnReject, on_progress: OnProgress
) -> Imported:
    """Raises CallerError (the file, its columns, the region, the list), StoreError: what came before it is imported."""
    described, columns = _look_at(options)
    await upgrade(url)
    database = Database(url, DEADLINE_S)
    try:
        into = ListOf(
            options.list, options.project, options.campaign, options.region.upper(), tuple(n for n, _ in columns.own)
        )
        intake = LeadIntake(database, into, options.duplicates, now_ms, options.dry)
        await intake.begin()
        summary = Imported(described, columns.described)
        source = batches(
            FileOptions(options.path, columns, options.region, options.list, options.encoding, options.sheet)
        )
        try:
            while (batch := await asyncio.to_thread(next, source, None)) is not None:
                taken = await _add(intake, batch)
                _count(summary, batch, taken, on_reject)
                on_progress(batch.done, summary)
        except ValueError as error:
            raise CallerError(str(error)) from None
        finally:
            source.close()  # type: ignore[attr-defined]  # it is a generator
        return summary
    finally:
        await database.close()


def _look_at(options: ImportOptions) -> tuple[str, Columns]:
    table = open_table(options.path, options.encoding, options.sheet)
    try:
        return table.described, find_columns(table.header, options.mapping or {})
    finally:
        table.close()


async def _add(intake: LeadIntake, batch: Batch) -> Taken:
    """A database that is busy with something else for long is waited for."""
    for _ in range(_TRIES - 1):
        try:
            return await intake.add(batch.prepared.leads)
        except StoreError:
            await asyncio.sleep(_PAUSE_S)
    return await intake.add(batch.prepared.leads)


def _count(summary: Imported, batch: Batch, taken: Taken, on_reject: OnReject) -> None:
    prepared = batch.prepared
    rejects = [*prepared.rejects]
    rejects += [Reject(lead.line, reason, lead.number) for lead, reason in (*taken.barred, *taken.duplicates)]
    for reject in sorted(rejects, key=lambda reject: reject.line):
        on_reject(reject)
    refused = sum(not reject.warning for reject in prepared.rejects)
    summary.rows += prepared.rows
    summary.imported += taken.imported
    summary.duplicates += len(taken.duplicates)
    summary.barred += len(taken.barred)
    summary.rejected += refused + len(taken.barred)
    summary.warnings += len(prepared.rejects) - refused
    summary.damage = batch.damage
