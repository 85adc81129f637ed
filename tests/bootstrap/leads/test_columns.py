"""Which column is what."""

from typing import Any

import pytest

from acd.bootstrap.leads.columns import find_columns
from acd.errors import CallerError


def test_usual_names_in_two_languages() -> None:
    english = find_columns(["Phone Number", "First name", "Last name", "Time Zone", "Country", "Priority", "Debt"], {})
    assert (english.numbers, english.names, english.zone, english.region, english.priority) == ((0,), (1, 2), 3, 4, 5)
    assert english.own == (("Debt", 6),)
    russian = find_columns(["№ договора", "ФИО", "Телефон", "Телефон 2", "Моб. телефон", "Часовой пояс", "Язык"], {})
    assert (russian.names, russian.zone, russian.language) == ((1,), 5, 6)
    assert russian.numbers == (2, 3)
    assert russian.own == (("№ договора", 0), ("Моб. телефон", 4))


def test_the_user_knows_better() -> None:
    found = find_columns(["phone", "contact", "x", "y"], {"X": "number", "y": "-", "contact": "Manager"})
    assert found.numbers == (2,)
    assert found.own == (("phone", 0), ("Manager", 1))


@pytest.mark.parametrize(
    ("header", "mapping", "fault"),
    [
        (["name", "city"], {}, "--map HEADER=number"),
        (["phone"], {"tel": "number"}, "no column 'tel'"),
        (["phone", "country", "iso"], {}, "several columns are the region"),
        (["phone", "a", "b"], {"a": "x", "b": "x"}, "two columns would be the field 'x'"),
    ],
)
def test_what_cannot_be(header: list[str], mapping: dict[str, Any], fault: str) -> None:
    with pytest.raises(CallerError, match=fault):
        find_columns(header, mapping)
