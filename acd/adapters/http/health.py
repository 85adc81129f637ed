"""``/livez`` (this process answers) and ``/readyz`` (it can do its work), for supervisors and load balancers."""

from aiohttp import web

from acd.adapters.http import views
from acd.adapters.http.access import Authority, is_local
from acd.adapters.http.route import Context, Route


async def _live(_context: Context, _request: web.Request) -> web.Response:
    return web.json_response({"live": True})


async def _ready(context: Context, request: web.Request) -> web.Response:
    parts = context.backend.parts()
    ready = all(part.ok for part in parts.values() if part.required)
    told = is_local(request) or context.gate.is_bearer(request)  # texts name hosts: not for everybody
    body = views.Readiness(
        ready=ready,
        parts={
            name: views.PartView(ok=part.ok, required=part.required, text=part.text if told else None)
            for name, part in parts.items()
        },
    )
    return web.json_response(body.model_dump(), status=200 if ready else 503)


ROUTES = [
    Route("GET", "/livez", "Whether the daemon lives", _live, Authority.EVERYBODY),
    Route(
        "GET",
        "/readyz",
        "Whether the daemon is ready (200) or not (503)",
        _ready,
        Authority.EVERYBODY,
        answer=views.Readiness,
    ),
]
