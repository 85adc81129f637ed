"""A row becomes a lead, or is refused with its line and the reason."""

import json

import pytest

from acd.adapters.files.rows import BadRow
from acd.adapters.sql.leads.intake import NewLead
from acd.bootstrap.leads.columns import find_columns
from acd.bootstrap.leads.preparing import Prepared, Preparer, Reject

HEADER = ["phone", "phone2", "name", "language", "zone", "country", "priority", "city", "note"]
GOOD = ["8 916 123-45-67", "", "Иван", "ru", "", "", "", "Москва", ""]


def prepare(**changed: str) -> Prepared:
    cells = [changed.get(name, cell) for name, cell in zip(HEADER, GOOD, strict=True)]
    return Preparer(find_columns(HEADER, {}), "RU", "spring").batch([(7, cells)])


def lead(**changed: str) -> NewLead:
    prepared = prepare(**changed)
    assert (prepared.rows, len(prepared.leads)) == (1, 1), prepared.rejects
    return prepared.leads[0]


def reason(**changed: str) -> str:
    prepared = prepare(**changed)
    assert (prepared.leads, len(prepared.rejects)) == ([], 1)
    assert (prepared.rejects[0].line, prepared.rejects[0].warning) == (7, False)
    return prepared.rejects[0].reason


def test_a_whole_lead() -> None:
    found = lead(phone2="+7 495 123 45 67", priority="7", language="RU", note="x")
    assert (found.line, found.number, found.alternatives) == (7, "+79161234567", '["+74951234567"]')
    assert (found.name, found.language, found.priority, found.region) == ("Иван", "ru", 7, "RU")
    assert json.loads(found.fields) == {"city": "Москва", "note": "x"}
    assert "Asia/Omsk" in found.zones.split(",")


def test_an_explicit_place_counts() -> None:
    assert lead(zone="Asia/Omsk").zones == "Asia/Omsk"
    assert lead(country="us-ca").region == "US-CA"


def test_the_random_order_is_the_same_each_time() -> None:
    assert lead().shuffle == lead(name="Пётр").shuffle != lead(phone="89161234568").shuffle


@pytest.mark.parametrize(
    "phone", ["89161234567, 84951234567", "89161234567;+7(495)123-45-67", '="89161234567/84951234567"']
)
def test_several_numbers_in_one_cell(phone: str) -> None:
    found = lead(phone=phone, phone2="89161234567")
    assert (found.number, found.alternatives) == ("+79161234567", '["+74951234567"]')


def test_a_further_number_that_is_none_is_told_and_left_out() -> None:
    prepared = prepare(phone2="112")
    assert prepared.leads[0].alternatives == "[]"
    [reject] = prepared.rejects
    assert (reject.line, reject.warning, "112: an emergency number" in reject.reason) == (7, True, True)


def test_a_further_number_serves_where_the_main_one_does_not() -> None:
    assert lead(phone="", phone2="84951234567").number == "+74951234567"
    assert lead(phone="112", phone2="84951234567").number == "+74951234567"


def test_what_an_export_quoted_is_itself_again() -> None:
    assert json.loads(lead(note="'=1+1", city="O'Neill").fields) == {"city": "O'Neill", "note": "=1+1"}
    assert json.loads(lead(note="'quoted'").fields)["note"] == "'quoted'"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"phone": ""}, "no number"),
        ({"phone": "  "}, "no number"),
        ({"phone": "8 809 123 45 67"}, "premium"),
        ({"phone": "=2+5"}, "phone number"),
        ({"zone": "Moscow"}, "no time zone 'Moscow'"),
        ({"zone": "../../etc/passwd"}, "no time zone"),
        ({"country": "Russia"}, "no country 'RUSSIA'"),
        ({"priority": "100"}, "expected 0 to 99"),
        ({"priority": "-1"}, "expected 0 to 99"),
        ({"priority": "٣"}, "expected 0 to 99"),
        ({"language": "по-русски"}, "no language"),
        ({"note": "x" * 10_000}, "a cell with 10000 characters"),
        ({"phone": "8" * 10_000}, "a cell with 10000 characters"),
    ],
)
def test_what_is_refused(changed: dict[str, str], expected: str) -> None:
    assert expected in reason(**changed)


def test_rows_that_could_not_be_read_are_counted() -> None:
    preparer = Preparer(find_columns(HEADER, {}), "RU", "spring")
    prepared = preparer.batch([BadRow(2, "a NUL byte", "x"), (3, GOOD)])
    assert (prepared.rows, len(prepared.leads), prepared.rejects) == (2, 1, [Reject(2, "a NUL byte", "x")])
