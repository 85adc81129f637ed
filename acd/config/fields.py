"""The kinds of values in configuration files; each says in words what it expects."""

import ipaddress
import re
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

EXPECTED = "expected"  # the type of our own pydantic errors, whose message is the expectation


class Table(BaseModel):
    """A TOML table: no unknown keys, no conversions (a number is not a text), not changed after reading."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def expect(accepts: Callable[[str], object], words: str) -> AfterValidator:
    """A check whose failure reads ``expected <words>``."""

    def check(value: str) -> str:
        if not accepts(value):
            raise PydanticCustomError(EXPECTED, "{words}", {"words": words})
        return value

    return AfterValidator(check)


def _is_name(text: str) -> bool:
    return 1 <= len(text) <= 100 and text.isprintable() and text == text.strip()


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def full_match(pattern: str) -> Callable[[str], Any]:
    return re.compile(pattern, re.ASCII).fullmatch


Id = Annotated[str, expect(full_match("[a-z0-9_-]{1,20}"), "1 to 20 of the characters a-z 0-9 _ -")]
AgentId = Annotated[str, expect(full_match("[0-9]{1,10}"), "1 to 10 digits (agents key it in on a phone)")]
PhoneId = Annotated[str, expect(full_match("[A-Za-z0-9_-]{1,20}"), "1 to 20 of the characters A-Z a-z 0-9 _ -")]
DialledNumber = Annotated[str, expect(full_match(r"\+?[0-9]{1,20}"), "1 to 20 digits, a leading + is allowed")]
MusicClass = Annotated[str, expect(full_match("[A-Za-z0-9_-]{1,40}"), "1 to 40 of the characters A-Z a-z 0-9 _ -")]
Name = Annotated[str, expect(_is_name, "1 to 100 printable characters, no spaces around them")]
Network = Annotated[str, expect(_is_network, 'an IP address or a network such as "192.0.2.0/24"')]


def seconds(least: float, most: float) -> Any:
    """The limits of a duration in seconds; fractions are allowed down to a millisecond."""
    return Field(ge=least, le=most, allow_inf_nan=False)


def to_ms(duration_s: float) -> int:
    return round(duration_s * 1000)
