"""Business hours: when a calendar is open, by what the clock on the wall shows in its time zone.

An interval belongs to the day on which it begins, and may go on over midnight. What a date of its own (a holiday, a
short day) says takes the place of the weekday's intervals that begin then; a yearly date gives way to one with a year.

The wall's clock decides, also where it jumps: an hour that is missing opens nothing, an hour that comes twice is open
twice. Moments are UTC milliseconds.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES = 1440
YEARS = range(2000, 2200)
HORIZON_DAYS = 9 * 366  # a yearly 29 February comes after eight years at the latest

Interval = tuple[int, int]  # minutes of the day; the end is not part of it, over midnight it is beyond DAY_MINUTES

_INTERVAL = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)", re.ASCII)
_DATE = re.compile(r"(?:(\d{4})-)?(\d\d)-(\d\d)", re.ASCII)
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*")
_ONE_DAY = timedelta(days=1)
_WHOLE_DAY = ((0, DAY_MINUTES),)


class HoursError(ValueError):
    """A part of a calendar that means nothing; the message says what was expected."""


@dataclass(frozen=True, slots=True)
class Hours:
    """A calendar as configured.

    ``week``: "mon" or "mon-fri" -> intervals as "09:00-18:00"; every day of the week is named once. ``dates``:
    "2026-05-09", or "12-31" for every year, -> the intervals of that day; none: closed.
    """

    id: str
    zone: str
    week: dict[str, tuple[str, ...]]
    dates: dict[str, tuple[str, ...]] = field(default_factory=dict)


def read_zone(name: str) -> ZoneInfo:
    """Raises HoursError where there is no such time zone."""
    if not _ZONE.fullmatch(name):
        raise HoursError('a time zone such as "Europe/Moscow"')
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones ("Europe") is an OSError
        raise HoursError('a time zone such as "Europe/Moscow"') from None


def read_days(text: str) -> tuple[int, ...]:
    """Days of the week, 0 is Monday: "sat", "mon-fri", "sat-mon". Raises HoursError."""
    first, dash, last = text.partition("-")
    if first not in DAYS or (dash and last not in DAYS):
        raise HoursError('a day such as "mon" or several such as "mon-fri"')
    begin = DAYS.index(first)
    count = (DAYS.index(last) - begin) % len(DAYS) if dash else 0
    return tuple((begin + step) % len(DAYS) for step in range(count + 1))


def read_interval(text: str) -> Interval:
    """ "09:00-18:00", over midnight "22:00-06:00", all day "00:00-24:00". Raises HoursError."""
    found = _INTERVAL.fullmatch(text)
    if found is None:
        raise HoursError('hours such as "09:00-18:00" (00:00-24:00: all day)')
    begin = int(found[1]) * 60 + int(found[2])
    end = int(found[3]) * 60 + int(found[4]) if found[3] else DAY_MINUTES
    if begin == end:
        raise HoursError('hours that are not empty (all day is "00:00-24:00")')
    return begin, end if end > begin else end + DAY_MINUTES


def read_date(text: str) -> date | tuple[int, int]:
    """ "2026-05-09"; (month, day) of "05-09", every year. Raises HoursError where there is no such day."""
    found = _DATE.fullmatch(text)
    try:
        if found is None or (found[1] and int(found[1]) not in YEARS):
            raise ValueError
        day = date(int(found[1] or 2000), int(found[2]), int(found[3]))
    except ValueError:
        raise HoursError('a date that exists, as "2026-05-09", or "05-09" for every year') from None
    return day if found[1] else (day.month, day.day)


def week_of(week: Mapping[str, tuple[str, ...]]) -> list[tuple[Interval, ...]]:
    """The intervals of each day of the week, sorted. Raises HoursError."""
    found: list[tuple[Interval, ...]] = [()] * len(DAYS)
    for days, intervals in week.items():
        for day in read_days(days):
            found[day] = _intervals(intervals)
    return found


def _intervals(texts: tuple[str, ...]) -> tuple[Interval, ...]:
    return tuple(sorted(read_interval(text) for text in texts))


@dataclass(slots=True)
class _Span:
    """From ``since_ms`` until before ``until_ms`` (None: as far as we look) nothing changes."""

    since_ms: int
    until_ms: int | None
    is_open: bool

    def covers(self, moment_ms: int) -> bool:
        return self.since_ms <= moment_ms and (self.until_ms is None or moment_ms < self.until_ms)


class Calendar:
    """Asks ``Hours``. It keeps the last answer, which mostly is the next one too: then a question costs nothing."""

    def __init__(self, hours: Hours) -> None:
        self._zone = read_zone(hours.zone)
        self._week = week_of(hours.week)
        self._dates: dict[date | tuple[int, int], tuple[Interval, ...]] = {
            read_date(text): _intervals(intervals) for text, intervals in hours.dates.items()
        }
        self._span = _Span(0, -1, False)

    def is_open(self, now_ms: int) -> bool:
        return self._at(now_ms).is_open

    def next_change_ms(self, now_ms: int) -> int | None:
        """The first moment after ``now_ms`` at which it opens or closes; None: not within nine years."""
        return self._at(now_ms).until_ms

    def _at(self, now_ms: int) -> _Span:
        if not self._span.covers(now_ms):
            is_open = self._open_at(now_ms // 1000)
            self._span = _Span(now_ms, self._change_after(now_ms // 1000, is_open), is_open)
        return self._span

    def _begin_on(self, day: date) -> tuple[Interval, ...]:
        for key in (day, (day.month, day.day)):
            found = self._dates.get(key)
            if found is not None:
                return found
        return self._week[day.weekday()]

    def _open_at(self, now_s: int) -> bool:
        wall = datetime.fromtimestamp(now_s, self._zone)
        day, minute = wall.date(), wall.hour * 60 + wall.minute
        if any(begin <= minute < end for begin, end in self._begin_on(day)):
            return True
        return any(minute < end - DAY_MINUTES for _, end in self._begin_on(day - _ONE_DAY))

    def _change_after(self, now_s: int, is_open: bool) -> int | None:
        """Day by day, ask at each moment where the answer can change."""
        today = datetime.fromtimestamp(now_s, self._zone).date()
        for step in range(HORIZON_DAYS):
            days = [today + timedelta(days=step + distance) for distance in range(-2, 3)]
            if all(self._begin_on(day) == (_WHOLE_DAY if is_open else ()) for day in days):
                continue
            begin_s = now_s + step * 86_400
            for moment_s in self._moments(days, begin_s, begin_s + 86_400):
                if self._open_at(moment_s) is not is_open:
                    return moment_s * 1000
        return None

    def _moments(self, days: list[date], after_s: int, until_s: int) -> list[int]:
        """Where intervals or days begin or end, and where the zone's clock jumps; in order."""
        walls = [
            datetime.combine(day, time(), self._zone) + timedelta(minutes=minute)
            for day in days
            for minute in {0, *(minute for interval in self._begin_on(day) for minute in interval)}
        ]
        found = {int(wall.replace(fold=fold).timestamp()) for wall in walls for fold in (0, 1)}
        found.update(self._jumps(after_s, until_s))
        return sorted(moment_s for moment_s in found if after_s < moment_s <= until_s)

    def _jumps(self, after_s: int, until_s: int) -> Iterator[int]:
        before, after = self._offset(after_s), self._offset(until_s)
        if before == after:
            return
        while until_s - after_s > 1:
            middle = (after_s + until_s) // 2
            if self._offset(middle) == before:
                after_s = middle
            else:
                until_s = middle
        yield until_s

    def _offset(self, moment_s: int) -> timedelta | None:
        return datetime.fromtimestamp(moment_s, self._zone).utcoffset()
