"""Names from the configuration in Asterisk's: hostile until proven otherwise, since some characters mean more there."""

import re
from collections.abc import Mapping
from typing import TypeVar

from acd.errors import ConfigError

Value = TypeVar("Value")


def demand(pattern: re.Pattern[str], value: str, what: str) -> None:
    """Raises ConfigError for a value with other characters."""
    if not pattern.fullmatch(value):
        raise ConfigError(f"{what} {value!r} has a character that Asterisk's configuration cannot carry")


def queue_extension(queue: str) -> str:
    """A queue's id as an extension: Asterisk ignores '-' there, and reads a leading '_' as a pattern."""
    return "q" + queue.replace("-", "+")


def in_order(values: Mapping[str, Value]) -> list[Value]:
    """So that the same centre gives the same text."""
    return [values[key] for key in sorted(values)]
