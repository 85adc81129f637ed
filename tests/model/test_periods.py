"""Words for times and intervals, in zones with and without changes of the clock."""

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.model.periods import STEPS_MS, interval_bounds, local_iso, moment, period

ZONES = ("UTC", "Europe/Moscow", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe")
HOUR_MS = 3_600_000


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)


WEDNESDAY = at("2026-03-18T10:30:00Z")


@pytest.mark.parametrize(
    ("given", "begin", "end"),
    [
        ((None, None), "2026-03-18T00:00+03:00", "2026-03-18T10:30Z"),
        (("today", None), "2026-03-18T00:00+03:00", "2026-03-18T10:30Z"),
        (("yesterday", None), "2026-03-17T00:00+03:00", "2026-03-18T00:00+03:00"),
        (("yesterday", "now"), "2026-03-17T00:00+03:00", "2026-03-18T10:30Z"),
        (("this-week", None), "2026-03-16T00:00+03:00", "2026-03-18T10:30Z"),
        (("last-week", None), "2026-03-09T00:00+03:00", "2026-03-16T00:00+03:00"),
        (("last-week", "yesterday"), "2026-03-09T00:00+03:00", "2026-03-17T00:00+03:00"),
        (("this-month", None), "2026-03-01T00:00+03:00", "2026-03-18T10:30Z"),
        (("last-month", None), "2026-02-01T00:00+03:00", "2026-03-01T00:00+03:00"),
        (("2026-01-31", "2026-02-01T12:00Z"), "2026-01-31T00:00+03:00", "2026-02-01T12:00Z"),
        (("2026-01-31T09:00", None), "2026-01-31T09:00+03:00", "2026-03-18T10:30Z"),
    ],
)
def test_words_and_moments(given: tuple[str | None, str | None], begin: str, end: str) -> None:
    assert period(*given, ZoneInfo("Europe/Moscow"), WEDNESDAY) == (at(begin), at(end))


@pytest.mark.parametrize("text", ["soon", "", "2026-13-01", "0001-01-01T00:00+14:00", "TODAY", "=1"])
def test_other_words_are_refused_with_what_is_expected(text: str) -> None:
    with pytest.raises(ValueError, match=r"expected ISO 8601.* or one of today, yesterday"):
        moment(text, ZoneInfo("UTC"), WEDNESDAY)


def hours(zone: str, first: str, last: str, step: str) -> list[str]:
    place = ZoneInfo(zone)
    return [local_iso(bound, place) for bound in interval_bounds(at(first), at(last), step, place)]


def test_the_night_that_loses_an_hour() -> None:
    assert hours("Europe/Berlin", "2026-03-29T00:00+01:00", "2026-03-29T04:00+02:00", "1h") == [
        "2026-03-29T00:00:00+01:00",
        "2026-03-29T01:00:00+01:00",
        "2026-03-29T03:00:00+02:00",
        "2026-03-29T04:00:00+02:00",
    ]


def test_the_night_that_has_an_hour_twice() -> None:
    assert hours("Europe/Berlin", "2026-10-25T01:30+02:00", "2026-10-25T03:00+01:00", "1h") == [
        "2026-10-25T01:30:00+02:00",
        "2026-10-25T02:00:00+02:00",
        "2026-10-25T02:00:00+01:00",
        "2026-10-25T03:00:00+01:00",
    ]


def test_a_zone_that_moves_by_half_an_hour() -> None:
    assert hours("Australia/Lord_Howe", "2026-04-05T01:00+11:00", "2026-04-05T03:00+10:30", "1h") == [
        "2026-04-05T01:00:00+11:00",
        "2026-04-05T01:30:00+10:30",
        "2026-04-05T02:00:00+10:30",
        "2026-04-05T03:00:00+10:30",
    ]


@pytest.mark.parametrize(
    ("zone", "first", "last", "lengths_h"),
    [
        ("Europe/Berlin", "2026-03-28T00:00+01:00", "2026-03-31T00:00+02:00", [24, 23, 24]),
        ("Europe/Berlin", "2026-10-24T00:00+02:00", "2026-10-26T00:00+01:00", [24, 25]),
        ("Europe/Moscow", "2026-03-28T12:00+03:00", "2026-03-30T06:00+03:00", [12, 24, 6]),
        ("Africa/Cairo", "2026-04-23T00:00+02:00", "2026-04-26T00:00+03:00", [24, 23, 24]),  # midnight is skipped
        ("Pacific/Apia", "2011-12-29T00:00-10:00", "2012-01-01T00:00+14:00", [24, 24]),  # a day is skipped
    ],
)
def test_days(zone: str, first: str, last: str, lengths_h: list[int]) -> None:
    bounds = interval_bounds(at(first), at(last), "1d", ZoneInfo(zone))
    assert [(end - begin) / HOUR_MS for begin, end in pairwise(bounds)] == lengths_h


@given(
    st.sampled_from(ZONES),
    st.sampled_from([*STEPS_MS]),
    st.integers(at("2026-01-01T00:00Z"), at("2027-01-01T00:00Z")),
    st.integers(1, 40 * HOUR_MS),
)
def test_intervals_cover_the_time_and_begin_on_the_clock(zone: str, step: str, from_ms: int, length_ms: int) -> None:
    place = ZoneInfo(zone)
    bounds = interval_bounds(from_ms, from_ms + length_ms, step, place)
    assert (bounds[0], bounds[-1]) == (from_ms, from_ms + length_ms)
    assert bounds == sorted(set(bounds))
    for bound in bounds[1:-1]:
        local = datetime.fromtimestamp(bound / 1000, UTC).astimezone(place)
        since_midnight_ms = ((local.hour * 60 + local.minute) * 60 + local.second) * 1000
        step_ms = min(STEPS_MS[step], HOUR_MS // 2) if zone == "Australia/Lord_Howe" else STEPS_MS[step]
        assert since_midnight_ms % step_ms == 0
    assert all(end - begin <= STEPS_MS[step] + HOUR_MS for begin, end in pairwise(bounds))
