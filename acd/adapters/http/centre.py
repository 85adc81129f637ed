"""``/api/v1/centre``: the business configuration in effect, and putting another into effect.

``revision`` (also the ``ETag``) names a state of the centre. A client that shows changes before it makes them sends
the revision it compared with as ``If-Match``, and is refused when somebody else was faster.

Reading and writing the text of a large centre (10,000 agents: half a second) happens in a thread: calls do not wait.
"""

import asyncio
import hashlib
from dataclasses import asdict

import structlog
from aiohttp import web

from acd.adapters.http import views
from acd.adapters.http.problem import ProblemError
from acd.adapters.http.route import Context, Route, replied
from acd.model.centre import Centre

_log = structlog.get_logger(__name__)

TEXT_BYTES_MAX = 8 * 1024 * 1024  # 10,000 agents take about one
_FLAGS = {"": True, "1": True, "true": True, "0": False, "false": False}


async def _export(context: Context, _request: web.Request) -> web.Response:
    centre = context.backend.centre()
    text = await asyncio.to_thread(context.text.dump, centre)
    revision = _revision(text)
    body = {"revision": revision, "centre": asdict(centre), "toml": text}
    return web.json_response(body, headers={"ETag": f'"{revision}"'})


async def apply_centre(context: Context, request: web.Request) -> web.Response:
    dry_run = _flag(request, "dry_run")
    centre = await _parsed(context, request)
    expected = request.headers.get("If-Match")
    # A centre half in effect is worse than a late answer: neither a time limit nor the end of the server stops this.
    work = context.keep(_apply_alone(context, centre, expected, dry_run))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        work.add_done_callback(_log_outcome)
        raise


def _log_outcome(work: "asyncio.Task[web.Response]") -> None:
    """The request was given up; the log is the only place left to tell the end of it."""
    error = None if work.cancelled() else work.exception()
    _log.warning("a change of the centre ended after its request", error=type(error).__name__ if error else "")


async def _apply_alone(context: Context, centre: Centre, expected: str | None, dry_run: bool) -> web.Response:
    async with context.applying:
        current = context.backend.centre()
        revision = _revision(await asyncio.to_thread(context.text.dump, current))
        if expected not in (None, "*", f'"{revision}"'):
            raise ProblemError(412, "changed_meanwhile", "the centre was changed by somebody else; compare again")
        changes = await asyncio.to_thread(context.text.changes, current, centre)
        if dry_run or not changes:
            return web.json_response({"applied": False, "revision": revision, "changes": changes})
        replied(await context.backend.apply(centre))
        revision = _revision(await asyncio.to_thread(context.text.dump, context.backend.centre()))
        return web.json_response({"applied": True, "revision": revision, "changes": changes})


async def _parsed(context: Context, request: web.Request) -> Centre:
    try:
        text = (await request.read()).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProblemError(422, "invalid_centre", f"not UTF-8 at byte {error.start}") from None
    return await asyncio.to_thread(context.text.parse, text)


def _flag(request: web.Request, name: str) -> bool:
    given = request.query.get(name, "0").lower()
    if given not in _FLAGS:
        raise ProblemError(400, "bad_request", f"{name}: expected 1 or 0")
    return _FLAGS[given]


def _revision(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


ROUTES = [
    Route("GET", "/api/v1/centre", "The centre in effect", _export, answer=views.CentreView),
    Route(
        "POST",
        "/api/v1/centre",
        "Put a centre (the text of centre.toml) into effect",
        apply_centre,
        answer=views.Applied,
        query={"dry_run": "1: only say what would change"},
        body_bytes_max=TEXT_BYTES_MAX,
        text_body="application/toml",
        limit_s=60,
    ),
]
