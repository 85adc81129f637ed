"""The kinds of values in configuration files; each says in words what it expects."""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from acd.config.address import parse_listen
from acd.model.callers import normal_number

EXPECTED = "expected"  # the type of our own pydantic errors, whose message is the expectation


class Table(BaseModel):
    """A TOML table: no unknown keys, no conversions (a number is not a text), not changed after reading."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


@dataclass(frozen=True, slots=True)
class Expectation:
    """A check whose failure reads ``expected <words>``. The reference of all keys prints ``short`` where it has one.

    ``hide``: the message must not repeat what was found, since it may hold a secret.
    """

    accepts: Callable[[str], object]
    words: str
    short: str = ""
    hide: bool = False

    def __call__(self, value: str) -> str:
        if not self.accepts(value):
            raise PydanticCustomError(EXPECTED, "{words}", {"words": self.words, "hide": self.hide})
        return value


def expect(accepts: Callable[[str], object], words: str, short: str = "", hide: bool = False) -> AfterValidator:
    return AfterValidator(Expectation(accepts, words, short, hide))


def id_of(kind: str) -> AfterValidator:
    """A name of another entry; ``acd.config.references`` looks it up, with a better message than that it is no id."""
    return expect(lambda _: True, f"the id of a {kind}")


def full_match(pattern: str) -> Callable[[str], Any]:
    return re.compile(pattern, re.ASCII).fullmatch


def _is_name(text: str) -> bool:
    return _is_label(text) and text == text.strip() != ""


def _is_label(text: str) -> bool:
    return len(text) <= 100 and text.isprintable()


_looks_like_network = full_match(r"[0-9A-Fa-f:.]+(/[0-9]{1,3})?")


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return bool(_looks_like_network(text))


def _is_listen(text: str) -> bool:
    try:
        parse_listen(text)
    except ValueError:
        return False
    return True


_looks_like_caller_number = full_match(r"\+?[0-9 ().-]{1,30}\*?")


def is_caller_number(text: str) -> bool:
    """A number of a caller as people write it, or the beginning of numbers; it has digits that count."""
    return bool(_looks_like_caller_number(text)) and normal_number(text) != ""


# Ids become names in Asterisk's configuration, where a leading - or _ means something else.
_ID_CHARACTERS = "1 to 20 of the characters a-z 0-9 _ -, a letter or digit first"
_PHONE_CHARACTERS = "1 to 20 of the characters A-Z a-z 0-9 _ -, a letter or digit first; not trunk-..."
_MUSIC_CHARACTERS = "1 to 30 of the characters A-Z a-z 0-9 _ -, a letter or digit first"

Id = Annotated[str, expect(full_match("[a-z0-9][a-z0-9_-]{0,19}"), _ID_CHARACTERS, "an id")]
AgentId = Annotated[str, expect(full_match("[0-9]{1,10}"), "1 to 10 digits (agents key it in on a phone)")]
PhoneId = Annotated[str, expect(full_match("(?!trunk-)[A-Za-z0-9][A-Za-z0-9_-]{0,19}"), _PHONE_CHARACTERS, "an id")]
DialledNumber = Annotated[str, expect(full_match(r"\+?[0-9]{1,20}"), "1 to 20 digits, a leading + is allowed")]
MusicClass = Annotated[str, expect(full_match("[A-Za-z0-9][A-Za-z0-9_-]{0,29}"), _MUSIC_CHARACTERS)]
CallerNumber = Annotated[str, expect(is_caller_number, 'a number such as "+7 495 1234567", or "+7495*"')]
Sound = Annotated[
    str, expect(full_match("[A-Za-z0-9][A-Za-z0-9_/-]{0,79}"), 'the name of a sound, as "custom/welcome"')
]
Name = Annotated[str, expect(_is_name, "1 to 100 printable characters, no spaces around them")]
Label = Annotated[str, expect(_is_label, "at most 100 printable characters")]
Network = Annotated[str, expect(_is_network, 'an IP address or a network such as "192.0.2.0/24"')]
Listen = Annotated[str, expect(_is_listen, 'HOST:PORT, such as "127.0.0.1:8088" or "[::1]:8088"')]


def seconds(least: float, most: float) -> Any:
    """The limits of a duration in seconds; fractions are allowed down to a millisecond."""
    return Field(ge=least, le=most, allow_inf_nan=False)


def to_ms(duration_s: float) -> int:
    return round(duration_s * 1000)
