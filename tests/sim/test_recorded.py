"""A recorded day runs again as it was; what could not be seen of it is drawn."""

from dataclasses import replace

import pytest

from acd.model.centre import Number
from acd.model.recorded import Presence, RecordedCall, RecordedDay
from acd.sim.distributions import Empirical
from acd.sim.recorded import VALUES_MAX, sampled, scenario_of, with_more
from acd.sim.scenario import MONDAY_MS, MS_PER_HOUR, Staff
from acd.sim.simulate import simulate
from tests.sim.scenarios import centre

DAY_MS = 24 * MS_PER_HOUR


def call(at_s: int, wait_s: int, talk_s: int | None, queue: str = "sales", dialled: str = "0") -> RecordedCall:
    answered = talk_s is not None
    return RecordedCall(
        MONDAY_MS + at_s * 1000, queue, dialled, wait_s * 1000, answered, not answered, (talk_s or 0) * 1000
    )


def day(*calls: RecordedCall, agents: tuple[str, ...] = ("1001",)) -> RecordedDay:
    there = tuple(Presence(agent, MONDAY_MS, MONDAY_MS + MS_PER_HOUR) for agent in agents)
    return RecordedDay(MONDAY_MS, MONDAY_MS + DAY_MS, calls, there, (2_000,), ())


def test_the_day_as_it_was() -> None:
    """One agent, who answers after 2 s; the third caller gave up after 20 s."""
    found = scenario_of(day(call(0, 2, 60), call(10, 54, 30), call(20, 20, None)), centre(1), seed=1, replications=2)
    assert found.left_out == ()
    scenario = found.scenario
    assert [known.arrives_ms for known in scenario.known] == [0, 10_000, 20_000]
    assert [known.talk_ms for known in scenario.known][:2] == [60_000, 30_000]
    assert scenario.known[2].talk_ms in (60_000, 30_000)
    assert scenario.known[2].patience_ms == 20_000
    assert scenario.staff == (Staff("1001", 0, MS_PER_HOUR),)
    assert scenario.habits.answer == Empirical((2,))
    figures = simulate(scenario).queues["sales"]
    assert figures["offered"].mean == 3
    assert figures["abandoned"].mean == pytest.approx(1 / 3)
    assert figures["asa_s"].mean == (2 + 54) / 2


def test_more_agents_would_have_answered_in_time() -> None:
    found = scenario_of(day(call(0, 2, 60), call(10, 54, 30), call(20, 20, None)), centre(1), seed=1, replications=2)
    better = simulate(with_more(found.scenario, 2, ("sales",))).queues["sales"]
    assert better["abandoned"].mean == 0
    assert better["asa_s"].mean == 2
    with pytest.raises(ValueError, match="there is no queue 'sale'"):
        with_more(found.scenario, 2, ("sale",))


def test_who_was_answered_had_more_patience() -> None:
    calls = [call(at, 30, None) for at in range(0, 50)] + [call(at, 40, 10) for at in range(50, 100)]
    found = scenario_of(day(*calls), centre(1), seed=1, replications=1)
    patiences = [known.patience_ms for known in found.scenario.known]
    assert patiences[:50] == [30_000] * 50
    assert all(patience_ms is not None and patience_ms > 40_000 for patience_ms in patiences[50:])


def test_numbers_lead_where_they_did() -> None:
    """Unless the number leads elsewhere now, callers dial it; what it brings along (priority) counts."""
    of = centre(1, ("sales", "support"))
    of = replace(of, numbers={**of.numbers, "7": Number("7", "support", priority=3)})
    found = scenario_of(day(call(0, 1, 1, "support", "7"), call(1, 1, 1, "sales", "7")), of, seed=1, replications=1)
    assert [known.number for known in found.scenario.known] == ["7", "queue sales"]
    assert found.scenario.centre.numbers["queue sales"].queue == "sales"


def test_what_the_centre_does_not_have_is_left_out_and_said() -> None:
    found = scenario_of(day(call(0, 1, 1, "old"), call(1, 1, 1), agents=("1001", "9")), centre(1), 1, 1)
    assert len(found.scenario.known) == 1
    assert found.left_out == (
        "1 calls of queues that the centre does not have: old",
        "agents whom the centre does not have: 9",
    )


def test_many_values_are_thinned_out_evenly() -> None:
    assert sampled([]) is None
    found = sampled(range(100_000))
    assert found is not None
    assert len(found.values) == VALUES_MAX
    assert found.mean_s == pytest.approx(50, rel=0.01)
