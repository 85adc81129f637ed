"""The tables and keys of ``centre.toml`` as people write them: seconds, names, optional keys with defaults.

``acd.config.centre`` turns them into the values of ``acd.model.centre``. The description of every key is what
``docs/configuration.md`` prints.
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from acd.config.fields import (
    EXPECTED,
    AgentId,
    DialledNumber,
    Id,
    Label,
    MusicClass,
    Name,
    Network,
    PhoneId,
    Table,
    id_of,
    seconds,
)

Language = Literal["en", "ru"]
ProjectRef = Annotated[str, id_of("project")]
QueueRef = Annotated[str, id_of("queue")]
PhoneRef = Annotated[str, id_of("phone")]


class ProjectTable(Table):
    """A business the centre works for."""

    name: Name = Field(description="what people call it")
    language: Language = Field("en", description="language of the prompts its callers hear")


class OverflowTable(Table):
    """What happens to a caller who has waited too long: another queue, or a message and the end of the call."""

    after_s: Annotated[float, seconds(0, 86_400)] = Field(description="waiting time in this queue before it happens")
    to_queue: QueueRef | None = Field(None, description="queue to move the caller to (instead of `message`)")
    message: Literal["all-busy", "closed", "no-service"] | None = Field(
        None, description="message to play before hanging up (instead of `to_queue`)"
    )

    @model_validator(mode="after")
    def one_way_out(self) -> "OverflowTable":
        if (self.to_queue is None) == (self.message is None):
            raise PydanticCustomError(EXPECTED, "exactly one of to_queue and message")
        return self


class QueueTable(Table):
    """A skill queue: callers who wait for one of its agents."""

    name: Name = Field(description="what people call it")
    project: ProjectRef = Field(description="the project it belongs to")
    ring_timeout_s: Annotated[float, seconds(1, 300)] = Field(
        20, description="how long an agent's phone rings for one offer"
    )
    refusals_max: Annotated[int, Field(ge=0, le=100)] = Field(
        3, description="unanswered or refused offers in a row that make an agent not ready; 0 = never"
    )
    wrap_up_s: Annotated[float, seconds(0, 3_600)] = Field(0, description="time an agent has for notes after a call")
    service_level_s: Annotated[float, seconds(0, 3_600)] = Field(
        20, description="service level: calls answered within this time count as answered in time"
    )
    unreachable_after_s: Annotated[float, seconds(0.1, 10)] = Field(
        0.9, description="no sign of ringing from the phone by then: the offer goes to another agent"
    )
    music: MusicClass = Field("default", description="Asterisk's music class for waiting callers")
    overflow: OverflowTable | None = Field(
        None, description="what happens to callers who wait too long; none: they wait"
    )


class AgentTable(Table):
    """A person who takes calls. The id is what the agent keys in on a phone to log in."""

    name: Name = Field(description="what people call the agent")
    queues: list[QueueRef] = Field(description="the queues the agent serves")
    phone: PhoneRef | None = Field(None, description="the usual phone; logging in may name another")


class PhoneTable(Table):
    """A SIP phone where an agent can log in. The id is its SIP user name."""

    node: Id = Field("main", description="the Asterisk it registers at (an [[asterisk]] name of acd.toml)")
    label: Label = Field("", description="where it stands or whose it is")


class NumberTable(Table):
    """A dialled number, in the form the trunk delivers it, and the queue its callers enter."""

    queue: QueueRef = Field(description="the queue its callers enter")
    language: Language | None = Field(None, description="language of the prompts; none: the project's")


class TrunkTable(Table):
    """A SIP peer that delivers calls, known by its addresses."""

    node: Id = Field("main", description="the Asterisk it delivers to (an [[asterisk]] name of acd.toml)")
    match: Annotated[list[Network], Field(min_length=1)] = Field(
        description="addresses or networks its calls come from; others are refused"
    )


class PinsTable(Table):
    """Protection against guessing PINs on a phone."""

    tries_max: Annotated[int, Field(ge=1, le=100)] = Field(
        3, description="wrong PINs in a row before the phone and the agent must pause"
    )
    pause_s: Annotated[float, seconds(1, 86_400)] = Field(60, description="how long they must pause")


class CentreTable(Table):
    """The whole of ``centre.toml``."""

    projects: dict[Id, ProjectTable] = Field({}, description="the businesses the centre works for")
    queues: dict[Id, QueueTable] = Field({}, description="the queues callers wait in")
    agents: dict[AgentId, AgentTable] = Field({}, description="the people who take calls")
    phones: dict[PhoneId, PhoneTable] = Field({}, description="the SIP phones agents use")
    numbers: dict[DialledNumber, NumberTable] = Field({}, description="the dialled numbers")
    trunks: dict[Id, TrunkTable] = Field({}, description="the SIP peers that deliver calls")
    pins: PinsTable = Field(PinsTable(), description="protection against guessing PINs")
