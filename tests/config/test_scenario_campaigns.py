"""Campaigns in a scenario file: what they mean, and that every mistake is named with line and key."""

import pytest

from acd.config.scenario import parse_scenario
from acd.errors import ConfigError
from acd.model.campaigns import CampaignMode
from acd.resources import resource
from acd.sim.distributions import Fixed, LogNormal
from acd.sim.scenario import MS_PER_HOUR, Detection

TEXT = """[scenario]
begins = "08:00"
hours = 4
[queues.sales]
[[campaigns]]
campaign = "spring"
queue = "sales"
mode = "power"
ratio = 2.5
trunk_lines = 30
leads = 500
answered_by_hour = [0.1, 0.2]
talk = { fixed_s = 60 }
detection = { machines_found = 0.9, listens = { fixed_s = 2 } }
times = "09:00-11:00"
[[agents]]
count = 2
queues = ["sales"]
"""


def test_what_a_campaign_means() -> None:
    found = parse_scenario(TEXT)
    (of,) = found.dialled
    campaign = found.centre.campaigns["spring"]
    assert (campaign.mode, campaign.ratio, campaign.queue, campaign.jurisdiction) == (
        CampaignMode.POWER, 2.5, "sales", "none",
    )  # fmt: skip
    assert found.carriers == (("spring", 30),)
    assert (of.leads, of.from_ms, of.to_ms) == (500, MS_PER_HOUR, 3 * MS_PER_HOUR)
    assert [of.callees.share.at(hour * MS_PER_HOUR) for hour in range(3)] == [0.1, 0.2, 0.2]
    assert (of.callees.talk, of.callees.wrap_up) == (Fixed(60), LogNormal(30, 0.6))
    assert of.detection == Detection(0.9, 0.0, Fixed(2))
    assert not found.callers


MISTAKES = [
    ('queue = "sales"\nmode', 'queue = "sale"\nmode', "campaigns[1].queue", 'there is no queue "sale"'),
    ('queue = "sales"\nmode', "mode", "campaigns", "missing: whose agents talk with the people"),
    ('mode = "power"', 'mode = "fast"', "campaigns[1].mode", "expected one of progressive, power, predictive"),
    ("leads = 500", "leads = 0", "campaigns[1].leads", ""),
    ("leads = 500", "answered = 0.5", "campaigns[1]", "one of answered, answered_by_hour"),
    ("leads = 500", 'jurisdiction = "moon"', "jurisdiction", 'there are no rules "moon"'),
    ('"09:00-11:00"', '"11:00-09:00"', "times", "ends before it begins"),
]


@pytest.mark.parametrize(("right", "wrong", "key", "text"), MISTAKES)
def test_mistakes_are_named(right: str, wrong: str, key: str, text: str) -> None:
    assert right in TEXT
    with pytest.raises(ConfigError) as raised:
        parse_scenario(TEXT.replace(right, wrong))
    said = str(raised.value)
    assert key.split("[")[0] in said
    assert text in said


def test_twice_the_same_campaign_and_nobody_at_all() -> None:
    twice = TEXT + '[[campaigns]]\ncampaign = "spring"\nqueue = "sales"\n'
    with pytest.raises(ConfigError, match="twice"):
        parse_scenario(twice)
    with pytest.raises(ConfigError, match=r"\[\[callers\]\] or \[\[campaigns\]\]"):
        parse_scenario("[queues.sales]\n")


def test_a_campaign_of_a_centre_that_is_not_there() -> None:
    centre = resource("config/centre.toml")
    text = f'[scenario]\ncentre = "{centre}"\n[[campaigns]]\ncampaign = "moon"\nqueue = "sales"\n'
    with pytest.raises(ConfigError) as raised:
        parse_scenario(text)
    assert 'there is no campaign "moon"' in str(raised.value)
    assert "this is said by the centre" in str(raised.value)
