"""``[callers.<id>]``."""

from typing import Literal

from pydantic import Field

from acd.config.centre_tables.names import AgentRef, Language, Priority, QueueRef, Requires
from acd.config.fields import CallerNumber, Table


class CallersTable(Table):
    """A list of callers, and what is special about their calls.

    Numbers are compared by their digits without leading zeros: +7 495 123, 007495123 and 7495123 are the same.
    """

    numbers: list[CallerNumber] = Field([], description='their numbers, or beginnings of numbers, as "+7495*"')
    numbers_file: str | None = Field(
        None, description="a file with more of them, one on a line; its path counts from this file's folder"
    )
    priority: Priority = Field(0, description="points of priority that they have")
    requires: Requires = Field("", description="skills that they need, besides those the queue requires")
    queue: QueueRef | None = Field(None, description="they enter this queue, whatever they dialled, without a menu")
    agent: AgentRef | None = Field(None, description="their calls are for this agent in person")
    language: Language | None = Field(None, description="language of the prompts; none: the number's")
    refuse: Literal["hang-up", "no-service", "all-busy", "closed"] | None = Field(
        None, description="they are not let in: the call ends at once, or after this message"
    )
