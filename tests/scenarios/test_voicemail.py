"""Voicemail: callers who leave a message, and messages that agents hear as items of the queue."""

from dataclasses import replace
from typing import Any

import pytest

from acd.commands import ForgetMessage, HangUp, RecordMessage, Reply, RingAgent
from acd.events import (
    KeyPressed,
    MessageHandled,
    MessageRecorded,
    NodeAudited,
    NodeConnected,
    Origin,
    VoicemailDeleteRequested,
)
from acd.model.calendar import Hours
from acd.model.callbacks import CallbackRules
from acd.model.centre import Centre, Destination, Overflow
from acd.model.channels import Place
from acd.model.facts import CallFact, OfferFact, VisitFact, VoicemailFact
from acd.model.states import AgentState, CallState, MessageAction, OfferResult, PhoneState, VisitOutcome
from acd.model.voicemail import VoicemailRules
from acd.testing.engine import NODE, Script, logged, passes, recorded, script, unknown
from tests.scenarios.callbacks import (
    agent_answers,
    agents_channel_ends,
    calls_in,
    customer_answers,
    customer_is_missed,
    ends,
    number,
    rung,
    stops,
    the_callback,
)
from tests.scenarios.words import arrives, centre, channel, connects, hangs_up, is_gone, logs_in, phone_is, rings

IDLE = PhoneState.IDLE
FILE = "2026-01-01/17"
DONE, LATER, CALL = MessageAction.DONE, MessageAction.LATER, MessageAction.CALL
ASKED = Origin(request="r1")
RULES = VoicemailRules(pause_ms=60_000)


def mailbox(**sales: Any) -> Centre:
    """Who has waited 30 s in sales, or presses 9, leaves a message."""
    away = Destination(to_voicemail="sales")
    return centre(
        sales={"overflows": (Overflow(after_ms=30_000, to_voicemail="sales"),), "keys": {"9": away}, "voicemail": RULES}
        | sales
    )


def records(caller: str) -> RecordMessage:
    return RecordMessage(NODE, f"PJSIP/trunk-{caller}", unknown(), "vm-intro", 180_000, 5_000, "en")


def leaves(caller: str, duration_ms: int = 7_000, file: str = FILE) -> MessageRecorded:
    return MessageRecorded(NODE, caller, file, duration_ms)


def presses(order: RingAgent, action: MessageAction) -> MessageHandled:
    return MessageHandled(NODE, order.uniqueid, action)


def left(shown: str | None = None, **sales: Any) -> Script:
    """c1 has left a message of 7 s and hung up."""
    play = script(mailbox(**sales))
    play >> calls_in("c1", shown=shown) >> passes(30) << records("c1") >> passes(9)
    return play >> [leaves("c1"), *hangs_up("c1")]


def heard(order: RingAgent, play: Script) -> Script:
    """101 answers and hears it."""
    play >> logs_in("101") << order >> rings("1001")
    return play >> [phone_is("1001", PhoneState.IN_USE), agent_answers(order)] >> passes(10)


def test_a_message_is_an_item_of_the_queue_until_an_agent_has_heard_it() -> None:
    order = rung("101", number("c1"))
    play = left()
    assert play.recorded(VisitFact)[0].outcome is VisitOutcome.VOICEMAIL
    heard(order, play)
    assert order.file == FILE
    assert play.agent("101").state is AgentState.TALKING
    assert (
        play
        >> presses(order, DONE)
        << recorded(VoicemailFact, file=FILE, agent="101", duration_ms=7_000, state="done", queue="sales")
        << recorded(OfferFact, result=OfferResult.ANSWERED, talk_ms=10_000)
        << recorded(CallFact, agent="101", outcome=VisitOutcome.VOICEMAIL)
        >> [agents_channel_ends(order), phone_is("1001", IDLE)]
    )
    assert not play.state.calls
    assert play.agent("101").state is AgentState.READY


def test_a_key_leads_to_voicemail_at_once() -> None:
    play = script(mailbox())
    assert play >> calls_in("c1") >> KeyPressed(NODE, "c1", "9") << records("c1")
    assert play.call("c1").state is CallState.LEAVING


def test_callers_come_before_a_message_that_was_left_later() -> None:
    play = left()
    play >> calls_in("c2")
    order = rung("101", number("c1"))
    assert play >> logs_in("101") << order


def test_messages_have_a_priority_of_their_own() -> None:
    play = left(voicemail=VoicemailRules(priority=-10))
    assert play >> calls_in("c2") >> logs_in("101") << connects("c2", "101", unknown())


@pytest.mark.parametrize("action", [LATER, None])
def test_a_message_that_is_put_off_comes_again_after_a_pause(action: MessageAction | None) -> None:
    first, second = rung("101", number("c1")), rung("101", number("c1"))
    play = heard(first, left())
    if action is not None:
        play >> presses(first, action)
    play >> [agents_channel_ends(first), phone_is("1001", IDLE)]
    assert play.agent("101").state is AgentState.READY
    assert play >> passes(59) >> passes(1) << second


def test_the_caller_is_called_back_from_the_message() -> None:
    order = rung("101", number("c1"))
    play = heard(order, left())
    assert (
        play
        >> presses(order, CALL)
        >> passes(8)
        >> customer_answers(order)
        << recorded(VoicemailFact, state="called back", agent="101")
        << recorded(VisitFact, outcome=VisitOutcome.ANSWERED)
        >> passes(20)
        >> [*hangs_up("k1"), agents_channel_ends(order), phone_is("1001", IDLE)]
        << recorded(OfferFact, talk_ms=20_000, result=OfferResult.ANSWERED)
    )


def test_who_is_not_reached_from_the_message_is_not_given_up() -> None:
    order = rung("101", number("c1"))
    play = heard(order, left())
    play >> presses(order, CALL) >> customer_is_missed(order) >> [agents_channel_ends(order), phone_is("1001", IDLE)]
    assert play.state.calls[the_callback(play)].state is CallState.KEPT


@pytest.mark.parametrize(
    ("shown", "sales"),
    [("", {}), ("anonymous", {}), ("+74950000001", {"callback": CallbackRules(numbers=("8800.",))})],
)
def test_a_number_that_may_not_be_called_is_not_offered_for_it(shown: str, sales: dict[str, Any]) -> None:
    order = rung("101", "")
    assert left(shown, **sales) >> logs_in("101") << order


def test_a_short_one_is_no_message() -> None:
    play = script(mailbox())
    play >> calls_in("c1") >> passes(30) << records("c1")
    play >> [leaves("c1", 1_999), *hangs_up("c1")]
    assert ForgetMessage(NODE, FILE) in play.commands
    assert not play.state.calls


@pytest.mark.parametrize("file", ["../../etc/passwd", "2026-01-01/../17", "2026-01-01/17.wav", "", "x"])
def test_a_file_of_another_name_is_no_message(file: str) -> None:
    play = script(mailbox())
    play >> calls_in("c1") >> passes(30) << records("c1")
    assert (
        play
        >> leaves("c1", file=file)
        << logged("a message could not be recorded: is the disk full?", "warning")
        >> hangs_up("c1")
    )
    assert not play.state.calls


def test_a_full_disk_is_told() -> None:
    play = script(mailbox())
    play >> calls_in("c1") >> passes(30) << records("c1")
    assert play >> leaves("c1", 0) << logged("a message could not be recorded: is the disk full?", "warning")


def test_a_message_is_taken_once_and_only_if_asked_for() -> None:
    play = script(mailbox())
    play >> calls_in("c1") >> leaves("c1") >> leaves("c9")
    assert not [call for call in play.state.calls.values() if call.callback is not None]
    play >> passes(30) << records("c1") >> leaves("c1") >> leaves("c1")
    assert len(play.state.calls) == 2


def test_who_hangs_up_during_the_greeting_left_none() -> None:
    play = script(mailbox())
    assert play >> arrives("c1") >> passes(30) << records("c1") >> hangs_up("c1")
    assert not play.state.calls


def test_a_long_message_is_not_cut_by_us() -> None:
    play = script(mailbox())
    play >> arrives("c1") >> passes(30) << records("c1") >> passes(239)
    assert play >> passes(1) << HangUp(NODE, "PJSIP/trunk-c1") >> is_gone("c1")


@pytest.mark.parametrize("steps", range(3))
def test_a_message_is_deleted_in_each_of_its_states(steps: int) -> None:
    order = rung("101", number("c1"))
    play = left()
    if steps > 0:
        play >> logs_in("101") << order >> rings("1001")
    if steps > 1:
        play >> agent_answers(order)
    call = the_callback(play)
    play >> VoicemailDeleteRequested(call, ASKED)
    if steps > 0:
        play << (stops(order) if steps == 1 else ends(order))
    assert play << Reply("r1", "ok", f"message {call} is deleted") << recorded(VoicemailFact, state="deleted")
    assert ForgetMessage(NODE, FILE) in play.commands
    assert not play.state.calls
    assert play >> VoicemailDeleteRequested(call, ASKED) << Reply("r1", "not_found", unknown())


def test_a_message_that_nobody_heard_expires() -> None:
    play = left()
    assert play >> passes(30 * 86_400) << recorded(VoicemailFact, state="expired", agent=None)
    assert not play.state.calls


def test_a_restart_of_asterisk_keeps_messages() -> None:
    order = rung("101", number("c1"))
    play = heard(order, left())
    play >> NodeConnected(NODE, restarted=True) >> NodeAudited(NODE, (), (("1001", IDLE),))
    assert play.state.calls[the_callback(play)].state is CallState.KEPT
    assert play.agent("101").state is AgentState.READY


def test_an_audit_finds_the_agent_listening_and_the_customer_called() -> None:
    order = rung("101", number("c1"))
    play = left()
    play >> logs_in("101") << order >> rings("1001") >> passes(12)
    placeholder: Any = order.uniqueid
    uid = placeholder.value
    listening = channel("c1", Place.CALLING_BACK, channel="PJSIP/1001-callback", uniqueid=uid)
    play >> NodeAudited(NODE, (listening,), ())
    assert play.state.calls[the_callback(play)].state is CallState.LISTENING
    bridged = channel("c1", Place.CALLING_BACK, channel="PJSIP/1001-callback", uniqueid=uid, bridge="b1")
    customer = channel("k1", Place.ELSEWHERE, bridge="b1")
    play >> passes(3) >> NodeAudited(NODE, (bridged, customer), ())
    assert play.call("k1").state is CallState.TALKING


def test_a_number_outside_its_hours_may_take_messages() -> None:
    shut = mailbox(hours="office", closed=Destination(to_voicemail="sales"))
    play = script(replace(shut, hours={"office": Hours("office", "UTC", {"mon-sun": ()})}))
    assert play >> calls_in("c1") << records("c1") >> [leaves("c1"), *hangs_up("c1")]
    assert play.state.calls[the_callback(play)].state is CallState.KEPT
