"""``/api/v1/calls``: the live calls, and what may be done with one."""

from aiohttp import web

from acd.adapters.http import views
from acd.adapters.http.route import Context, Route, ask, read_body
from acd.events import CallHangupRequested, CallTransferRequested
from acd.model.states import TransferTarget
from acd.model.transfer import Target


async def _list(context: Context, _request: web.Request) -> web.Response:
    return web.json_response({"calls": context.backend.calls()})


async def _hang_up(context: Context, request: web.Request) -> web.Response:
    call = int(request.match_info["id"])
    return await ask(context, lambda origin: CallHangupRequested(call, origin))


async def _transfer(context: Context, request: web.Request) -> web.Response:
    call = int(request.match_info["id"])
    body = await read_body(request, views.TransferBody)
    target = Target(TransferTarget.QUEUE, body.to_queue, priority=body.priority)
    return await ask(context, lambda origin: CallTransferRequested(call, target, origin))


_ONE = "/api/v1/calls/{id:[0-9]{1,18}}"

ROUTES = [
    Route("GET", "/api/v1/calls", "The live calls", _list, answer=views.Calls),
    Route("POST", f"{_ONE}/hangup", "End a call", _hang_up, answer=views.Done),
    Route("POST", f"{_ONE}/transfer", "Pass a call on", _transfer, body=views.TransferBody, answer=views.Done),
]
