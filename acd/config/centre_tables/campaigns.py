"""``[campaigns.<id>]``."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from acd.config.campaign_presets import PRESETS
from acd.config.centre_tables.names import HoursRef, Key, ProjectRef, QueueRef
from acd.config.fields import Id, Name, Table, expect, full_match, id_of, seconds

JurisdictionName = Literal["us", "uk", "ru", "ru-debt", "strict", "none"]
ModeName = Literal["manual", "preview", "progressive", "power", "predictive", "agentless"]
OrderName = Literal["priority", "new-first", "oldest-attempt", "random"]
PresetName = Literal["cold", "warm", "hot"]
RetriedResult = Literal[
    "busy",
    "no answer",
    "machine",
    "rejected",
    "hung up",
    "abandoned",
    "congestion",
    "failed",
    "lost",
    "agent gone",
]

TrunkRef = Annotated[str, id_of("trunk")]
DispositionRef = Annotated[str, id_of("disposition")]
Sounds = Annotated[
    str,
    expect(
        full_match("([A-Za-z0-9_][A-Za-z0-9_/-]{0,79}(&[A-Za-z0-9_][A-Za-z0-9_/-]{0,79}){0,4})?"),
        'the name of a sound of Asterisk, as "custom/sorry"; up to five with & between them',
        "a sound, or up to five with & between",
    ),
]
E164 = Annotated[
    str,
    expect(full_match(r"\+[1-9][0-9]{6,14}"), 'an international number as "+74951234567"', '"+", 7 to 15 digits'),
]
Prefix = Annotated[
    str, expect(full_match(r"\+[1-9][0-9]{0,13}"), 'the beginning of international numbers, as "+7495"', '"+7495"')
]


class CampaignListTable(Table):
    """A list of leads. Lists are imported with `acd leads import`; here they are only named."""

    list: Name = Field(description="the name under which it was, or will be, imported")
    share: Annotated[int, Field(ge=1, le=1_000)] = Field(1, description="leads are taken in proportion to the shares")


class CallerIdTable(Table):
    """A number that people see. The one with the longest fitting beginning is taken; among equals each in turn."""

    number: E164 = Field(description="the number, which the operator must allow")
    prefixes: list[Prefix] = Field([], description="beginnings of the numbers called for which it is; none: for all")


class RetryTable(Table):
    """When a lead is dialled again."""

    delay_s: Annotated[float, seconds(1, 31_536_000)] = Field(description="time until then")
    attempts_max: Annotated[int, Field(ge=0, le=1_000)] = Field(
        description="attempts that may end so, for each number of the lead; 0: any number"
    )
    factor: Annotated[float, Field(ge=1, le=100, allow_inf_nan=False)] = Field(
        1.0, description="the delay grows by it each time"
    )
    delay_max_s: Annotated[float, seconds(1, 31_536_000)] = Field(604_800, description="but not beyond this")


class CapsTable(Table):
    """Attempts to one number by all campaigns together. 0: any number. Days, weeks and months are rolling."""

    per_day: Annotated[int, Field(ge=0, le=1_000)] = Field(0, description="in 24 hours")
    per_week: Annotated[int, Field(ge=0, le=1_000)] = Field(0, description="in 7 days")
    per_month: Annotated[int, Field(ge=0, le=1_000)] = Field(0, description="in 31 days")
    lifetime: Annotated[int, Field(ge=0, le=1_000)] = Field(0, description="ever")


class MachinesTable(Table):
    """How answering machines are told from people: parameters of Asterisk's `AMD()`, and what is done with them."""

    initial_silence_s: Annotated[float, seconds(0.1, 60)] = Field(2.5, description="a longer silence: a machine")
    greeting_s: Annotated[float, seconds(0.1, 60)] = Field(1.5, description="a longer greeting: a machine")
    after_greeting_silence_s: Annotated[float, seconds(0.1, 60)] = Field(
        0.8, description="a silence of this length after the greeting: a person"
    )
    total_s: Annotated[float, seconds(0.5, 60)] = Field(5, description="after it the verdict is unsure: a person")
    words_max: Annotated[int, Field(ge=1, le=100)] = Field(2, description="more words: a machine")
    silence_threshold: Annotated[int, Field(ge=0, le=32_767)] = Field(256, description="quieter than it is silence")
    on_machine: Literal["hang-up", "message", "connect"] = Field(
        "hang-up", description="what is done: leave machine_message, or connect to an agent as a person"
    )
    machine_message: Sounds = Field("", description="what is left after the machine's greeting")


class AgentlessTable(Table):
    """What people hear in place of an agent."""

    message: Annotated[Sounds, Field(min_length=1)] = Field(description="the sound that is played")
    keys: dict[Key, Literal["connect", "opt-out", "answer"]] = Field(
        {}, description="what keys mean: to an agent of the queue, never call again, an answer that is recorded"
    )
    wait_s: Annotated[float, seconds(0, 60)] = Field(5, description="time for a key after the message")


def _tables(key: str) -> BeforeValidator:
    """A text in the list stands for the table with this key alone."""

    def read(value: object) -> object:
        return [{key: part} if isinstance(part, str) else part for part in value] if isinstance(value, list) else value

    return BeforeValidator(read)


class CampaignTable(Table):
    """A task of calling people on lists. It is started with `acd campaign start`."""

    name: Name = Field(description="what people call it")
    project: ProjectRef = Field(description="the project it belongs to")
    preset: PresetName | None = Field(
        None, description="kind of the lists, which gives mode, order, retries and machines where they are not given"
    )
    mode: ModeName = Field(description="who is dialled when")
    lists: Annotated[list[CampaignListTable], _tables("list")] = Field(
        description='the lists of leads, as ["spring"] or [{ list = "spring", share = 3 }]'
    )
    trunks: list[TrunkRef] = Field(description="the trunks, the first that works and has room is taken")
    caller_ids: Annotated[list[CallerIdTable], _tables("number")] = Field(
        description='what people see, as ["+74951234567"] or [{ number = "+74951234567", prefixes = ["+7495"] }]'
    )
    queue: QueueRef | None = Field(None, description="whose agents talk with the people; only agentless needs none")
    jurisdiction: JurisdictionName = Field(
        description="whose rules are kept (not legal advice): docs/outbound.md lists them"
    )
    abandonment_max: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None = Field(
        None, description="share of answered calls without an agent in time; none: as the jurisdiction says"
    )
    connect_within_s: Annotated[float, seconds(0.5, 30)] | None = Field(
        None, description="in this time a person who answered has an agent; none: as the jurisdiction says"
    )
    lockout_s: Annotated[float, seconds(0, 31_536_000)] | None = Field(
        None, description="so long after an abandoned call only an agent calls; none: as the jurisdiction says"
    )
    purpose: Id = Field("marketing", description="the purpose of the calls, to which consent is given")
    consent_required: bool = Field(
        False, description="only people who consented are called, also where the jurisdiction does not ask for it"
    )
    language: Literal["", "en", "ru"] = Field(
        "", description="language of the messages; empty: the lead's, else the project's"
    )
    hours: HoursRef | None = Field(
        None, description="when people are called, by the clock where they are; none: as the jurisdiction says"
    )
    ring_timeout_s: Annotated[float, seconds(15, 120)] = Field(25, description="how long their phones ring")
    ratio: Annotated[float, Field(ge=1, le=10, allow_inf_nan=False)] = Field(
        1.0, description="leads dialled for each ready agent, in mode power"
    )
    lines_max: Annotated[int, Field(ge=0, le=100_000)] = Field(
        0, description="calls at once, ringing or talking; 0: as many as the trunks carry"
    )
    order: OrderName = Field("new-first", description="which leads come first; those whose callback is due are before")
    retries: dict[RetriedResult, RetryTable] = Field(
        {}, description='when leads are dialled again, by result, as { "no answer" = { delay_s = 3600, … } }'
    )
    caps: CapsTable = Field(CapsTable(), description="how often a number is dialled; stricter ones of others hold, too")
    machines: MachinesTable | None = Field(None, description="answering machines; none: they are not looked for")
    agentless: AgentlessTable | None = Field(None, description="what is played in mode agentless")
    abandoned_message: Sounds = Field(
        "", description="what a person hears to whom no agent comes: who called, and how to refuse further calls"
    )
    opt_out_key: Key | Literal[""] = Field("9", description="the key in that message that refuses further calls")
    inbound_first: bool = Field(True, description="agents whom inbound callers wait for are not counted for dialling")
    dispositions: list[DispositionRef] = Field(
        [], description="the outcomes that agents may give, with those below them; none: all of the project"
    )

    @model_validator(mode="before")
    @classmethod
    def with_preset(cls, data: Any) -> Any:
        preset = data.get("preset") if isinstance(data, dict) else None
        return {**PRESETS[preset], **data} if isinstance(preset, str) and preset in PRESETS else data
