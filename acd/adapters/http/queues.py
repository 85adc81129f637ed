"""``/api/v1/queues``"""

from aiohttp import web

from acd.adapters.http import views
from acd.adapters.http.route import Context, Route


async def _list(context: Context, _request: web.Request) -> web.Response:
    return web.json_response({"queues": context.backend.queues()})


ROUTES = [Route("GET", "/api/v1/queues", "The queues now", _list, answer=views.Queues)]
