"""Wrap-up: how long it lasts, more of it, its end by event, and that it holds whatever queue calls."""

from dataclasses import replace
from typing import Any

import pytest

from acd.commands import Reply, Say, Spoken
from acd.engine import views
from acd.events import AgentReadyRequested, Event, Origin, Tick, WrapUpExtensionRequested
from acd.model.facts import AgentStateFact
from acd.model.states import AgentState
from acd.testing.engine import NODE, NOON_MS, Script, passes, recorded, script, unknown
from tests.scenarios.words import (
    agent_hangs_up,
    answers,
    arrives,
    caller_hangs_up,
    centre,
    connects,
    ends_wrap_up,
    extends,
    is_ready,
    logs_in,
    rings,
)

R1 = Origin(request="1")


def wrapping_up(agent: str = "101", **sales: Any) -> Script:
    """The agent has talked with c1 of sales."""
    configured = centre(sales={"wrap_up_ms": 15_000} | sales)
    phone = configured.agents[agent].phone or ""
    play = script(configured)
    assert (
        play
        >> logs_in(agent)
        >> arrives("c1")
        << connects("c1", agent, unknown())
        >> rings(phone)
        >> answers("c1", phone)
        >> passes(30)
        >> caller_hangs_up("c1", phone)
    )
    assert play.agent(agent).state is AgentState.WRAP_UP
    return play


def left_s(play: Script) -> Any:
    return next(row["left_s"] for row in views.agents(play.state, play.now_ms) if row["id"] == "101")


def test_the_time_that_is_left_is_visible() -> None:
    play = wrapping_up()
    assert play >> passes(3)
    assert left_s(play) == 12.0
    assert play >> passes(12)
    assert left_s(play) is None


def test_wrap_up_is_extended_and_then_ends_later() -> None:
    play = wrapping_up()
    assert (
        play
        >> arrives("c2")
        >> passes(10)
        >> extends("101", 60, R1)
        << Reply("1", "ok", "agent 101 is wrap-up, 65 s left")
        >> passes(64.999)
        >> passes(0.001)
        << connects("c2", "101", unknown())
        << recorded(AgentStateFact, state=AgentState.WRAP_UP, ended_ms=NOON_MS + 105_000)
        << recorded(AgentStateFact, state=AgentState.READY)
    )


def test_an_extension_without_a_time_is_as_long_as_the_centre_says() -> None:
    play = wrapping_up()
    assert play >> extends("101")
    assert left_s(play) == 75.0


def test_wrap_up_is_not_extended_beyond_its_maximum() -> None:
    play = wrapping_up(wrap_up_max_ms=30_000)
    assert (
        play
        >> passes(10)
        >> extends("101", 60, R1)
        << Reply("1", "ok", "agent 101 is wrap-up, 20 s left")
        >> extends("101", 60, R1)
        << Reply("1", "conflict", "agent 101 has the longest wrap-up that the queue allows")
        >> passes(20)
    )
    assert play.agent("101").state is AgentState.READY


def test_a_maximum_below_the_usual_time_does_not_shorten_it() -> None:
    play = wrapping_up(wrap_up_max_ms=1_000)
    assert play >> passes(14.999)
    assert play.agent("101").state is AgentState.WRAP_UP


def test_open_wrap_up_lasts_until_it_is_ended() -> None:
    play = wrapping_up(wrap_up_open=True, wrap_up_ms=0)
    assert (
        play
        >> arrives("c2")
        >> passes(600)
        >> ends_wrap_up("101", R1)
        << Reply("1", "ok", "agent 101 is ready")
        << connects("c2", "101", unknown())
        << recorded(AgentStateFact, state=AgentState.WRAP_UP)
    )


def test_open_wrap_up_that_nobody_ends_ends_at_its_maximum() -> None:
    play = wrapping_up(wrap_up_open=True, wrap_up_max_ms=120_000)
    assert play >> passes(119.999)
    assert play.agent("101").state is AgentState.WRAP_UP
    assert play >> passes(0.001)
    assert play.agent("101").state is AgentState.READY


def test_wrap_up_of_one_queue_holds_against_the_calls_of_another() -> None:
    play = wrapping_up("103")
    assert play >> arrives("c2", "200") >> passes(14.999) >> passes(0.001) << connects("c2", "103", unknown())


def test_an_agents_own_wrap_up_comes_before_the_queues() -> None:
    configured = centre(sales={"wrap_up_ms": 15_000})
    own = replace(configured.agents["101"], wrap_up_ms=5_000)
    play = script(replace(configured, agents=configured.agents | {"101": own}))
    assert (
        play
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> answers("c1", "1001")
        >> agent_hangs_up("c1", "1001")
        >> passes(4.999)
    )
    assert play.agent("101").state is AgentState.WRAP_UP
    assert play >> passes(0.001)
    assert play.agent("101").state is AgentState.READY


@pytest.mark.parametrize(
    ("in_order", "state"),
    [([extends("101", 60), Tick()], AgentState.WRAP_UP), ([Tick(), extends("101", 60)], AgentState.READY)],
    ids=["extended", "over"],
)
def test_wrap_up_is_extended_at_the_moment_of_its_end(in_order: list[Event], state: AgentState) -> None:
    play = wrapping_up()
    play.now_ms += 15_000
    assert play >> in_order
    assert play.agent("101").state is state


def test_wrap_up_that_was_extended_and_ended_does_not_end_the_next_one() -> None:
    play = wrapping_up()
    assert (
        play
        >> extends("101", 10)
        >> passes(1)
        >> is_ready("101")
        >> arrives("c2")
        << connects("c2", "101", unknown())
        >> rings("1001")
        >> answers("c2", "1001")
        >> passes(12)
        >> agent_hangs_up("c2", "1001")
        >> passes(14.999)
    )
    assert play.agent("101").state is AgentState.WRAP_UP
    assert play >> passes(0.001)
    assert play.agent("101").state is AgentState.READY


PHONE = Origin(node=NODE, channel="PJSIP/1001-7")


@pytest.mark.parametrize(
    ("state", "event"),
    [
        ("ready", WrapUpExtensionRequested("", "1001", 0, PHONE)),
        ("talking", WrapUpExtensionRequested("", "1001", 0, PHONE)),
        ("nobody", WrapUpExtensionRequested("", "1001", 0, PHONE)),
    ],
)
def test_the_key_for_more_wrap_up_in_the_wrong_state_is_refused_and_changes_nothing(state: str, event: Event) -> None:
    play = script(centre())
    if state != "nobody":
        play >> logs_in("101")
    if state == "talking":
        play >> arrives("c1") << connects("c1", "101", unknown()) >> rings("1001") >> answers("c1", "1001")
    before = play.state.agents.get("101")
    facts = len(play.facts)
    assert play >> event << Say(NODE, "PJSIP/1001-7", Spoken.REFUSED)
    assert (play.state.agents.get("101"), len(play.facts)) == (before, facts)


@pytest.mark.parametrize("event", [ends_wrap_up("101", R1), extends("101", 60, R1)])
def test_without_wrap_up_nothing_is_extended_or_ended(event: Event) -> None:
    play = script(centre()) >> logs_in("101") >> passes(1)
    assert play >> event << Reply("1", "conflict", "agent 101 is ready")


def test_the_ready_key_ends_wrap_up() -> None:
    play = wrapping_up()
    assert play >> AgentReadyRequested("", "1001", PHONE) << Say(NODE, "PJSIP/1001-7", Spoken.READY)
    assert play.agent("101").state is AgentState.READY


def test_a_wrap_up_that_ends_while_the_daemon_is_away_is_recorded_to_its_end() -> None:
    play = script(centre(sales={"wrap_up_ms": 5_000}))
    assert play >> logs_in("101") >> arrives("c1") << connects("c1", "101", unknown()) >> rings("1001")
    assert play >> answers("c1", "1001") >> passes(20) >> agent_hangs_up("c1", "1001")
    play.now_ms += 90_000
    assert play >> Tick()
    [wrap_up] = [fact for fact in play.recorded(AgentStateFact) if fact.state is AgentState.WRAP_UP]
    assert wrap_up.ended_ms - wrap_up.began_ms == 5_000
    assert (play.agent("101").state, play.agent("101").since_ms) == (AgentState.READY, wrap_up.ended_ms)
