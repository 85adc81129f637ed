"""``/api/v1/report``: figures of a time, by default of today (UTC)."""

from datetime import UTC, datetime

from aiohttp import web

from acd.adapters.http.problem import ProblemError
from acd.adapters.http.route import Context, Route

_DAY_MS = 24 * 60 * 60 * 1000
DAYS_MAX = 366


async def _report(context: Context, request: web.Request) -> web.Response:
    now_ms = context.backend.now_ms()
    from_ms = _moment(request, "from", now_ms - now_ms % _DAY_MS)
    to_ms = _moment(request, "to", max(now_ms, from_ms + 1))
    if not from_ms < to_ms <= from_ms + DAYS_MAX * _DAY_MS:
        raise ProblemError(400, "bad_request", f"expected from before to, and at most {DAYS_MAX} days between them")
    figures = await context.backend.report(from_ms, to_ms)
    rest = {key: value for key, value in figures.items() if key not in ("from_ms", "to_ms")}
    return web.json_response({"from": _iso(from_ms), "to": _iso(to_ms), **rest})


def _iso(moment_ms: int) -> str:
    return datetime.fromtimestamp(moment_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _moment(request: web.Request, name: str, default_ms: int) -> int:
    text = request.query.get(name)
    if text is None:
        return default_ms
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))  # an unescaped + of a zone arrives as a space
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return int(moment.timestamp() * 1000)
    except (ValueError, OverflowError):
        expected = "expected ISO 8601, such as 2026-01-31 or 2026-01-31T09:00:00Z (without a zone: UTC)"
        raise ProblemError(400, "bad_request", f"{name}: {expected}") from None


ROUTES = [
    Route(
        "GET",
        "/api/v1/report",
        "Figures of queues and agents",
        _report,
        query={"from": "ISO 8601, default: today 00:00 UTC", "to": "ISO 8601, not included, default: now"},
        limit_s=30,
    )
]
