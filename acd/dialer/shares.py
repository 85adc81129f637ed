"""How many leads of each list: in proportion to their shares, over all fetches together."""

from collections.abc import Mapping, Sequence

from acd.model.campaigns import CampaignList


def next_list(lists: Sequence[CampaignList], taken: Mapping[str, int]) -> str:
    """From which of ``lists`` the next lead comes: the one that is furthest behind its share; the first among equals.

    Shares of 0 and below count as 1.
    """
    return min(lists, key=lambda entry: (taken.get(entry.list, 0) + 1) / max(entry.share, 1)).list
