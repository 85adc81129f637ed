"""The figures of a campaign."""

import pytest

from acd.sim.measure import Measure
from acd.sim.simulate import simulate
from acd.sim.world import World
from tests.sim.outbound.campaigns import EVERYBODY, calling, outbound


def test_figures_follow_from_the_attempts() -> None:
    of = outbound(calling(2), 10, EVERYBODY)
    measure = Measure(of)
    for _ in World(of, "1", measure).run():
        pass
    found = measure.campaigns()["spring"]
    assert (found["dials"], found["connects"], found["answered"], found["abandonment"]) == (10, 10, 1.0, 0.0)
    assert found["dials_per_connect"] == 1.0
    assert found["connects_per_agent_hour"] == pytest.approx(5.0)
    assert found["occupancy"] == pytest.approx(700 / 7_200, abs=0.005)


def test_a_simulation_tells_the_campaign_by_batches_and_intervals() -> None:
    outcome = simulate(outbound(calling(2), 10, EVERYBODY))
    assert outcome.figures()["campaigns"]["spring"]["dials"]["mean"] == pytest.approx(0.5)
    assert len(outcome.campaign_intervals) == len(outcome.campaign_samples) == 20
