from pathlib import Path

import pytest

from acd.adapters.asterisk.cdr_file import parse_cdr_line, read_cdr_file

LINE = (
    '"","+15551234","3*101*1002*2","acd-connect","""Ann, ""the"" boss"" <+15551234>","PJSIP/trunk-demo-00000000",'
    '"PJSIP/1002-00000003","Dial","PJSIP/1002,2,m(default)","2026-11-23 14:50:05","2026-11-23 14:50:05",'
    '"2026-11-23 14:50:07",1,1,"ANSWERED","DOCUMENTATION","1795445403.0","","","1795445403.0",4\n'
)


def test_a_line_becomes_a_fact_with_asterisks_columns() -> None:
    fact = parse_cdr_line(LINE.encode(), "main")
    assert fact is not None
    assert (fact.node, fact.uniqueid, fact.sequence, fact.linkedid) == ("main", "1795445403.0", 4, "1795445403.0")
    assert (fact.src, fact.dst, fact.dcontext) == ("+15551234", "3*101*1002*2", "acd-connect")
    assert fact.clid == '"Ann, "the" boss" <+15551234>'
    assert (fact.start, fact.duration, fact.billsec) == ("2026-11-23 14:50:05", 1, 1)
    assert fact.disposition == "ANSWERED"


@pytest.mark.parametrize(
    "line", [b"", b"\n", b"a,b,c\n", LINE.replace(",4\n", ",x\n").encode(), LINE.replace(',"",4', ",4").encode()]
)
def test_a_damaged_line_is_no_fact(line: bytes) -> None:
    assert parse_cdr_line(line[: len(line) // 2] + b"\n", "main") is None


def test_bytes_of_another_encoding_do_not_lose_the_record() -> None:
    fact = parse_cdr_line(LINE.encode().replace(b"Ann", b"\xff\xfe"), "main")
    assert fact is not None
    assert fact.clid.startswith('"��, ')


def test_reading_goes_on_where_it_ended(tmp_path: Path) -> None:
    file = tmp_path / "Master.csv"
    assert list(read_cdr_file(file, "main")) == []
    file.write_text(LINE + LINE.replace(",4\n", ",5\n"))
    first, second = read_cdr_file(file, "main")
    assert [line.fact.sequence for line in (first, second) if line.fact] == [4, 5]
    assert [line.fact and line.fact.sequence for line in read_cdr_file(file, "main", first.offset)] == [5]
    assert list(read_cdr_file(file, "main", second.offset)) == []


def test_a_line_that_is_still_being_written_waits(tmp_path: Path) -> None:
    file = tmp_path / "Master.csv"
    file.write_text(LINE + LINE[:40])
    (only,) = read_cdr_file(file, "main")
    file.write_text(LINE + LINE)
    assert len(list(read_cdr_file(file, "main", only.offset))) == 1


def test_a_damaged_line_does_not_hide_the_next(tmp_path: Path) -> None:
    file = tmp_path / "Master.csv"
    file.write_text("nonsense\n" + LINE)
    assert [line.fact is None for line in read_cdr_file(file, "main")] == [True, False]


def test_a_replaced_file_is_read_from_its_beginning(tmp_path: Path) -> None:
    file = tmp_path / "Master.csv"
    file.write_text(LINE)
    assert len(list(read_cdr_file(file, "main", offset=10_000))) == 1
