"""The same days in several modes."""

from dataclasses import replace

from acd.model.campaigns import CampaignMode
from acd.sim.dialing.callees import Callees
from acd.sim.outbound.arms import compare, in_mode
from tests.sim.outbound.campaigns import calling, outbound

PROGRESSIVE, POWER = CampaignMode.PROGRESSIVE, CampaignMode.POWER


def test_each_mode_is_compared_with_the_first() -> None:
    of = replace(outbound(calling(4, ratio=3.0), 2_000, Callees(), hours=0.5), replications=2)
    told: list[float] = []
    found = compare(of, [PROGRESSIVE, POWER], told.append)
    assert [*found.outcomes] == [PROGRESSIVE, POWER]
    assert found.gains[PROGRESSIVE]["spring"]["occupancy"].mean == 0
    assert found.gains[POWER]["spring"]["occupancy"].mean > 0.05
    assert (sorted(told), told[-1]) == (told, 1.0)


def test_only_the_mode_changes() -> None:
    of = outbound(calling(1), 10, Callees())
    changed = in_mode(of, POWER)
    assert changed.centre.campaigns["spring"].mode is POWER
    assert in_mode(changed, PROGRESSIVE) == of
