"""Mistakes in how callers come in: numbers, hours, menus, lists of callers; each with line and key."""

import pytest

from acd.config.centre import parse_centre
from acd.model.callers import Refusal
from acd.model.centre import Message, Number
from acd.model.menus import Choice, MenuAction
from tests.config.faults import GOOD, centre_faults

MENU = """\
[menus.m]
prompts = { en = ["welcome"], ru = ["welcome", "custom/menu"] }
keys = { 1 = { to_queue = "q", priority = 5 }, 2 = { to_menu = "m" }, "*" = { action = "repeat" } }
default = { to_agent = "101" }
[callers.c]
numbers = ["+7495*"]
"""
NUMBER = '700 = { queue = "q" }'
HOURS = '[hours.h]\nzone = "UTC"\nweek = { mon-sun = ["08:00-20:00"] }\n'


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "text"),
    [
        ('to_queue = "q"', 'to_queue = "x"', 19, "menus.m.keys.1.to_queue", 'there is no queue "x"'),
        ('to_menu = "m"', 'to_menu = "n"', 19, "menus.m.keys.2.to_menu", 'there is no menu "n" (known: m)'),
        ('"101" }\n', '"111" }\n', 20, "menus.m.default.to_agent", 'there is no agent "111"'),
        ("1 = {", "12 = {", 19, "menus.m.keys.12", "expected one of the keys 0-9 * #"),
        (
            'to_queue = "q", priority = 5',
            'to_number = "+74951234567"',
            19,
            "menus.m.keys.1.to_number",
            "no trunk has outbound",
        ),
        ("repeat", "again", 19, 'menus.m.keys."*".action', "expected 'repeat' or 'back'"),
        ('{ action = "repeat" }', "{}", 19, 'menus.m.keys."*"', "expected exactly one of to_queue, to_menu"),
        ('to_agent = "101"', 'to_menu = "m"', 20, "menus.m.default.to_menu", "unknown key"),
        ('en = ["welcome"]', "en = []", 18, "menus.m.prompts.en", "expected at least 1 in the list"),
        ('en = ["welcome"]', 'de = ["welcome"]', 18, "menus.m.prompts.de", "expected 'en' or 'ru'"),
        ("custom/menu", "a&b", 18, "menus.m.prompts.ru[1]", "expected the name of a sound"),
        ("+7495*", "+7495*1", 22, "callers.c.numbers[0]", "expected a number such as"),
        ("+7495*", "*", 22, "callers.c.numbers[0]", "expected a number such as"),
        ("+7495*", "00*", 22, "callers.c.numbers[0]", "expected a number such as"),
        ("numbers = [", 'queue = "z"\nnumbers = [', 22, "callers.c.queue", 'there is no queue "z"'),
        ("numbers = [", 'agent = "9"\nnumbers = [', 22, "callers.c.agent", 'there is no agent "9"'),
        ("numbers = [", 'refuse = "busy"\nnumbers = [', 22, "callers.c.refuse", "expected 'hang-up', 'no-service'"),
        (
            "[callers.c]",
            '[callers.d]\nnumbers = ["007495*"]\n[callers.c]',
            24,
            "callers.c.numbers[0]",
            "+7495* is in the list d already",
        ),
    ],
)
def test_menus_and_lists(old: str, new: str, line: int, key: str, text: str) -> None:
    assert old in MENU
    found = centre_faults(GOOD + MENU.replace(old, new, 1))
    assert (line, key) in [(found_line, found_key) for found_line, found_key, _ in found]
    assert text in next(found_text for _, found_key, found_text in found if found_key == key)


@pytest.mark.parametrize(
    ("number", "key", "text"),
    [
        ("700 = {}", "numbers.700", "expected one way for its callers: a queue, a menu, an agent or a message"),
        ('700 = { queue = "q", menu = "m" }', "numbers.700", "expected one way for its callers"),
        ('700 = { agent = "101", message = "closed" }', "numbers.700", "expected one way for its callers"),
        ('700 = { menu = "x" }', "numbers.700.menu", 'there is no menu "x" (known: m)'),
        ('700 = { queue = "q", hours = "x" }', "numbers.700.hours", 'there is no calendar "x" (known: h)'),
        ('700 = { queue = "q", project = "x" }', "numbers.700.project", 'there is no project "x"'),
        (
            '700 = { queue = "q", closed = { message = "closed" } }',
            "numbers.700.closed",
            "never asked: there are no hours, so it is always open",
        ),
        (
            '700 = { queue = "q", hours = "h", closed = { to_queue = "x" } }',
            "numbers.700.closed.to_queue",
            'there is no queue "x"',
        ),
    ],
)
def test_numbers(number: str, key: str, text: str) -> None:
    [(line, found_key, found_text)] = centre_faults(GOOD.replace(NUMBER, number) + MENU + HOURS)
    assert (line, found_key) == (14, key)
    assert text in found_text


def test_who_serves_no_queue_cannot_be_called_in_person() -> None:
    idle = GOOD.replace('queues = ["q"]', "queues = []").replace(NUMBER, '700 = { agent = "101" }') + MENU
    assert [(line, key) for line, key, _ in centre_faults(idle)] == [
        (14, "numbers.700.agent"),
        (20, "menus.m.default.to_agent"),
    ]


def test_closed_queues_that_point_at_each_other() -> None:
    closed = 'hours = "h"\nclosed = {{ to_queue = "{}" }}\n'
    text = GOOD.replace('name = "Q"\n', 'name = "Q"\n' + closed.format("r"))
    text = text.replace('name = "R"\n', 'name = "R"\n' + closed.format("q"))
    assert centre_faults(text + HOURS) == [(6, "queues.q.closed.to_queue", "overflow goes round: q -> r -> q")]


def test_what_is_right_is_read() -> None:
    lists = '[callers.no]\nnumbers = ["1 (555) 12-34"]\nrefuse = "hang-up"\n'
    centre = parse_centre(GOOD.replace(NUMBER, '700 = { menu = "m" }\n701 = { message = "closed" }') + MENU + lists)
    menu = centre.menus["m"]
    assert menu.prompts == {"en": ("welcome",), "ru": ("welcome", "custom/menu")}
    assert menu.keys["1"] == Choice(to_queue="q", priority=5)
    assert menu.keys["*"].action is MenuAction.REPEAT
    assert menu.default == Choice(to_agent="101")
    assert centre.numbers["700"] == Number("700", menu="m")
    assert centre.numbers["701"].message is Message.CLOSED
    assert centre.callers["no"].refuse is Refusal.HANG_UP
