"""Who gets whom: the agent idle longest, the caller waiting longest, ties by id, several queues per agent."""

from acd.model.facts import AgentStateFact, CallFact, OfferFact, VisitFact
from acd.model.states import AgentState, HungUpBy, OfferResult, PhoneState, VisitOutcome
from acd.testing.engine import NOON_MS, passes, recorded, script, unknown
from tests.scenarios.words import (
    agent_hangs_up,
    answers,
    arrives,
    caller_hangs_up,
    centre,
    connects,
    hangs_up,
    is_ready,
    logs_in,
    phone_is,
    rings,
    takes_a_break,
)


def test_a_call_from_arrival_to_the_end() -> None:
    offer = unknown()
    play = script(centre())
    assert (
        play
        >> logs_in("101")
        >> passes(10)
        >> arrives("c1")
        << connects("c1", "101", offer)
        << recorded(AgentStateFact, agent="101", state=AgentState.READY, began_ms=NOON_MS, ended_ms=NOON_MS + 10_000)
        >> rings("1001")
        >> passes(4)
        >> answers("c1", "1001")
        << recorded(
            VisitFact, queue="sales", agent="101", wait_ms=4_000, offers=1, outcome=VisitOutcome.ANSWERED,
            within_service_level=True,
        )
        >> passes(60)
        >> caller_hangs_up("c1", "1001")
        << recorded(
            OfferFact, id=offer, agent="101", phone="1001", result=OfferResult.ANSWERED, talk_ms=60_000,
            reason="longest idle: 10.0 s, of 1 ready; longest waiting: 0.0 s, of 1 queues with callers",
        )
        << recorded(
            CallFact, uniqueid="c1", project="shop", queue="sales", agent="101", arrived_ms=NOON_MS + 10_000,
            answered_ms=NOON_MS + 14_000, ended_ms=NOON_MS + 74_000, hung_up_by=HungUpBy.CALLER,
            outcome=VisitOutcome.ANSWERED,
        )
        << recorded(AgentStateFact, agent="101", state=AgentState.TALKING)
    )  # fmt: skip
    assert not play.state.calls
    assert play.agent("101").state is AgentState.READY


def test_the_agent_idle_longest_is_rung() -> None:
    assert (
        script(centre())
        >> logs_in("102")
        >> passes(5)
        >> logs_in("101")
        >> passes(5)
        >> arrives("c1")
        << connects("c1", "102", unknown())
        >> arrives("c2")
        << connects("c2", "101", unknown())
    )


def test_the_end_of_a_conversation_begins_the_idle_time_anew() -> None:
    assert (
        script(centre())
        >> logs_in("101")
        >> passes(1)
        >> logs_in("102")
        >> passes(1)
        >> arrives("c1")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> answers("c1", "1001")
        >> passes(30)
        >> agent_hangs_up("c1", "1001")
        >> arrives("c2")
        << connects("c2", "102", unknown())
    )


def test_a_break_begins_the_idle_time_anew() -> None:
    assert (
        script(centre())
        >> logs_in("101")
        >> passes(1)
        >> logs_in("102")
        >> passes(60)
        >> takes_a_break("101")
        >> passes(60)
        >> is_ready("101")
        >> arrives("c1")
        << connects("c1", "102", unknown())
    )


def test_agents_idle_equally_long_are_taken_by_id() -> None:
    assert (
        script(centre())
        >> [logs_in("102"), logs_in("101")]
        >> passes(5)
        >> arrives("c1")
        << connects("c1", "101", unknown())
        >> arrives("c2")
        << connects("c2", "102", unknown())
    )


def test_a_caller_who_hung_up_while_it_rang_does_not_cost_the_agent_the_turn() -> None:
    assert (
        script(centre())
        >> logs_in("101")
        >> passes(1)
        >> logs_in("102")
        >> arrives("c1")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> hangs_up("c1")
        << recorded(OfferFact, agent="101", result=OfferResult.CALLER_GONE)
        << recorded(VisitFact, outcome=VisitOutcome.ABANDONED)
        >> phone_is("1001", PhoneState.IDLE)
        >> arrives("c2")
        << connects("c2", "101", unknown())
    )


def test_callers_are_taken_in_the_order_they_came() -> None:
    assert (
        script(centre())
        >> arrives("c1")
        >> passes(1)
        >> arrives("c2")
        >> passes(1)
        >> logs_in("101")
        << connects("c1", "101", unknown())
        >> logs_in("102")
        << connects("c2", "102", unknown())
    )


def test_callers_of_the_same_moment_are_taken_in_the_order_of_their_events() -> None:
    assert (
        script(centre())
        >> [arrives("c2"), arrives("c1")]
        >> logs_in("101")
        << connects("c2", "101", unknown())
    )  # fmt: skip


def test_an_agent_of_several_queues_takes_the_caller_who_waits_longest_in_any() -> None:
    assert (
        script(centre())
        >> arrives("c1", dialled="200")
        >> passes(1)
        >> arrives("c2", dialled="100")
        >> passes(9)
        >> logs_in("103")
        << connects("c1", "103", unknown())
        << recorded(AgentStateFact, agent="103", state=AgentState.READY)
    )
