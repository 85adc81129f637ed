"""Faults of the tree of dispositions."""

import pytest

from acd.config.centre import parse_centre
from acd.model.campaigns import Retry
from acd.model.dispositions import Disposition, Meaning
from tests.config.faults import GOOD, centre_faults

TREE = """\
[dispositions.refused]
name = "Refused"
meaning = "refusal"
[dispositions.price]
name = "Too expensive"
parent = "refused"
[dispositions.later]
name = "Later"
retry = { delay_s = 3600, attempts_max = 3 }
"""
TEXT = GOOD + TREE


def test_a_tree_is_read() -> None:
    assert parse_centre(TEXT).dispositions == {
        "refused": Disposition("refused", "Refused", meaning=Meaning.REFUSAL),
        "price": Disposition("price", "Too expensive", parent="refused"),
        "later": Disposition("later", "Later", retry=Retry(3_600_000, 3)),
    }


@pytest.mark.parametrize(
    ("old", "new", "key", "text"),
    [
        ('parent = "refused"', 'parent = "refuse"', "price.parent", 'there is no disposition "refuse" (did you mean'),
        ('parent = "refused"', 'parent = "price"', "price.parent", "it goes round: price -> price"),
        ('name = "Later"', 'name = "Later"\nproject = "x"', "later.project", 'there is no project "x"'),
        ('name = "Later"', 'name = "Later"\ncallback = true', "later", "expected at most one of retry, callback"),
        ('meaning = "refusal"', "do_not_call = true", "refused.do_not_call", "never chosen: there are others below it"),
        ('meaning = "refusal"', 'project = "p"', "price.parent", '"refused" is of project "p" alone'),
    ],
)
def test_faults(old: str, new: str, key: str, text: str) -> None:
    [(_, found_key, found)] = centre_faults(TEXT.replace(old, new))
    assert found_key == f"dispositions.{key}"
    assert text in found


def test_a_way_round_over_several_is_told_at_each() -> None:
    faults = centre_faults(TEXT.replace('meaning = "refusal"', 'parent = "price"'))
    assert [key for _, key, _ in faults] == ["dispositions.refused.parent", "dispositions.price.parent"]
    assert "it goes round: refused -> price -> refused" in faults[0][2]
