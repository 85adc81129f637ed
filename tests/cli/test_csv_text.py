"""CSV that no spreadsheet runs, and that can be read back."""

import csv
import io

import pytest

from acd.cli.csv_text import BOM, csv_text, safe


@pytest.mark.parametrize(
    "hostile",
    [
        "=cmd|' /C calc'!A0",
        "+74951234567",
        "-2+3",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\uff1d1",
        '=HYPERLINK("http://example";"a")',
    ],
)
def test_what_a_spreadsheet_would_run_is_text(hostile: str) -> None:
    text = csv_text([{"name": hostile}], ["name"])
    assert next(csv.DictReader(io.StringIO(text, newline="")))["name"] == f"'{hostile}"


@pytest.mark.parametrize("value", ["sales", "", "a=b", "5-3", -3, -0.5, 0, None, 1.25, "Иван", 'a"b, c'])
def test_other_values_stay(value: object) -> None:
    assert safe(value) == value
    [row] = csv.DictReader(io.StringIO(csv_text([{"value": value, "more": 1}], ["value", "more"]), newline=""))
    assert row == {"value": "" if value is None else str(value), "more": "1"}


def test_a_byte_order_mark_when_wanted() -> None:
    assert csv_text([], ["a", "b"]) == "a,b\r\n"
    assert csv_text([], ["a", "b"], bom=True) == f"{BOM}a,b\r\n"
