"""Parameters of reports as values; refusals are tested through the endpoint in test_report.py."""

from aiohttp.test_utils import make_mocked_request

from acd.adapters.http.report_query import read_bounds, read_filter, read_scope, read_zone
from acd.model.counts import Scope
from acd.model.report import CallFilter
from acd.model.states import VisitOutcome

NOON_MS = 1_767_268_800_000  # 2026-01-01T12:00:00Z
HOUR_MS = 3_600_000


def test_everything_given() -> None:
    query = "from=today&to=now&timezone=Europe/Moscow&project=shop&queue=sales&agent=101&short_s=7.5&interval=1d"
    request = make_mocked_request("GET", f"/?{query}")
    zone = read_zone(request)
    scope = read_scope(request, zone, NOON_MS)
    assert scope == Scope(NOON_MS - 15 * HOUR_MS, NOON_MS, "shop", "sales", "101", 7_500)
    assert read_bounds(request, scope, zone) == [scope.from_ms, scope.to_ms]


def test_nothing_given() -> None:
    request = make_mocked_request("GET", "/")
    scope = read_scope(request, read_zone(request), NOON_MS)
    assert scope == Scope(NOON_MS - 12 * HOUR_MS, NOON_MS)
    assert len(read_bounds(request, scope, read_zone(request))) == 13
    assert read_filter(request) == CallFilter()


def test_a_filter_of_calls() -> None:
    request = make_mocked_request("GET", "/?number=%2B7495&outcome=abandoned&limit=20&after=77")
    assert read_filter(request) == CallFilter("+7495", VisitOutcome.ABANDONED, 77, 20)
