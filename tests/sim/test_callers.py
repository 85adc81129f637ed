"""Who calls when, by a seed."""

from dataclasses import replace

import pytest

from acd.sim.callers import callers
from acd.sim.distributions import Exponential, Fixed
from acd.sim.scenario import MS_PER_HOUR, Callers, KnownCaller, Rate, Scenario
from tests.sim.scenarios import scenario

HALF_MS = MS_PER_HOUR // 2


def of(*kinds: Callers, known: tuple[KnownCaller, ...] = ()) -> Scenario:
    return replace(scenario(agents=1), callers=kinds, known=known)


def test_rates_by_half_hours() -> None:
    kind = Callers("sales", "0", Fixed(60), rates=(Rate(0, HALF_MS, 4_000), Rate(HALF_MS, 2 * HALF_MS, 8_000)))
    moments = [caller.arrives_ms for caller in callers(of(kind), "1")]
    first = sum(moment < HALF_MS for moment in moments)
    assert moments == sorted(moments)
    assert first == pytest.approx(2_000, abs=150)
    assert len(moments) - first == pytest.approx(4_000, abs=210)
    assert moments[-1] < MS_PER_HOUR


def test_an_hour_without_calls_has_none() -> None:
    kind = Callers("sales", "0", Fixed(60), rates=(Rate(0, HALF_MS, 0), Rate(HALF_MS, 2 * HALF_MS, 100)))
    assert min(caller.arrives_ms for caller in callers(of(kind), "1")) >= HALF_MS


def test_a_caller_is_the_same_whatever_else_changes() -> None:
    sales = Callers("sales", "0", Exponential(180), Exponential(60), (Rate(0, MS_PER_HOUR, 200),))
    others = Callers("support", "1", Exponential(300), None, (Rate(0, MS_PER_HOUR, 300),))
    alone = [(c.arrives_ms, c.talk_ms, c.patience_ms) for c in callers(of(sales), "1")]
    beside = [(c.arrives_ms, c.talk_ms, c.patience_ms) for c in callers(of(others, sales), "1") if c.number == "0"]
    assert alone == beside
    assert alone != [(c.arrives_ms, c.talk_ms, c.patience_ms) for c in callers(of(sales), "2")]
    slower = replace(sales, talk=Exponential(360))
    doubled = [c.talk_ms for c in callers(of(slower), "1")]
    assert doubled == [pytest.approx(2 * talk_ms, abs=1) for _, talk_ms, _ in alone]


def test_given_moments_and_known_callers_merge() -> None:
    kind = Callers("sales", "0", Fixed(60), moments=(5, 9_000))
    known = (KnownCaller("1", 700, 30_000, None), KnownCaller("1", 10_000, 1, 2))
    found = [(c.arrives_ms, c.number, c.talk_ms, c.patience_ms) for c in callers(of(kind, known=known), "1")]
    assert found == [(5, "0", 60_000, None), (700, "1", 30_000, None), (9_000, "0", 60_000, None), (10_000, "1", 1, 2)]
