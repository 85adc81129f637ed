"""Numbers as people write them, and what is refused with which reason."""

import pytest

from acd.adapters.numbers.reading import NumberReader, Phone, Refused

RU = NumberReader("RU")


@pytest.mark.parametrize(
    "text",
    ["+7 916 123-45-67", "8 (916) 123-45-67", "89161234567", "9161234567", "79161234567", "8\u00a0916\u2013123.45.67"],
)
def test_ways_to_write_a_number(text: str) -> None:
    found = RU.read(text)
    assert isinstance(found, Phone)
    assert (found.number, found.place.region) == ("+79161234567", "RU")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("Иванов", "letters"),
        ("1-800-FLOWERS", "letters"),
        ("+7 916 123-45-67 ext. 5", "letters"),
        ("+7 916 123-45-67;ext=5", "letters"),
        ("+7 916 123-45-67 #5", "extension"),
        ("112", "emergency"),
        ("+112", "emergency"),
        ("911", "emergency"),
        ("8 809 123 45 67", "premium"),
        ("+1 900 234 5678", "premium"),
        ("+7 216 123 45 67", "no assigned range"),
        ("+1 555 234 5678", "no assigned range"),
        ("89161234", "too short"),
        ("+7916", "too short"),
        ("+7916123456789012345", "too long"),
        ("7" * 100, "too long"),
        ("+999 123 45678", "calling code"),
        ("7.9161234567E+10", "spreadsheet"),
        ("7,9161234567e+10", "spreadsheet"),
        ("=2+5", "phone number"),
        ("8(916)1234567, 8(916)7654321", "phone number"),
        ("\0" * 5, "phone number"),
        ("٨٩١٦", "short"),
    ],
)
def test_what_is_refused(text: str, reason: str) -> None:
    found = RU.read(text)
    assert isinstance(found, Refused), found
    assert reason in found.reason


def test_without_a_region_only_whole_numbers_are_read() -> None:
    anywhere = NumberReader()
    assert isinstance(anywhere.read("+442079460000"), Phone)
    refused = anywhere.read("89161234567")
    assert isinstance(refused, Refused)
    assert "no region" in refused.reason


def test_an_unknown_region() -> None:
    with pytest.raises(ValueError, match="ISO 3166"):
        NumberReader("Russia")
