"""Reads Asterisk's own CDR file (cdr_csv's ``Master.csv``): what was recorded while the daemon was away.

The columns are cdr_csv's with loguniqueid, loguserfield and newcdrcolumns on and times in UTC, as ``dialplan/cdr.conf``
sets them. The file only ever grows; its last line may be half written while it is read.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from acd.model.facts import CdrFact

COLUMNS = (
    "accountcode",
    "src",
    "dst",
    "dcontext",
    "clid",
    "channel",
    "dstchannel",
    "lastapp",
    "lastdata",
    "start",
    "answer",
    "end",
    "duration",
    "billsec",
    "disposition",
    "amaflags",
    "uniqueid",
    "userfield",
    "peeraccount",
    "linkedid",
    "sequence",
)
_NUMBERS = frozenset({"duration", "billsec", "sequence"})


@dataclass(frozen=True, slots=True)
class CdrLine:
    """A record, and the place in the file behind it: read on from there. ``fact`` None: the line is damaged."""

    offset: int
    fact: CdrFact | None


def read_cdr_file(path: Path, node: str, offset: int = 0) -> Iterator[CdrLine]:
    """The complete records of ``path`` from ``offset`` (bytes) on, in the order written.

    No file: no records. A file shorter than ``offset`` was replaced and is read from its beginning.
    """
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return
    with path.open("rb") as file:
        file.seek(offset if offset <= size else 0)
        for line in file:
            if not line.endswith(b"\n"):
                return  # still being written
            yield CdrLine(offset=file.tell(), fact=parse_cdr_line(line, node))


def parse_cdr_line(line: bytes, node: str) -> CdrFact | None:
    """One line as a fact; None when it has other columns or no number where one belongs.

    Bytes that are no UTF-8 (a caller's name in another encoding) become U+FFFD.
    """
    rows = list(csv.reader([line.decode("utf-8", errors="replace")], strict=False))
    if len(rows) != 1 or len(rows[0]) != len(COLUMNS):
        return None
    row = dict(zip(COLUMNS, rows[0], strict=True))
    try:
        numbers = {name: int(row[name]) for name in _NUMBERS}
    except ValueError:
        return None
    texts = {name: value for name, value in row.items() if name not in _NUMBERS}
    return CdrFact(node=node, **texts, **numbers)
