"""``/api/v1/calls``: the live calls, and what may be done with one."""

from aiohttp import web

from acd.adapters.http import views
from acd.adapters.http.route import Context, Handle, Route, ask, read_body
from acd.events import (
    CallHangupRequested,
    CallHoldRequested,
    CallTransferRequested,
    ConsultEnd,
    ConsultEndRequested,
    ConsultRequested,
)


async def _list(context: Context, _request: web.Request) -> web.Response:
    return web.json_response({"calls": context.backend.calls()})


async def _hang_up(context: Context, request: web.Request) -> web.Response:
    return await ask(context, lambda origin: CallHangupRequested(_id(request), origin))


async def _transfer(context: Context, request: web.Request) -> web.Response:
    call, target = _id(request), (await read_body(request, views.TargetBody)).target()
    return await ask(context, lambda origin: CallTransferRequested(call, target, origin))


async def _consult(context: Context, request: web.Request) -> web.Response:
    call, target = _id(request), (await read_body(request, views.TargetBody)).target()
    return await ask(context, lambda origin: ConsultRequested(call, target, origin))


def _holding(hold: bool) -> Handle:
    async def handle(context: Context, request: web.Request) -> web.Response:
        return await ask(context, lambda origin: CallHoldRequested(_id(request), hold, origin))

    return handle


def _ending(how: ConsultEnd) -> Handle:
    async def handle(context: Context, request: web.Request) -> web.Response:
        return await ask(context, lambda origin: ConsultEndRequested(_id(request), how, origin))

    return handle


def _id(request: web.Request) -> int:
    return int(request.match_info["id"])


_ONE = "/api/v1/calls/{id:[0-9]{1,18}}"
_TARGET, _DONE = views.TargetBody, views.Done

ROUTES = [
    Route("GET", "/api/v1/calls", "The live calls", _list, answer=views.Calls),
    Route("POST", f"{_ONE}/hangup", "End a call", _hang_up, answer=_DONE),
    Route("POST", f"{_ONE}/transfer", "Pass a call on", _transfer, body=_TARGET, answer=_DONE),
    Route("POST", f"{_ONE}/hold", "Let the caller hear music", _holding(True), answer=_DONE),
    Route("POST", f"{_ONE}/unhold", "Bring caller and agent together again", _holding(False), answer=_DONE),
    Route("POST", f"{_ONE}/consult", "Hold the caller, call somebody else", _consult, body=_TARGET, answer=_DONE),
    Route(
        "POST", f"{_ONE}/complete", "Leave the caller with whom was called", _ending(ConsultEnd.COMPLETE), answer=_DONE
    ),
    Route("POST", f"{_ONE}/cancel", "Take the caller back", _ending(ConsultEnd.CANCEL), answer=_DONE),
    Route("POST", f"{_ONE}/conference", "Talk all three", _ending(ConsultEnd.CONFERENCE), answer=_DONE),
]
