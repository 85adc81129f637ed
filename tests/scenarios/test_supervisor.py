"""What a supervisor does to an agent's state, and the key of a lamp."""

import pytest

from acd.commands import Reply, Say, Spoken
from acd.events import (
    AgentLogoutRequested,
    AgentNotReadyRequested,
    AgentReadyRequested,
    AgentToggleRequested,
    Event,
    Origin,
)
from acd.model.facts import AgentStateFact, OfferFact
from acd.model.states import AgentState, OfferResult
from acd.testing.engine import NODE, Script, logged, passes, recorded, script, unknown
from tests.scenarios.words import (
    agent_hangs_up,
    answers,
    arrives,
    centre,
    connects,
    fetches_back,
    is_ready,
    logs_in,
    returns,
    rings,
    takes_a_break,
)

R1 = Origin(request="1")
PHONE = Origin(node=NODE, channel="PJSIP/1001-7")
ACTED = "a supervisor acted on an agent"


def log_out(*, now: bool = False) -> Event:
    return AgentLogoutRequested("101", "", R1, "eva", at_once=now)


def pause(*, now: bool = False) -> Event:
    return AgentNotReadyRequested("101", "", "training", R1, "eva", at_once=now)


def in_state(state: AgentState) -> Script:
    play = script(centre())
    play >> logs_in("101") >> passes(1)
    if state is not AgentState.READY:
        play >> arrives("c1") << connects("c1", "101", unknown()) >> rings("1001")
    if state is AgentState.TALKING:
        play >> answers("c1", "1001")
    assert play >> passes(1)
    return play


def test_the_record_says_who_did_it() -> None:
    play = in_state(AgentState.READY)
    assert (
        play
        >> pause()
        << Reply("1", "ok", "agent 101 is not ready (training)")
        << logged(ACTED)
        << recorded(AgentStateFact, state=AgentState.READY, set_by="")
        >> passes(60)
        >> AgentReadyRequested("101", "", R1, "ira")
        << Reply("1", "ok", "agent 101 is ready")
        << logged(ACTED)
        << recorded(AgentStateFact, state=AgentState.NOT_READY, reason="training", set_by="eva")
        >> passes(60)
        >> takes_a_break("101", "lunch")
        << recorded(AgentStateFact, state=AgentState.READY, set_by="ira")
        >> passes(1)
        >> is_ready("101")
        << recorded(AgentStateFact, state=AgentState.NOT_READY, reason="lunch", set_by="")
    )


@pytest.mark.parametrize("now", [False, True])
def test_a_conversation_is_never_cut(now: bool) -> None:
    play = in_state(AgentState.TALKING)
    assert (
        play
        >> log_out(now=now)
        << Reply("1", "ok", "agent 101 is talking, logged out after the call")
        >> passes(60)
        >> agent_hangs_up("c1", "1001")
    )
    assert (play.agent("101").state, play.agent("101").set_by) == (AgentState.LOGGED_OUT, "eva")


@pytest.mark.parametrize(
    ("wish", "after"), [(log_out(), AgentState.LOGGED_OUT), (pause(), AgentState.NOT_READY)], ids=["out", "pause"]
)
def test_a_call_that_rings_comes_first(wish: Event, after: AgentState) -> None:
    play = in_state(AgentState.RINGING)
    assert (
        play
        >> wish
        << Reply("1", "ok", f"agent 101 is ringing, {after} after the call")
        >> answers("c1", "1001")
        >> passes(9)
        >> agent_hangs_up("c1", "1001")
    )
    assert (play.agent("101").state, play.agent("101").set_by) == (after, "eva")


@pytest.mark.parametrize(
    ("wish", "after"), [(log_out(), AgentState.LOGGED_OUT), (pause(), AgentState.NOT_READY)], ids=["out", "pause"]
)
def test_a_call_that_rang_in_vain_is_followed_by_the_wish(wish: Event, after: AgentState) -> None:
    play = script(centre())
    offer = unknown()
    assert (
        play
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", offer)
        >> rings("1001")
        >> wish
        << Reply("1", "ok", f"agent 101 is ringing, {after} after the call")
        >> passes(20)
        >> returns("c1", offer, "1001")
        >> passes(5)
    )
    assert (play.agent("101").state, play.agent("101").call) == (after, None)


@pytest.mark.parametrize("wish", [log_out(now=True), pause(now=True)], ids=["out", "pause"])
def test_now_withdraws_a_call_that_rings(wish: Event) -> None:
    play = in_state(AgentState.RINGING)
    assert (
        play
        >> wish
        << Reply("1", "ok", unknown())
        << fetches_back("c1")
        << recorded(OfferFact, agent="101", result=OfferResult.WITHDRAWN)
    )


def test_ready_takes_the_supervisors_wish_back() -> None:
    play = in_state(AgentState.RINGING)
    assert play >> log_out() << Reply("1", "ok", unknown()) >> is_ready("101") >> answers("c1", "1001")
    assert play >> agent_hangs_up("c1", "1001")
    assert play.agent("101").state is AgentState.READY


@pytest.mark.parametrize("state", [AgentState.READY, AgentState.RINGING, AgentState.TALKING])
def test_the_key_of_the_own_lamp_changes_between_ready_and_not_ready(state: AgentState) -> None:
    play = in_state(state)
    key = AgentToggleRequested("101", "1001", PHONE)
    says = [Say(NODE, "PJSIP/1001-7", spoken) for spoken in (Spoken.NOT_READY, Spoken.READY)]
    assert play >> key << says[0] << fetches_back("c1") if state is AgentState.RINGING else play >> key << says[0]
    leaving = play.agent("101")
    assert AgentState.NOT_READY in (leaving.state, leaving.after_call)
    if state is not AgentState.RINGING:
        assert play >> key << says[1]
        assert play.agent("101").after_call is None
        assert play.agent("101").state in (AgentState.READY, AgentState.TALKING)


@pytest.mark.parametrize(("agent", "phone"), [("102", "1001"), ("101", "1002"), ("9", "1001")])
def test_the_key_of_anothers_lamp_is_refused(agent: str, phone: str) -> None:
    play = in_state(AgentState.READY)
    assert play >> AgentToggleRequested(agent, phone, PHONE) << Say(NODE, "PJSIP/1001-7", Spoken.REFUSED)
    assert play.agent("101").state is AgentState.READY
