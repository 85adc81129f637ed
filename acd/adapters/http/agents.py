"""``/api/v1/agents``: who is there, and what a supervisor may do for an agent."""

from aiohttp import web

from acd.adapters.http import views
from acd.adapters.http.route import Context, Route, ask, read_body
from acd.events import AgentLoginRequested, AgentLogoutRequested, AgentNotReadyRequested, AgentReadyRequested


async def _list(context: Context, _request: web.Request) -> web.Response:
    return web.json_response({"agents": context.backend.agents()})


async def _login(context: Context, request: web.Request) -> web.Response:
    agent = request.match_info["id"]
    body = await read_body(request, views.LoginBody)
    # The bearer of the token acts for the agent, so no PIN is asked.
    return await ask(context, lambda origin: AgentLoginRequested(agent, body.phone, True, body.ready, origin))


async def _logout(context: Context, request: web.Request) -> web.Response:
    agent = request.match_info["id"]
    return await ask(context, lambda origin: AgentLogoutRequested(agent, "", origin))


async def _ready(context: Context, request: web.Request) -> web.Response:
    agent = request.match_info["id"]
    return await ask(context, lambda origin: AgentReadyRequested(agent, "", origin))


async def _not_ready(context: Context, request: web.Request) -> web.Response:
    agent = request.match_info["id"]
    body = await read_body(request, views.NotReadyBody)
    return await ask(context, lambda origin: AgentNotReadyRequested(agent, "", body.reason, origin))


_ONE = "/api/v1/agents/{id:[0-9]{1,10}}"

ROUTES = [
    Route("GET", "/api/v1/agents", "The agents now", _list, answer=views.Agents),
    Route("POST", f"{_ONE}/login", "Log an agent in", _login, body=views.LoginBody, answer=views.Done),
    Route("POST", f"{_ONE}/logout", "Log an agent out", _logout, answer=views.Done),
    Route("POST", f"{_ONE}/ready", "Make an agent ready", _ready, answer=views.Done),
    Route(
        "POST", f"{_ONE}/not-ready", "Make an agent not ready", _not_ready, body=views.NotReadyBody, answer=views.Done
    ),
]
