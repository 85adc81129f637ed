"""What agents do with leads and calls: dial, skip, see who it is, and give a call its outcome."""

from aiohttp import web

from acd.adapters.http import campaign_views as views
from acd.adapters.http.campaigns import moment_ms
from acd.adapters.http.problem import ProblemError
from acd.adapters.http.route import Context, Route, ask, read_body
from acd.adapters.http.views import Done
from acd.events import DispositionRequested, LeadDialRequested, PreviewSkipRequested


async def _dial(context: Context, request: web.Request) -> web.Response:
    agent = request.match_info["id"]
    body = await read_body(request, views.DialBody)
    campaign = context.backend.centre().campaigns.get(body.campaign)
    if campaign is None:
        raise ProblemError(404, "not_found", f"campaign {body.campaign} is not configured; see `acd campaign list`")
    lead = await context.backend.lead_book().to_dial(campaign, body.number, body.region)
    return await ask(context, lambda origin: LeadDialRequested(agent, campaign.id, lead.number, lead, origin))


async def _skip(context: Context, request: web.Request) -> web.Response:
    agent = request.match_info["id"]
    body = await read_body(request, views.SkipBody)
    return await ask(context, lambda origin: PreviewSkipRequested(agent, body.reason, origin))


async def _shown(context: Context, request: web.Request) -> web.Response:
    agent = request.match_info["id"]
    shown = context.backend.shown_lead(agent)
    if shown is None:
        raise ProblemError(404, "not_found", f"agent {agent} has no lead before him now")
    return web.json_response(shown)


async def _dispose(context: Context, request: web.Request) -> web.Response:
    call = int(request.match_info["id"])
    body = await read_body(request, views.DispositionBody)
    callback_ms = moment_ms(body.callback, body.timezone, "callback") if body.callback is not None else None
    return await ask(
        context,
        lambda origin: DispositionRequested(
            body.agent, call, body.disposition, body.note, callback_ms, body.mine, origin
        ),
    )


_AGENT = "/api/v1/agents/{id:[0-9]{1,10}}"

ROUTES = [
    Route("POST", f"{_AGENT}/dial", "Call a number for an agent", _dial, body=views.DialBody, answer=Done),
    Route("POST", f"{_AGENT}/skip", "Skip the lead that an agent is shown", _skip, body=views.SkipBody, answer=Done),
    Route("GET", f"{_AGENT}/lead", "The lead that an agent is shown or talks with", _shown, answer=views.ShownLead),
    Route(
        "POST", "/api/v1/calls/{id:[0-9]{1,18}}/disposition", "Give a call its outcome", _dispose,
        body=views.DispositionBody, answer=Done,
    ),
]  # fmt: skip
