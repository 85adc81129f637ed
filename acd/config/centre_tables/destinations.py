"""Where callers go who cannot be served where they are."""

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from acd.config.centre_tables.callbacks import OutsideNumber
from acd.config.centre_tables.names import Priority, QueueRef, Requires
from acd.config.fields import EXPECTED, Table, seconds

MessageName = Literal["all-busy", "closed", "no-service"]


class WayTable(Table):
    """One way on in the centre, and what goes with the caller."""

    ways: ClassVar[tuple[str, ...]] = ("to_queue", "message")

    to_queue: QueueRef | None = Field(None, description="queue to move the caller to")
    message: MessageName | None = Field(None, description="message to play before hanging up")
    requires: Requires = Field("", description="skills that the agent must have from there on, besides the queue's own")
    priority: Priority = Field(0, description="points of priority added")

    @model_validator(mode="after")
    def one_way_out(self) -> "WayTable":
        if sum(getattr(self, way) is not None for way in self.ways) != 1:
            raise PydanticCustomError(EXPECTED, f"exactly one of {', '.join(self.ways[:-1])} and {self.ways[-1]}")
        return self


class VoicemailWayTable(WayTable):
    """One way on in the centre, perhaps a message of the caller's."""

    ways: ClassVar[tuple[str, ...]] = ("to_queue", "to_voicemail", "message")

    to_voicemail: QueueRef | None = Field(
        None, description="queue whose agents hear the message that the caller leaves"
    )


class DestinationTable(VoicemailWayTable):
    """One way on, perhaps out of the centre, and what goes with the caller."""

    ways: ClassVar[tuple[str, ...]] = ("to_queue", "to_number", "to_voicemail", "message")

    to_number: OutsideNumber | None = Field(
        None, description="outside number to send the caller to, over a trunk with outbound"
    )


class ClosedTable(DestinationTable):
    """Where callers go outside the hours."""


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
