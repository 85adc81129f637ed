"""``[agents.<id>]`` and ``[phones.<id>]``."""

from typing import Annotated

from pydantic import Field

from acd.config.centre_tables.names import Level, PhoneRef, QueueRef, Skill
from acd.config.fields import Id, Label, Name, Table, seconds


class AgentTable(Table):
    """A person who takes calls. The id is what the agent keys in on a phone to log in."""

    name: Name = Field(description="what people call the agent")
    queues: list[QueueRef] = Field(description="the queues the agent serves")
    phone: PhoneRef | None = Field(None, description="the usual phone; logging in may name another")
    skills: dict[Skill, Level] = Field({}, description="skills with their levels, 1 to 10")
    preference: dict[QueueRef, Level] = Field(
        {}, description="for queues, 1 to 10 (5 where not given): agents with a higher one are offered calls first"
    )
    ring_timeout_s: Annotated[float, seconds(1, 300)] | None = Field(
        None, description="how long the phone rings for one offer; none: as the queue says"
    )
    wrap_up_s: Annotated[float, seconds(0, 3_600)] | None = Field(
        None, description="time for notes after a call; none: as the queue says"
    )


class PhoneTable(Table):
    """A SIP phone where an agent can log in. The id is its SIP user name."""

    node: Id = Field("main", description="the Asterisk it registers at (an [[asterisk]] name of acd.toml)")
    label: Label = Field("", description="where it stands or whose it is")
