"""``[queues.<id>.callback]`` and ``[do_not_call]``."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from acd.config.centre_tables.names import HoursRef
from acd.config.fields import Table, expect, full_match, seconds
from acd.model.callbacks import plain_number

Key = Literal["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "#"]
NumberPattern = Annotated[
    str,
    expect(
        full_match(r"\+?[0-9X]{1,20}\.?"),
        "a number with X for any digit and perhaps a dot at the end for any more, such as +7XXXXXXXXXX",
        "a pattern of numbers",
    ),
]


def _outside_number(text: str) -> str:
    return plain_number(text)


OutsideNumber = Annotated[
    str,
    expect(lambda text: bool(plain_number(text)), "a telephone number: 3 to 20 digits, perhaps + before", "a number"),
    AfterValidator(_outside_number),
]


class CallbackTable(Table):
    """Callers of the queue may hang up and keep their place; they are called when it is their turn."""

    key: Key | Literal[""] = Field("", description="what a waiting caller presses to ask for it; empty: programs ask")
    attempts_max: Annotated[int, Field(ge=1, le=20)] = Field(3, description="how often the customer is called")
    pause_s: Annotated[float, seconds(1, 86_400)] = Field(300, description="between two attempts")
    expires_s: Annotated[float, seconds(60, 604_800)] = Field(
        14_400, description="a callback that was not reached so long after it was asked for is given up"
    )
    ring_timeout_s: Annotated[float, seconds(5, 120)] = Field(30, description="how long the customer's phone rings")
    hours: HoursRef | None = Field(None, description="customers are called only during these hours; none: always")
    numbers: list[NumberPattern] = Field(
        [], description="patterns of the numbers that are called; none: the caller's own number alone"
    )


class DoNotCallTable(Table):
    """Outside numbers that are never called, whoever asks."""

    numbers: list[OutsideNumber] = Field([], description="the numbers")
