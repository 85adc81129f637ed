"""Asterisk's own CDR file."""

from collections.abc import AsyncIterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from acd.adapters.sql.cdr_import import COLUMNS, CdrImport, read_cdr_line
from acd.errors import ConfigError
from acd.model.facts import CdrFact
from tests.adapters.sql.samples import CDR
from tests.adapters.sql.subjects import SqlRecords

# As cdr_csv of Asterisk 22 writes it.
LINE = (
    b'"","+74951234567","100","acd-wait","""\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd"" <+74951234567>","PJSIP/trunk-00000001",'
    b'"PJSIP/phone1-00000002","Dial","PJSIP/phone1,20","2026-01-01 00:00:00","2026-01-01 00:00:04",'
    b'"2026-01-01 00:01:04",64,60,"ANSWERED","DOCUMENTATION","1767225600.7","","","1767225600.7",3'
)


def csv_line(fact: CdrFact) -> bytes:
    values = asdict(fact)
    quoted = (str(values[name]).replace('"', '""') for name in COLUMNS)
    return ",".join(f'"{value}"' for value in quoted).encode() + b"\n"


def write(path: Path, data: bytes, mode: str = "wb") -> None:
    with path.open(mode) as file:
        file.write(data)


@pytest.fixture
async def records(tmp_path: Path) -> AsyncIterator[SqlRecords]:
    records = SqlRecords(f"sqlite:///{tmp_path}/acd.db", tmp_path / "outbox")
    await records.flush()
    yield records
    await records.close()


@pytest.fixture
def master(tmp_path: Path) -> Path:
    return tmp_path / "Master.csv"


def test_a_line_of_asterisk_is_the_fact_of_its_event() -> None:
    assert read_cdr_line(LINE, "main") == CDR


@pytest.mark.parametrize("line", [b"", b'"', b"a,b,c", LINE[:-2], LINE + b",more", LINE[:-1] + b"x", b"\0" * 30])
def test_what_is_no_row_is_none(line: bytes) -> None:
    assert read_cdr_line(line, "main") is None


async def test_rows_are_added_once(records: SqlRecords, master: Path) -> None:
    records.append([CDR])
    await records.flush()
    write(master, LINE + b"\n" + csv_line(replace(CDR, sequence=4)))
    assert await records.store.import_cdr(master, "main") == CdrImport(2, 0)
    assert await records.store.import_cdr(master, "main") == CdrImport(0, 0)
    assert await records.count(CdrFact) == 2
    assert await records.store.import_cdr(master, "second") == CdrImport(2, 0)
    assert await records.count(CdrFact) == 4


async def test_the_next_import_goes_on_where_the_last_ended(records: SqlRecords, master: Path) -> None:
    write(master, LINE + b"\n" + LINE[:50])
    assert await records.store.import_cdr(master, "main") == CdrImport(1, 0)
    write(master, LINE[50:-1] + b"4\n", "ab")
    assert await records.store.import_cdr(master, "main") == CdrImport(1, 0)
    assert await records.count(CdrFact) == 2


async def test_a_rotated_file_is_read_from_its_beginning(records: SqlRecords, master: Path) -> None:
    write(master, LINE + b"\n")
    await records.store.import_cdr(master, "main")
    write(master, csv_line(replace(CDR, sequence=5)) + csv_line(replace(CDR, sequence=6)))
    assert await records.store.import_cdr(master, "main") == CdrImport(2, 0)


async def test_a_long_file_is_read_in_parts(records: SqlRecords, master: Path) -> None:
    write(master, b"".join(csv_line(replace(CDR, sequence=number)) for number in range(2_500)))
    assert await records.store.import_cdr(master, "main") == CdrImport(2_500, 0)
    assert await records.count(CdrFact) == 2_500


async def test_bad_lines_are_counted_and_the_others_added(records: SqlRecords, master: Path) -> None:
    bad_time = replace(CDR, sequence=5, start="yesterday")
    too_large = replace(CDR, sequence=2**63)
    write(master, b"".join([LINE + b"\n", b"torn\n", csv_line(bad_time), csv_line(too_large)]))
    assert await records.store.import_cdr(master, "main") == CdrImport(1, 3)
    write(master, b"torn again\n", "ab")
    assert await records.store.import_cdr(master, "main") == CdrImport(0, 1)


async def test_a_file_without_the_newer_columns_is_told(records: SqlRecords, master: Path) -> None:
    write(master, b",".join(LINE.split(b",")[:-3]) + b"\n")
    with pytest.raises(ConfigError, match="newcdrcolumns"):
        await records.store.import_cdr(master, "main")


async def test_an_empty_file_adds_nothing(records: SqlRecords, master: Path) -> None:
    write(master, b"")
    assert await records.store.import_cdr(master, "main") == CdrImport(0, 0)


async def test_a_missing_file_is_told(records: SqlRecords, master: Path) -> None:
    with pytest.raises(FileNotFoundError):
        await records.store.import_cdr(master, "main")
