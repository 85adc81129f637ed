"""The compiled plans say what the library says."""

import random

import phonenumbers
import pytest
from phonenumbers import NumberParseException, PhoneNumberType

from acd.adapters.numbers.plans import plan_of, plans_of, region_and_kind, split_code
from acd.adapters.numbers.reading import NumberReader, Phone

REGIONS = ["RU", "US", "GB", "KZ", "DE", "IT", "AR", "BR", "CN", "UA", "AU", "FI", ""]
NOT_DIALLED = (PhoneNumberType.PREMIUM_RATE, PhoneNumberType.PAGER, PhoneNumberType.VOICEMAIL)


def by_library(text: str, region: str) -> tuple[str, str] | None:
    try:
        parsed = phonenumbers.parse(text, region or None)
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed) or phonenumbers.number_type(parsed) in NOT_DIALLED:
        return None
    region = phonenumbers.region_code_for_number(parsed) or ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164), region


def some_text(chance: random.Random, region: str) -> str:
    """A real number with some digits changed, in one of the ways to write it, or any digits."""
    if region and chance.random() < 0.5:
        real = phonenumbers.example_number_for_type(region, chance.choice(range(7)))
        real = real or phonenumbers.example_number(region)
        assert real is not None
        text = phonenumbers.format_number(real, chance.choice(range(3)))
        changed = {chance.randrange(len(text)) for _ in range(chance.randrange(4))}
        return "".join(
            str(chance.randrange(10)) if place in changed and char.isdigit() else char
            for place, char in enumerate(text)
        )
    begin = chance.choice(["", "", "+7", "+1", "+44", "+49", "+375", "+800", "+39", "+54", "+0", "8", "00", "7"])
    return begin + "".join(str(chance.randrange(10)) for _ in range(chance.randrange(5, 13)))


@pytest.mark.parametrize("region", REGIONS)
def test_reading_is_what_the_library_does(region: str) -> None:
    chance, reader, dialled = random.Random(f"{region}"), NumberReader(region), 0
    for _ in range(1_500):
        text = some_text(chance, region)
        found = reader.read(text)
        expected = by_library(text, region)
        assert (found.number if isinstance(found, Phone) else None) == (expected and expected[0]), text
        if isinstance(found, Phone) and expected:
            assert found.place.region == expected[1], text
            dialled += 1
    assert dialled > 50


def test_whose_a_number_is() -> None:
    assert split_code("79161234567") == ("7", "9161234567")
    assert split_code("3752912345") == ("375", "2912345")
    assert split_code("0123") == ("", "0123")
    assert region_and_kind("7", "7012345678") == ("KZ", PhoneNumberType.MOBILE)
    assert region_and_kind("7", "9161234567") == ("RU", PhoneNumberType.MOBILE)
    assert [plan.region for plan in plans_of("7")] == ["RU", "KZ"]
    assert plan_of("XX") is None
