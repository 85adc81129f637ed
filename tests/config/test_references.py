"""Faults between the entries of a centre."""

import re
from pathlib import Path

import pytest

from acd.config.centre import parse_centre
from tests.config.faults import GOOD, centre_faults


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "text"),
    [
        # names that lead nowhere
        ('project = "p"', 'project = "P"', 5, "queues.q.project", 'there is no project "P" (known: p)'),
        ('["q"]', '["q", "s"]', 10, "agents.101.queues[1]", 'there is no queue "s" (known: q, r)'),
        ('phone = "1001"', 'phone = "1011"', 10, "agents.101.phone", 'there is no phone "1011" (did you mean 1001?)'),
        ('{ queue = "q" }', '{ queue = "x" }', 14, "numbers.700.queue", 'there is no queue "x" (known: q, r)'),
        ('["q"]', '["q", "r", "q"]', 10, "agents.101.queues[2]", 'queue "q" is given twice'),
        ('"192.0.2.0/24"', '"::1", "::1"', 16, "trunks.t.match[1]", "::1 is given twice"),
        # overflow
        (
            'name = "Q"',
            'name = "Q"\noverflow = { after_s = 9, to_voicemail = "x" }',
            5,
            "queues.q.overflow.to_voicemail",
            'there is no queue "x" (known: q, r)',
        ),
        (
            'name = "Q"',
            'name = "Q"\noverflow = { after_s = 9 }',
            5,
            "queues.q.overflow",
            "exactly one of to_queue, to_number",
        ),
        (
            'name = "Q"',
            'name = "Q"\noverflow = { after_s = 9, to_queue = "r", message = "closed" }',
            5,
            "queues.q.overflow",
            "expected exactly one of to_queue, to_number, to_voicemail and message",
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
        (
            'name = "Q"',
            'name = "Q"\noverflow = [{ after_s = 9, to_queue = "r" },\n{ expected_wait_s = 60, to_queue = "z" }]',
            6,
            "queues.q.overflow[1].to_queue",
            'there is no queue "z" (known: q, r)',
        ),
        (
            'name = "Q"',
            'name = "Q"\noverflow = { after_s = 9, expected_wait_s = 9, to_queue = "r" }',
            5,
            "queues.q.overflow",
            "expected exactly one of after_s and expected_wait_s",
        ),
        (
            'name = "Q"',
            'name = "Q"\noverflow = { to_queue = "r" }',
            5,
            "queues.q.overflow",
            "expected exactly one of after_s and expected_wait_s",
        ),
        (
            'name = "Q"',
            'name = "Q"\noverflow = { after_s = 9, to_number = "+74951234567" }',
            5,
            "queues.q.overflow.to_number",
            "no trunk has outbound",
        ),
        # other ways out
        (
            'name = "Q"',
            'name = "Q"\nwhen_full = { to_queue = "z" }',
            5,
            "queues.q.when_full.to_queue",
            'there is no queue "z" (known: q, r)',
        ),
        (
            'name = "Q"',
            'name = "Q"\nkeys = { "0" = { to_queue = "z" } }',
            5,
            "queues.q.keys.0.to_queue",
            'there is no queue "z" (known: q, r)',
        ),
        ('name = "Q"', 'name = "Q"\nkeys = { "10" = { to_queue = "r" } }', 5, "queues.q.keys.10", "one of the keys"),
        (
            'name = "Q"',
            'name = "Q"\ncallback = { key = "2" }\nkeys = { "2" = { to_queue = "r" } }',
            6,
            "queues.q.keys.2",
            "callback.key is the same key",
        ),
        ('name = "Q"', 'name = "Q"\nserving = ["logged out"]', 5, "queues.q.serving[0]", "expected 'not ready', 'r"),
        (
            'name = "Q"',
            'name = "Q"\nannounce = { messages = ["a&b"] }',
            5,
            "queues.q.announce.messages[0]",
            "expected 1 to 50 of the characters",
        ),
    ],
)
def test_a_name_leads_somewhere(old: str, new: str, line: int, key: str, text: str) -> None:
    assert old in GOOD
    [(found_line, found_key, found_text)] = centre_faults(GOOD.replace(old, new, 1))
    assert (found_line, found_key) == (line, key)
    assert text in found_text


def _ring(*queues: str) -> str:
    targets = zip(queues, [*queues[1:], queues[0]], strict=True)
    return '[projects.p]\nname = "P"\n' + "".join(
        f'[queues.{queue}]\nname = "Q"\nproject = "p"\noverflow = {{ after_s = 9, to_queue = "{target}" }}\n'
        for queue, target in targets
    )


def test_a_circle_of_overflows_is_named_once_from_its_first_queue() -> None:
    leads_in = '[queues.in]\nname = "I"\nproject = "p"\noverflow = { after_s = 1, to_queue = "c" }\n'
    assert centre_faults(leads_in + _ring("a", "b", "c")) == [
        (10, "queues.a.overflow.to_queue", "overflow goes round: a -> b -> c -> a")
    ]


def test_two_circles_are_two_mistakes() -> None:
    text = _ring("a", "b") + _ring("c", "d").removeprefix('[projects.p]\nname = "P"\n')
    assert [text for _, _, text in centre_faults(text)] == [
        "overflow goes round: a -> b -> a",
        "overflow goes round: c -> d -> c",
    ]


def test_two_trunks_cannot_have_the_same_address_at_one_asterisk() -> None:
    other = '[trunks.u]\nmatch = ["192.0.2.7/24"]\n'
    assert centre_faults(GOOD + other) == [(18, "trunks.u.match[0]", '192.0.2.7/24 belongs to trunk "t" already')]
    assert parse_centre(GOOD + other + 'node = "second"\n').trunks["u"].node == "second"


def test_two_reasons_cannot_have_the_same_digit() -> None:
    reasons = '[reasons.lunch]\nlabel = "L"\ndigit = 1\n[reasons.team]\nlabel = "T"\ndigit = 1\n'
    assert centre_faults(GOOD + reasons) == [
        (22, "reasons.team.digit", 'the digit 1 belongs to the reason "lunch" already')
    ]


def test_the_example_of_desks_is_a_centre() -> None:
    text = (Path(__file__).parents[2] / "docs/desks.md").read_text("utf-8")
    [example] = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    assert list(parse_centre(GOOD + example).reasons) == ["lunch", "school", "smoke"]
