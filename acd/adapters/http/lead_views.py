"""The JSON of leads and do-not-call lists."""

from typing import Annotated, Any

from pydantic import Field

from acd.adapters.http.campaign_views import CampaignId, Number, Text
from acd.adapters.http.views import View

LEADS_MAX = 100
Region = Annotated[str, Field(pattern="^([A-Za-z]{2})?$")]
ListId = Annotated[str, Field(pattern="^[a-z0-9][a-z0-9_-]{0,19}$")]

FieldName = Annotated[str, Field(min_length=1, max_length=64)]
FieldText = Annotated[str, Field(max_length=4_000)]


class LeadBody(View):
    """``numbers``: the main one first, as people write them. ``zone``: such as Europe/Moscow; else by the number."""

    numbers: Annotated[list[Number], Field(min_length=1, max_length=10)]
    name: Annotated[str, Field(max_length=200)] = ""
    language: Annotated[str, Field(max_length=8)] = ""
    zone: Annotated[str, Field(max_length=60)] = ""
    region: Annotated[str, Field(max_length=6)] = ""
    priority: Annotated[int, Field(ge=0, le=99)] = 0
    fields: Annotated[dict[FieldName, FieldText], Field(default_factory=dict, max_length=100)]


class LeadsBody(View):
    """``list``: one of the campaign's; its first unless named. ``region``: the country of numbers without +.

    ``again``: also numbers that the list has already.
    """

    list_: Annotated[ListId | None, Field(alias="list")] = None
    region: Region = ""
    again: bool = False
    leads: Annotated[list[LeadBody], Field(min_length=1, max_length=LEADS_MAX)]


class TakenView(View):
    """What became of a lead: ``added``, ``duplicate``, ``barred`` or ``refused``; ``lead`` null: it has no id."""

    taking: str
    number: str
    lead: int | None
    text: str


class TakenLeads(View):
    list_: Annotated[str, Field(alias="list")]
    taken: list[TakenView]


class LeadView(View):
    """A lead with all that was recorded of it."""

    lead: dict[str, Any]


class LeadList(View):
    leads: list[dict[str, Any]]


class BarBody(View):
    """``number`` as people write it, or a beginning such as +7495*. Neither project nor campaign: nobody may call."""

    number: Number
    region: Region = ""
    project: Annotated[str, Field(pattern="^([a-z0-9][a-z0-9_-]{0,19})?$")] = ""
    campaign: CampaignId | None = None
    reason: Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    by: Text = ""


class BarredView(View):
    """``changed``: there was something to do."""

    number: str
    changed: bool
    text: str


class BarredNumbers(View):
    number: str
    barred: bool
    entries: list[dict[str, Any]]
