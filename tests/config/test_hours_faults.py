"""Mistakes in calendars, each with line and key."""

import pytest

from acd.config.centre import parse_centre
from tests.config.faults import GOOD, centre_faults

CALENDAR = """\
[hours.h]
zone = "Europe/Moscow"
week = { mon-fri = ["09:00-13:00", "14:00-18:00"], sat-sun = [] }
dates = { 01-01 = [], 2026-12-31 = ["09:00-12:00"] }
"""
WEEK, DATES = "hours.h.week", "hours.h.dates"


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "text"),
    [
        ("Europe/Moscow", "Europe/Moskow", 18, "hours.h.zone", "expected a time zone such as"),
        ("mon-fri", "mon-fry", 19, f"{WEEK}.mon-fry", 'expected a day such as "mon"'),
        ("sat-sun = []", "sat = []", 19, WEEK, "nothing says when sun is open: write sun = [] for a closed day"),
        ("sat-sun", "fri-sun", 19, f"{WEEK}.fri-sun", "fri is named twice, also by mon-fri"),
        ("13:00", "14:30", 19, f"{WEEK}.mon-fri[1]", "overlaps the hours before, which end at 14:30"),
        ("09:00-13:00", "13:00-13:00", 19, f"{WEEK}.mon-fri[0]", "expected hours that are not empty"),
        ("18:00", "25:00", 19, f"{WEEK}.mon-fri[1]", 'expected hours such as "09:00-18:00"'),
        ("13:00", "13:59", 19, f"{WEEK}.mon-fri[1]", "a gap of 1 min: the hours before end at 13:59"),
        ("-18:00", "-09:30", 19, f"{WEEK}.mon-fri[0]", "overlaps the hours before, which end at 09:30"),
        ("01-01", "02-30", 20, f"{DATES}.02-30", "expected a date that exists"),
        ("2026-12-31", "2026-02-29", 20, f"{DATES}.2026-02-29", "expected a date that exists"),
        ("09:00-12:00", "9-12", 20, f"{DATES}.2026-12-31[0]", "expected hours such as"),
        ('"09:00-12:00"', '"09:00-12:00", "11:00-13:00"', 20, f"{DATES}.2026-12-31[1]", "overlaps the hours before"),
        ("dates", "days", 20, "hours.h.days", "unknown key (did you mean dates?)"),
    ],
)
def test_a_mistake_is_named_with_its_line(old: str, new: str, line: int, key: str, text: str) -> None:
    assert old in CALENDAR
    found = centre_faults(GOOD + CALENDAR.replace(old, new, 1))
    assert (line, key) in [(found_line, found_key) for found_line, found_key, _ in found]
    assert text in next(found_text for _, found_key, found_text in found if found_key == key)


def test_over_the_end_of_the_week() -> None:
    text = GOOD + '[hours.h]\nzone = "UTC"\nweek = { mon-sat = ["05:00-23:00"], sun = ["22:00-06:00"] }\n'
    assert centre_faults(text) == [(19, "hours.h.week.mon-sat[0]", "overlaps the hours before, which end at 06:00")]
    whole = GOOD + '[hours.h]\nzone = "UTC"\nweek = { mon-sun = ["00:00-23:59"] }\n'
    [(_, _, gap)] = centre_faults(whole)
    assert gap.endswith("let them end at 24:00")


def test_never_open() -> None:
    text = GOOD + '[hours.h]\nzone = "UTC"\nweek = { mon-sun = [] }\ndates = { 01-01 = [] }\n'
    assert centre_faults(text) == [(17, "hours.h", "never open: no day has any hours")]


def test_what_is_right_is_read() -> None:
    hours = parse_centre(GOOD + CALENDAR).hours["h"]
    assert hours.week == {"mon-fri": ("09:00-13:00", "14:00-18:00"), "sat-sun": ()}
    assert hours.dates == {"01-01": (), "2026-12-31": ("09:00-12:00",)}
    parse_centre(GOOD + '[hours.h]\nzone = "UTC"\nweek = { mon-sun = ["00:00-24:00"] }\n')
    parse_centre(GOOD + '[hours.h]\nzone = "UTC"\nweek = { mon-sun = ["18:00-02:00"] }\n')
