"""centre.toml: the sample, every kind of mistake, all mistakes at once."""

from pathlib import Path

import pytest

from acd.config.centre import load_centre, parse_centre
from acd.errors import ConfigError, Problem
from acd.model.centre import Agent, Message, Number, Overflow, Queue, Trunk
from acd.resources import resource

GOOD = """\
[projects.p]
name = "P"
[queues.q]
name = "Q"
project = "p"
[queues.r]
name = "R"
project = "p"
[agents]
101 = { name = "A", queues = ["q"], phone = "1001" }
[phones]
1001 = {}
[numbers]
700 = { queue = "q" }
[trunks.t]
match = ["192.0.2.0/24"]
"""


def _faults(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(ConfigError) as caught:
        parse_centre(text)
    return [(problem.line, problem.key, problem.text) for problem in caught.value.problems]


def test_the_sample_centre() -> None:
    centre = load_centre(resource("config/centre.toml"))
    assert centre.numbers == {"700": Number("700", "sales"), "800": Number("800", "support")}
    assert centre.queues["sales"] == Queue(
        "sales", "Sales", "demo", wrap_up_ms=5_000, overflow=Overflow(120_000, to_queue="support")
    )
    assert centre.queues["support"].overflow == Overflow(300_000, message=Message.ALL_BUSY)
    assert centre.projects["demo_ru"].language == "ru"
    assert {agent.id: agent.queues for agent in centre.agents.values()} == {
        "101": ("sales",),
        "102": ("sales", "support"),
        "103": ("support", "sales"),
        "104": ("support",),
    }
    assert [agent.phone for agent in centre.agents.values()] == ["1001", "1002", "1003", "1004"]
    assert [*centre.phones] == ["1001", "1002", "1003", "1004", "1005", "1006"]
    assert centre.trunks == {"demo": Trunk("demo", "main", ("127.0.0.2",))}


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
        # names that lead nowhere
        ('project = "p"', 'project = "P"', 5, "queues.q.project", 'there is no project "P" (known: p)'),
        ('["q"]', '["q", "s"]', 10, "agents.101.queues[1]", 'there is no queue "s" (known: q, r)'),
        ('phone = "1001"', 'phone = "1011"', 10, "agents.101.phone", 'there is no phone "1011" (did you mean 1001?)'),
        ('{ queue = "q" }', '{ queue = "x" }', 14, "numbers.700.queue", 'there is no queue "x" (known: q, r)'),
        ('["q"]', '["q", "r", "q"]', 10, "agents.101.queues[2]", 'queue "q" is given twice'),
        # ids
        ("[queues.r]", "[queues.R]", 6, "queues.R", "not an id: expected 1 to 20 of the characters a-z 0-9 _ -"),
        ("[queues.r]", "[queues.-r]", 6, "queues.-r", "not an id: expected 1 to 20 of the characters a-z 0-9 _ -"),
        ("101 =", "a1 =", 10, "agents.a1", "not an id: expected 1 to 10 digits"),
        ("1001 = {}", "1001 = {}\ntrunk-t = {}", 13, "phones.trunk-t", "not an id: expected 1 to 20 of the characters"),
        ("700 =", "7-00 =", 14, "numbers.7-00", "not an id: expected 1 to 20 digits, a leading + is allowed"),
        # texts that would end up where they do harm
        ('"A"', '"A\\nAction: Originate"', 10, "agents.101.name", "expected 1 to 100 printable characters"),
        ('"A"', '" A"', 10, "agents.101.name", "expected 1 to 100 printable characters, no spaces around them"),
        ("1001 = {}", '1001 = { label = "a\\u0000" }', 12, "phones.1001.label", "expected at most 100 printable"),
        ('name = "Q"', "name = 'Q'\nmusic = 'a,b'", 5, "queues.q.music", "expected 1 to 30 of the characters"),
        ('"192.0.2.0/24"', '"192.0.2.0/33"', 16, "trunks.t.match[0]", "expected an IP address or a network"),
        ('"192.0.2.0/24"', '"pbx.example"', 16, "trunks.t.match[0]", "expected an IP address or a network"),
        ('"192.0.2.0/24"', '"::1", "::1"', 16, "trunks.t.match[1]", "::1 is given twice"),
        # overflow
        ('name = "Q"', 'name = "Q"\noverflow = { after_s = 9 }', 5, "queues.q.overflow", "exactly one of to_queue and"),
        (
            'name = "Q"',
            'name = "Q"\noverflow = { after_s = 9, to_queue = "r", message = "closed" }',
            5,
            "queues.q.overflow",
            "expected exactly one of to_queue and message",
        ),
        (
            'name = "Q"',
            'name = "Q"\noverflow = { after_s = 9, message = "busy" }',
            5,
            "queues.q.overflow.message",
            "expected 'all-busy', 'closed' or 'no-service', found 'busy'",
        ),
        (
            'name = "Q"',
            'name = "Q"\noverflow = { after_s = 9, to_queue = "z" }',
            5,
            "queues.q.overflow.to_queue",
            'there is no queue "z" (known: q, r)',
        ),
        (
            'name = "Q"',
            'name = "Q"\noverflow = { after_s = 9, to_queue = "q" }',
            5,
            "queues.q.overflow.to_queue",
            "overflow goes round: q -> q",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(old: str, new: str, line: int, key: str, text: str) -> None:
    assert old in GOOD
    [(found_line, found_key, found_text)] = _faults(GOOD.replace(old, new, 1))
    assert (found_line, found_key) == (line, key)
    assert text in found_text


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    text = (
        GOOD.replace('name = "Q"', 'nme = "Q"').replace('name = "A"', "name = 1").replace('queue = "q"', "queue = 'z'")
    )
    assert [(line, key) for line, key, _ in _faults(text)] == [
        (3, "queues.q.name"),
        (4, "queues.q.nme"),
        (10, "agents.101.name"),
        (14, "numbers.700.queue"),
    ]


def _ring(*queues: str) -> str:
    targets = zip(queues, [*queues[1:], queues[0]], strict=True)
    return '[projects.p]\nname = "P"\n' + "".join(
        f'[queues.{queue}]\nname = "Q"\nproject = "p"\noverflow = {{ after_s = 9, to_queue = "{target}" }}\n'
        for queue, target in targets
    )


def test_a_circle_of_overflows_is_named_once_from_its_first_queue() -> None:
    leads_in = '[queues.in]\nname = "I"\nproject = "p"\noverflow = { after_s = 1, to_queue = "c" }\n'
    assert _faults(leads_in + _ring("a", "b", "c")) == [
        (10, "queues.a.overflow.to_queue", "overflow goes round: a -> b -> c -> a")
    ]


def test_two_circles_are_two_mistakes() -> None:
    text = _ring("a", "b") + _ring("c", "d").removeprefix('[projects.p]\nname = "P"\n')
    assert [text for _, _, text in _faults(text)] == [
        "overflow goes round: a -> b -> a",
        "overflow goes round: c -> d -> c",
    ]


def test_two_trunks_cannot_have_the_same_address_at_one_asterisk() -> None:
    other = '[trunks.u]\nmatch = ["192.0.2.7/24"]\n'
    assert _faults(GOOD + other) == [(18, "trunks.u.match[0]", '192.0.2.7/24 belongs to trunk "t" already')]
    assert parse_centre(GOOD + other + 'node = "second"\n').trunks["u"].node == "second"


def test_a_message_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "centre.toml"
    path.write_text("x = 1\n")
    with pytest.raises(ConfigError) as caught:
        load_centre(path)
    assert caught.value.problems == (
        Problem(str(path), 1, "x", "unknown key (known: agents, numbers, phones, pins, projects, queues, trunks)"),
    )
    assert str(caught.value).startswith(f"{path}:1: x: unknown key")
