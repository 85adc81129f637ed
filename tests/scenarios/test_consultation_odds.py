"""Consultations that cannot be, keys pressed at the wrong time, and what audits find of consultations."""

from dataclasses import replace

import pytest

from acd.commands import MarkCaller, Reply
from acd.events import (
    AgentKeys,
    AgentKeysPressed,
    CallerJoined,
    CallerSent,
    CallHoldRequested,
    CallTransferRequested,
    ConsultEnd,
    Event,
    FailsafeTook,
    LegHeld,
    NodeConnected,
)
from acd.model.channels import Place
from acd.model.facts import CallFact
from acd.model.states import (
    AgentState,
    CallState,
    TransferResult,
    TransferTarget,
)
from acd.model.transfer import Target
from acd.testing.engine import NODE, passes, recorded, unknown
from tests.scenarios.consultations import (
    A_CHANNEL,
    ASKED,
    SUPPORT,
    T_CHANNEL,
    A,
    T,
    conference,
    consult,
    consulting,
    end,
    ringing,
    talking,
    transfer,
)
from tests.scenarios.words import (
    adds,
    answers,
    audit,
    channel,
    connects,
    consults,
    consults_on,
    ends_channel,
    fetches_back,
    holds,
    is_gone,
    joins,
    logs_in,
    logs_out,
    marks,
    rings,
    sends_outside,
)

# Refused.


@pytest.mark.parametrize(
    ("target", "text"),
    [
        (Target(TransferTarget.AGENT, "101"), "agent 101 has call {call} already"),
        (Target(TransferTarget.AGENT, "102"), "agent 102 is logged out"),
        (Target(TransferTarget.AGENT, "103"), "agent 103 is not ready"),
        (Target(TransferTarget.AGENT, "999"), "agent 999 is not configured"),
        (Target(TransferTarget.QUEUE, "nobody"), "queue nobody is not configured"),
        (Target(TransferTarget.QUEUE, "", "cards >="), "'cards >=': expected a level, 0 to 10, found 'the end'"),
        (Target(TransferTarget.QUEUE, "", "cards >= 8"), "no agent of queue sales has cards >= 8"),
    ],
)
def test_a_target_that_cannot_be_is_refused(target: Target, text: str) -> None:
    play = talking() >> logs_in("103", ready=False)
    play >> consult(play, target)
    [reply] = [command for command in play.commands if isinstance(command, Reply)]
    assert reply.code in ("conflict", "not_found")
    assert reply.text.startswith(text.format(call=play.call("c1").id))
    assert play << reply
    assert play.call("c1").state is CallState.TALKING


def test_what_makes_no_sense_now_is_refused() -> None:
    play = talking()
    name = f"call {play.call('c1').id}"
    refused: list[tuple[Event, str]] = [(end(play, how), f"the agent of {name} consults nobody") for how in ConsultEnd]
    for event, text in refused:
        play >> event << Reply("r1", "conflict", text)
    play = ringing()
    name = f"call {play.call('c1').id}"
    busy = f"the agent of {name} consults somebody: complete or cancel that first"
    for event in (
        consult(play, SUPPORT),
        CallTransferRequested(play.call("c1").id, SUPPORT, ASKED),
        CallHoldRequested(play.call("c1").id, True, ASKED),
        CallHoldRequested(play.call("c1").id, False, ASKED),
    ):
        play >> event << Reply("r1", "conflict", busy)
    play >> end(play, ConsultEnd.CONFERENCE)
    assert play << Reply("r1", "conflict", f"nobody has answered the agent of {name} yet")


# Keys.


def keys(pressed: AgentKeys, dialled: str = "") -> Event:
    return AgentKeysPressed(NODE, A, pressed, dialled)


def test_keys_consult_an_agent_and_make_a_conference() -> None:
    play = talking() >> LegHeld(NODE, A, True) >> passes(2)  # the dialplan asks for the number
    play >> keys(AgentKeys.CONSULT, "104") << holds("c1", "1001") << consults("c1", "1001", "104", unknown())
    play >> LegHeld(NODE, A, False)
    assert play.call("c1").state is CallState.HELD
    play >> rings("1004") >> answers("c1-1001", "1004") >> keys(AgentKeys.CONFERENCE) << adds("c1", A_CHANNEL)
    assert play >> keys(AgentKeys.CANCEL) << ends_channel(T_CHANNEL)


def test_keys_send_the_caller_to_a_number_of_the_centre() -> None:
    play = talking() >> logs_out("104")
    assert play >> keys(AgentKeys.BLIND, "200") << marks("c1", "support") << fetches_back("c1")


@pytest.mark.parametrize("dialled", ["", "0", "101", "102", "999", "*11", "1001"])
def test_wrong_numbers_and_keys_in_the_wrong_state_change_nothing(dialled: str) -> None:
    play = talking()
    for pressed in AgentKeys:
        assert play >> keys(pressed, dialled)
    assert play.call("c1").state is CallState.TALKING
    assert play >> AgentKeysPressed(NODE, "private", AgentKeys.CANCEL, "")


# After a restart, and in audits.


def test_an_audit_leaves_a_consultation_alone() -> None:
    play = consulting()
    a = channel("c1", Place.ASIDE, channel=A_CHANNEL, uniqueid=A, bridge="b")
    t = channel("c1", Place.ELSEWHERE, channel=T_CHANNEL, uniqueid=T, bridge="b")
    assert play >> audit(channel("c1", Place.HELD), a, t)
    assert play.call("c1").state is CallState.HELD


def test_an_audit_hears_of_the_answer_and_of_the_end() -> None:
    play = ringing()
    a = channel("c1", Place.ASIDE, channel=A_CHANNEL, uniqueid=A, bridge="b")
    t = channel("c1", Place.ELSEWHERE, channel=T_CHANNEL, uniqueid=T, bridge="b")
    play >> audit(channel("c1", Place.HELD), a, t)
    assert play.agent("104").state is AgentState.TALKING
    play >> passes(5)
    assert play >> audit(channel("c1", Place.HELD), replace(a, bridge="")) << joins("c1", A_CHANNEL, "101")


def test_an_audit_hears_of_the_agents_hang_up() -> None:
    play = consulting()
    t = channel("c1", Place.ASIDE, channel=T_CHANNEL, uniqueid=T)
    assert play >> audit(channel("c1", Place.HELD), t) << joins("c1", T_CHANNEL, "104")


def test_a_restarted_asterisk_has_none_of_them() -> None:
    play = consulting() >> NodeConnected(NODE, restarted=True)
    assert not play.state.calls
    assert play << ends_channel(A_CHANNEL) << ends_channel(T_CHANNEL) << recorded(CallFact)


def test_the_failsafe_takes_a_caller_whose_agent_consults() -> None:
    play = consulting() >> FailsafeTook(NODE, "c1") << ends_channel(A_CHANNEL) << transfer(TransferResult.FAILED)
    play >> is_gone(A) >> is_gone(T)
    assert play.call("c1").state is CallState.FAILSAFE
    assert len(play.state.calls) == 1


def test_a_caller_found_waiting_is_served_whatever_the_agent_does() -> None:
    play = consulting() >> audit(
        channel("c1", Place.WAITING), channel("c1", Place.ASIDE, channel=A_CHANNEL, uniqueid=A)
    )
    play << ends_channel(A_CHANNEL) << transfer(TransferResult.FAILED)
    play >> is_gone(A)
    assert play >> logs_in("102") << connects("c1", "102", unknown())


def test_an_audit_of_a_conference_of_which_only_the_caller_is_left() -> None:
    play = conference() >> passes(5) >> audit(channel("c1", Place.CONNECTING))
    assert play.call("c1").state is CallState.LEAVING
    assert len(play.state.calls) == 1


def test_the_consulted_agents_phone_sends_the_agent_outside() -> None:
    """That cannot be: the agent goes back to the one who was consulted, and the caller is lost in none of this."""
    play = consulting() >> CallerSent(NODE, A_CHANNEL, A, "+79001234567")
    play << MarkCaller(NODE, A_CHANNEL, "sales", "default") << consults_on("c1", "1001") >> is_gone(T)
    consultation = play.state.calls[play.call("c1").consultation]
    assert (consultation.state, consultation.wanted_agent) == (CallState.WAITING, "104")
    play >> is_gone(A)
    assert play.call("c1").state is CallState.WAITING


@pytest.mark.parametrize("agent_leaves", [False, True])
def test_the_consulted_agents_phone_gives_the_agent_to_somebody_else(agent_leaves: bool) -> None:
    play = consulting() >> CallerJoined(NODE, A, "private", "PJSIP/1009-9")
    if agent_leaves:
        assert play >> is_gone(A) << joins("c1", T_CHANNEL, "104")
    else:
        assert play >> is_gone(T) << joins("c1", A_CHANNEL, "101")
    assert play.call("c1").state is CallState.TALKING


def test_the_consulted_agents_phone_holds_the_agent_who_completes() -> None:
    play = consulting() >> LegHeld(NODE, T, True)
    play >> end(play, ConsultEnd.COMPLETE) << joins("c1", T_CHANNEL, "104") << ends_channel(A_CHANNEL)
    assert play << Reply("r1", "ok", unknown()) >> LegHeld(NODE, T, False)
    assert play.call("c1").state is CallState.TALKING


def test_the_consulted_agents_phone_holds_the_agent_who_cancels() -> None:
    play = consulting() >> LegHeld(NODE, T, True)
    play >> end(play, ConsultEnd.CANCEL) << joins("c1", A_CHANNEL, "101") << ends_channel(T_CHANNEL)
    assert play << Reply("r1", "ok", unknown())
    assert play >> is_gone(T)
    assert play.agent("104").state is AgentState.READY


def test_a_conference_from_which_the_consulted_agents_phone_sent_somebody_is_cancelled() -> None:
    play = conference() >> CallerSent(NODE, A_CHANNEL, A, "102")
    play << MarkCaller(NODE, A_CHANNEL, "sales", "default") << consults_on("c1", "1001")
    assert play >> end(play, ConsultEnd.CANCEL) << Reply("r1", "ok", unknown())
    assert play.call("c1").state is CallState.TALKING


@pytest.mark.parametrize("dialled", ["200", "+79001234567"])
def test_the_phones_own_transfer_at_the_moment_when_a_consultation_begins(dialled: str) -> None:
    play = consulting()
    play >> CallerSent(NODE, "PJSIP/trunk-c1", "c1", dialled)
    if dialled == "200":
        play << marks("c1", "support") << fetches_back("c1")
    else:
        play << sends_outside("c1", dialled)
    assert play << transfer(TransferResult.FAILED) >> is_gone(A) >> is_gone(T)
    assert [call.uniqueid for call in play.state.calls.values()] == ["c1"]
    assert play.call("c1").consultation == 0
