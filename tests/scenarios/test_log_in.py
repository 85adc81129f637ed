"""Logging in: hot-desking, wrong PINs, and the answers on a phone and over the API."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from acd.commands import Reply, Say, Spoken
from acd.events import (
    AgentLoginRequested,
    AgentLogoutRequested,
    AgentNotReadyRequested,
    AgentReadyRequested,
    Event,
    Origin,
)
from acd.model.facts import AgentStateFact
from acd.model.states import AgentState, PhoneState
from acd.testing.engine import NODE, NOON_MS, logged, passes, recorded, script, unknown
from tests.scenarios.words import (
    answers,
    arrives,
    caller_hangs_up,
    centre,
    connects,
    logs_in,
    phone_is,
    rings,
)

ON_PHONE = Origin(node=NODE, channel="PJSIP/1001-f1")
OVER_API = Origin(request="1")


def says(spoken: Spoken) -> Say:
    return Say(NODE, ON_PHONE.channel, spoken)


def keys_in(agent: str, phone: str, *, pin_ok: bool = True) -> Event:
    return AgentLoginRequested(agent, phone, pin_ok, ready=True, origin=ON_PHONE)


def test_an_agent_moves_to_another_phone() -> None:
    play = script(centre())
    assert (
        play
        >> logs_in("101")
        >> passes(5)
        >> logs_in("101", "1005")
        << recorded(AgentStateFact, state=AgentState.READY, phone="1001", began_ms=NOON_MS, ended_ms=NOON_MS + 5_000)
        >> passes(5)
        >> arrives("c1")
        << connects("c1", "101", unknown(), phone="1005")
        << recorded(AgentStateFact, state=AgentState.READY, phone="1005", began_ms=NOON_MS + 5_000)
    )
    assert play.state.agent_at == {"1005": "101"}


def test_a_phone_is_taken_over_from_an_agent_who_forgot_to_log_out() -> None:
    play = script(centre())
    assert (
        play
        >> logs_in("101")
        >> logs_in("102", "1001")
        << recorded(AgentStateFact, agent="101", state=AgentState.READY, phone="1001")
        >> arrives("c1")
        << connects("c1", "102", unknown(), phone="1001")
    )
    assert play.agent("101").state is AgentState.LOGGED_OUT


def test_a_phone_with_a_call_is_not_taken_over() -> None:
    play = script(centre())
    assert (
        play
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", unknown())
        >> AgentLoginRequested("102", "1001", True, True, OVER_API)
        << Reply("1", "conflict", "agent 101 is ringing on phone 1001")
        >> rings("1001")
        >> answers("c1", "1001")
        >> AgentLoginRequested("102", "1001", True, True, OVER_API)
        << Reply("1", "conflict", "agent 101 is talking on phone 1001")
        >> AgentLoginRequested("101", "1005", True, True, OVER_API)
        << Reply("1", "conflict", "agent 101 is talking; log in again after the call")
    )
    assert play.state.agent_at == {"1001": "101"}


def test_logging_in_again_ends_wrap_up() -> None:
    play = script(centre(sales={"wrap_up_ms": 10_000}))
    assert (
        play
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> answers("c1", "1001")
        >> caller_hangs_up("c1", "1001")
        >> logs_in("101", "1005")
        << recorded(AgentStateFact, state=AgentState.WRAP_UP, phone="1001")
        >> arrives("c2")
        << connects("c2", "101", unknown(), phone="1005")
    )


def test_a_phone_taken_over_during_wrap_up() -> None:
    play = script(centre(sales={"wrap_up_ms": 10_000}))
    assert (
        play
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> answers("c1", "1001")
        >> caller_hangs_up("c1", "1001")
        >> logs_in("102", "1001")
        >> passes(20)
    )
    assert play.agent("101").state is AgentState.LOGGED_OUT
    assert play.state.agent_at == {"1001": "102"}


def test_logging_in_not_ready() -> None:
    play = script(centre())
    assert play >> logs_in("101", ready=False) >> arrives("c1") >> passes(60)
    assert play.agent("101").state is AgentState.NOT_READY


def test_logging_in_on_a_phone_that_is_away_is_not_ready_until_it_is_back() -> None:
    play = script(centre())
    assert play >> phone_is("1001", PhoneState.UNREACHABLE) >> logs_in("101") >> arrives("c1")
    assert (play.agent("101").state, play.agent("101").reason) == (AgentState.NOT_READY, "phone unreachable")
    assert play >> phone_is("1001", PhoneState.IDLE) << connects("c1", "101", unknown())


def test_three_wrong_pins_pause_the_phone_and_the_agent() -> None:
    play = script(centre())
    wrong = keys_in("101", "1001", pin_ok=False)
    assert (
        play
        >> wrong
        << says(Spoken.WRONG_PIN)
        << logged("wrong PIN", "warning")
        >> wrong
        << says(Spoken.WRONG_PIN)
        >> wrong
        << says(Spoken.PAUSED)
        << logged("wrong PIN, log-in paused", "warning")
        >> keys_in("101", "1001")
        << says(Spoken.PAUSED)
        >> keys_in("101", "1005")
        << says(Spoken.PAUSED)
        >> keys_in("102", "1001")
        << says(Spoken.PAUSED)
        >> keys_in("102", "1005")
        << says(Spoken.LOGGED_IN)
        >> passes(60)
        >> keys_in("101", "1001")
        << says(Spoken.LOGGED_IN)
    )
    assert play.agent("101").state is AgentState.READY


def test_a_right_pin_forgives_the_wrong_ones() -> None:
    wrong, right = keys_in("101", "1001", pin_ok=False), keys_in("101", "1001")
    play = script(centre())
    for _ in range(3):
        play >> wrong << says(Spoken.WRONG_PIN) >> wrong << says(Spoken.WRONG_PIN) >> right << says(Spoken.LOGGED_IN)
    assert play


def test_pins_are_not_told_in_the_log() -> None:
    play = script(centre())
    play >> keys_in("101", "1001", pin_ok=False)
    assert str(play.commands).count("fields=(('agent', '101'), ('phone', '1001'))") == 1


def test_the_api_needs_no_pin_and_is_not_paused() -> None:
    play = script(centre())
    for _ in range(3):
        play.handle(keys_in("101", "1001", pin_ok=False))
    assert (
        play
        >> AgentLoginRequested("101", None, False, True, OVER_API)
        << Reply("1", "ok", "agent 101 is logged in on phone 1001, ready")
    )


def test_invented_agents_do_not_fill_the_memory() -> None:
    play = script(centre())
    for number in range(50):
        play.now_ms += 60_000
        play.handle(AgentLoginRequested(f"9{number:05}", "1001", False, True, ON_PHONE))
        play.handle(AgentLoginRequested(f"9{number:05}", f"8{number}", False, True, OVER_API))
    assert set(play.state.pin_tries) <= {"phone:1001"}


def test_an_invented_agent_sounds_like_a_wrong_pin_and_pauses_the_phone() -> None:
    wrong = keys_in("999", "1001", pin_ok=False)
    assert (
        script(centre())
        >> wrong
        << says(Spoken.WRONG_PIN)
        >> wrong
        << says(Spoken.WRONG_PIN)
        >> wrong
        << says(Spoken.PAUSED)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("event", "code", "text"),
    [
        (AgentLoginRequested("999", "1001", True, True, OVER_API), "not_found", "agent 999 is not configured"),
        (AgentLoginRequested("101", "9999", True, True, OVER_API), "not_found", "phone 9999 is not configured"),
        (AgentLogoutRequested("999", "", OVER_API), "not_found", "agent 999 is not configured"),
        (AgentReadyRequested("101", "", OVER_API), "conflict", "agent 101 is logged out"),
        (AgentNotReadyRequested("101", "", "lunch", OVER_API), "conflict", "agent 101 is logged out"),
        (AgentLogoutRequested("101", "", OVER_API), "ok", "agent 101 is logged out"),
    ],
)
def test_the_api_is_told_what_is_wrong(event: Event, code: str, text: str) -> None:
    assert script(centre()) >> event << Reply("1", code, text)


Wish = Callable[[str, str, Origin], Event]


def breaks(agent: str, phone: str, origin: Origin) -> Event:
    return AgentNotReadyRequested(agent, phone, "1", origin)


@pytest.mark.parametrize(
    ("wish", "spoken", "text"),
    [
        (AgentLogoutRequested, Spoken.LOGGED_OUT, "agent 101 is logged out"),
        (AgentReadyRequested, Spoken.READY, "agent 101 is ready"),
        (breaks, Spoken.NOT_READY, "agent 101 is not ready (1)"),
    ],
)
def test_a_wish_is_answered_where_it_was_made(wish: Wish, spoken: Spoken, text: str) -> None:
    assert (
        script(centre())
        >> wish("", "1001", ON_PHONE)
        << says(Spoken.REFUSED)
        >> wish("", "1001", OVER_API)
        << Reply("1", "conflict", "nobody is logged in on phone 1001")
        >> logs_in("101", ready=False)
        >> wish("", "1001", ON_PHONE)
        << says(spoken)
    )
    assert script(centre()) >> logs_in("101", ready=False) >> wish("101", "", OVER_API) << Reply("1", "ok", text)


def test_ready_is_refused_while_the_phone_is_away() -> None:
    assert (
        script(centre())
        >> logs_in("101")
        >> phone_is("1001", PhoneState.UNREACHABLE)
        >> AgentReadyRequested("101", "", OVER_API)
        << Reply("1", "conflict", "phone 1001 is unreachable")
    )


def test_asking_for_what_already_is_succeeds() -> None:
    assert (
        script(centre())
        >> logs_in("101")
        >> AgentReadyRequested("101", "", OVER_API)
        << Reply("1", "ok", "agent 101 is ready")
    )  # fmt: skip


def test_an_agent_without_a_usual_phone_must_name_one() -> None:
    plain = centre()
    agents = plain.agents | {"101": replace(plain.agents["101"], phone=None)}
    assert (
        script(replace(plain, agents=agents))
        >> AgentLoginRequested("101", None, True, True, OVER_API)
        << Reply("1", "conflict", "agent 101 has no usual phone: name one")
        >> AgentLoginRequested("101", "1005", True, True, OVER_API)
        << Reply("1", "ok", "agent 101 is logged in on phone 1005, ready")
    )
