"""Faults of calendars that lie between their parts: days named twice or not at all, hours that overlap, tiny gaps."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from acd.config.explain import Finding
from acd.config.keylines import KeyPath
from acd.config.skill_references import entries
from acd.model.calendar import DAY_MINUTES, DAYS, HoursError, Interval, read_days, read_interval

GAP_MINUTES = 5
WEEK_MINUTES = len(DAYS) * DAY_MINUTES

Raw = Mapping[str, Any]
Placed = tuple[int, int, KeyPath]  # begin and end in minutes, and where it is written


def hours_faults(data: Raw) -> Iterator[Finding]:
    """Parts that cannot be read are told with the table that holds them, and passed over here."""
    for name, hours in entries(data, "hours").items():
        yield from _week(hours.get("week"), ("hours", name, "week"))
        dates = hours.get("dates")
        for day, texts in dates.items() if isinstance(dates, Mapping) else ():
            placed = _placed(texts, ("hours", name, "dates", day))
            yield from _between(sorted(placed), DAY_MINUTES)
        if hours.get("week") and not any(_all_texts(hours)):
            yield ("hours", name), "never open: no day has any hours"


def _all_texts(hours: Raw) -> Iterator[object]:
    for part in (hours.get("week"), hours.get("dates")):
        yield from part.values() if isinstance(part, Mapping) else ()


def _week(week: object, path: KeyPath) -> Iterator[Finding]:
    if not isinstance(week, Mapping):
        return
    named: dict[int, str] = {}
    placed: list[Placed] = []
    for key, texts in week.items():
        try:
            days = read_days(key)
        except HoursError:
            return
        for day in days:
            if day in named:
                yield (*path, key), f"{DAYS[day]} is named twice, also by {named[day]}"
                return
            named[day] = key
            start = day * DAY_MINUTES
            placed += [(start + begin, start + end, where) for begin, end, where in _placed(texts, (*path, key))]
    missing = [name for day, name in enumerate(DAYS) if day not in named]
    if missing:
        yield path, f"nothing says when {', '.join(missing)} is open: write {missing[0]} = [] for a closed day"
        return
    placed.sort()
    if placed:  # the week goes round
        begin, end, where = placed[0]
        placed.append((begin + WEEK_MINUTES, end + WEEK_MINUTES, where))
    yield from dict.fromkeys(_between(placed, DAY_MINUTES))


def _placed(texts: object, path: KeyPath) -> Iterator[Placed]:
    for place, text in enumerate(texts if isinstance(texts, list) else ()):
        interval = _read(text)
        if interval is not None:
            yield (*interval, (*path, place))


def _read(text: object) -> Interval | None:
    try:
        return read_interval(text) if isinstance(text, str) else None
    except HoursError:
        return None


def _between(placed: list[Placed], day: int) -> Iterator[Finding]:
    """Of two that follow each other: they must not overlap, and a gap of a few minutes is hardly meant."""
    for (_, end, _), (begin, _, where) in pairwise(placed):
        if begin < end:
            yield where, f"overlaps the hours before, which end at {_clock(end % day)}"
        elif 0 < begin - end < GAP_MINUTES:
            ends = f"the hours before end at {_clock(end % day)}, and the end does not belong to them"
            yield where, f"a gap of {begin - end} min: {ends}; let them end at {_clock(begin % day or day)}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
