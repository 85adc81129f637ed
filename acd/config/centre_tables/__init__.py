"""The tables and keys of ``centre.toml`` as people write them: seconds, names, optional keys with defaults.

``acd.config.mapping`` turns them into the values of ``acd.model.centre``. The description of every key is what
``docs/configuration.md`` prints.
"""

from typing import Annotated, Literal

from pydantic import Field

from acd.config.centre_tables.agents import AgentTable, PhoneTable
from acd.config.centre_tables.callbacks import DoNotCallTable, NumberPattern
from acd.config.centre_tables.callers import CallersTable
from acd.config.centre_tables.campaigns import CampaignTable
from acd.config.centre_tables.desk import DeskTable, ReasonTable
from acd.config.centre_tables.dispositions import DispositionTable
from acd.config.centre_tables.hours import HoursTable
from acd.config.centre_tables.menus import MenuTable
from acd.config.centre_tables.names import Language
from acd.config.centre_tables.numbers import NumberTable, TrunkTable
from acd.config.centre_tables.queues import QueueTable
from acd.config.centre_tables.voicemail import VoicemailTable
from acd.config.fields import AgentId, DialledNumber, Id, Name, PhoneId, Table, seconds


class ProjectTable(Table):
    """A business the centre works for."""

    name: Name = Field(description="what people call it")
    language: Language = Field("en", description="language of the prompts its callers hear")


class RoutingTable(Table):
    """How queues that share agents compete for them."""

    fairness: Literal["oldest", "target"] = Field(
        "oldest",
        description="an agent takes who has waited longest: as such, or measured by target_wait_s of the queue",
    )


class TransfersTable(Table):
    """How calls are passed on."""

    wait_s: Annotated[float, seconds(0, 3_600)] = Field(
        30, description="how long a caller waits for the agent to whom he was sent; then any agent of the queue will do"
    )
    outside: list[NumberPattern] = Field(
        [], description="patterns of the outside numbers to which calls may be passed on; none: to none"
    )
    ring_s: Annotated[float, seconds(1, 300)] = Field(40, description="how long an outside phone rings")


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
    reasons: dict[Id, ReasonTable] = Field({}, description="why agents are not ready")
    desk: DeskTable = Field(DeskTable(), description="what holds for all agents' desks")
    hours: dict[Id, HoursTable] = Field({}, description="business hours that numbers and queues name")
    menus: dict[Id, MenuTable] = Field({}, description="the menus that numbers lead to")
    callers: dict[Id, CallersTable] = Field({}, description="lists of callers who are special")
    campaigns: dict[Id, CampaignTable] = Field({}, description="the tasks of calling people")
    dispositions: dict[Id, DispositionTable] = Field({}, description="the outcomes that agents give calls")
    routing: RoutingTable = Field(RoutingTable(), description="how queues compete for agents")
    transfers: TransfersTable = Field(TransfersTable(), description="how calls are passed on")
    pins: PinsTable = Field(PinsTable(), description="protection against guessing PINs")
    do_not_call: DoNotCallTable = Field(DoNotCallTable(), description="outside numbers that are never called")
    voicemail: VoicemailTable = Field(VoicemailTable(), description="messages that callers leave")
