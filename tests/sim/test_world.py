"""What callers and agents go through in virtual time, to the millisecond; invariants are checked after every event."""

from dataclasses import dataclass, field, replace
from typing import Any

from acd.model.centre import Message, Overflow, Strategy
from acd.model.facts import AgentStateFact, CallFact, Fact, OfferFact, VisitFact
from acd.model.states import AgentState, OfferResult, VisitOutcome
from acd.sim.callers import Caller
from acd.sim.distributions import Exponential, Fixed
from acd.sim.scenario import Habits, Scenario, Staff
from acd.sim.world import World
from tests.sim.scenarios import at, centre, scenario


@dataclass
class Diary:
    facts: list[Fact] = field(default_factory=list)
    blocked: list[int] = field(default_factory=list)

    def arrived(self, caller: Caller, blocked: bool) -> None:
        if blocked:
            self.blocked.append(caller.arrives_ms)

    def recorded(self, fact: Fact) -> None:
        self.facts.append(fact)

    def of(self, kind: type) -> list[Any]:
        return [fact for fact in self.facts if isinstance(fact, kind)]


def lived(of: Scenario) -> Diary:
    diary = Diary()
    world = World(of, "1", diary, check=True)
    for _ in world.run():
        pass
    assert not world.engine.state.calls
    assert all(agent.state is AgentState.LOGGED_OUT for agent in world.engine.state.agents.values())
    return diary


def visits(diary: Diary) -> list[tuple[int, str]]:
    return [(fact.wait_ms, fact.outcome.value) for fact in diary.of(VisitFact)]


def test_one_agent_serves_one_after_the_other() -> None:
    diary = lived(scenario(1, callers=(at(1, 2, 3, talk_s=10),)))
    assert visits(diary) == [(0, "answered"), (9_000, "answered"), (18_000, "answered")]
    assert [fact.ended_ms - fact.arrived_ms for fact in diary.of(CallFact)] == [10_000, 19_000, 28_000]


def test_who_loses_patience_hangs_up_also_while_a_phone_rings() -> None:
    slow = Habits(answer=Fixed(8))
    diary = lived(scenario(1, callers=(at(1, 2, talk_s=10, patience_s=9.5),), habits=slow))
    assert visits(diary) == [(8_000, "answered"), (9_500, "abandoned")]
    diary = lived(scenario(1, callers=(at(1, talk_s=10, patience_s=5),), habits=slow))
    assert visits(diary) == [(5_000, "abandoned")]
    assert [fact.result for fact in diary.of(OfferFact)] == [OfferResult.CALLER_GONE]


def test_the_queues_wrap_up_or_the_agents_own() -> None:
    long = centre(1, wrap_up_ms=30_000)
    diary = lived(scenario(1, callers=(at(1, 2, talk_s=10),), centre=long))
    assert visits(diary) == [(0, "answered"), (39_000, "answered")]
    diary = lived(scenario(1, callers=(at(1, 2, talk_s=10),), centre=long, habits=Habits(wrap_up=Fixed(4))))
    assert visits(diary) == [(0, "answered"), (13_000, "answered")]


def test_lines_are_taken_until_the_caller_hangs_up() -> None:
    diary = lived(scenario(1, callers=(at(1, 2, 3, 12, talk_s=10),), lines=2))
    assert diary.blocked == [3_000]
    assert visits(diary) == [(0, "answered"), (9_000, "answered"), (9_000, "answered")]


def test_shifts_begin_and_end_and_the_last_call_is_finished() -> None:
    staff = (Staff("1001", 10_000, 60_000), Staff("1001", 100_000, 110_000))
    diary = lived(scenario(1, callers=(at(1, 55, 70, talk_s=20),), staff=staff))
    assert visits(diary) == [(9_000, "answered"), (0, "answered"), (30_000, "answered")]
    talking = [fact for fact in diary.of(AgentStateFact) if fact.state is AgentState.TALKING]
    assert [fact.ended_ms - fact.began_ms for fact in talking] == [20_000] * 3


def test_callers_whom_nobody_will_serve_leave_in_the_end() -> None:
    diary = lived(scenario(1, callers=(at(1, 2),), staff=()))
    assert [outcome for _, outcome in visits(diary)] == ["abandoned", "abandoned"]


def test_overflow_to_a_message_ends_the_call() -> None:
    of = centre(1, overflows=(Overflow(after_ms=5_000, message=Message.ALL_BUSY),))
    diary = lived(scenario(1, callers=(at(1, 2, talk_s=30),), centre=of))
    assert visits(diary) == [(0, "answered"), (5_000, "message")]
    assert [fact.outcome for fact in diary.of(CallFact)] == [VisitOutcome.MESSAGE, VisitOutcome.ANSWERED]


def test_an_agent_who_does_not_answer_comes_back_later() -> None:
    of = centre(1, ring_ms=5_000, refusals_max=1)
    diary = lived(scenario(1, callers=(at(1, patience_s=100),), centre=of, habits=Habits(answer=Fixed(9))))
    assert visits(diary) == [(100_000, "abandoned")]
    results = [fact.result for fact in diary.of(OfferFact)]
    assert results == [OfferResult.NO_ANSWER, OfferResult.NO_ANSWER]


def test_a_busy_hour_keeps_all_rules_and_loses_nobody() -> None:
    impatient = replace(scenario(4, per_hour=240).callers[0], patience=Exponential(40))
    of = replace(scenario(4), callers=(impatient,), centre=centre(4, wrap_up_ms=9_000), habits=Habits(Exponential(9)))
    diary = lived(of)
    assert len(diary.of(VisitFact)) == len(diary.of(CallFact)) > 180
    assert {fact.outcome for fact in diary.of(VisitFact)} == {VisitOutcome.ANSWERED, VisitOutcome.ABANDONED}
    again = lived(of)
    assert again.facts == diary.facts


def test_phones_that_ring_together() -> None:
    """The first to answer has the call; the other agents are ready again."""
    of = centre(3, strategy=Strategy.RING_ALL)
    diary = lived(scenario(3, callers=(at(1, 5, talk_s=60),), centre=of, habits=Habits(answer=Exponential(4))))
    assert [outcome for _, outcome in visits(diary)] == ["answered", "answered"]
    talked = {fact.agent for fact in diary.of(OfferFact) if fact.result is OfferResult.ANSWERED}
    assert len(talked) == 2
    unreachable = [fact for fact in diary.of(AgentStateFact) if fact.state is AgentState.NOT_READY]
    assert not unreachable
