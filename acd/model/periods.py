"""Times as people name them, and intervals of a day; in a time zone, right over its changes.

An interval begins where the local clock shows a multiple of its length, so the night of a change has a shorter or a
longer day, and, where a zone moves by half an hour, a half hour of its own.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

STEPS_MS = {"15m": 900_000, "30m": 1_800_000, "1h": 3_600_000, "1d": 86_400_000}
"""Lengths of intervals by name."""

_MONTH_END = 32  # days after the first of a month lie in the next one


def _week(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _month(day: date) -> date:
    return day.replace(day=1)


WORDS: dict[str, Callable[[date], tuple[date, date]]] = {
    "today": lambda day: (day, day + timedelta(days=1)),
    "yesterday": lambda day: (day - timedelta(days=1), day),
    "this-week": lambda day: (_week(day), _week(day) + timedelta(days=7)),
    "last-week": lambda day: (_week(day) - timedelta(days=7), _week(day)),
    "this-month": lambda day: (_month(day), _month(_month(day) + timedelta(days=_MONTH_END))),
    "last-month": lambda day: (_month(_month(day) - timedelta(days=1)), _month(day)),
}
"""Words for a time: the first day, and the day after the last, from today's date. Weeks begin on Monday."""


def period(from_text: str | None, to_text: str | None, zone: ZoneInfo, now_ms: int) -> tuple[int, int]:
    """From and to in UTC milliseconds. A word alone is its whole time, up to now; no text: today.

    ISO 8601 without an offset is local to ``zone``; a word as the end is where its time begins.
    Raises ValueError, with what was expected.
    """
    text = "today" if from_text is None else from_text
    from_ms = moment(text, zone, now_ms)
    if to_text is not None:
        return from_ms, moment(to_text, zone, now_ms)
    days = WORDS.get(text)
    end_ms = midnight_ms(days(_today(zone, now_ms))[1], zone) if days is not None else now_ms
    return from_ms, max(min(end_ms, now_ms), from_ms + 1)


def moment(text: str, zone: ZoneInfo, now_ms: int) -> int:
    """A word's beginning, ``now``, or ISO 8601, in UTC milliseconds. Raises ValueError, with what was expected."""
    if text == "now":
        return now_ms
    days = WORDS.get(text)
    if days is not None:
        return midnight_ms(days(_today(zone, now_ms))[0], zone)
    try:
        told = datetime.fromisoformat(text)
        return _to_ms(told if told.tzinfo else told.replace(tzinfo=zone))
    except (ValueError, OverflowError):
        words = ", ".join(WORDS)
        raise ValueError(f"expected ISO 8601, such as 2026-01-31 or 2026-01-31T09:00:00Z, or one of {words}") from None


def interval_bounds(from_ms: int, to_ms: int, step: str, zone: ZoneInfo) -> list[int]:
    """Where each interval begins, and ``to_ms``. The first and the last are cut to the time asked for."""
    bounds, step_ms = [from_ms], STEPS_MS[step]
    while bounds[-1] < to_ms:
        following_ms = _next_day(bounds[-1], zone) if step == "1d" else _next_step(bounds[-1], step_ms, zone)
        bounds.append(min(following_ms, to_ms))
    return bounds


def midnight_ms(day: date, zone: ZoneInfo) -> int:
    """The first moment of the day, also where the clock skips midnight."""
    return _to_ms(datetime(day.year, day.month, day.day, tzinfo=zone))


def local_iso(time_ms: int, zone: ZoneInfo) -> str:
    """``2026-03-29T03:00:00+02:00``; milliseconds only where there are some."""
    precision = "milliseconds" if time_ms % 1000 else "seconds"
    seconds = datetime.fromtimestamp(time_ms // 1000, zone)
    return seconds.replace(microsecond=time_ms % 1000 * 1000).isoformat(timespec=precision)


def _today(zone: ZoneInfo, now_ms: int) -> date:
    return datetime.fromtimestamp(now_ms // 1000, zone).date()


def _to_ms(told: datetime) -> int:
    return (told.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def _offset_ms(time_ms: int, zone: ZoneInfo) -> int:
    offset = datetime.fromtimestamp(time_ms // 1000, zone).utcoffset()
    return 0 if offset is None else offset // timedelta(milliseconds=1)


def _next_step(time_ms: int, step_ms: int, zone: ZoneInfo) -> int:
    offset_ms = _offset_ms(time_ms, zone)
    next_ms = time_ms + step_ms - (time_ms + offset_ms) % step_ms
    moved_ms = _offset_ms(next_ms, zone) - offset_ms
    if moved_ms % step_ms == 0:
        return next_ms
    over_ms = (next_ms + offset_ms + moved_ms) % step_ms  # the zone moved by part of a step
    aligned_ms = next_ms - over_ms
    return aligned_ms if aligned_ms > time_ms and _offset_ms(aligned_ms, zone) != offset_ms else next_ms


def _next_day(time_ms: int, zone: ZoneInfo) -> int:
    day = _today(zone, time_ms)
    next_ms = time_ms
    while next_ms <= time_ms:  # once; twice in a zone that skipped a whole day
        day += timedelta(days=1)
        next_ms = midnight_ms(day, zone)
    return next_ms
