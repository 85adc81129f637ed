"""centre.toml: the sample, defaults, units, all mistakes at once."""

from pathlib import Path

import pytest

from acd.config.centre import load_centre, parse_centre
from acd.errors import ConfigError, Problem
from acd.model.centre import Agent, Message, Number, Overflow, Queue, Trunk
from acd.resources import resource
from tests.config.faults import GOOD, centre_faults


def test_the_sample_centre() -> None:
    centre = load_centre(resource("config/centre.toml"))
    assert centre.numbers == {
        "700": Number("700", "sales"),
        "800": Number("800", "support"),
        "900": Number("900", menu="main", project="demo"),
    }
    assert centre.queues["sales"] == Queue(
        "sales", "Sales", "demo", wrap_up_ms=5_000, overflows=(Overflow(120_000, to_queue="support"),)
    )
    assert centre.queues["support"].overflows == (Overflow(300_000, message=Message.ALL_BUSY),)
    assert centre.projects["demo_ru"].language == "ru"
    assert {agent.id: agent.queues for agent in centre.agents.values()} == {
        "101": ("sales",),
        "102": ("sales", "support"),
        "103": ("support", "sales"),
        "104": ("support",),
    }
    assert [agent.phone for agent in centre.agents.values()] == ["1001", "1002", "1003", "1004"]
    assert [*centre.phones] == ["1001", "1002", "1003", "1004", "1005", "1006"]
    assert centre.trunks == {"demo": Trunk("demo", "main", ("127.0.0.2",), outbound="127.0.0.2:5080")}
    assert [campaign.lists[0].list for campaign in centre.campaigns.values()] == ["demo"]


def test_what_is_left_out_has_its_default() -> None:
    centre = parse_centre(GOOD)
    assert centre.queues["q"] == Queue("q", "Q", "p")
    assert centre.agents == {"101": Agent("101", "A", ("q",), "1001")}
    assert (centre.pin_tries_max, centre.pin_pause_ms) == (3, 60_000)


def test_seconds_become_milliseconds() -> None:
    centre = parse_centre(GOOD.replace('name = "Q"', 'name = "Q"\nwrap_up_s = 1.5\nunreachable_after_s = 0.3'))
    assert (centre.queues["q"].wrap_up_ms, centre.queues["q"].unreachable_after_ms) == (1_500, 300)


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "text"),
    [
        # unknown keys
        ('name = "Q"', "wrap_up = 5\nname = 'Q'", 4, "queues.q.wrap_up", "unknown key (did you mean wrap_up_s?)"),
        ("[trunks.t]", "[trunk.t]", 15, "trunk", "unknown key (did you mean trunks?)"),
        ("1001 = {}", "1001 = { pin = 1 }", 12, "phones.1001.pin", "unknown key (known: label, node)"),
        # types
        ('name = "Q"', "name = 7", 4, "queues.q.name", "expected a text in quotes, found 7"),
        ('name = "Q"', "name = 'Q'\nwrap_up_s = '9'", 5, "queues.q.wrap_up_s", "expected a number, found '9'"),
        ('name = "Q"', "name = 'Q'\nwrap_up_s = true", 5, "queues.q.wrap_up_s", "expected a number, found true"),
        ('name = "Q"', "name = 'Q'\nrefusals_max = 1.5", 5, "queues.q.refusals_max", "expected a whole number"),
        ('["q"]', '"q"', 10, "agents.101.queues", "expected a list, found 'q'"),
        ("1001 = {}", "1001 = 5", 12, "phones.1001", "expected a table, found 5"),
        # missing
        ('project = "p"', "", 3, "queues.q.project", "missing; this key is required"),
        ('match = ["192.0.2.0/24"]', "match = []", 16, "trunks.t.match", "expected at least 1 in the list"),
        # ranges
        ('name = "Q"', "name = 'Q'\nring_timeout_s = 0", 5, "queues.q.ring_timeout_s", "expected at least 1, found 0"),
        ('name = "Q"', "name = 'Q'\nwrap_up_s = 1e9", 5, "queues.q.wrap_up_s", "expected at most 3600"),
        ('name = "Q"', "name = 'Q'\nwrap_up_s = inf", 5, "queues.q.wrap_up_s", "expected a finite number, found inf"),
    ],
)
def test_a_mistake_is_told_with_its_place(old: str, new: str, line: int, key: str, text: str) -> None:
    assert old in GOOD
    [(found_line, found_key, found_text)] = centre_faults(GOOD.replace(old, new, 1))
    assert (found_line, found_key) == (line, key)
    assert text in found_text


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    text = (
        GOOD.replace('name = "Q"', 'nme = "Q"').replace('name = "A"', "name = 1").replace('queue = "q"', "queue = 'z'")
    )
    assert [(line, key) for line, key, _ in centre_faults(text)] == [
        (3, "queues.q.name"),
        (4, "queues.q.nme"),
        (10, "agents.101.name"),
        (14, "numbers.700.queue"),
    ]


def test_a_message_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "centre.toml"
    path.write_text("x = 1\n")
    with pytest.raises(ConfigError) as caught:
        load_centre(path)
    assert caught.value.problems == (
        Problem(
            str(path),
            1,
            "x",
            "unknown key",
        ),
    )
    assert str(caught.value).startswith(f"{path}:1: x: unknown key")
