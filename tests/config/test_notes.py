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


CAMPAIGN = """
[projects.x]
name = "X"
[trunks.out]
match = ["198.51.100.0/24"]
outbound = "198.51.100.1"
[hours.long]
zone = "Europe/Moscow"
week = { mon-sun = ["09:00-21:00"] }
[campaigns.c]
name = "C"
project = "p"
mode = "predictive"
queue = "r"
lists = ["spring"]
trunks = ["out"]
caller_ids = ["+74951234567"]
abandoned_message = "custom/sorry"
"""


def test_what_a_campaign_may_not_do() -> None:
    def notes(more: str) -> list[str]:
        found = centre_notes(parse_centre(GOOD + CAMPAIGN + more))
        return [note for note in found if note.startswith("campaign")]

    assert notes('jurisdiction = "uk"') == []
    [law] = notes('jurisdiction = "ru"')
    assert "38-FZ" in law
    assert notes('jurisdiction = "ru"\npurpose = "survey"') == []
    [hours] = notes('jurisdiction = "ru-debt"\nhours = "long"')
    assert hours == "campaign c: its hours go beyond those of ru-debt (not legal advice)"
    assert notes('jurisdiction = "us"\nhours = "long"') == []
    [zone] = notes('jurisdiction = "strict"\npurpose = "survey"')
    assert "time zone is not known" in zone


def test_a_campaign_leads_to_its_queue() -> None:
    found = centre_notes(parse_centre(GOOD + CAMPAIGN + 'jurisdiction = "uk"'))
    assert found == ["queue r: no agent serves it"]
