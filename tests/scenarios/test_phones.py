"""A ready agent's phone goes away and comes back; phones whose agents are elsewhere."""

import pytest

from acd.model.facts import AgentStateFact
from acd.model.states import AgentState, PhoneState
from acd.testing.engine import passes, recorded, script, unknown
from tests.scenarios.words import arrives, centre, connects, is_ready, logs_in, phone_is, takes_a_break


def test_a_ready_agent_whose_phone_goes_away_is_not_ready_until_it_is_back() -> None:
    play = script(centre())
    assert (
        play
        >> logs_in("101")
        >> passes(1)
        >> phone_is("1001", PhoneState.UNREACHABLE)
        << recorded(AgentStateFact, agent="101", state=AgentState.READY)
        >> arrives("c1")
        >> passes(10)
    )
    assert (play.agent("101").state, play.agent("101").reason) == (AgentState.NOT_READY, "phone unreachable")
    assert (
        play
        >> phone_is("1001", PhoneState.IDLE)
        << connects("c1", "101", unknown())
        << recorded(AgentStateFact, agent="101", state=AgentState.NOT_READY, reason="phone unreachable")
    )


def test_the_return_of_the_phone_begins_the_idle_time_anew() -> None:
    assert (
        script(centre())
        >> [logs_in("101"), logs_in("102")]
        >> phone_is("1001", PhoneState.UNREACHABLE)
        >> passes(1)
        >> phone_is("1001", PhoneState.IDLE)
        >> passes(1)
        >> arrives("c1")
        << connects("c1", "102", unknown())
    )


def test_a_phone_that_registers_from_a_new_address_keeps_its_agents_place() -> None:
    assert (
        script(centre())
        >> [logs_in("101"), logs_in("102")]
        >> passes(1)
        >> phone_is("1001", PhoneState.UNREACHABLE)
        >> passes(0.5)
        >> phone_is("1001", PhoneState.IDLE)
        >> arrives("c1")
        << connects("c1", "101", unknown())
    )


def test_a_break_is_not_ended_by_the_phone() -> None:
    play = script(centre())
    assert (
        play
        >> logs_in("101")
        >> phone_is("1001", PhoneState.UNREACHABLE)
        >> takes_a_break("101", "lunch")
        >> phone_is("1001", PhoneState.IDLE)
        >> arrives("c1")
    )
    assert (play.agent("101").state, play.agent("101").reason) == (AgentState.NOT_READY, "lunch")
    assert play >> is_ready("101") << connects("c1", "101", unknown())


@pytest.mark.parametrize("state", [PhoneState.IN_USE, PhoneState.RINGING, PhoneState.UNKNOWN])
def test_only_an_idle_phone_is_rung(state: PhoneState) -> None:
    play = script(centre())
    assert play >> logs_in("101") >> phone_is("1001", state) >> arrives("c1") >> passes(30)
    assert play.agent("101").state is AgentState.READY
    assert play >> phone_is("1001", PhoneState.IDLE) << connects("c1", "101", unknown())


def test_a_phone_in_use_after_it_was_away_is_back_but_not_rung() -> None:
    play = script(centre())
    assert (
        play
        >> logs_in("101")
        >> phone_is("1001", PhoneState.UNREACHABLE)
        >> phone_is("1001", PhoneState.IN_USE)
        >> arrives("c1")
    )
    assert play.agent("101").state is AgentState.READY
    assert play >> phone_is("1001", PhoneState.IDLE) << connects("c1", "101", unknown())


def test_phones_without_agents_and_unheard_of_are_only_noted() -> None:
    play = script(centre())
    assert play >> phone_is("1005", PhoneState.RINGING) >> phone_is("7777", PhoneState.IDLE)
    assert play.state.phones["1005"] is PhoneState.RINGING
