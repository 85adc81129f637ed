"""What is allowed but hardly meant."""

from acd.config.centre import load_centre, parse_centre
from acd.config.notes import centre_notes
from acd.resources import resource
from tests.config.faults import GOOD


def test_the_sample_has_nothing_of_it() -> None:
    assert centre_notes(load_centre(resource("config/centre.toml"))) == []


def test_what_nothing_leads_to() -> None:
    menus = "".join(
        f'[menus.{name}]\nprompts = {{ en = ["x"] }}\nkeys = {{ 1 = {{ to_menu = "{to}" }} }}\n'
        'default = { to_queue = "q" }\n'
        for name, to in (("a", "b"), ("b", "a"), ("c", "a"))
    )
    text = GOOD.replace('700 = { queue = "q" }', '700 = { menu = "b" }') + menus + "[callers.vip]\n"
    assert centre_notes(parse_centre(text)) == [
        "queue r: no agent serves it",
        "queue r: no number and no overflow leads to it",
        "menu c: no number and no key leads to it",
        "callers vip: the list is empty",
    ]
