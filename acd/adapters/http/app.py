"""The admin endpoint: all resources in one aiohttp application, and the server that listens."""

import errno
from dataclasses import dataclass

from aiohttp import web

from acd.adapters.http import (
    agent_leads,
    agents,
    calls,
    campaign_reports,
    campaigns,
    centre,
    explain,
    health,
    kept,
    leads,
    metrics,
    queues,
    report,
)
from acd.adapters.http.openapi import openapi_route
from acd.adapters.http.problem import Handler, problems
from acd.adapters.http.route import Context, Route
from acd.errors import PlatformError

_RESOURCES = (
    health,
    metrics,
    queues,
    agents,
    agent_leads,
    calls,
    centre,
    report,
    campaigns,
    campaign_reports,
    leads,
    explain,
    kept,
)
ROUTES: list[Route] = [route for resource in _RESOURCES for route in resource.ROUTES]
ROUTES.append(openapi_route(ROUTES))

_SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Server": "acd",  # and not the versions of what it is made of
}


def make_app(context: Context) -> web.Application:
    """The application for ``context``; ``Server`` serves it."""
    app = web.Application(middlewares=[_headers, problems])
    app.add_routes([route.bind(context) for route in ROUTES])
    return app


@web.middleware
async def _headers(request: web.Request, handler: Handler) -> web.StreamResponse:
    answer = await handler(request)
    for name, value in _SAFE_HEADERS.items():
        answer.headers.setdefault(name, value)
    return answer


@dataclass(slots=True)
class Server:
    """A listening endpoint. ``port`` is the real one, also where 0 was asked for."""

    host: str
    port: int
    _runner: web.AppRunner

    @classmethod
    async def start(cls, context: Context, host: str, port: int) -> "Server":
        """Listen. Raises PlatformError when the address cannot be had."""
        runner = web.AppRunner(make_app(context), access_log=None, handle_signals=False, shutdown_timeout=2)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            await runner.cleanup()
            raise PlatformError(_cannot_listen(host, port, error)) from None
        return cls(host, runner.addresses[0][1], runner)

    @property
    def url(self) -> str:
        return f"http://[{self.host}]:{self.port}" if ":" in self.host else f"http://{self.host}:{self.port}"

    async def stop(self) -> None:
        """Stop listening, give requests under way two seconds, close."""
        await self._runner.cleanup()


def _cannot_listen(host: str, port: int, error: OSError) -> str:
    remedy = "choose another with --http HOST:PORT or [http] listen in acd.toml"
    match error.errno:
        case errno.EADDRINUSE:
            return f"port {port} of {host} is taken by another program (HTTP): {remedy}"
        case errno.EACCES:
            return f"port {port} of {host} needs privileges (HTTP): {remedy}"
        case errno.EADDRNOTAVAIL:
            return f"{host} is no address of this machine (HTTP): {remedy}"
    return f"cannot listen on {host}:{port} (HTTP): {error.strerror or error}; {remedy}"
