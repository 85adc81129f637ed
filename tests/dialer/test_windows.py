"""Calling windows over the jumps of clocks, against the definition: every zone's wall clock shows an open hour."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.dialer.jurisdictions import JURISDICTIONS
from acd.dialer.windows import Windows, windows_of
from acd.model.calendar import Hours
from acd.model.campaigns import Campaign, CampaignList, CampaignMode

HOURS = Hours("h", "UTC", {"mon-fri": ("08:00-21:00",), "sat": ("09:00-13:00", "15:00-18:00"), "sun": ()})
ZONES = (
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Europe/Moscow",
)
MINUTE = 60_000
HOUR = 60 * MINUTE

# around the days on which clocks jump, in both hemispheres
MOMENTS = st.builds(
    lambda day, minute: ms(day) + minute * MINUTE,
    st.sampled_from(["2026-03-06", "2026-03-27", "2026-04-03", "2026-10-02", "2026-10-23", "2026-10-30"]),
    st.integers(0, 4 * 1440),
)
PLACES = st.lists(st.sampled_from(ZONES), min_size=1, max_size=3, unique=True).map(tuple)


def ms(text: str, zone: str = "UTC") -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


def shows_an_open_hour(zone: str, moment_ms: int) -> bool:
    wall = datetime.fromtimestamp(moment_ms // 1000, ZoneInfo(zone))
    clock = wall.strftime("%H:%M")
    match wall.weekday():
        case 6:
            return False
        case 5:
            return "09:00" <= clock < "13:00" or "15:00" <= clock < "18:00"
    return "08:00" <= clock < "21:00"


@given(PLACES, MOMENTS)
@settings(max_examples=60, deadline=None)
def test_it_is_open_where_every_clock_on_the_wall_shows_an_open_hour(zones: tuple[str, ...], now_ms: int) -> None:
    windows = Windows(HOURS, ())
    assert windows.is_open(zones, now_ms) == all(shows_an_open_hour(zone, now_ms) for zone in zones)
    assert windows.open_zones(zones, now_ms) == {zone for zone in zones if shows_an_open_hour(zone, now_ms)}


@given(PLACES, MOMENTS, st.integers(0, 90))
@settings(max_examples=60, deadline=None)
def test_the_next_opening_is_the_first_moment_that_is_open(zones: tuple[str, ...], from_ms: int, minutes: int) -> None:
    windows = Windows(HOURS, (), ringing_ms=minutes * MINUTE)
    found = windows.next_open_ms(zones, from_ms)
    until_ms = from_ms + 4 * 24 * HOUR if found is None else found
    assert not any(windows.is_open(zones, moment) for moment in range(from_ms, until_ms, 7 * MINUTE))
    assert found is None or (found >= from_ms and windows.is_open(zones, found))


@given(PLACES, st.lists(MOMENTS, min_size=2, max_size=6))
@settings(max_examples=30, deadline=None)
def test_a_clock_that_jumps_about_changes_no_answer(zones: tuple[str, ...], moments: list[int]) -> None:
    windows = Windows(HOURS, (), ringing_ms=25_000)
    for moment_ms in moments:
        fresh = Windows(HOURS, (), ringing_ms=25_000)
        assert windows.is_open(zones, moment_ms) == fresh.is_open(zones, moment_ms)
        assert windows.next_open_ms(zones, moment_ms) == fresh.next_open_ms(zones, moment_ms)
        if windows.is_open(zones, moment_ms):
            assert windows.closes_ms(zones, moment_ms) == fresh.closes_ms(zones, moment_ms)


def test_what_rings_ends_before_the_window_closes() -> None:
    windows = Windows(HOURS, (), ringing_ms=25_000)
    closes_ms = ms("2026-07-01 21:00", "Europe/London")
    assert windows.is_open(("Europe/London",), closes_ms - 25_000)
    assert not windows.is_open(("Europe/London",), closes_ms - 24_999)
    assert windows.closes_ms(("Europe/London",), closes_ms - HOUR) == closes_ms - 25_000
    assert windows.next_open_ms(("Europe/London",), closes_ms - 1) == closes_ms + 11 * HOUR


def test_of_several_zones_all_must_be_open() -> None:
    windows = Windows(HOURS, ())
    coasts = ("America/New_York", "America/Los_Angeles")
    assert windows.next_open_ms(coasts, ms("2026-07-01 00:00")) == ms("2026-07-01 00:00")  # 20:00 and 17:00
    assert windows.next_open_ms(coasts, ms("2026-07-01 01:00")) == ms("2026-07-01 08:00", "America/Los_Angeles")
    assert windows.closes_ms(coasts, ms("2026-07-01 15:00")) == ms("2026-07-01 21:00", "America/New_York")


def test_zones_that_are_never_open_together_are_never_called() -> None:
    windows = Windows(Hours("office", "UTC", {"mon-sun": ("09:00-17:00",)}), ())
    now_ms = ms("2026-07-01 12:00")
    assert windows.next_open_ms(("Europe/London", "Pacific/Auckland"), now_ms) is None
    assert not windows.is_open(("Europe/London", "Pacific/Auckland"), now_ms)


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "Europe", "../../etc/passwd", "x" * 10_000, "a\0b"])
def test_a_zone_that_does_not_exist_is_never_open(zone: str) -> None:
    windows = Windows(Hours("all", "UTC", {"mon-sun": ("00:00-24:00",)}), ())
    assert not windows.is_open((zone,), 0)
    assert not windows.is_open(("Europe/London", zone), 0)
    assert windows.next_open_ms((zone,), 0) is None
    assert windows.open_zones([zone, "Europe/London"], 0) == {"Europe/London"}


def test_always_open_has_no_end() -> None:
    windows = Windows(Hours("all", "UTC", {"mon-sun": ("00:00-24:00",)}), (), ringing_ms=25_000)
    assert windows.is_open(("Europe/London",), 5)
    assert windows.closes_ms(("Europe/London",), 5) is None
    assert windows.next_open_ms(("Europe/London",), 5) == 5


def test_never_open_is_told_at_once() -> None:
    windows = Windows(Hours("shut", "UTC", {"mon-sun": ()}), ())
    assert windows.next_open_ms(("Europe/London",), 5) is None


def _campaign(jurisdiction: str, hours: str | None = None) -> Campaign:
    lists = (CampaignList("l"),)
    return Campaign("c", "C", "p", CampaignMode.PREVIEW, lists, ("t",), (), "q", jurisdiction=jurisdiction, hours=hours)


def test_a_campaign_has_the_hours_of_its_jurisdiction_or_its_own() -> None:
    own = {"own": Hours("own", "Europe/Berlin", {"mon-sun": ("10:00-11:00",)})}
    berlin = ("Europe/Berlin",)
    assert windows_of(_campaign("us"), own).is_open(berlin, ms("2026-07-01 20:30", "Europe/Berlin"))
    windows = windows_of(_campaign("us", "own"), own)
    assert not windows.is_open(berlin, ms("2026-07-01 20:30", "Europe/Berlin"))
    assert windows.is_open(berlin, ms("2026-07-01 10:30", "Europe/Berlin"))
    assert not windows.is_open(berlin, ms("2026-07-01 10:59:59", "Europe/Berlin"))  # it would ring beyond the hour


def test_people_of_whom_nothing_is_known_may_be_anywhere_in_the_country() -> None:
    windows = windows_of(_campaign("us"), {})
    assert not windows.is_open((), ms("2026-07-01 09:00", "America/New_York"))
    assert windows.is_open((), ms("2026-07-01 08:00", "Pacific/Honolulu"))


def test_where_no_country_is_known_either_they_are_not_called_unless_the_calendar_has_a_zone() -> None:
    own = {"own": Hours("own", "Europe/Berlin", {"mon-sun": ("10:00-11:00",)})}
    noon = ms("2026-07-01 10:30", "Europe/Berlin")
    assert not windows_of(_campaign("strict"), own).is_open((), noon)
    assert windows_of(_campaign("strict"), own).next_open_ms((), noon) is None
    assert windows_of(_campaign("strict"), own).closes_ms((), noon) is None
    assert windows_of(_campaign("strict", "own"), own).is_open((), noon)


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_a_russian_mobile_can_be_called_at_some_time_of_each_day_wherever_it_is(jurisdiction: str) -> None:
    windows = windows_of(_campaign(jurisdiction), {})
    zones = JURISDICTIONS["ru"].zones
    midnight = datetime(2026, 7, 1, tzinfo=UTC)
    opening_ms = windows.next_open_ms(zones, int(midnight.timestamp() * 1000))
    assert opening_ms is not None
    assert opening_ms < int((midnight + timedelta(days=1)).timestamp() * 1000)
