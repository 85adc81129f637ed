"""``/api/v1/campaigns``: the campaigns now, and what may be done with one."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aiohttp import web

from acd.adapters.http import campaign_views as views
from acd.adapters.http.campaign_reports import CAMPAIGN, campaign_of
from acd.adapters.http.problem import ProblemError
from acd.adapters.http.report_query import read_whole
from acd.adapters.http.route import Context, Handle, Route, ask, read_body
from acd.adapters.http.views import Done
from acd.events import (
    CampaignPauseRequested,
    CampaignStartRequested,
    CampaignStopRequested,
)

DECISIONS_MAX = 500

CampaignRequest = type[CampaignStartRequested] | type[CampaignPauseRequested] | type[CampaignStopRequested]


async def _list(context: Context, _request: web.Request) -> web.Response:
    return web.json_response({"campaigns": context.backend.campaigns()})


async def _one(context: Context, request: web.Request) -> web.Response:
    return web.json_response(_view(context, request))


def _view(context: Context, request: web.Request) -> dict[str, object]:
    campaign = campaign_of(context, request)
    return next(view for view in context.backend.campaigns() if view["id"] == campaign.id)


def _asking(event: CampaignRequest) -> Handle:
    async def handle(context: Context, request: web.Request) -> web.Response:
        campaign = campaign_of(context, request)
        body = await read_body(request, views.ByBody)
        return await ask(context, lambda origin: event(campaign.id, body.by, origin))

    return handle


async def _explain(context: Context, request: web.Request) -> web.Response:
    campaign = campaign_of(context, request)
    at_ms = moment_ms(request.query["at"], None, "at") if "at" in request.query else context.backend.now_ms()
    last = read_whole(request, "last", 10, DECISIONS_MAX) or 10
    story = await context.backend.explain_campaign(campaign.id, at_ms, last)
    return web.json_response(story)


def moment_ms(text: str, zone: str | None, name: str) -> int:
    """An ISO 8601 moment; without an offset it needs ``zone``. Raises ProblemError."""
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
    except ValueError:
        raise ProblemError(400, "bad_request", f"{name}: expected a time such as 2026-01-31T15:00:00+03:00") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=_zone(zone, name))
    return int(moment.astimezone(UTC).timestamp() * 1000)


def _zone(name: str | None, of: str) -> ZoneInfo:
    if name is None:
        raise ProblemError(400, "bad_request", f"{of}: add the offset (+03:00 or Z), or name the timezone")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # also a name that is a path
        raise ProblemError(400, "bad_request", "timezone: expected a name such as Europe/Moscow") from None


_PATH = "/api/v1/campaigns"
_ONE = f"{_PATH}/{CAMPAIGN}"
_EXPLAIN = {
    "at": "A moment of the past, ISO 8601 with its offset; default: now",
    "last": f"How many decisions, up to {DECISIONS_MAX}; default: 10",
}


def _action(name: str, summary: str, event: CampaignRequest) -> Route:
    return Route("POST", f"{_ONE}/{name}", summary, _asking(event), body=views.ByBody, answer=Done)


ROUTES = [
    Route("GET", _PATH, "The campaigns now", _list, answer=views.Campaigns),
    Route("GET", _ONE, "One campaign now", _one, answer=views.CampaignView),
    _action("start", "Let a campaign dial", CampaignStartRequested),
    _action("pause", "Dial no more leads for now", CampaignPauseRequested),
    _action("stop", "Dial no more leads and give back those at hand", CampaignStopRequested),
    Route(
        "GET", f"{_ONE}/explain", "Why a campaign dials as many as it does", _explain,
        answer=views.CampaignStory, query=_EXPLAIN, limit_s=30,
    ),
]  # fmt: skip
