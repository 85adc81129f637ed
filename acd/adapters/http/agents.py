"""``/api/v1/agents``: who is there, and what a supervisor may do for an agent."""

from aiohttp import web
from pydantic import BaseModel

from acd.adapters.http import views
from acd.adapters.http.route import Context, Handle, Route, ask, read_body
from acd.events import (
    AgentBreakDecided,
    AgentLoginRequested,
    AgentLogoutRequested,
    AgentNotReadyRequested,
    AgentOneMoreRequested,
    AgentReadyRequested,
    WrapUpEndRequested,
    WrapUpExtensionRequested,
)


async def _list(context: Context, _request: web.Request) -> web.Response:
    return web.json_response({"agents": context.backend.agents()})


async def _login(context: Context, request: web.Request) -> web.Response:
    agent = request.match_info["id"]
    body = await read_body(request, views.LoginBody)
    # The bearer of the token acts for the agent, so no PIN is asked.
    return await ask(context, lambda origin: AgentLoginRequested(agent, body.phone, True, body.ready, origin))


async def _logout(context: Context, request: web.Request) -> web.Response:
    agent = request.match_info["id"]
    body = await read_body(request, views.LogoutBody)
    return await ask(
        context, lambda origin: AgentLogoutRequested(agent, "", origin, body.supervisor, at_once=_at_once(body))
    )


def _at_once(body: views.LogoutBody) -> bool:
    """What agents want happens at once."""
    return body.now or not body.supervisor


async def _ready(context: Context, request: web.Request) -> web.Response:
    agent = request.match_info["id"]
    body = await read_body(request, views.ReadyBody)
    return await ask(context, lambda origin: AgentReadyRequested(agent, "", origin, body.supervisor))


async def _not_ready(context: Context, request: web.Request) -> web.Response:
    agent = request.match_info["id"]
    body = await read_body(request, views.NotReadyBody)
    return await ask(
        context,
        lambda origin: AgentNotReadyRequested(agent, "", body.reason, origin, body.supervisor, at_once=_at_once(body)),
    )


async def _one_more(context: Context, request: web.Request) -> web.Response:
    agent = request.match_info["id"]
    body = await read_body(request, views.OneMoreBody)
    return await ask(context, lambda origin: AgentOneMoreRequested(agent, "", body.reason, origin))


async def _extend(context: Context, request: web.Request) -> web.Response:
    agent = request.match_info["id"]
    body = await read_body(request, views.ExtendBody)
    by_ms = round(body.by_s * 1000)
    return await ask(context, lambda origin: WrapUpExtensionRequested(agent, "", by_ms, origin))


async def _end_wrap_up(context: Context, request: web.Request) -> web.Response:
    agent = request.match_info["id"]
    return await ask(context, lambda origin: WrapUpEndRequested(agent, "", origin))


async def _decide(context: Context, request: web.Request) -> web.Response:
    agent = request.match_info["id"]
    body = await read_body(request, views.DecisionBody)
    return await ask(context, lambda origin: AgentBreakDecided(agent, body.approved, body.supervisor, origin))


_ONE = "/api/v1/agents/{id:[0-9]{1,10}}"


def _action(name: str, summary: str, handle: Handle, body: type[BaseModel] | None = None) -> Route:
    return Route("POST", f"{_ONE}/{name}", summary, handle, body=body, answer=views.Done)


ROUTES = [
    Route("GET", "/api/v1/agents", "The agents now", _list, answer=views.Agents),
    _action("login", "Log an agent in", _login, views.LoginBody),
    _action("logout", "Log an agent out", _logout, views.LogoutBody),
    _action("ready", "Make an agent ready", _ready, views.ReadyBody),
    _action("not-ready", "Make an agent not ready", _not_ready, views.NotReadyBody),
    _action("one-more", "One more call, then not ready", _one_more, views.OneMoreBody),
    _action("extend", "Extend an agent's wrap-up", _extend, views.ExtendBody),
    _action("wrap-up-end", "End an agent's wrap-up", _end_wrap_up),
    _action("decide", "Approve or deny the break that an agent asks for", _decide, views.DecisionBody),
]
