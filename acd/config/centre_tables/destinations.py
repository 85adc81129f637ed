"""Where callers go who cannot be served where they are."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from acd.config.centre_tables.names import Priority, QueueRef, Requires
from acd.config.fields import EXPECTED, Table, seconds

WAYS = ("to_queue", "message")


class DestinationTable(Table):
    """One way on, and what goes with the caller."""

    to_queue: QueueRef | None = Field(None, description="queue to move the caller to")
    message: Literal["all-busy", "closed", "no-service"] | None = Field(
        None, description="message to play before hanging up"
    )
    requires: Requires = Field("", description="skills that the agent must have from there on, besides the queue's own")
    priority: Priority = Field(0, description="points of priority added")

    @model_validator(mode="after")
    def one_way_out(self) -> "DestinationTable":
        if sum(getattr(self, way) is not None for way in WAYS) != 1:
            raise PydanticCustomError(EXPECTED, f"exactly one of {', '.join(WAYS[:-1])} and {WAYS[-1]}")
        return self


class OverflowTable(DestinationTable):
    """When a caller has waited too long, or is expected to: where the caller goes."""

    after_s: Annotated[float, seconds(0, 86_400)] | None = Field(
        None, description="waiting time in this queue before it happens; or"
    )
    expected_wait_s: Annotated[float, seconds(0, 86_400)] | None = Field(
        None, description="a longer further wait is expected, on entering or later"
    )

    @model_validator(mode="after")
    def one_cause(self) -> "OverflowTable":
        if (self.after_s is None) == (self.expected_wait_s is None):
            raise PydanticCustomError(EXPECTED, "exactly one of after_s and expected_wait_s")
        return self


def _as_list(value: object) -> object:
    return [value] if isinstance(value, dict) else value


Overflows = Annotated[list[OverflowTable], BeforeValidator(_as_list)]
"""A list of steps; a single one may be written as a table."""
