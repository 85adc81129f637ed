"""What a table in a file gives."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from acd.errors import CallerError

Row = tuple[int, list[str]]
"""The line (or the sheet's row) that it begins on, and as many cells as the header has."""


class TableError(CallerError):
    """The file is no table, or is damaged from some place on; the text says where."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read. ``text`` is what stands there, shortened."""

    line: int
    reason: str
    text: str


class TableFile(Protocol):
    """``header``: the names of the columns, as they stand in the file. ``done``: 0 to 1, for a progress bar."""

    path: Path
    header: list[str]
    described: str

    def rows(self) -> Iterator[Row | BadRow]:
        """All rows after the header, empty ones left out, once. Raises TableError where the file is damaged."""
        ...

    @property
    def done(self) -> float: ...

    def close(self) -> None: ...


def header_of(cells: list[str]) -> list[str]:
    """The header's names. Raises TableError: two columns of one name, or none has a name."""
    names = [cell.strip().strip("\ufeff") for cell in cells]
    while names and not names[-1]:
        names.pop()
    named = [name.casefold() for name in names if name]
    twice = {name for name in named if named.count(name) > 1}
    if not names:
        raise TableError("the first line has no column names")
    if twice:
        raise TableError(f"two columns have the name {sorted(twice)[0]!r}: rename one")
    if all(any(char.isdigit() for char in name) and not any(char.isalpha() for char in name) for name in names if name):
        raise TableError("the first line must have the names of the columns, and not data")
    return [name or f"column {place}" for place, name in enumerate(names, 1)]


def fitted(cells: list[str], columns: int) -> list[str] | None:
    """Exactly ``columns`` cells, empty ones at the end left out; None: there are more with something in them."""
    if len(cells) > columns:
        return None if any(cells[columns:]) else cells[:columns]
    return cells
