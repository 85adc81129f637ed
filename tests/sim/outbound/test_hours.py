from acd.sim.dialing.callees import HOUR_MS
from acd.sim.outbound.hours import Hourly


def test_each_hour_has_its_probability_and_the_last_one_stays() -> None:
    share = Hourly(hours=(0.1, 0.2))
    assert [share.at(ms) for ms in (0, HOUR_MS - 1, HOUR_MS, 5 * HOUR_MS)] == [0.1, 0.1, 0.2, 0.2]
