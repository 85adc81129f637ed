"""The people whom the demo calls: numbers that exist and belong to nobody, in shares that show every result."""

import csv
from collections import Counter
from pathlib import Path

from acd.adapters.numbers.reading import NumberReader, Phone
from acd.bootstrap.demo_campaign import CAMPAIGN, LATER, LIST, MIX, OUTCOMES, has_campaign, write_people
from acd.config.centre import load_centre
from acd.model.centre import Centre
from acd.resources import resource


def test_the_people(tmp_path: Path) -> None:
    count = write_people(tmp_path / "new" / "people.csv")
    with (tmp_path / "new" / "people.csv").open(encoding="utf-8", newline="") as file:
        people = list(csv.DictReader(file))
    assert len(people) == count > 500
    read = [NumberReader("GB").read(person["phone"]) for person in people]
    numbers = [phone.number for phone in read if isinstance(phone, Phone)]
    assert len(set(numbers)) == count, "each may be dialled, and once"
    digits = Counter(int(number[-1]) for number in numbers)
    assert all(digits[callee] > 0 for callee in MIX if callee)
    assert sum(digits[digit] for digit in range(4)) / count > 0.3
    write_people(tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "new" / "people.csv").read_bytes()


def test_the_sample_centre_has_the_campaign_and_its_outcomes() -> None:
    centre = load_centre(resource("config/centre.toml"))
    assert has_campaign(centre)
    assert not has_campaign(Centre())
    assert [each.list for each in centre.campaigns[CAMPAIGN].lists] == [LIST]
    assert set(OUTCOMES) <= set(centre.dispositions)
    assert centre.dispositions[LATER].callback
