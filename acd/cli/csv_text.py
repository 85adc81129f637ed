"""CSV for spreadsheets: RFC 4180, and no value that a spreadsheet would run.

A text that begins with ``= + - @``, a tab or a line break is taken for a formula by Excel and others; a caller chooses
such a name freely. OWASP's remedy: an apostrophe before it, which spreadsheets hide and people understand.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # also of full width

BOM = "\ufeff"


def csv_text(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], bom: bool = False) -> str:
    """A header and the rows; numbers are written as they are, None is empty."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL)
    writer.writerow(columns)
    writer.writerows([safe(row.get(column)) for column in columns] for row in rows)
    return (BOM if bom else "") + out.getvalue()


def csv_lines(rows: Iterable[Sequence[Any]]) -> str:
    """Rows without a header, each value as a safe cell."""
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_MINIMAL).writerows([safe(value) for value in row] for row in rows)
    return out.getvalue()


def safe(value: Any) -> Any:
    """The value as a cell that no spreadsheet runs."""
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA_BEGINS):
        return f"'{value}"
    return value
