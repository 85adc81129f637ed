"""``/api/v1/report``: figures of a time, by default of today; the overview, and by queue, agent, call and interval."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from acd.adapters.http import report_query as asked
from acd.adapters.http import report_views as views
from acd.adapters.http.route import Context, Handle, Route
from acd.model.counts import Scope
from acd.model.periods import local_iso
from acd.model.report import AGENT_FORMULAS, CALL_FORMULAS, QUEUE_FORMULAS, CallRow, IntervalRow

REPORT_S_MAX = 30

Json = dict[str, Any]


async def _overview(context: Context, request: web.Request) -> web.Response:
    zone, scope = _read(context, request)
    report = await context.backend.reports().report(scope)
    return await _told(scope, zone, {**QUEUE_FORMULAS, **AGENT_FORMULAS, **CALL_FORMULAS}, report.figures)


async def _queues(context: Context, request: web.Request) -> web.Response:
    zone, scope = _read(context, request)
    report = await context.backend.reports().queue_report(scope)
    return await _told(
        scope,
        zone,
        QUEUE_FORMULAS,
        lambda: {"queues": [row.figures() for row in report.rows], "total": report.total.figures()},
    )


async def _agents(context: Context, request: web.Request) -> web.Response:
    zone, scope = _read(context, request)
    rows = await context.backend.reports().agent_report(scope)
    return await _told(scope, zone, AGENT_FORMULAS, lambda: {"agents": [row.figures() for row in rows]})


async def _hours(context: Context, request: web.Request) -> web.Response:
    zone, scope = _read(context, request)
    rows = await context.backend.reports().interval_report(scope, asked.read_bounds(request, scope, zone))
    interval = request.query.get("interval", "1h")
    formulas = {**QUEUE_FORMULAS, "occupancy": AGENT_FORMULAS["occupancy"]}
    return await _told(
        scope, zone, formulas, lambda: {"interval": interval, "intervals": [_interval(row, zone) for row in rows]}
    )


async def _calls(context: Context, request: web.Request) -> web.Response:
    zone, scope = _read(context, request)
    page = await context.backend.reports().call_page(scope, asked.read_filter(request))
    return await _told(scope, zone, {}, lambda: {"calls": [_call(row, zone) for row in page.calls], "next": page.more})


async def _told(scope: Scope, zone: ZoneInfo, formulas: dict[str, str], make: Callable[[], Json]) -> web.Response:
    """Head and rows; made in a thread, since a thousand rows would stop the loop of the calls."""
    text = await asyncio.to_thread(lambda: json.dumps(_head(scope, zone, formulas) | make()))
    return web.json_response(text=text)


def _read(context: Context, request: web.Request) -> tuple[ZoneInfo, Scope]:
    zone = asked.read_zone(request)
    return zone, asked.read_scope(request, zone, context.backend.now_ms())


def _head(scope: Scope, zone: ZoneInfo, formulas: dict[str, str]) -> Json:
    return {
        "from": local_iso(scope.from_ms, zone),
        "to": local_iso(scope.to_ms, zone),
        "timezone": zone.key,
        "project": scope.project,
        "queue": scope.queue,
        "agent": scope.agent,
        "short_abandon_s": scope.short_ms / 1000,
        "formulas": formulas,
    }


def _interval(row: IntervalRow, zone: ZoneInfo) -> Json:
    return {"begin": local_iso(row.begin_ms, zone), "end": local_iso(row.end_ms, zone), **row.figures()}


def _call(row: CallRow, zone: ZoneInfo) -> Json:
    """Moments in local time, durations in seconds."""
    values = asdict(row)
    return {
        (name.removesuffix("_ms") + ("_s" if name in _DURATIONS else "")): _value(name, value, zone)
        for name, value in values.items()
    }


_DURATIONS = ("wait_ms", "talk_ms", "hold_ms")


def _value(name: str, value: Any, zone: ZoneInfo) -> Any:
    if value is None or not name.endswith("_ms"):
        return value
    return value / 1000 if name in _DURATIONS else local_iso(value, zone)


def _route(path: str, summary: str, handle: Handle, answer: type[views.Head], **query: str) -> Route:
    return Route("GET", path, summary, handle, answer=answer, query={**asked.SCOPE, **query}, limit_s=REPORT_S_MAX)


ROUTES = [
    _route("/api/v1/report", "Overview of a time", _overview, views.Overview),
    _route("/api/v1/report/queues", "Figures by queue", _queues, views.QueueReport),
    _route("/api/v1/report/agents", "Figures by agent", _agents, views.AgentReport),
    _route("/api/v1/report/hours", "Figures by interval", _hours, views.IntervalReport, **asked.INTERVAL),
    _route("/api/v1/report/calls", "Single calls", _calls, views.CallList, **asked.CALLS),
]
