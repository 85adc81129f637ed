"""Skills that nobody has, wherever they are asked for; steps of relaxation; preferences."""

import pytest

from tests.config.faults import GOOD, centre_faults

SKILLED = GOOD.replace('["q"]', '["q"], skills = { cards = 3 }')


@pytest.mark.parametrize(
    ("old", "new", "key", "text"),
    [
        ('name = "Q"', 'name = "Q"\nrequires = "cads"', "queues.q.requires", 'no agent has the skill "cads" (did you'),
        (
            'name = "Q"',
            'name = "Q"\nrelax = [{ after_s = 1, requires = "loans" }]',
            "queues.q.relax[0].requires",
            'no agent has the skill "loans" (known: cards)',
        ),
        ('{ queue = "q" }', '{ queue = "q", requires = "x" }', "numbers.700.requires", 'no agent has the skill "x"'),
        ('name = "Q"', 'name = "Q"\nrequires = "cards > 10"', "queues.q.requires", "nobody can meet this"),
        (
            'name = "Q"',
            'name = "Q"\nrequires = "cards >"',
            "queues.q.requires",
            "expected a level, 0 to 10, found 'the",
        ),
        ("cards = 3", "cards = 11", "agents.101.skills.cards", "expected at most 10, found 11"),
        (
            "cards = 3",
            "Cards = 3",
            "agents.101.skills.Cards",
            "not an id: expected 1 to 30 of the characters a-z 0-9 _",
        ),
        (
            'name = "Q"',
            'name = "Q"\nrelax = [{ after_s = 5 }, { after_s = 5 }]',
            "queues.q.relax[1].after_s",
            "expected more than 5, the step before",
        ),
        ('["q"]', '["q"], preference = { r = 2 }', "agents.101.preference.r", 'does not serve the queue "r"'),
        ('["q"]', '["q"], preference = { s = 2 }', "agents.101.preference.s", 'there is no queue "s"'),
        ('{ queue = "q" }', '{ queue = "q", agent = "9" }', "numbers.700.agent", 'there is no agent "9" (known: 101)'),
    ],
)
def test_a_fault_is_named_with_its_key(old: str, new: str, key: str, text: str) -> None:
    assert old in SKILLED
    [(_, found_key, found_text)] = centre_faults(SKILLED.replace(old, new, 1))
    assert found_key == key
    assert text in found_text
