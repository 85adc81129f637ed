"""The JSON of campaigns. Times are ISO 8601, durations seconds, ratios between 0 and 1; null means there is none."""

from typing import Annotated

from pydantic import Field

from acd.adapters.http.views import View

Text = Annotated[str, Field(max_length=40, pattern=r"^[^\x00-\x1f\x7f]*$")]
Number = Annotated[str, Field(max_length=40, pattern=r"^[^\x00-\x1f\x7f]+$")]
CampaignId = Annotated[str, Field(pattern="^[a-z0-9][a-z0-9_-]{0,19}$")]


class DecisionView(View):
    """How many were dialled at a moment, and why not more. ``lines``: what it was decided from, in words.

    ``inputs`` as recorded; ``risk``: the predicted probability that the last one dialled, if a person answers, has no
    agent; ``risk_limit``: what was allowed; both null where the mode predicts nothing.
    """

    id: int
    at: str
    dialled: int
    reason: str
    text: str
    lines: list[str]
    risk: float | None
    risk_limit: float | None
    expected_lost: float | None
    inputs: dict[str, object]


class LastDecision(View):
    """Of the last decision that dialled."""

    at: str
    dialled: int
    reason: str
    risk: float
    risk_limit: float


class CampaignView(View):
    """A campaign now; counts are of today (UTC). ``in_flight``: dialled, and nobody has answered yet.

    ``leads`` are at hand: reserved, to be dialled next. ``reason`` says why it paused by itself; ``trouble`` why it got
    no leads. ``decision``: the last one that dialled, or null.
    """

    id: str
    name: str
    project: str
    mode: str
    queue: str | None
    lists: list[str]
    trunks: list[str]
    state: str
    reason: str
    by: str
    since: str | None
    dialled: int
    persons: int
    connected: int
    abandoned: int
    abandonment_rate: float | None
    in_flight: int
    talking: int
    leads: int
    trouble: str
    warnings: list[str]
    decision: LastDecision | None


class Campaigns(View):
    campaigns: list[CampaignView]


class CampaignStory(View):
    """Why a campaign dials as it does: the last decisions up to a moment, the newest first."""

    campaign: CampaignView
    summary: str
    decisions: list[DecisionView]


class ByBody(View):
    """``by``: who asks, for the records."""

    by: Text = ""


class DialBody(View):
    """``number`` as people write it; ``region``: the country of a number without +."""

    campaign: CampaignId
    number: Number
    region: Annotated[str, Field(pattern="^([A-Za-z]{2})?$")] = ""


class SkipBody(View):
    reason: Text = ""


class DispositionBody(View):
    """The outcome of a call. ``callback``: ISO 8601; without an offset by the clock of ``timezone``.

    ``mine``: the agent himself calls then.
    """

    agent: Annotated[str, Field(pattern="^[0-9]{1,10}$")]
    disposition: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9_-]{0,39}$")]
    note: Annotated[str, Field(max_length=2_000)] = ""
    callback: Annotated[str, Field(max_length=40)] | None = None
    timezone: Annotated[str, Field(max_length=60)] | None = None
    mine: bool = False


class ShownLead(View):
    """The lead that an agent's phone rings for, or with whom the agent talks.

    ``state`` is that of the call; ``announced``: the person is not dialled yet. ``zones``: where the person may be.
    """

    call: int
    attempt: int | None
    campaign: str
    state: str
    lead: int
    list_: Annotated[str, Field(alias="list")]
    number: str
    name: str
    language: str
    attempts: int
    callback: bool
    zones: list[str]
    fields: dict[str, str]


class AttemptFigures(View):
    """Of attempts that began in the time. ``open``: they go on. ``results`` by how they ended."""

    dialled: int
    open: int
    persons: int
    connected: int
    abandoned: int
    abandonment_rate: float | None
    connect_rate: float | None
    wait_s: float | None
    wait_max_s: float
    results: dict[str, int]


class CampaignHead(View):
    """``timezone`` is that of the words in ``from`` and ``to``."""

    from_: Annotated[str, Field(alias="from")]
    to: str
    timezone: str
    formulas: dict[str, str]


class CampaignFigures(AttemptFigures):
    campaign: str


class CampaignsReport(CampaignHead):
    campaigns: list[CampaignFigures]


class ListFigures(AttemptFigures):
    list: str


class WindowView(View):
    """The window of a limit that ends at ``to``. ``judged``: enough persons answered for the limit to count."""

    to: str
    answers: int
    abandoned: int
    rate: float | None
    judged: bool
    kept: bool


class LimitView(View):
    """``required``: the rules ask for it. ``length_s`` null: since the campaign began. ``worst``: of all there were."""

    name: str
    required: bool
    share: float
    length_s: float | None
    least_answers: int
    now: WindowView
    worst: WindowView | None


class RulesView(View):
    """The preset that the campaign keeps, and where its values come from. Not legal advice."""

    id: str
    name: str
    connect_within_s: float
    ring_min_s: float
    sources: dict[str, str]
    note: str


class CampaignReportView(CampaignHead):
    """``limits`` are recomputed from the attempts up to ``to``, whatever the report's time."""

    campaign: str
    total: AttemptFigures
    lists: list[ListFigures]
    dispositions: dict[str, int]
    rules: RulesView
    limits: list[LimitView]


class AttemptView(View):
    """``person`` and ``abandoned``: whether it counts so in the abandonment rate."""

    id: int
    campaign: str
    mode: str
    lead: int
    list: str
    number: str
    attempt: int
    trunk: str
    caller_id: str
    began: str
    rang: str | None
    picked_up: str | None
    reached: str | None
    ended: str | None
    result: str | None
    person: bool
    abandoned: bool
    call: int
    agent: str | None
    wait_s: float | None
    dial_status: str
    cause: int
    sip: int
    verdict: str
    keys: str


class Attempts(CampaignHead):
    """``next``: the attempt after which the next page begins; null: that was all."""

    campaign: str
    attempts: list[AttemptView]
    next: int | None
