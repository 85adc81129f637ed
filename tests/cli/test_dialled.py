"""How figures of a simulation are told."""

from acd.cli.dialled import campaign_interval, number, share
from acd.sim.scenario import MONDAY_MS
from acd.sim.statistics import Estimate


def test_an_estimate_is_told_with_its_interval() -> None:
    assert number(Estimate(12.34, 0.41)) == "12.3 ±0.4"
    assert number(Estimate(0.5, None), 0, 100) == "50"
    assert (number(None), share(None)) == ("-", "-")
    assert share(Estimate(0.5, 0.01)) == "50.0 ±1.0 %"


def test_a_half_hour_in_which_nobody_worked() -> None:
    [line] = campaign_interval(MONDAY_MS, {"spring": {"connects": Estimate(0, None)}})
    assert line.startswith("00:00      0 ···")
    assert line.endswith("0.0% spring")
