"""The JSON of reports. Ratios are between 0 and 1, null without a denominator; ``formulas`` says how each is made."""

from typing import Annotated

from pydantic import Field

from acd.adapters.http.views import View


class Head(View):
    """``timezone`` is that of words and intervals; a filter is null where all are meant."""

    from_: Annotated[str, Field(alias="from")]
    to: str
    timezone: str
    project: str | None
    queue: str | None
    agent: str | None
    short_abandon_s: float
    formulas: dict[str, str]


class OutcomeCounts(View):
    """How calls or visits ended. ``offered`` are those within business hours."""

    offered: int
    answered: int
    abandoned: int
    overflowed: int
    message: int
    failsafe: int
    lost: int
    transferred: int
    exited: int
    callback: int
    voicemail: int
    external: int
    full: int
    closed: int
    unstaffed: int
    within_service_level: int


class VisitFigures(OutcomeCounts):
    """Of visits that entered in this time, and of agents' work on them. Percentiles are those of the answered."""

    received: int
    abandoned_in_time: int
    short_abandoned: int
    service_level: float | None
    service_level_of_answered: float | None
    service_level_without_short: float | None
    service_level_of_answered_and_abandoned: float | None
    service_level_of_answered_and_long_abandoned: float | None
    service_level_of_answered_and_moved: float | None
    service_level_with_abandoned_in_time: float | None
    abandon_rate: float | None
    abandon_rate_without_short: float | None
    asa_s: float | None
    abandoned_after_s: float | None
    wait_max_s: float
    wait_median_s: float | None
    wait_p90_s: float | None
    wait_p95_s: float | None
    offers: int
    handled: int
    talk_s: float
    hold_s: float
    wrap_up_s: float
    aht_s: float | None
    transfers: int
    callbacks: int
    callbacks_connected: int


class QueueFigures(VisitFigures):
    queue: str
    project: str


class IntervalFigures(VisitFigures):
    """``begin`` and ``end`` in local time with its offset. ``occupancy``: of all agents; null for one queue only."""

    begin: str
    end: str
    occupancy: float | None


class AgentFigures(View):
    """``occupancy`` is null in a report of one queue or project: an agent waits for all of them."""

    agent: str
    offers: int
    answered: int
    no_answer: int
    refused: int
    talk_s: float
    hold_s: float
    ready_s: float
    ringing_s: float
    talking_s: float
    wrap_up_s: float
    not_ready_s: float
    unpaid_s: float
    logged_in_s: float
    aht_s: float | None
    occupancy: float | None
    transfers: int


class CallFigures(OutcomeCounts):
    """All calls of the time, each once. ``unrouted``: to a number that nobody configured."""

    arrived: int
    unrouted: int
    talk_s: float


class SingleCall(View):
    id: int
    arrived: str
    answered: str | None
    ended: str
    project: str | None
    queue: str | None
    agent: str | None
    caller_number: str
    caller_name: str
    dialled: str
    outcome: str | None
    hung_up_by: str
    wait_s: float
    talk_s: float
    hold_s: float
    transfers: int
    entry: str
    csat: int | None
    node: str
    uniqueid: str


class Overview(Head):
    """``answered_with_cdr`` should equal the answered calls; ``pending_facts`` are not in the database yet."""

    pending_facts: int
    calls: CallFigures
    service_level: float | None
    asa_s: float | None
    cdr_rows: int
    answered_with_cdr: int
    queues: list[QueueFigures]
    agents: list[AgentFigures]


class QueueReport(Head):
    queues: list[QueueFigures]
    total: VisitFigures


class AgentReport(Head):
    agents: list[AgentFigures]


class IntervalReport(Head):
    interval: str
    intervals: list[IntervalFigures]


class CallList(Head):
    """The newest first. ``next`` is the parameter ``after`` of the next page; null: that was all."""

    calls: list[SingleCall]
    next: int | None
