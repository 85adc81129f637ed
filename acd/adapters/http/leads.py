"""``/api/v1/campaigns/{id}/leads``, ``/api/v1/leads`` and ``/api/v1/dnc``: people to be called, and not to be."""

from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from acd.adapters.http import lead_views as views
from acd.adapters.http.campaign_reports import CAMPAIGN, campaign_of
from acd.adapters.http.problem import ProblemError
from acd.adapters.http.route import Context, Route, read_body
from acd.model.lead_book import BarredEntry, GivenLead

NUMBER_CHARS_MAX = 40
REGION_HELP = "The country of a number without +, such as RU"


async def _add(context: Context, request: web.Request) -> web.Response:
    campaign = campaign_of(context, request)
    body = await read_body(request, views.LeadsBody)
    names = [each.list for each in campaign.lists]
    list_ = body.list_ or (names[0] if names else "")
    if list_ not in names:
        known = ", ".join(names) or "none"
        raise ProblemError(422, "bad_request", f"list: campaign {campaign.id} has no list {list_!r}; it has: {known}")
    given = [
        GivenLead(
            tuple(lead.numbers), lead.name, lead.language, lead.zone, lead.region, lead.priority, dict(lead.fields)
        )
        for lead in body.leads
    ]
    taken = await context.backend.lead_book().add(campaign, list_, body.region, given, body.again)
    rows = [
        {"taking": each.taking.value, "number": each.number, "lead": each.lead or None, "text": each.text}
        for each in taken
    ]
    return web.json_response({"list": list_, "taken": rows})


async def _lead(context: Context, request: web.Request) -> web.Response:
    lead = int(request.match_info["id"])
    found = await context.backend.lead_book().lead(lead)
    if found is None:
        raise ProblemError(404, "not_found", f"there is no lead {lead}")
    return web.json_response({"lead": _iso(found)})


async def _leads(context: Context, request: web.Request) -> web.Response:
    number, region = _number(request)
    found = await context.backend.lead_book().leads_of(number, region)
    return web.json_response({"leads": [_iso(lead) for lead in found]})


async def _check(context: Context, request: web.Request) -> web.Response:
    number, entries = await context.backend.lead_book().barred(*_number(request))
    return web.json_response({"number": number, "barred": bool(entries), "entries": [_iso(each) for each in entries]})


async def _bar(context: Context, request: web.Request) -> web.Response:
    body = await read_body(request, views.BarBody)
    number, new = await context.backend.lead_book().bar(_entry(body), body.region)
    text = f"{number} is not called any more" if new else f"{number} was barred already"
    return web.json_response({"number": number, "changed": new, "text": text})


async def _unbar(context: Context, request: web.Request) -> web.Response:
    body = await read_body(request, views.BarBody)
    number, gone = await context.backend.lead_book().unbar(_entry(body), body.region)
    if not gone:
        raise ProblemError(404, "not_found", f"there is no such entry for {number}; GET /api/v1/dnc shows what bars it")
    return web.json_response({"number": number, "changed": True, "text": f"{number} may be called again"})


def _entry(body: views.BarBody) -> BarredEntry:
    return BarredEntry(body.number, body.project, body.campaign or "", body.reason, body.by)


def _number(request: web.Request) -> tuple[str, str]:
    """The number and its region. A plus that was not escaped comes as a space."""
    number = request.query.get("number", "")
    if not (0 < len(number) <= NUMBER_CHARS_MAX and number.isprintable()):
        raise ProblemError(400, "bad_request", "number: expected a number such as +74951234567")
    plus = number.startswith(" ")
    return ("+" + number[1:] if plus else number), request.query.get("region", "")


def _iso(found: dict[str, Any]) -> dict[str, Any]:
    """Moments, which the records have as milliseconds, in ISO 8601."""
    return {name: _value(name, value) for name, value in found.items()}


def _value(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_iso(each) if isinstance(each, dict) else each for each in value]
    if name.endswith("_at") and isinstance(value, int):
        return datetime.fromtimestamp(value / 1000, UTC).isoformat(timespec="milliseconds")
    return value


_NUMBER = {"number": "As people write it", "region": REGION_HELP}

ROUTES = [
    Route(
        "POST", f"/api/v1/campaigns/{CAMPAIGN}/leads", "Add leads, which are dialled within seconds", _add,
        body=views.LeadsBody, answer=views.TakenLeads,
    ),
    Route("GET", "/api/v1/leads/{id:[0-9]{1,18}}", "A lead with its attempts", _lead, answer=views.LeadView),
    Route("GET", "/api/v1/leads", "The leads of a number", _leads, answer=views.LeadList, query=_NUMBER),
    Route("GET", "/api/v1/dnc", "What bars a number", _check, answer=views.BarredNumbers, query=_NUMBER),
    Route("POST", "/api/v1/dnc", "Never call a number (any more)", _bar, body=views.BarBody, answer=views.BarredView),
    Route("POST", "/api/v1/dnc/remove", "Take one entry off", _unbar, body=views.BarBody, answer=views.BarredView),
]  # fmt: skip
