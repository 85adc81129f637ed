"""The benchmark of the engine measures whole calls: every caller is answered, and the state ends empty."""

from acd.commands import Record
from acd.engine.engine import Engine
from acd.model.facts import CallFact
from acd.model.states import VisitOutcome
from benchmarks.engine import WAYS, Traffic, measure


def test_every_caller_is_answered() -> None:
    engine = Engine()
    log = Traffic(calls=60, agents=4, waiting=10).log
    facts = [c.fact for at_ms, event in log for c in engine.handle(event, at_ms) if isinstance(c, Record)]
    outcomes = [fact.outcome for fact in facts if isinstance(fact, CallFact)]
    assert outcomes == [VisitOutcome.ANSWERED] * 60
    assert not engine.state.calls
    assert not engine.state.ignored


def test_the_figures_are_of_a_call() -> None:
    result = measure(calls=60, agents=4, waiting=10)
    assert 9 < result["events_per_call"] < 11
    for way in WAYS:
        assert 0 < result[way]["us_per_call"] < 100_000
        assert result[way]["events_per_s"] > 0
