"""Calendars against a slow and independent computation: minute by minute, over days on which clocks jump."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.model.calendar import DAYS, Calendar, Hours, HoursError, read_date, read_days, read_interval, read_zone

OFFICE = {"mon-fri": ("09:00-18:00",), "sat-sun": ()}

# Zones with jumps of an hour, of half an hour, at midnight, just after midnight, and of a whole day; one without.
JUMPS = {
    "Europe/Berlin": ["2026-03-29", "2026-10-25"],
    "America/New_York": ["2026-03-08", "2026-11-01"],
    "Australia/Lord_Howe": ["2026-04-05", "2026-10-04"],
    "Africa/Cairo": ["2024-04-26", "2024-11-01"],
    "America/Sao_Paulo": ["2018-11-04", "2018-02-18"],
    "America/Goose_Bay": ["2010-03-14", "2010-11-07"],
    "Pacific/Apia": ["2011-12-31"],
    "Europe/Moscow": ["2026-03-29"],
}


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)


def open_by_the_minute(hours: Hours, moment: datetime) -> bool:
    """The definition, spelled out: is this minute one of those that some day's intervals name?"""
    wall = moment.astimezone(ZoneInfo(hours.zone))
    for begun in (wall.date(), wall.date() - timedelta(days=1)):
        texts = hours.dates.get(begun.isoformat(), hours.dates.get(begun.strftime("%m-%d")))
        if texts is None:
            [texts] = [texts for days, texts in hours.week.items() if _named(days, begun)]
        for text in texts:
            first, last = text.split("-")
            begin = datetime.combine(begun, datetime.min.time()) + _duration(first)
            end = datetime.combine(begun, datetime.min.time()) + _duration(last)
            if end <= begin:
                end += timedelta(days=1)
            if begin <= wall.replace(tzinfo=None) < end:
                return True
    return False


def _duration(clock: str) -> timedelta:
    return timedelta(hours=int(clock[:2]), minutes=int(clock[3:]))


def _named(days: str, day: date) -> bool:
    first, _, last = days.partition("-")
    names = list(DAYS) * 2
    begin = names.index(first)
    return DAYS[day.weekday()] in names[begin : names.index(last or first, begin) + 1]


@st.composite
def intervals(draw: st.DrawFn) -> tuple[str, ...]:
    """Several a day, apart from each other, the last perhaps over midnight; often in the hours that jump."""
    ends = sorted(draw(st.lists(st.integers(0, 287) | st.integers(0, 47), unique=True, max_size=6)))
    ends = [minute * 5 for minute in ends[: len(ends) // 2 * 2]]
    texts = [f"{_clock(a)}-{_clock(b)}" for a, b in zip(ends[::2], ends[1::2], strict=True)]
    if draw(st.booleans()) and (not ends or ends[-1] < 1380):
        texts.append(draw(st.sampled_from(["23:00-24:00", "23:00-02:30", "23:30-00:05", "23:00-00:00"])))
    return tuple(texts)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@st.composite
def calendars(draw: st.DrawFn) -> tuple[Hours, datetime]:
    """Hours, and a moment shortly before the zone's clock jumps."""
    zone = draw(st.sampled_from(sorted(JUMPS)))
    day = date.fromisoformat(draw(st.sampled_from(JUMPS[zone])))
    week = {days: draw(intervals()) for days in draw(st.sampled_from([DAYS, ("mon-fri", "sat-sun"), ("fri-thu",)]))}
    near = [day + timedelta(days=distance) for distance in (-1, 0, 1)]
    dates = {text: draw(intervals()) for text in draw(st.sets(st.sampled_from([f"{d}" for d in near])))}
    dates |= {text: draw(intervals()) for text in draw(st.sets(st.sampled_from([f"{d:%m-%d}" for d in near])))}
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=36)
    return Hours("h", zone, week, dates), begin + timedelta(minutes=draw(st.integers(0, 1440)))


@settings(deadline=None, max_examples=60)
@given(calendars())
def test_every_minute_of_three_days_is_as_defined(case: tuple[Hours, datetime]) -> None:
    hours, begin = case
    moments = [begin + timedelta(minutes=minute) for minute in range(3 * 1440)]
    expected = [open_by_the_minute(hours, moment) for moment in moments]
    fresh, kept = Calendar(hours), Calendar(hours)
    assert [kept.is_open(_ms(moment)) for moment in moments] == expected
    changes = [_ms(moments[i]) for i in range(1, len(moments)) if expected[i] is not expected[i - 1]]
    told = []
    moment_ms = _ms(begin)
    while (change_ms := fresh.next_change_ms(moment_ms)) is not None and change_ms <= _ms(moments[-1]):
        told.append(change_ms)
        moment_ms = change_ms
    assert told == changes


def _ms(moment: datetime) -> int:
    return int(moment.timestamp()) * 1000


def test_the_last_millisecond_and_the_first() -> None:
    office = Calendar(Hours("h", "Europe/Moscow", OFFICE))
    opens, closes = ms("2026-11-24T09:00:00+03:00"), ms("2026-11-24T18:00:00+03:00")
    assert [office.is_open(at) for at in (opens - 1, opens, closes - 1, closes)] == [False, True, True, False]
    assert office.next_change_ms(opens - 1) == opens
    assert office.next_change_ms(opens) == closes
    assert office.next_change_ms(closes) == ms("2026-11-25T09:00:00+03:00")


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    nights = {"mon-thu": (), "fri": ("22:00-06:00",), "sat-sun": ()}
    free = Hours("h", "Europe/Moscow", nights, {"2026-11-27": ()})
    long = Hours("h", "Europe/Moscow", nights, {"2026-11-28": ()})
    early = ms("2026-11-28T03:00:00+03:00")  # on Saturday, of Friday's night
    assert not Calendar(free).is_open(early)
    assert Calendar(long).is_open(early)


def test_a_date_with_a_year_comes_before_the_yearly_one() -> None:
    dates = {"12-31": (), "2026-12-31": ("09:00-12:00",)}
    calendar = Calendar(Hours("h", "UTC", {"mon-sun": ("00:00-24:00",)}, dates))
    assert calendar.is_open(ms("2026-12-31T10:00:00+00:00"))
    assert not calendar.is_open(ms("2027-12-31T10:00:00+00:00"))


def test_what_changes_seldom_or_never() -> None:
    always = Hours("h", "Europe/Berlin", {"mon-sun": ("00:00-24:00",)})
    now = ms("2026-01-01T00:00:00+00:00")
    assert Calendar(always).is_open(now)
    assert Calendar(always).next_change_ms(now) is None
    leap = Hours("h", "UTC", always.week, {"02-29": ()})
    assert Calendar(leap).next_change_ms(ms("2096-03-01T00:00:00+00:00")) == ms("2104-02-29T00:00:00+00:00")


def test_in_an_hour_that_comes_twice_the_wall_clock_decides_both_times() -> None:
    calendar = Calendar(Hours("h", "Europe/Berlin", {"mon-sat": (), "sun": ("01:00-02:30",)}))
    told, at = [], ms("2026-10-24T00:00:00+00:00")
    for _ in range(4):
        at = calendar.next_change_ms(at) or 0
        told.append(datetime.fromtimestamp(at / 1000, UTC).strftime("%H:%M"))
    assert told == ["23:00", "00:30", "01:00", "01:30"]


@pytest.mark.parametrize(
    "text", ["9:00-18:00", "09:00", "09:00-25:00", "24:00-06:00", "09:60-10:00", "09:00-09:00", ""]
)
def test_what_is_no_interval(text: str) -> None:
    with pytest.raises(HoursError, match="hours"):
        read_interval(text)


@pytest.mark.parametrize("text", ["2026-02-29", "02-30", "13-01", "2026-5-9", "1999-01-01", "2200-01-01", "05/09", ""])
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(HoursError, match="a date that exists"):
        read_date(text)


@pytest.mark.parametrize("text", ["Europe", "Moscow/Europe", "../../etc/localtime", "/etc/localtime", "", "a b", "МСК"])
def test_what_is_no_zone(text: str) -> None:
    with pytest.raises(HoursError, match="a time zone"):
        read_zone(text)


def test_days() -> None:
    assert read_days("sat") == (5,)
    assert read_days("fri-mon") == (4, 5, 6, 0)
    for text in ("monday", "mon-", "mon-xyz", ""):
        with pytest.raises(HoursError):
            read_days(text)
