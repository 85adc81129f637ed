"""``[queues.<id>.survey]``."""

from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from acd.config.fields import EXPECTED, Table, expect, full_match

Sound = Annotated[
    str,
    expect(
        full_match("[A-Za-z0-9][A-Za-z0-9_/-]{0,59}"),
        "the name of a sound of Asterisk's, such as survey/how-was-it, without its ending",
        "a sound",
    ),
]


class SurveyTable(Table):
    """What callers are asked when the agent has hung up; each question is answered by one key."""

    questions: Annotated[list[Sound], Field(min_length=1, max_length=3)] = Field(
        description="1 to 3 sounds that Asterisk finds in the caller's language; the first answer is the call's csat"
    )
    share: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = Field(
        1.0, description="of the calls, 0 to 1, chosen by the call's id"
    )
    lowest: Annotated[int, Field(ge=0, le=9)] = Field(1, description="the lowest key that counts")
    highest: Annotated[int, Field(ge=0, le=9)] = Field(5, description="the highest")

    @model_validator(mode="after")
    def in_order(self) -> "SurveyTable":
        if self.lowest >= self.highest:
            raise PydanticCustomError(EXPECTED, "lowest to be below highest")
        return self
