"""Lists are mixed in proportion."""

from collections import Counter

from acd.dialer.shares import next_list
from acd.model.campaigns import CampaignList


def test_lists_come_in_proportion_and_evenly_spread() -> None:
    lists, taken = [CampaignList("a", 3), CampaignList("b", 1)], Counter[str]()
    came = []
    for _ in range(8):
        came.append(next_list(lists, taken))
        taken[came[-1]] += 1
    assert "".join(came) == "aaabaaab"


def test_a_share_of_nothing_is_one() -> None:
    assert next_list([CampaignList("a", 0), CampaignList("b", -1)], {"a": 1}) == "b"
