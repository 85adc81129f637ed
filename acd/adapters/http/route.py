"""A resource is a list of ``Route``; this file turns routes into handlers of aiohttp.

Order of work on a request: name of the host, authority, size and shape of the body, then the handler, within a time
limit. Handlers get everything through ``Context`` and answer with values ready for JSON.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from acd.adapters.http.access import Authority, Gate
from acd.adapters.http.backend import Backend, CentreText
from acd.adapters.http.problem import Handler, ProblemError
from acd.commands import Reply
from acd.events import Event, Origin

BODY_BYTES_MAX = 64 * 1024

Body = TypeVar("Body", bound=BaseModel)

_REFUSALS = {"not_found": 404, "conflict": 409, "forbidden": 403, "bad_request": 400, "unavailable": 503}


@dataclass(frozen=True, slots=True)
class Context:
    """What the handlers work with."""

    backend: Backend
    text: CentreText
    gate: Gate
    metrics: Callable[[], bytes]  # the text for Prometheus
    applying: asyncio.Lock = field(default_factory=asyncio.Lock)  # one change of the centre at a time
    _kept: set[asyncio.Task[web.Response]] = field(default_factory=set)

    def keep(self, work: Coroutine[Any, Any, web.Response]) -> asyncio.Task[web.Response]:
        """Start work that goes on when its request is given up."""
        task = asyncio.get_running_loop().create_task(work)
        self._kept.add(task)
        task.add_done_callback(self._kept.discard)
        return task


Handle = Callable[[Context, web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Route:
    """``body`` and ``answer`` describe the JSON, ``query`` the accepted parameters, for the API's description."""

    method: str
    path: str
    summary: str
    handle: Handle
    authority: Authority = Authority.TOKEN
    body: type[BaseModel] | None = None
    answer: type[BaseModel] | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    text_body: str = ""  # the content type of a body that is no JSON
    body_bytes_max: int = BODY_BYTES_MAX
    limit_s: float = 10  # the engine answers within a millisecond; Asterisk may be asked in between

    def bind(self, context: Context) -> web.RouteDef:
        return web.route(self.method, self.path, _guarded(self, context))


def _guarded(route: Route, context: Context) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        context.gate.check(request, route.authority)
        _check_query(route, request)
        if (request.content_length or 0) > route.body_bytes_max:
            raise web.HTTPRequestEntityTooLarge(route.body_bytes_max, request.content_length or 0)
        try:
            async with asyncio.timeout(route.limit_s):
                return await route.handle(context, request.clone(client_max_size=route.body_bytes_max))
        except TimeoutError:
            raise ProblemError(504, "no_answer", f"no answer within {route.limit_s:g} s; it may still happen") from None

    return answer


def _check_query(route: Route, request: web.Request) -> None:
    unknown = sorted(set(request.query) - set(route.query))
    if unknown:
        known = ", ".join(route.query) or "none"
        raise ProblemError(400, "bad_request", f"unknown parameter {unknown[0]!r}; known: {known}")


async def read_body(request: web.Request, model: type[Body]) -> Body:
    """The JSON body as ``model``; no body is the same as ``{}``. Raises ProblemError 400 or 422."""
    try:
        return model.model_validate_json(await request.read() or b"{}", strict=True)
    except ValidationError as error:
        errors = [{"key": ".".join(map(str, fault["loc"])), "text": fault["msg"]} for fault in error.errors()]
        syntax = error.errors()[0]["type"] == "json_invalid"
        detail = "; ".join(f"{fault['key']}: {fault['text']}".removeprefix(": ") for fault in errors)
        raise ProblemError(400 if syntax else 422, "bad_request", detail, errors=errors) from None


async def ask(context: Context, build: Callable[[Origin], Event]) -> web.Response:
    """Hand a request to the engine and answer with its reply."""
    return replied(await context.backend.request(build))


def replied(reply: Reply, **more: Any) -> web.Response:
    """The engine's reply; a refusal is a problem with the reply's code."""
    if reply.code != "ok":
        raise ProblemError(_REFUSALS.get(reply.code, 409), reply.code, reply.text)
    return web.json_response({"code": reply.code, "text": reply.text, **more})
