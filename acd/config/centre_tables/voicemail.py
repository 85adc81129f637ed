"""``[queues.<id>.voicemail]`` and ``[voicemail]``."""

from typing import Annotated

from pydantic import Field

from acd.config.centre_tables.names import Priority
from acd.config.centre_tables.surveys import Sound
from acd.config.fields import Table, seconds


class VoicemailRulesTable(Table):
    """How messages for the queue's agents are taken and given to them."""

    greeting: Sound = Field("vm-intro", description="the sound before the beep, in the caller's language")
    longest_s: Annotated[float, seconds(5, 1_800)] = Field(180, description="the longest message")
    silence_s: Annotated[float, seconds(0, 60)] = Field(5, description="a silence that ends it; 0: none does")
    shortest_s: Annotated[float, seconds(0, 60)] = Field(2, description="what is shorter is no message")
    priority: Priority = Field(0, description="points of priority that a message has among the queue's callers")
    pause_s: Annotated[float, seconds(1, 86_400)] = Field(
        300, description="before one that was put off is offered anew"
    )


class VoicemailTable(Table):
    """Messages that callers leave."""

    keep_s: Annotated[float, seconds(3_600, 315_360_000)] = Field(
        2_592_000, description="they are deleted so long after they were left, heard or not"
    )
