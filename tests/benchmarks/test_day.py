"""The benchmark's day in small: agents in all shifts, every caller's end known."""

from acd.sim.measure import ALL, Measure
from acd.sim.world import World
from benchmarks.day import day, measure


def test_a_small_day_with_all_rules_checked() -> None:
    scenario = day(agents=10, calls=300, seed=1)
    assert len({(stay.from_ms, stay.to_ms) for stay in scenario.staff}) == 8
    assert len({stay.agent for stay in scenario.staff}) == 10
    seen = Measure(scenario)
    world = World(scenario, "1", seen, check=True)
    list(world.run())
    total = seen.total()[ALL]
    assert 200 < total.offered < 400
    assert total.offered == len(total.answered_ms) + total.abandoned + total.other
    assert not world.engine.state.calls


def test_figures() -> None:
    result = measure(agents=20, calls=400, seed=1)
    assert 300 < result["calls"] < 500
    assert 0 < result["service_level"] < 1
    assert result["seconds"] < 30
