"""Where the owner of a number may be."""

import pytest

from acd.adapters.numbers.reading import NumberReader, Phone
from acd.adapters.numbers.zones import is_zone


def zones(text: str) -> tuple[str, ...]:
    found = NumberReader().read(text)
    assert isinstance(found, Phone)
    return found.place.zones


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+7 495 123 45 67", ("Europe/Moscow",)),
        ("+7 343 123 45 67", ("Asia/Yekaterinburg",)),
        ("+1 202 555 0123", ("America/New_York",)),
        ("+44 20 7946 0000", ("Europe/London",)),
        ("+800 1234 5678", ()),
    ],
)
def test_a_beginning_that_tells(text: str, expected: tuple[str, ...]) -> None:
    assert zones(text) == expected


def test_a_mobile_number_may_be_anywhere_in_its_own_country() -> None:
    russian, kazakh = zones("+7 916 123 45 67"), zones("+7 701 234 56 78")
    assert {"Europe/Moscow", "Asia/Kamchatka", "Asia/Vladivostok"} <= set(russian)
    assert {"Asia/Almaty", "Asia/Aqtobe"} <= set(kazakh)
    assert not set(russian) & {"Asia/Almaty", "Asia/Aqtobe"}
    assert not set(kazakh) & {"Asia/Kamchatka", "Europe/Moscow"}


def test_a_toll_free_american_number_is_in_no_other_country() -> None:
    assert {"America/New_York", "Pacific/Honolulu"} <= set(zones("+1 800 555 1234"))
    assert not set(zones("+1 800 555 1234")) & {"America/Toronto", "America/Jamaica"}


def test_names_of_zones() -> None:
    assert is_zone("Europe/Moscow")
    assert not is_zone("Europe/Moscwo")
    assert not is_zone("../etc/passwd")
