"""Lists of callers: who comes first, who has an agent of their own, who is turned away."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Refusal(StrEnum):
    """What callers of a list get who are not let in: a message, or the end of the call without a word."""

    HANG_UP = "hang-up"
    NO_SERVICE = "no-service"
    ALL_BUSY = "all-busy"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class CallerList:
    """``numbers``: exact ones, or beginnings with * at the end ("+7495*"). All else goes with their calls."""

    id: str
    numbers: tuple[str, ...] = ()
    priority: int = 0
    requires: str = ""
    queue: str | None = None  # they enter this queue, whatever they dialled; menus are passed over
    agent: str | None = None  # their calls are for this agent in person
    language: str | None = None
    refuse: Refusal | None = None


def normal_number(text: str) -> str:
    """The form in which numbers are compared: the digits without leading zeros, as of "+7 (495) 123-45-67".

    So +7…, 007… and 7… are the same number; 8495… is another, since only the network knows what a leading 8 means.
    """
    return "".join(char for char in text if char in "0123456789").lstrip("0")


def normal_entry(text: str) -> str:
    """An entry of a list in the form in which it is compared; a beginning keeps its *."""
    return normal_number(text) + ("*" if text.strip().endswith("*") else "")


class CallerDirectory:
    """All lists of a centre, to look callers up in: an exact number before a beginning, a longer beginning first."""

    def __init__(self, lists: Mapping[str, CallerList]) -> None:
        self._exact: dict[str, str] = {}
        self._beginnings: dict[str, str] = {}
        for id_, number in _entries(lists):
            found = self._beginnings if number.endswith("*") else self._exact
            found.setdefault(number.removesuffix("*"), id_)
        self._lengths = sorted({len(beginning) for beginning in self._beginnings}, reverse=True)

    def find(self, caller_number: str) -> str | None:
        """The id of the caller's list."""
        number = normal_number(caller_number)
        if not number:
            return None
        found = self._exact.get(number)
        if found is not None:
            return found
        beginnings = (self._beginnings.get(number[:length]) for length in self._lengths if length <= len(number))
        return next((id_ for id_ in beginnings if id_ is not None), None)


def _entries(lists: Mapping[str, CallerList]) -> Iterator[tuple[str, str]]:
    return ((id_, normal_entry(number)) for id_, callers in lists.items() for number in callers.numbers)
