"""``[queues.<id>]``."""

from typing import Annotated, Literal

from pydantic import Field

from acd.config.centre_tables.announcements import AnnounceTable
from acd.config.centre_tables.callbacks import CallbackTable
from acd.config.centre_tables.destinations import ClosedTable, DestinationTable, Overflows
from acd.config.centre_tables.names import HoursRef, Key, ProjectRef, Requires
from acd.config.centre_tables.surveys import SurveyTable
from acd.config.centre_tables.voicemail import VoicemailRulesTable
from acd.config.fields import MusicClass, Name, Table, seconds

StrategyName = Literal[
    "longest-idle",
    "least-occupied",
    "fewest-calls",
    "round-robin",
    "random",
    "linear",
    "weighted",
    "ring-all",
    "best-skill",
]

ServingState = Literal["not ready", "ready", "ringing", "talking", "wrap-up"]


class RelaxationTable(Table):
    """From a time of waiting on, other agents will do."""

    after_s: Annotated[float, seconds(0, 86_400)] = Field(description="waiting time in this queue before it happens")
    requires: Requires = Field("", description="skills required from then on; empty: any of the queue's agents")
    whole_project: bool = Field(False, description="agents of all queues of the project will do")
    drop_caller_requires: bool = Field(False, description="skills that the caller brought along are not asked any more")


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
    refusals_count_busy: bool = Field(
        True, description="a phone that is busy or declines counts as one of refusals_max, too"
    )
    refusal_rest_s: Annotated[float, seconds(0.1, 600)] = Field(
        1, description="no offer to an agent so soon after one that was not answered or was refused"
    )
    wrap_up_s: Annotated[float, seconds(0, 3_600)] = Field(0, description="time an agent has for notes after a call")
    wrap_up_open: bool = Field(False, description="wrap-up lasts until the agent ends it, at most wrap_up_max_s")
    wrap_up_max_s: Annotated[float, seconds(1, 86_400)] = Field(
        900, description="the longest that wrap-up may become, extended or open; never less than wrap_up_s"
    )
    service_level_s: Annotated[float, seconds(0, 3_600)] = Field(
        20, description="service level: calls answered within this time count as answered in time"
    )
    unreachable_after_s: Annotated[float, seconds(0.1, 10)] = Field(
        0.9, description="no sign of ringing from the phone by then: the offer goes to another agent"
    )
    music: MusicClass = Field("default", description="Asterisk's music class for waiting callers")
    overflow: Overflows = Field(
        [], description="steps for callers who wait too long, the first that is due and possible; none: they wait"
    )
    length_max: Annotated[int, Field(ge=0, le=100_000)] = Field(
        0, description="callers who wait in it, at most; 0 = any number"
    )
    when_full: DestinationTable | None = Field(
        None, description="where callers go who come when it is full; none: the message all-busy"
    )
    join_unstaffed: bool = Field(True, description="callers may enter while no agent serves it")
    leave_unstaffed_s: Annotated[float, seconds(0, 86_400)] | None = Field(
        None, description="how long callers wait on after the last agent has left; none: without limit"
    )
    when_unstaffed: DestinationTable | None = Field(
        None,
        description="where callers go who may not enter or wait while no agent serves it; none: the message all-busy",
    )
    serving: Annotated[list[ServingState], Field(min_length=1)] = Field(
        ["ready", "ringing", "talking", "wrap-up"], description="states in which an agent serves it"
    )
    keys: dict[Key, DestinationTable] = Field({}, description="keys that waiting callers may press, and where to")
    announce: AnnounceTable | None = Field(None, description="what waiting callers are told; none: music only")
    regain_place_s: Annotated[float, seconds(0, 86_400)] = Field(
        0, description="a caller who left and calls again within this time has the former place; 0 = not"
    )
    strategy: StrategyName = Field("longest-idle", description="which of the ready agents is offered a call")
    requires: Requires = Field("", description="skills that an agent must have for its calls")
    relax: list[RelaxationTable] = Field([], description="steps in which the required skills become fewer")
    spare_scarce: bool = Field(True, description="of agents about equal, take the one whom other queues miss least")
    weight: Annotated[float, Field(ge=0.01, le=100, allow_inf_nan=False)] = Field(
        1.0, description="its callers age so many times as fast as those of other queues"
    )
    target_wait_s: Annotated[float, seconds(1, 3_600)] = Field(
        20, description='the wait that is meant to be; measures callers against each other under fairness = "target"'
    )
    priority_worth_s: Annotated[float, seconds(0, 86_400)] = Field(
        60, description="a point of priority counts as having waited so much longer"
    )
    last_agent_s: Annotated[float, seconds(0, 31_536_000)] = Field(
        0, description="a caller goes to the agent of the last call if that was not longer ago; 0 = not"
    )
    last_agent_wait_s: Annotated[float, seconds(0, 3_600)] = Field(
        0, description="how long such a caller waits for that agent, when busy"
    )
    callback: CallbackTable | None = Field(None, description="callbacks that keep the place; none: there are none")
    survey: SurveyTable | None = Field(None, description="questions after the talk; none: none")
    hours: HoursRef | None = Field(None, description="its business hours; none: always open")
    closed: ClosedTable | None = Field(
        None, description='what happens to callers who come outside the hours; none: the message "closed"'
    )
    serve_after_closing: bool = Field(True, description="callers who wait when it closes are still served")
    voicemail: VoicemailRulesTable | None = Field(None, description="messages left for its agents; none: the defaults")
