"""Looking callers up, and what it costs; the rest of the entrance is in tests/scenarios/test_entrance.py."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.model.callers import CallerDirectory, CallerList, normal_entry, normal_number
from acd.model.centre import Centre, Hours, Number, Project, Queue
from acd.model.entrances import NOTHING
from acd.model.menus import Choice, Menu, chosen
from acd.routing.entrance import Reception, entrance, together

NOON_MS = 1_767_268_800_000


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("+7 (495) 123-45-67", "74951234567"),
        ("007 495 1234567", "74951234567"),
        ("74951234567", "74951234567"),
        ("0495 1234567", "4951234567"),
        ("8.495.123.45.67", "84951234567"),
        ("anonymous", ""),
        ("", ""),
        ("000", ""),
        ("٣٤", ""),
        ("+1\r\n555", "1555"),
    ],
)
def test_numbers_are_compared_by_their_digits(text: str, normal: str) -> None:
    assert normal_number(text) == normal


@given(st.text())
def test_normal_form_is_a_fixed_point(text: str) -> None:
    assert normal_number(normal_number(text)) == normal_number(text)
    assert normal_entry(normal_entry(text)) == normal_entry(text)


def test_an_exact_number_comes_first_and_then_the_longest_beginning() -> None:
    lists = {
        "country": CallerList("country", ("+7*",)),
        "city": CallerList("city", ("+7495*",)),
        "vip": CallerList("vip", ("+74951234567",)),
    }
    directory = CallerDirectory(lists)
    found = [directory.find(number) for number in ("+74951234567", "0074951234568", "7499", "7", "+1", "", "unknown")]
    assert found == ["vip", "city", "country", "country", None, None, None]


@given(st.lists(st.from_regex(r"\A[1-9][0-9]{0,5}\*?\Z"), unique=True), st.from_regex(r"\A[0-9]{0,7}\Z"))
def test_it_finds_what_going_through_all_would(entries: list[str], number: str) -> None:
    lists = {entry: CallerList(entry, (entry,)) for entry in entries}
    wanted = number.lstrip("0")
    exact = [entry for entry in entries if entry == wanted]
    beginnings = [entry for entry in entries if entry.endswith("*") and wanted.startswith(entry[:-1])]
    best = exact or sorted(beginnings, key=len)[-1:]
    assert CallerDirectory(lists).find(number) == (best[0] if wanted and best else None)


def big_centre() -> Centre:
    """100,000 callers in a list, calendars, a menu."""
    hours = Hours("office", "Europe/Moscow", {"mon-sun": ("00:00-24:00",)}, {"01-07": ()})
    numbers = (*(f"+7495{place:07}" for place in range(100_000)), "+7812*", "+78*")
    menu = Menu("main", {"en": ("x",)}, {"1": Choice(to_queue="q")}, Choice(to_queue="q"))
    return Centre(
        projects={"p": Project("p", "P")},
        queues={"q": Queue("q", "Q", "p", hours="office")},
        numbers={"1": Number("1", "q", hours="office"), "2": Number("2", menu="main")},
        hours={"office": hours},
        menus={"main": menu},
        callers={"vip": CallerList("vip", numbers, priority=5)},
    )


def test_a_call_costs_microseconds() -> None:
    reception = Reception(big_centre())
    assert entrance(reception, "1", "+74950099999", "", NOTHING, NOON_MS).priority == 5
    assert entrance(reception, "2", "+7812555", "main*1", NOTHING, NOON_MS).priority == 5
    began = time.perf_counter()
    for place in range(2_000):
        entrance(reception, "1", f"+7495{place:07}", "", NOTHING, NOON_MS + place)
    assert (time.perf_counter() - began) / 2_000 < 0.001


def test_requirements_come_together() -> None:
    assert together("", "a", " ", "b or c", "") == "(a) and (b or c)"
    assert together("a > 3", "a < 2", "b") == "(a > 3) and (b)"  # the second would contradict the first
    assert together(*(f"skill_{place} > 3" for place in range(100))).count("skill") < 20  # the text has its limit


@given(st.text("main*123staredfult"), st.sampled_from(["main", "gone"]))
def test_any_entry_is_looked_up_and_ends_somewhere(entry: str, first: str) -> None:
    menus = {"main": Menu("main", {}, {"1": Choice(to_menu="main")}, Choice())}
    found = chosen(menus, f"{first}*{entry}")
    assert (found is None) == (first == "gone")
