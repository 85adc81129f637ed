"""Times of day, as a scenario says them."""

from typing import Annotated

from acd.config.fields import expect, full_match

_TIME = "([01][0-9]|2[0-3]):[0-5][0-9]"
ClockTime = Annotated[str, expect(full_match(f"{_TIME}|24:00"), 'a time of day such as "08:30"')]
ClockSpan = Annotated[str, expect(full_match(f"{_TIME}-({_TIME}|24:00)"), 'two times of day such as "08:00-16:30"')]


def span_ms(text: str) -> tuple[int, int]:
    """From and to, ms of the day."""
    begin, _, end = text.partition("-")
    return clock_ms(begin), clock_ms(end)


def clock_ms(text: str) -> int:
    hours, minutes = text.split(":")
    return (int(hours) * 60 + int(minutes)) * 60_000
