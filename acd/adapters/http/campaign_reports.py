"""``/api/v1/report/campaigns``: what campaigns did in a time, and whether they kept their rules, from raw attempts."""

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from acd.adapters.http import campaign_views as views
from acd.adapters.http import report_query as asked
from acd.adapters.http.problem import ProblemError
from acd.adapters.http.route import Context, Route
from acd.dialer.abandonment import Answer, Window, window_now, worst_window
from acd.dialer.jurisdictions import NOT_LEGAL_ADVICE, Rules
from acd.dialer.pacing.picture import STRICTEST
from acd.dialer.rules import rules_of
from acd.model.campaign_report import FORMULAS, AttemptRow, CampaignReport, CampaignScope
from acd.model.campaigns import Campaign
from acd.model.periods import local_iso

REPORT_S_MAX = 60
ATTEMPTS_MAX = 1_000

Json = dict[str, Any]


async def _campaigns(context: Context, request: web.Request) -> web.Response:
    zone, scope = _read(context, request)
    report = await context.backend.campaign_records().campaign_report(scope)
    names = sorted({campaign for campaign, _ in report.groups} | set(context.backend.centre().campaigns))
    return await _told(
        scope,
        zone,
        lambda: {"campaigns": [{"campaign": name, **report.of(name).figures()} for name in names]},
    )


async def _campaign(context: Context, request: web.Request) -> web.Response:
    zone, scope = _read(context, request)
    campaign = campaign_of(context, request)
    rules = rules_of(campaign)
    scope = replace(scope, campaign=campaign.id, limit_ms=rules.connect_within_ms)
    records = context.backend.campaign_records()
    report = await records.campaign_report(scope)
    answers = await records.answers(campaign.id, scope.to_ms, rules.connect_within_ms)
    return await _told(scope, zone, lambda: _figures(report, rules, answers, zone))


def campaign_of(context: Context, request: web.Request) -> Campaign:
    """The campaign that the path names. Raises ProblemError 404."""
    id_ = request.match_info["id"]
    campaign = context.backend.centre().campaigns.get(id_)
    if campaign is None:
        raise ProblemError(404, "not_found", f"campaign {id_} is not configured; see `acd campaign list`")
    return campaign


def _figures(report: CampaignReport, rules: Rules, answers: list[Answer], zone: ZoneInfo) -> Json:
    campaign = report.scope.campaign or ""
    return {
        "campaign": campaign,
        "total": report.of(campaign).figures(),
        "lists": [{"list": list_, **counts.figures()} for (_, list_), counts in report.groups.items()],
        "dispositions": {name: count for (_, name), count in report.dispositions.items()},
        "rules": {
            "id": rules.id,
            "name": rules.name,
            "connect_within_s": rules.connect_within_ms / 1000,
            "ring_min_s": rules.ring_min_ms / 1000,
            "sources": rules.sources,
            "note": NOT_LEGAL_ADVICE,
        },
        "limits": list(_limits(rules, answers, report.scope.to_ms, zone)),
    }


def _limits(rules: Rules, answers: list[Answer], to_ms: int, zone: ZoneInfo) -> Iterable[Json]:
    asked_for = {limit.name for limit in rules.limits}
    for limit in (*rules.limits, *(limit for limit in STRICTEST if limit.name not in asked_for)):
        worst = worst_window(answers, limit)
        yield {
            "name": limit.name,
            "required": limit.name in asked_for,
            "share": limit.share,
            "length_s": None if limit.length_ms is None else limit.length_ms / 1000,
            "least_answers": limit.least_answers,
            "now": _window(window_now(answers, limit, to_ms), zone),
            "worst": None if worst is None else _window(worst, zone),
        }


def _window(window: Window, zone: ZoneInfo) -> Json:
    return {
        "to": local_iso(window.to_ms, zone),
        "answers": window.answers,
        "abandoned": window.abandoned,
        "rate": window.rate,
        "judged": window.judged,
        "kept": window.kept,
    }


async def _attempts(context: Context, request: web.Request) -> web.Response:
    zone, scope = _read(context, request)
    campaign = campaign_of(context, request)
    limit_ms = rules_of(campaign).connect_within_ms
    scope = replace(scope, campaign=campaign.id, limit_ms=limit_ms)
    limit = asked.read_whole(request, "limit", 100, ATTEMPTS_MAX) or 100
    after = asked.read_whole(request, "after", None, 2**63 - 1) or 0
    rows = await context.backend.campaign_records().attempts(scope, after, limit + 1)
    more = rows[limit - 1].id if len(rows) > limit else None
    return await _told(
        scope,
        zone,
        lambda: {
            "campaign": campaign.id,
            "attempts": [attempt_view(row, limit_ms, zone) for row in rows[:limit]],
            "next": more,
        },
    )


def attempt_view(row: AttemptRow, limit_ms: int, zone: ZoneInfo) -> Json:
    values = asdict(row)
    wait_ms = values.pop("wait_ms")
    return {
        **{name.removesuffix("_ms"): _value(name, value, zone) for name, value in values.items()},
        "wait_s": None if wait_ms is None else wait_ms / 1000,
        "person": row.person,
        "abandoned": row.abandoned(limit_ms),
    }


def _value(name: str, value: Any, zone: ZoneInfo) -> Any:
    return local_iso(value, zone) if name.endswith("_ms") and value is not None else value


def _read(context: Context, request: web.Request) -> tuple[ZoneInfo, CampaignScope]:
    zone = asked.read_zone(request)
    scope = asked.read_scope(request, zone, context.backend.now_ms())
    return zone, CampaignScope(scope.from_ms, scope.to_ms)


async def _told(scope: CampaignScope, zone: ZoneInfo, make: Callable[[], Json]) -> web.Response:
    """Head and figures; made in a thread, since a quarter of a million answers would stop the loop of the calls."""
    head = {
        "from": local_iso(scope.from_ms, zone),
        "to": local_iso(scope.to_ms, zone),
        "timezone": zone.key,
        "formulas": FORMULAS,
    }
    text = await asyncio.to_thread(lambda: json.dumps(head | make()))
    return web.json_response(text=text)


_TIMES = {name: asked.SCOPE[name] for name in ("from", "to", "timezone")}
_PAGE = {
    "limit": f"At most so many attempts, up to {ATTEMPTS_MAX}; default: 100",
    "after": "The next page: what the page before gave as next",
}
_PATH = "/api/v1/report/campaigns"
CAMPAIGN = "{id:[a-z0-9][a-z0-9_-]{0,19}}"

ROUTES = [
    Route(
        "GET", _PATH, "Figures by campaign", _campaigns,
        answer=views.CampaignsReport, query=_TIMES, limit_s=REPORT_S_MAX,
    ),
    Route(
        "GET", f"{_PATH}/{CAMPAIGN}", "Figures of a campaign, and the rules it kept", _campaign,
        answer=views.CampaignReportView, query=_TIMES, limit_s=REPORT_S_MAX,
    ),
    Route(
        "GET", f"{_PATH}/{CAMPAIGN}/attempts", "Single attempts of a campaign, the first ones first", _attempts,
        answer=views.Attempts, query={**_TIMES, **_PAGE}, limit_s=REPORT_S_MAX,
    ),
]  # fmt: skip
