"""The prepared rows of a file, batch by batch: read here, or by a worker process while this one writes to SQL."""

import multiprocessing
import queue
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from acd.adapters.files.rows import BadRow, Row, TableError, TableFile
from acd.adapters.files.table import open_table
from acd.bootstrap.leads.columns import Columns
from acd.bootstrap.leads.preparing import Prepared, Preparer
from acd.errors import PlatformError

BATCH_ROWS = 10_000
WORKER_BYTES = 4 << 20  # a smaller file is read before a worker has begun
_AHEAD = 4  # batches that wait at most
_POLL_S = 1.0


@dataclass(frozen=True, slots=True)
class FileOptions:
    path: Path
    columns: Columns
    region: str
    seed: str
    encoding: str | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """``done``: how much of the file was read, 0 to 1. ``damage``: why nothing comes after this one; empty: its end."""

    prepared: Prepared
    done: float
    damage: str = ""


def batches(options: FileOptions) -> Iterator[Batch]:
    """All of the file. Raises ValueError (the region), TableError (the file cannot be opened), PlatformError."""
    if options.path.stat().st_size < WORKER_BYTES:
        yield from _read(options)
        return
    context = multiprocessing.get_context("spawn")
    channel: Any = context.Queue(maxsize=_AHEAD)
    worker = context.Process(target=_work, args=(options, channel), name="leads", daemon=True)
    worker.start()
    try:
        yield from _received(channel, worker)
    finally:
        worker.terminate()
        worker.join()
        channel.close()


def _received(channel: Any, worker: BaseProcess) -> Iterator[Batch]:
    while True:
        try:
            got = channel.get(timeout=_POLL_S)
        except queue.Empty:
            if worker.is_alive():
                continue
            raise PlatformError("the process that reads the file has ended; what came before is imported") from None
        if got is None:
            return
        if isinstance(got, Exception):
            raise got
        yield got


def _work(options: FileOptions, channel: Any) -> None:
    """What the worker process does."""
    try:
        for batch in _read(options):
            channel.put(batch)
        channel.put(None)
    except (TableError, ValueError) as error:
        channel.put(error)


def _read(options: FileOptions) -> Iterator[Batch]:
    preparer = Preparer(options.columns, options.region, options.seed)
    table = open_table(options.path, options.encoding, options.sheet)
    try:
        yield from _batches_of(table, preparer)
    finally:
        table.close()


def _batches_of(table: TableFile, preparer: Preparer) -> Iterator[Batch]:
    rows, damage = table.rows(), ""
    more = True
    while more and not damage:
        some: list[Row | BadRow] = []
        try:
            some.extend(islice(rows, BATCH_ROWS))
        except TableError as error:
            damage = str(error)
        more = len(some) == BATCH_ROWS
        yield Batch(preparer.batch(some), table.done if more else 1.0, damage)
