"""``[hours.<id>]``."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from acd.config.fields import EXPECTED, Expectation, Table
from acd.model.calendar import HoursError, read_date, read_days, read_interval, read_zone


@dataclass(frozen=True, slots=True)
class _Read(Expectation):
    """Accepts what ``accepts`` reads; its error says what was expected."""

    def __call__(self, value: str) -> str:
        try:
            self.accepts(value)
        except HoursError as error:
            raise PydanticCustomError(EXPECTED, "{words}", {"words": str(error)}) from None
        return value


def _read(reader: Callable[[str], Any], words: str) -> AfterValidator:
    return AfterValidator(_Read(reader, words))


Zone = Annotated[str, _read(read_zone, 'an IANA time zone, as "Europe/Moscow"')]
Days = Annotated[str, _read(read_days, '"mon" or "mon-fri"')]
Interval = Annotated[str, _read(read_interval, '"09:00-18:00"')]
Date = Annotated[str, _read(read_date, '"2026-05-09", or "05-09" for every year')]


class HoursTable(Table):
    """Business hours by the clock on the wall of a time zone. An interval may go on over midnight (22:00-06:00)."""

    zone: Zone = Field(description="the time zone whose clock counts")
    week: dict[Days, list[Interval]] = Field(
        description="the hours of each day of the week; every day is named once, a closed one with []"
    )
    dates: dict[Date, list[Interval]] = Field(
        {}, description="dates with hours of their own, in place of the weekday's; [] is a holiday"
    )
