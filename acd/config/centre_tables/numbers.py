"""``[numbers.<number>]`` and ``[trunks.<id>]``."""

from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from acd.config.centre_tables.destinations import ClosedTable, MessageName
from acd.config.centre_tables.names import (
    AgentRef,
    HoursRef,
    Language,
    MenuRef,
    Priority,
    ProjectRef,
    QueueRef,
    Requires,
)
from acd.config.fields import EXPECTED, Id, MusicClass, Network, Table


class NumberTable(Table):
    """A dialled number, in the form the trunk delivers it, and where it leads."""

    queue: QueueRef | None = Field(None, description="the queue its callers enter")
    language: Language | None = Field(None, description="language of the prompts; none: the project's")
    requires: Requires = Field("", description="skills that its callers need, besides those the queue requires")
    priority: Priority = Field(0, description="points of priority that its callers have")
    music: MusicClass | None = Field(None, description="music class for its callers; none: that of their queue")
    agent: AgentRef | None = Field(
        None, description="its calls are for this agent in person; without a queue, in the agent's first one"
    )
    menu: MenuRef | None = Field(None, description="the menu its callers hear")
    message: MessageName | None = Field(None, description="its callers hear this message, and the call ends")
    project: ProjectRef | None = Field(None, description="the project of its callers; none: that of their queue")
    hours: HoursRef | None = Field(None, description="its business hours; none: always open")
    closed: ClosedTable | None = Field(
        None, description='what happens to callers who come outside the hours; none: the message "closed"'
    )

    @model_validator(mode="after")
    def one_way_in(self) -> "NumberTable":
        ways = [self.queue or self.agent, self.menu, self.message]
        if sum(way is not None for way in ways) != 1:
            raise PydanticCustomError(EXPECTED, "one way for its callers: a queue, a menu, an agent or a message")
        return self


class TrunkTable(Table):
    """A SIP peer that delivers calls, known by its addresses."""

    node: Id = Field("main", description="the Asterisk it delivers to (an [[asterisk]] name of acd.toml)")
    match: Annotated[list[Network], Field(min_length=1)] = Field(
        description="addresses or networks its calls come from; others are refused"
    )
    outbound: Annotated[str, Field(pattern=r"^([A-Za-z0-9.-]{1,200}(:[0-9]{1,5})?)?$")] = Field(
        "", description="host, or host:port, to which calls to outside numbers go; none: none go there"
    )
    channels_max: Annotated[int, Field(ge=0, le=100_000)] = Field(
        0, description="calls of campaigns that it carries at once; 0: any number"
    )
    calls_per_second: Annotated[float, Field(ge=0, le=1_000, allow_inf_nan=False)] = Field(
        0.0, description="calls of campaigns that are sent over it in a second, at most; 0: any number"
    )
