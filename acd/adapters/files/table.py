"""Opens a file as the table that it is, by what is in it and not by its name."""

from pathlib import Path

from acd.adapters.files.csv_rows import CsvFile
from acd.adapters.files.rows import TableError, TableFile
from acd.adapters.files.xlsx_rows import XlsxFile

_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def open_table(path: Path, encoding: str | None = None, sheet: str | None = None) -> TableFile:
    """Raises TableError: it is none, or empty, or cannot be opened. Close it."""
    try:
        with path.open("rb") as file:
            begin = file.read(4)
        if begin == _OLD_EXCEL:
            raise TableError("an old Excel file (.xls): save it as XLSX or CSV")
        return XlsxFile(path, sheet) if begin == _ZIP else CsvFile(path, encoding)
    except TableError as error:
        raise TableError(f"{path}: {error}") from None
    except OSError as error:
        raise TableError(f"{path}: {error.strerror or 'it cannot be read'}") from None
