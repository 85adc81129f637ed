"""CSV of many kinds, and what is broken in it: one row at a time."""

from pathlib import Path

import pytest

from acd.adapters.files.csv_rows import LINE_BYTES_MAX, CsvFile
from acd.adapters.files.rows import BadRow, Row, TableError

HEADER = "phone,name,note\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "leads.csv"


def read(path: Path, data: bytes | str, encoding: str | None = None) -> list[Row | BadRow]:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    table = CsvFile(path, encoding)
    rows = list(table.rows())
    assert table.done == 1.0
    table.close()
    return rows


def brief(rows: list[Row | BadRow]) -> list[object]:
    return [(row.line, row.reason) if isinstance(row, BadRow) else row for row in rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_delimiters_and_line_ends(path: Path, encoding: str, delimiter: str, end: str) -> None:
    rows = [["Телефон", "ФИО"], ["+79161234567", "Иванов Иван"], ["", ""], ["+79161234568", "Пётр"]]
    text = end.join(delimiter.join(cells) for cells in rows) + end
    mark = b"\xff\xfe" if encoding == "utf-16-le" else b""
    path.write_bytes(mark + text.encode(encoding))
    table = CsvFile(path)
    assert table.header == ["Телефон", "ФИО"]
    assert list(table.rows()) == [(2, rows[1]), (4, rows[3])]
    table.close()


def test_quotes(path: Path) -> None:
    data = HEADER + '1,"Ann, the ""first""",x\n\n2,5" pipe,y\n3,"two\nlines",z\n4,last,w'
    assert read(path, data) == [
        (2, ["1", 'Ann, the "first"', "x"]),
        (4, ["2", '5" pipe', "y"]),
        (5, ["3", "two\nlines", "z"]),
        (7, ["4", "last", "w"]),
    ]


def test_a_quote_that_is_never_closed_takes_no_other_row_along(path: Path) -> None:
    data = HEADER + '1,"open,x\n' + "".join(f"{n},name,y\n" for n in range(2, 200))
    rows = read(path, data)
    assert brief(rows[:2]) == [(2, "a quote is opened and not closed"), (3, ["2", "name", "y"])]
    assert len(rows) == 199


def test_two_open_quotes_do_not_close_each_other(path: Path) -> None:
    rows = read(path, HEADER + '1,"open,x\n2,name,y\n3,"open,z\n4,name,w\n')
    assert [row.line if isinstance(row, BadRow) else row[1][0] for row in rows] == [2, "2", 4, "4"]


def test_what_is_broken_is_named_and_left_out(path: Path) -> None:
    data = HEADER.encode() + (
        b"1,\xd0\x98\xd0\xb2,x\n2,too few\n3,too,many,columns\n4,extra but empty,x,,\n5,nul\0,x\n6,\xff\xfe,x\n"
        b'7,"a"b,x\n8,\xef\xbf\xbd,x\n9,\xd0\x98\xd0\xb2,x\n10,the end is miss'
    )
    assert brief(read(path, data)) == [
        (2, ["1", "Ив", "x"]),
        (3, "2 columns, where the header has 3"),
        (4, "4 columns, where the header has 3"),
        (5, ["4", "extra but empty", "x"]),
        (6, "a NUL byte"),
        (7, "no utf-8 text"),
        (8, "something stands after a closing quote"),
        (9, "a character that was broken before"),
        (10, ["9", "Ив", "x"]),
        (11, "2 columns, where the header has 3; the file may end within this line"),
    ]


def test_a_line_without_an_end(path: Path) -> None:
    rows = read(path, HEADER.encode() + b"1," + b"x" * (3 * LINE_BYTES_MAX) + b",y\n2,good,z\n")
    assert brief(rows) == [(2, f"longer than {LINE_BYTES_MAX} bytes"), (3, ["2", "good", "z"])]
    assert isinstance(rows[0], BadRow)
    assert len(rows[0].text) == 200


def test_a_cell_of_ten_thousand_characters_is_read(path: Path) -> None:
    assert read(path, f"{HEADER}1,{'x' * 10_000},y\n") == [(2, ["1", "x" * 10_000, "y"])]


def test_a_few_broken_lines_leave_a_file_utf_8(path: Path) -> None:
    lines = ["1,Иван,x".encode()] * 20 + [b"2,\xc8\xe2\xe0\xed,x"] + ["3,Пётр,x".encode()] * 20
    rows = read(path, HEADER.encode() + b"\n".join(lines))
    assert [row.reason for row in rows if isinstance(row, BadRow)] == ["no utf-8 text"]
    assert rows[-1] == (42, ["3", "Пётр", "x"])


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "empty"),
        (b"\n\n\n", "empty"),
        (b"+79161234567,1\n+79161234568,2\n", "names of the columns"),
        (b"phone,Phone\n", "two columns"),
        (b'"phone,name\n', "quote"),
        (b",,\n", "no column names"),
        (b"\0\0\0\n", "NUL"),
    ],
)
def test_what_is_no_table(path: Path, data: bytes, fault: str) -> None:
    path.write_bytes(data)
    with pytest.raises(TableError, match=fault):
        CsvFile(path)


def test_an_encoding_may_be_named(path: Path) -> None:
    assert read(path, "phone,имя\n1,Иван\n".encode("koi8-r"), "koi8-r") == [(2, ["1", "Иван"])]
    with pytest.raises(TableError, match="no encoding"):
        CsvFile(path, "utf-9")
