"""XLSX row by row, through openpyxl's reader that never holds a whole sheet. Formulas are not worked out."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from acd.adapters.files.rows import BadRow, Row, TableError, fitted, header_of

UNPACKED_BYTES_MAX = 4 << 30
TEXTS_BYTES_MAX = 512 << 20  # of the strings that cells share, which are held in memory

_DAMAGED = (zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, TypeError, EOFError, OSError)


class XlsxFile:
    """``sheet``: its name; None: the first one. Raises TableError, or OSError when it cannot be opened."""

    described = "XLSX"

    def __init__(self, path: Path, sheet: str | None = None) -> None:
        self.path = path
        self._file = path.open("rb")
        try:
            self._refuse_bombs()
            self._book = openpyxl.load_workbook(self._file, read_only=True, data_only=False, keep_links=False)
        except TableError:
            self._file.close()
            raise
        except _DAMAGED as error:
            self._file.close()
            raise TableError(f"it is damaged, or no XLSX file ({type(error).__name__})") from None
        try:
            self._sheet = self._named(sheet)
            self._total = max(self._sheet.max_row or 0, 1)
            self._sheet.reset_dimensions()  # what the file says of its size may be wrong, and would cut it off
            self._rows = self._values()
            self.header = header_of(next(self._rows, (0, []))[1])
        except BaseException:
            self.close()
            raise
        self._line = 1

    @property
    def done(self) -> float:
        return min(self._line / self._total, 1.0)

    def close(self) -> None:
        self._book.close()
        self._file.close()

    def rows(self) -> Iterator[Row | BadRow]:
        columns = len(self.header)
        for line, cells in self._rows:
            self._line = line
            found = fitted(cells, columns)
            if found is None:
                yield BadRow(line, f"more columns than the header, which has {columns}", ";".join(cells)[:200])
            elif formula := next((name for name, cell in zip(self.header, found, strict=False) if cell[:1] == "="), ""):
                yield BadRow(line, f"a formula in {formula!r}: save the sheet with values", ";".join(found)[:200])
            elif any(found):
                yield line, [*found, *[""] * (columns - len(found))]

    def _values(self) -> Iterator[Row]:
        line = 0
        try:
            for line, values in enumerate(self._sheet.iter_rows(values_only=True), 1):
                yield line, [_text(value) for value in values]
        except _DAMAGED as error:
            raise TableError(f"row {line + 1}: the file is damaged from here on ({type(error).__name__})") from None

    def _named(self, sheet: str | None) -> Any:
        if sheet is None:
            return self._book.worksheets[0]
        if sheet not in self._book.sheetnames:
            raise TableError(f"there is no sheet {sheet!r}; there are {', '.join(self._book.sheetnames)}")
        return self._book[sheet]

    def _refuse_bombs(self) -> None:
        with zipfile.ZipFile(self._file) as packed:
            sizes = {info.filename: info.file_size for info in packed.infolist()}
        if sum(sizes.values()) > UNPACKED_BYTES_MAX or sizes.get("xl/sharedStrings.xml", 0) > TEXTS_BYTES_MAX:
            raise TableError("too large when it is unpacked: save the sheet as CSV")


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time() != time() else value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, int | float) else "=" + type(value).__name__  # an array formula
