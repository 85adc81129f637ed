"""What a request asks of a report: its parameters as a scope. A fault is a problem 400 that says what is expected."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aiohttp import web

from acd.adapters.http.problem import ProblemError
from acd.model.counts import SHORT_ABANDON_MS, Scope
from acd.model.periods import STEPS_MS, WORDS, interval_bounds, period
from acd.model.report import CallFilter
from acd.model.states import VisitOutcome

DAYS_MAX = 366
INTERVALS_MAX = 1_500
CALLS_MAX = 1_000
_DAY_MS = 24 * 60 * 60 * 1000
_NAME_CHARS_MAX = 100

SCOPE = {
    "from": f"ISO 8601 (local to timezone, unless it has an offset), now, {', '.join(WORDS)}; default: today",
    "to": "As from, not included; default: now, or the end of the time that a word names",
    "timezone": "Such as Europe/Moscow; default: UTC",
    "project": "Only of this project",
    "queue": "Only of this queue",
    "agent": "Only of this agent",
    "short_s": f"Who abandons no later is a short abandon; default: {SHORT_ABANDON_MS // 1000}",
}
CALLS = {
    "number": "Part of the caller's or the dialled number",
    "outcome": f"Of the last visit: {', '.join(VisitOutcome)}",
    "limit": f"At most so many calls, up to {CALLS_MAX}; default: 100",
    "after": "The next page: what the page before gave as next",
}
INTERVAL = {"interval": f"{', '.join(STEPS_MS)}; default: 1h"}


def read_zone(request: web.Request) -> ZoneInfo:
    name = request.query.get("timezone", "UTC")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # also a name that is a path
        raise _wrong("timezone", "expected a name such as Europe/Moscow") from None


def read_scope(request: web.Request, zone: ZoneInfo, now_ms: int) -> Scope:
    """The time and whose calls."""
    query = request.query
    from_text, to_text = (query[name].replace(" ", "+") if name in query else None for name in ("from", "to"))
    try:
        from_ms, to_ms = period(from_text, to_text, zone, now_ms)
    except (ValueError, OverflowError) as error:
        raise _wrong("from" if _is_wrong(from_text, zone, now_ms) else "to", str(error)) from None
    if not from_ms < to_ms <= from_ms + DAYS_MAX * _DAY_MS:
        raise ProblemError(400, "bad_request", f"expected from before to, and at most {DAYS_MAX} days between them")
    names = {name: _name(request, name) for name in ("project", "queue", "agent")}
    return Scope(from_ms, to_ms, short_ms=_milliseconds(request), **names)


def read_bounds(request: web.Request, scope: Scope, zone: ZoneInfo) -> list[int]:
    step = request.query.get("interval", "1h")
    if step not in STEPS_MS:
        raise _wrong("interval", f"expected one of {', '.join(STEPS_MS)}")
    if (scope.to_ms - scope.from_ms) // STEPS_MS[step] > INTERVALS_MAX:
        raise _wrong("interval", f"the time has over {INTERVALS_MAX} of them: take a longer one, or a shorter time")
    return interval_bounds(scope.from_ms, scope.to_ms, step, zone)


def read_filter(request: web.Request) -> CallFilter:
    query = request.query
    outcome = query.get("outcome")
    if outcome is not None and outcome not in set(VisitOutcome):
        raise _wrong("outcome", f"expected one of {', '.join(VisitOutcome)}")
    return CallFilter(
        number=_name(request, "number"),
        outcome=VisitOutcome(outcome) if outcome is not None else None,
        after=read_whole(request, "after", None, 2**63 - 1),
        limit=read_whole(request, "limit", 100, CALLS_MAX) or 100,
    )


def _is_wrong(from_text: str | None, zone: ZoneInfo, now_ms: int) -> bool:
    try:
        period(from_text, None, zone, now_ms)
    except (ValueError, OverflowError):
        return True
    return False


def _name(request: web.Request, name: str) -> str | None:
    value = request.query.get(name)
    if value is not None and not (0 < len(value) <= _NAME_CHARS_MAX and value.isprintable()):
        raise _wrong(name, f"expected 1 to {_NAME_CHARS_MAX} printable characters")
    return value


def read_whole(request: web.Request, name: str, default: int | None, most: int) -> int | None:
    text = request.query.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 20 and 1 <= int(text) <= most):
        raise _wrong(name, f"expected a whole number from 1 to {most}")
    return int(text)


def _milliseconds(request: web.Request) -> int:
    text = request.query.get("short_s")
    if text is None:
        return SHORT_ABANDON_MS
    try:
        short_ms = round(float(text) * 1000)
    except (ValueError, OverflowError):  # also inf and nan
        short_ms = -1
    if not 0 <= short_ms <= _DAY_MS:
        raise _wrong("short_s", "expected seconds, such as 5 or 7.5")
    return short_ms


def _wrong(name: str, expected: str) -> ProblemError:
    return ProblemError(400, "bad_request", f"{name}: {expected}")
