"""Taking an offer back while the phone rings, and its races with the agent's answer."""

import pytest

from acd.events import Event
from acd.model.facts import AgentStateFact, OfferFact
from acd.model.states import AgentState, CallState, OfferResult, PhoneState
from acd.testing.engine import passes, recorded, script, unknown
from tests.scenarios.words import (
    answers,
    arrives,
    centre,
    connects,
    fetches_back,
    is_gone,
    leg,
    logs_in,
    logs_out,
    phone_is,
    rings,
    takes_a_break,
)

LEAVING = pytest.mark.parametrize(
    ("wish", "state"),
    [(logs_out("101"), AgentState.LOGGED_OUT), (takes_a_break("101"), AgentState.NOT_READY)],
    ids=["log-out", "break"],
)


@LEAVING
def test_the_caller_goes_to_the_next_agent(wish: Event, state: AgentState) -> None:
    first = unknown()
    play = script(centre())
    assert (
        play
        >> logs_in("101")
        >> passes(1)
        >> logs_in("102")
        >> arrives("c1")
        << connects("c1", "101", first)
        >> rings("1001")
        >> passes(2)
        >> wish
        << connects("c1", "102", unknown())
        << recorded(OfferFact, id=first, result=OfferResult.WITHDRAWN)
        << recorded(AgentStateFact, agent="101", state=AgentState.RINGING, call=play.call("c1").id)
    )
    assert (play.agent("101").state, play.agent("101").call) == (state, None)
    assert play.agent("101").refusals == 0


@LEAVING
def test_without_another_agent_the_caller_is_fetched_back(wish: Event, state: AgentState) -> None:
    play = script(centre())
    assert (
        play
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> wish
        << fetches_back("c1")
        >> phone_is("1001", PhoneState.IDLE)
        >> passes(60)
    )
    assert play.agent("101").state is state
    assert play.call("c1").state is CallState.WAITING


@LEAVING
def test_the_wish_wins_over_an_answer_that_comes_after_it(wish: Event, state: AgentState) -> None:
    """Asterisk carries out our redirect after the answer: the caller waits, the agent's leg ends."""
    play = script(centre())
    assert (
        play
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> wish
        << fetches_back("c1")
        >> answers("c1", "1001")
        >> is_gone(leg("c1", "1001"))
        >> phone_is("1001", PhoneState.IDLE)
        >> logs_in("102")
        << connects("c1", "102", unknown())
    )
    assert play.agent("101").state is state
    assert play.state.ignored == {"call waiting/Answered": 1}


@LEAVING
def test_a_late_answer_is_not_taken_for_that_of_the_next_agent(wish: Event, state: AgentState) -> None:
    play = script(centre())
    assert (
        play
        >> [logs_in("101"), logs_in("102")]
        >> arrives("c1")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> wish
        << connects("c1", "102", unknown())
        >> answers("c1", "1001")
        >> is_gone(leg("c1", "1001"))
        >> rings("1002")
        >> passes(10)
    )
    assert play.call("c1").state is CallState.OFFERING
    assert play.agent("102").state is AgentState.RINGING
    assert play >> answers("c1", "1002")
    assert play.call("c1").state is CallState.TALKING


def test_an_answer_that_comes_first_wins_over_the_wish() -> None:
    play = script(centre())
    assert (
        play
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> answers("c1", "1001")
        >> logs_out("101")
    )
    assert play.agent("101").state is AgentState.TALKING
    assert play.agent("101").after_call is AgentState.LOGGED_OUT
