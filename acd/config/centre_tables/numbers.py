"""``[numbers.<number>]`` and ``[trunks.<id>]``."""

from typing import Annotated

from pydantic import Field

from acd.config.centre_tables.names import AgentRef, Language, Priority, QueueRef, Requires
from acd.config.fields import Id, MusicClass, Network, Table


class NumberTable(Table):
    """A dialled number, in the form the trunk delivers it, and the queue its callers enter."""

    queue: QueueRef = Field(description="the queue its callers enter")
    language: Language | None = Field(None, description="language of the prompts; none: the project's")
    requires: Requires = Field("", description="skills that its callers need, besides those the queue requires")
    priority: Priority = Field(0, description="points of priority that its callers have")
    agent: AgentRef | None = Field(None, description="its calls are for this agent in person")
    music: MusicClass | None = Field(None, description="music class for its callers; none: that of their queue")


class TrunkTable(Table):
    """A SIP peer that delivers calls, known by its addresses."""

    node: Id = Field("main", description="the Asterisk it delivers to (an [[asterisk]] name of acd.toml)")
    match: Annotated[list[Network], Field(min_length=1)] = Field(
        description="addresses or networks its calls come from; others are refused"
    )
