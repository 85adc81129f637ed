"""Keys and fields: names, units, inline tables, what is left out."""

from acd.config.centre import parse_centre
from acd.config.mapping import key_of, keys_of, to_toml
from acd.model.centre import Agent, Overflow, Phone, Queue, Relaxation, Strategy
from tests.config.faults import GOOD


def test_a_key_has_the_name_of_its_field_and_the_unit_of_the_file() -> None:
    assert [key_of(name) for name in ("wrap_up_ms", "ring_ms", "music")] == ["wrap_up_s", "ring_timeout_s", "music"]


def test_lists_of_tables_tables_and_choices_are_read() -> None:
    more = 'strategy = "best-skill"\nrelax = [{ after_s = 1.5 }, { after_s = 60, whole_project = true }]'
    text = GOOD.replace('name = "Q"', f'name = "Q"\n{more}').replace('["q"]', '["q"], preference = { q = 7 }')
    centre = parse_centre(text)
    assert centre.queues["q"].strategy is Strategy.BEST_SKILL
    assert centre.queues["q"].relax == (Relaxation(1_500), Relaxation(60_000, whole_project=True))
    assert centre.agents["101"].preference == {"q": 7}


def test_a_queue_is_written_with_its_defaults_and_an_inline_table_without() -> None:
    keys = keys_of(Queue("q", "Q", "p", relax=(Relaxation(1_500),), overflows=(Overflow(2_000, to_queue="r"),)), "id")
    assert keys["wrap_up_s"] == "0"
    assert keys["relax"] == "[{ after_s = 1.5 }]"
    assert keys["overflow"] == '[{ to_queue = "r", after_s = 2 }]'
    assert to_toml(Phone("1", label='a "b"')) == '{ id = "1", label = "a \\"b\\"" }'


def test_a_required_list_is_written_even_when_it_is_empty() -> None:
    assert keys_of(Agent("1", "A", ()), "id", defaults=False) == {"name": '"A"', "queues": "[]"}
