"""Files are opened as what they are."""

from pathlib import Path

import openpyxl
import pytest

from acd.adapters.files.rows import TableError
from acd.adapters.files.table import open_table


def test_a_workbook_with_the_wrong_name(tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["phone"])
    book.save(path)
    table = open_table(path)
    assert (table.described, table.header) == ("XLSX", ["phone"])
    table.close()


@pytest.mark.parametrize(
    ("data", "fault"),
    [(b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel"), (b"PK\x03\x04rubbish", "damaged"), (b"", "empty")],
)
def test_what_cannot_be_read(tmp_path: Path, data: bytes, fault: str) -> None:
    path = tmp_path / "leads.xlsx"
    path.write_bytes(data)
    with pytest.raises(TableError, match=fault) as caught:
        open_table(path)
    assert str(path) in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="No such file"):
        open_table(tmp_path / "missing.csv")
    with pytest.raises(TableError, match="directory"):
        open_table(tmp_path)
