"""XLSX: cells of all kinds, formulas, damage."""

import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from acd.adapters.files.rows import BadRow, Row, TableError
from acd.adapters.files.table import open_table
from acd.adapters.files.xlsx_rows import XlsxFile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "leads.xlsx"


def write(path: Path, *rows: Sequence[object], title: str = "Sheet") -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(row)
    book.save(path)


def test_cells_of_all_kinds(path: Path) -> None:
    moment = datetime(2026, 1, 31, 9, 30, tzinfo=UTC).replace(tzinfo=None)
    write(
        path,
        ["Телефон", "name", "value", "when"],
        [79161234567, "Иван", 1.5, date(2026, 1, 31)],
        [],
        ["+7 916 123-45-68", None, True, moment],
        [79161234569.0],
    )
    table = XlsxFile(path)
    assert table.header == ["Телефон", "name", "value", "when"]
    assert list(table.rows()) == [
        (2, ["79161234567", "Иван", "1.5", "2026-01-31"]),
        (4, ["+7 916 123-45-68", "", "1", "2026-01-31 09:30:00"]),
        (5, ["79161234569", "", "", ""]),
    ]
    assert table.done == 1.0
    table.close()


def test_formulas_and_too_many_columns_are_named(path: Path) -> None:
    write(path, ["phone", "name"], ["=A1+1", "x"], ["1", "=cmd|' /C calc'!A0"], ["1", "2", "3"], ["4", "good"])
    table = XlsxFile(path)
    rows = list(table.rows())
    assert [(row.line, row.reason) if isinstance(row, BadRow) else row for row in rows] == [
        (2, "a formula in 'phone': save the sheet with values"),
        (3, "a formula in 'name': save the sheet with values"),
        (4, "more columns than the header, which has 2"),
        (5, ["4", "good"]),
    ]
    table.close()


def test_a_sheet_may_be_named(path: Path) -> None:
    write(path, ["phone"], ["1"], title="Spring")
    table = XlsxFile(path, "Spring")
    assert list(table.rows()) == [(2, ["1"])]
    table.close()
    with pytest.raises(TableError, match="there are Spring"):
        XlsxFile(path, "Summer")


def test_a_file_that_was_cut_off(path: Path) -> None:
    write(path, ["phone"], *[[str(n)] for n in range(1000)])
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(TableError, match="damaged"):
        open_table(path)


def test_damage_within_the_sheet_is_told_with_its_row(path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for number in range(3_000):
        book.active.append([number or "phone"])
    book.save(path)
    with zipfile.ZipFile(path) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    [sheet] = [name for name in parts if "sheets/" in name]
    parts[sheet] = parts[sheet][: len(parts[sheet]) // 2]
    with zipfile.ZipFile(path, "w") as cut:
        for name, data in parts.items():
            cut.writestr(name, data)
    table = open_table(path)
    rows: list[Row | BadRow] = []
    with pytest.raises(TableError, match=r"row \d+: the file is damaged from here on"):
        rows.extend(table.rows())
    assert 10 < len(rows) < 3_000
    table.close()


def test_what_is_unpacked_has_a_limit(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb, bomb.open("xl/sharedStrings.xml", "w") as strings:
        for _ in range(520):
            strings.write(bytes(1 << 20))
    with pytest.raises(TableError, match="too large"):
        open_table(path)
