"""``/api/v1/callbacks`` and ``/api/v1/voicemails``: what waits in queues without anybody on the line."""

import asyncio

from aiohttp import web

from acd.adapters.http import views
from acd.adapters.http.problem import ProblemError
from acd.adapters.http.route import Context, Route, ask, read_body
from acd.events import CallbackCancelRequested, CallbackRequested, VoicemailDeleteRequested

_ID = "{id:[0-9]{1,18}}"


def _id(request: web.Request) -> int:
    return int(request.match_info["id"])


async def _callbacks(context: Context, _request: web.Request) -> web.Response:
    return web.json_response({"callbacks": context.backend.callbacks()})


async def _request(context: Context, request: web.Request) -> web.Response:
    body = await read_body(request, views.CallbackBody)
    return await ask(context, lambda origin: CallbackRequested(body.queue, body.number, body.name, origin))


async def _cancel(context: Context, request: web.Request) -> web.Response:
    call = _id(request)
    return await ask(context, lambda origin: CallbackCancelRequested(call, origin))


async def _voicemails(context: Context, _request: web.Request) -> web.Response:
    return web.json_response({"voicemails": context.backend.voicemails()})


async def _audio(context: Context, request: web.Request) -> web.Response:
    """Read whole: a message has a few megabytes at most, and its file may be deleted while it is sent."""
    path = context.backend.message_file(_id(request))
    if path is None:
        raise ProblemError(404, "not_found", "no such message waits, or its file is at another machine")
    try:
        audio = await asyncio.to_thread(path.read_bytes)
    except OSError:
        raise ProblemError(404, "not_found", "the message has been deleted") from None
    return web.Response(body=audio, content_type="audio/wav")


async def _delete(context: Context, request: web.Request) -> web.Response:
    call = _id(request)
    return await ask(context, lambda origin: VoicemailDeleteRequested(call, origin))


ROUTES = [
    Route("GET", "/api/v1/callbacks", "The pending callbacks", _callbacks, answer=views.Callbacks),
    Route("POST", "/api/v1/callbacks", "Ask for a callback", _request, body=views.CallbackBody, answer=views.Done),
    Route("POST", f"/api/v1/callbacks/{_ID}/cancel", "Cancel a callback", _cancel, answer=views.Done),
    Route("GET", "/api/v1/voicemails", "The messages that wait to be heard", _voicemails, answer=views.Voicemails),
    Route("GET", f"/api/v1/voicemails/{_ID}/audio", "A message, as a wav file", _audio),
    Route("POST", f"/api/v1/voicemails/{_ID}/delete", "Delete a message", _delete, answer=views.Done),
]
