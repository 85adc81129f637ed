"""The tables and keys of a scenario for ``acd simulate`` and ``acd staff``, as people write them.

``[queues]`` and ``[[agents]]`` take the keys of ``centre.toml`` besides their own; ``acd.config.scenario`` checks those
with the models of the centre.
"""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from acd.config.centre_tables.names import Priority, Requires
from acd.config.fields import EXPECTED, AgentId, Id, Table
from acd.config.scenario_campaigns import DialledTable
from acd.config.scenario_durations import DurationTable, Seconds
from acd.config.scenario_times import ClockSpan, ClockTime

CALLS_AN_HOUR_MAX = 1_000_000
DAYS_MAX = 366

Calls = Annotated[float, Field(ge=0, le=CALLS_AN_HOUR_MAX, allow_inf_nan=False)]


class RunTable(Table):
    """The scenario as a whole."""

    centre: str | None = Field(None, description="a centre.toml, beside this file; none: [queues] and [[agents]] here")
    begins: ClockTime = Field("00:00", description="time of day when it begins")
    hours: Annotated[float, Field(gt=0, le=24 * DAYS_MAX, allow_inf_nan=False)] = Field(
        24, description="how long it lasts"
    )
    warm_up_min: Annotated[float, Field(ge=0, le=24 * 60 * DAYS_MAX, allow_inf_nan=False)] = Field(
        0, description="the first minutes, which are not measured"
    )
    replications: Annotated[int, Field(ge=1, le=10_000)] = Field(
        10, description="so often, each time with other callers; 1: one run, cut into 20 batches"
    )
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] = Field(1, description="the same seed, the same callers")
    lines: Annotated[int, Field(ge=1, le=1_000_000)] | None = Field(
        None, description="callers who can be in the centre at once, waiting or talking; others hear the busy tone"
    )
    answer: DurationTable = Field(DurationTable(fixed_s=0), description="from the phone's ring to the agent's answer")
    wrap_up: DurationTable | None = Field(None, description="notes after a call; none: as the queue says")


class CallersTable(Table):
    """Callers of one kind: which queue, how many, how patient, how long they talk."""

    queue: str = Field(description="the queue they call")
    name: Id | None = Field(
        None, description="name of this kind, where a queue has several; the same name, the same callers"
    )
    per_hour: Calls | None = Field(None, description="calls an hour, all the time")
    per_half_hour: Annotated[list[Calls], Field(min_length=1)] | None = Field(
        None, description="calls in each half hour, from the beginning on"
    )
    at_s: Annotated[list[Seconds], Field(min_length=1)] | None = Field(
        None, description="exactly at these seconds after the beginning"
    )
    talk: DurationTable = Field(description="how long they talk with the agent")
    requires: Requires = Field("", description="skills that an agent must have for them, besides the queue's")
    priority: Priority = Field(0, description="points of priority that they have")
    patience: DurationTable | None = Field(None, description="how long they wait before they give up; none: for ever")

    @model_validator(mode="after")
    def one_profile(self) -> "CallersTable":
        if sum(profile is not None for profile in (self.per_hour, self.per_half_hour, self.at_s)) != 1:
            raise PydanticCustomError(EXPECTED, "exactly one of per_hour, per_half_hour, at_s")
        return self


class Open(BaseModel):
    """A table whose further keys belong to the centre."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)


class AgentsTable(Open):
    """Agents of one kind and when they work: ``count`` new ones (with the keys of an agent in ``centre.toml``), or
    ``ids`` of the centre's."""

    count: Annotated[int, Field(ge=0, le=100_000)] | None = Field(None, description="so many agents")
    ids: list[AgentId] | None = Field(None, description="these agents of the centre")
    shifts: Annotated[list[ClockSpan], Field(min_length=1)] | None = Field(
        None, description="when they work, every day; none: all the time"
    )

    @model_validator(mode="after")
    def new_or_known(self) -> "AgentsTable":
        if (self.count is None) == (self.ids is None):
            raise PydanticCustomError(EXPECTED, "exactly one of count (new agents) and ids (agents of the centre)")
        return self


class ScenarioTable(Table):
    """The whole file."""

    scenario: RunTable = Field(RunTable(), description="the scenario as a whole")
    queues: dict[Id, dict[str, Any]] = Field({}, description="queues, with the keys of centre.toml")
    routing: dict[str, Any] = Field({}, description="with the keys of centre.toml")
    callers: list[CallersTable] = Field([], description="who calls")
    campaigns: list[DialledTable] = Field([], description="who is called")
    agents: list[AgentsTable] = Field([], description="who works; none: all agents of the centre, all the time")

    @model_validator(mode="after")
    def somebody(self) -> "ScenarioTable":
        if not self.callers and not self.campaigns:
            raise PydanticCustomError(EXPECTED, "[[callers]] or [[campaigns]]")
        return self
