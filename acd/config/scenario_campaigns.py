"""The campaigns of a scenario: whom they call is told here; how, by the centre's own campaign or by a few keys here."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from acd.config.explain import Finding, suggestion
from acd.config.fields import EXPECTED, Id, Table, to_ms
from acd.config.scenario_durations import DurationTable, duration
from acd.config.scenario_times import ClockSpan, span_ms
from acd.dialer.jurisdictions import JURISDICTIONS
from acd.model.campaigns import AnsweringMachines, CallerId, Campaign, CampaignList, CampaignMode
from acd.model.centre import Centre
from acd.model.numbers import Trunk
from acd.sim.dialing.callees import Callees, Share
from acd.sim.outbound.hours import Hourly
from acd.sim.scenario import Detection, Dialled
from acd.sim.stage import NODE

MODES = (CampaignMode.PROGRESSIVE, CampaignMode.POWER, CampaignMode.PREDICTIVE)
LEADS_MAX = 9_999_999
Probability = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class DetectionTable(Table):
    """How well answering machines are told from persons."""

    machines_found: Probability = Field(1.0, description="share of the machines that are taken for machines")
    persons_mistaken: Probability = Field(0.0, description="share of the persons who are: they are hung up on")
    listens: DurationTable = Field(DurationTable(fixed_s=0), description="from the pick-up until it is known")


class DialledTable(Table):
    """One campaign: its leads, and what the people called are like."""

    campaign: Id = Field(description="its id; with a centre: the one of it")
    queue: str | None = Field(None, description="whose agents talk with the people; not with a centre")
    mode: str | None = Field(None, description="progressive, power, predictive [predictive; with a centre: its own]")
    ratio: Annotated[float, Field(ge=1, le=20)] | None = Field(None, description="power: dialled per ready agent")
    ring_s: Annotated[float, Field(ge=15, le=120)] = Field(25, description="how long a phone rings that nobody answers")
    jurisdiction: str | None = Field(None, description="whose rules hold [none]; not with a centre")
    trunk_lines: Annotated[int, Field(ge=0, le=100_000)] = Field(0, description="calls that the carrier takes at once")
    leads: Annotated[int, Field(ge=1, le=LEADS_MAX)] = Field(100_000, description="how many there are")
    answered: Probability | None = Field(None, description="probability that a person answers [0.25]")
    answered_by_hour: Annotated[list[Probability], Field(min_length=1)] | None = Field(
        None, description="the same for each hour, from the beginning on; the last one stays"
    )
    machines: Probability = Field(0.30, description="share of the dials that machines answer")
    bad: Probability = Field(0.10, description="share that is busy, invalid or finds no way, after 3 s")
    talk: DurationTable | None = Field(None, description="how long a person talks [lognormal, mean 110, cv 1]")
    wrap_up: DurationTable | None = Field(None, description="notes after it [lognormal, mean 30, cv 0.6]")
    detection: DetectionTable = Field(DetectionTable(), description="of answering machines")
    times: ClockSpan | None = Field(None, description='when it runs, as "09:00-18:00" [all the time]')

    @model_validator(mode="after")
    def one_probability(self) -> "DialledTable":
        if self.answered is not None and self.answered_by_hour is not None:
            raise PydanticCustomError(EXPECTED, "one of answered, answered_by_hour")
        return self


def with_campaigns(centre: Centre, tables: Sequence[DialledTable], own: bool) -> Centre:
    """``own``: the centre is made of the scenario, and so are its campaigns. Machines are looked for in all of them."""
    if not tables:
        return centre
    if own:
        centre = replace(centre, campaigns={table.campaign: _campaign(table) for table in tables})
    dialled = {table.campaign for table in tables}
    campaigns = {
        id_: replace(
            campaign,
            machines=campaign.machines or AnsweringMachines(),
            trunks=(id_,),
            caller_ids=campaign.caller_ids or (CallerId("+10000000000"),),
            abandoned_message=campaign.abandoned_message or "sorry",
            lists=campaign.lists or (CampaignList(id_),),
        )
        for id_, campaign in centre.campaigns.items()
        if id_ in dialled
    }
    trunks = {id_: Trunk(id_, NODE, (), "carrier") for id_ in dialled}
    return replace(centre, campaigns={**centre.campaigns, **campaigns}, trunks={**centre.trunks, **trunks})


def _campaign(table: DialledTable) -> Campaign:
    return Campaign(
        id=table.campaign,
        name=table.campaign,
        project="simulated",
        mode=CampaignMode(table.mode or CampaignMode.PREDICTIVE),
        lists=(CampaignList(table.campaign),),
        trunks=(table.campaign,),
        caller_ids=(),
        queue=table.queue,
        jurisdiction=table.jurisdiction or "none",
        ring_ms=to_ms(table.ring_s),
        ratio=table.ratio or 1.0,
    )


def faults(tables: Sequence[DialledTable], centre: Centre, own: bool) -> Iterator[Finding]:
    """What is wrong with them, beyond their own keys."""
    names: set[str] = set()
    for place, table in enumerate(tables):
        where = ("campaigns", place)
        if table.campaign in names:
            yield (*where, "campaign"), f'the campaign "{table.campaign}" stands here twice'
        names.add(table.campaign)
        if table.mode is not None and table.mode not in MODES:
            yield (*where, "mode"), f"expected one of {', '.join(MODES)}"
        if table.jurisdiction is not None and table.jurisdiction not in JURISDICTIONS:
            text = f'there are no rules "{table.jurisdiction}"' + suggestion(table.jurisdiction, JURISDICTIONS)
            yield (*where, "jurisdiction"), text
        yield from (((*where, key), text) for key, text in (_own if own else _named)(table, centre))
        if table.times is not None and span_ms(table.times)[0] >= span_ms(table.times)[1]:
            yield (*where, "times"), "ends before it begins"


def _own(table: DialledTable, centre: Centre) -> Iterator[tuple[str, str]]:
    if table.queue is None:
        yield "queue", "missing: whose agents talk with the people"
    elif table.queue not in centre.queues:
        yield "queue", f'there is no queue "{table.queue}"' + suggestion(table.queue, centre.queues)


def _named(table: DialledTable, centre: Centre) -> Iterator[tuple[str, str]]:
    if table.campaign not in centre.campaigns:
        yield "campaign", f'there is no campaign "{table.campaign}"' + suggestion(table.campaign, centre.campaigns)
    for key in ("queue", "mode", "ratio", "jurisdiction"):
        if getattr(table, key) is not None:
            yield key, "this is said by the centre that the scenario names"


def dialled(table: DialledTable, begins_ms: int) -> Dialled:
    """``begins_ms``: the time of day when the scenario begins."""
    default = Callees()
    share: Share = Share(table.answered if table.answered is not None else default.share.mean, 0.0)
    if table.answered_by_hour is not None:
        share = Hourly(hours=tuple(table.answered_by_hour))
    callees = Callees(
        share=share,
        machines=table.machines,
        bad=table.bad,
        talk=duration(table.talk) if table.talk is not None else default.talk,
        wrap_up=duration(table.wrap_up) if table.wrap_up is not None else default.wrap_up,
        ring_limit_ms=to_ms(table.ring_s),
    )
    detection = table.detection
    from_ms, to_ms_ = span_ms(table.times) if table.times is not None else (begins_ms, None)
    return Dialled(
        campaign=table.campaign,
        leads=table.leads,
        callees=callees,
        detection=Detection(detection.machines_found, detection.persons_mistaken, duration(detection.listens)),
        from_ms=max(from_ms - begins_ms, 0),
        to_ms=None if to_ms_ is None else max(to_ms_ - begins_ms, 0),
    )


def carriers(tables: Sequence[DialledTable]) -> tuple[tuple[str, int], ...]:
    return tuple((table.campaign, table.trunk_lines) for table in tables if table.trunk_lines)
