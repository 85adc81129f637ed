"""Replications and batches, intervals of the day, and that the same seed gives the same figures."""

from dataclasses import replace

from acd.sim.simulate import BATCHES, simulate
from tests.sim.scenarios import at, scenario


def test_replications_have_other_callers_each() -> None:
    told: list[float] = []
    outcome = simulate(scenario(2, replications=4), told.append)
    offered = outcome.queues[""]["offered"]
    assert (outcome.samples, outcome.batches) == (4, False)
    assert 40 < offered.mean < 80
    assert offered.half
    assert told[-1] == 1.0
    assert told == sorted(told)
    assert [from_ms % 3_600_000 for from_ms, _ in outcome.intervals] == [0, 1_800_000]
    halves = [found[""]["offered"].mean for _, found in outcome.intervals]
    assert sum(halves) == offered.mean


def test_one_long_run_is_cut_into_batches() -> None:
    outcome = simulate(scenario(2))
    assert (outcome.samples, outcome.batches, len(outcome.intervals)) == (BATCHES, True, BATCHES)


def test_the_same_seed_gives_the_same_figures() -> None:
    busy = scenario(2, per_hour=100, replications=2)
    assert simulate(busy).figures() == simulate(busy).figures() != simulate(replace(busy, seed=2)).figures()


def test_figures_as_json() -> None:
    figures = simulate(scenario(1, callers=(at(0, 1, talk_s=10),), replications=2)).figures()
    assert figures["samples_are"] == "replications"
    assert figures["all"]["mean_wait_s"] == {"mean": 4.5, "half": 0.0}
    assert figures["queues"]["sales"]["offered"]["mean"] == 2
    assert [each["all"]["offered"]["mean"] for each in figures["intervals"]] == [2, 0]
