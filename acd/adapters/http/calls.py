"""``/api/v1/calls``: the live calls."""

from aiohttp import web

from acd.adapters.http import views
from acd.adapters.http.route import Context, Route, ask
from acd.events import CallHangupRequested


async def _list(context: Context, _request: web.Request) -> web.Response:
    return web.json_response({"calls": context.backend.calls()})


async def _hang_up(context: Context, request: web.Request) -> web.Response:
    call = int(request.match_info["id"])
    return await ask(context, lambda origin: CallHangupRequested(call, origin))


ROUTES = [
    Route("GET", "/api/v1/calls", "The live calls", _list, answer=views.Calls),
    Route("POST", "/api/v1/calls/{id:[0-9]{1,18}}/hangup", "End a call", _hang_up, answer=views.Done),
]
