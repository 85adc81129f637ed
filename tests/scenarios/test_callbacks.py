"""Callbacks: the place is kept against others, agent and customer are connected, or not."""

from typing import Any

import pytest

from acd.commands import Reply
from acd.events import CallbackCancelRequested, CallbackRequested, NodeAudited, NodeLost, Origin, PlacingFailed
from acd.model.channels import Place
from acd.model.facts import CallbackFact, CallFact, OfferFact, VisitFact
from acd.model.states import AgentState, CallbackOutcome, CallState, OfferResult, PhoneState, VisitOutcome
from acd.testing.engine import NODE, NOON_MS, passes, recorded, script, unknown
from tests.scenarios.callbacks import (
    RULES,
    agent_answers,
    agents_channel_ends,
    asks,
    callback_centre,
    calls_in,
    customer_answers,
    customer_is_missed,
    ends,
    kept,
    number,
    presses,
    rung,
    stops,
    the_callback,
)
from tests.scenarios.words import (
    channel,
    connects,
    hangs_up,
    logs_in,
    logs_out,
    phone_is,
    rings,
)

IDLE, IN_USE = PhoneState.IDLE, PhoneState.IN_USE
ASKED = Origin(request="r1")


def test_the_place_is_kept_against_those_who_came_later() -> None:
    rings_agent = rung("101", number("c1"))
    play = kept()
    assert (
        play
        >> calls_in("c2")
        >> passes(5)
        >> logs_in("101")
        << rings_agent
        >> rings("1001")
        >> passes(2)
        >> agent_answers(rings_agent)
        >> passes(6)
        >> customer_answers(rings_agent)
        << recorded(VisitFact, outcome=VisitOutcome.ANSWERED, agent="101", wait_ms=23_000)
        << recorded(
            CallbackFact,
            number=number("c1"),
            attempts=1,
            outcome=CallbackOutcome.CONNECTED,
            place_ms=NOON_MS,
        )
        >> passes(30)
        >> [*hangs_up("k1"), agents_channel_ends(rings_agent), phone_is("1001", IDLE)]
        << recorded(OfferFact, result=OfferResult.ANSWERED, talk_ms=30_000, agent="101")
        << recorded(CallFact, uniqueid="k1", caller_number=number("c1"), agent="101", outcome=VisitOutcome.ANSWERED)
    )
    assert play.agent("101").state is AgentState.WRAP_UP
    assert not play.state.callbacks


def test_those_who_came_before_are_served_before() -> None:
    play = script(callback_centre())
    play >> calls_in("c1") >> passes(1) >> calls_in("c2") >> presses("c2") << asks("c2", number("c2")) >> hangs_up("c2")
    rings_agent = rung("102", number("c2"))
    assert play >> logs_in("101") << connects("c1", "101", unknown()) >> logs_in("102") << rings_agent


def test_an_agent_who_does_not_answer_costs_the_customer_nothing() -> None:
    first, second = rung("101", number("c1")), rung("102", number("c1"))
    play = kept()
    assert (
        play
        >> logs_in("101")
        << first
        >> rings("1001")
        >> passes(20)
        >> [agents_channel_ends(first, 16), phone_is("1001", IDLE)]
        << recorded(OfferFact, agent="101", result=OfferResult.NO_ANSWER)
        >> PlacingFailed(NODE, first.uniqueid, OfferResult.NO_ANSWER)  # told twice
        >> logs_in("102")
        << second
    )
    assert first.uniqueid != second.uniqueid
    assert play.agent("101").refusals == 1


@pytest.mark.parametrize(
    ("cause", "result"), [(17, OfferResult.REFUSED), (21, OfferResult.REFUSED), (3, OfferResult.UNREACHABLE)]
)
def test_a_phone_that_refuses(cause: int, result: OfferResult) -> None:
    rings_agent = rung("101", number("c1"))
    assert (
        kept()
        >> logs_in("101")
        << rings_agent
        >> agents_channel_ends(rings_agent, cause)
        << recorded(OfferFact, result=result)
    )


def test_a_phone_without_a_sign_is_given_up() -> None:
    rings_agent = rung("101", number("c1"))
    play = kept()
    assert play >> logs_in("101") << rings_agent >> passes(1) << stops(rings_agent)
    assert play.agent("101").reason == "phone unreachable"


def test_an_order_that_asterisk_refuses() -> None:
    rings_agent = rung("101", number("c1"))
    assert (
        kept()
        >> logs_in("101")
        << rings_agent
        >> PlacingFailed(NODE, rings_agent.uniqueid, OfferResult.FAILED)
        << recorded(OfferFact, result=OfferResult.FAILED)
    )


def test_an_agent_who_logs_out_while_it_rings() -> None:
    first, second = rung("101", number("c1")), rung("102", number("c1"))
    assert (
        kept()
        >> logs_in("101")
        << first
        >> rings("1001")
        >> logs_in("102")
        >> logs_out("101")
        << stops(first)
        << second
        >> agent_answers(first)  # answered in the same moment
        << ends(first)
    )


# Attempts.


@pytest.mark.parametrize(
    ("result", "outcome"),
    [
        (OfferResult.NO_ANSWER, CallbackOutcome.NO_ANSWER),
        (OfferResult.REFUSED, CallbackOutcome.BUSY),
        (OfferResult.UNREACHABLE, CallbackOutcome.FAILED),
    ],
)
def test_a_customer_who_is_missed_is_called_again_after_a_pause(result: OfferResult, outcome: CallbackOutcome) -> None:
    first, second = rung("101", number("c1")), rung("101", number("c1"))
    play = kept()
    assert (
        play
        >> logs_in("101")
        << first
        >> rings("1001")
        >> [phone_is("1001", IN_USE), agent_answers(first)]
        >> passes(20)
        >> customer_is_missed(first, result)
        << recorded(OfferFact, result=OfferResult.CALLER_GONE, talk_ms=0, end_reason=outcome.value)
        >> [agents_channel_ends(first), phone_is("1001", IDLE)]
        >> passes(59)
        >> passes(1)
        << second
        >> rings("1001")
        >> agent_answers(second)
        >> customer_is_missed(second, result)
        << recorded(CallbackFact, attempts=2, outcome=outcome)
        << recorded(VisitFact, outcome=VisitOutcome.ABANDONED)
        << recorded(CallFact, uniqueid="", outcome=VisitOutcome.ABANDONED)
    )
    assert not play.state.calls


def test_the_agent_waits_for_nobody_in_the_pause() -> None:
    rings_agent = rung("101", number("c1"))
    play = kept()
    play >> logs_in("101") << rings_agent >> rings("1001") >> agent_answers(rings_agent)
    play >> customer_is_missed(rings_agent) >> [agents_channel_ends(rings_agent), phone_is("1001", IDLE)]
    assert play.agent("101").state is AgentState.READY
    assert play >> calls_in("c2") << connects("c2", "101", unknown())


def test_an_agent_who_hangs_up_first_costs_an_attempt() -> None:
    rings_agent = rung("101", number("c1"))
    play = kept()
    assert (
        play
        >> logs_in("101")
        << rings_agent
        >> rings("1001")
        >> agent_answers(rings_agent)
        >> [agents_channel_ends(rings_agent), phone_is("1001", IDLE)]
        << recorded(OfferFact, result=OfferResult.CALLER_GONE, end_reason="failed")
    )
    callback = play.state.calls[the_callback(play)].callback
    assert callback is not None
    assert callback.attempts == 1


def test_a_callback_that_nobody_could_make_expires() -> None:
    play = kept()
    assert (
        play
        >> passes(3_599)
        >> passes(1)
        << recorded(CallbackFact, attempts=0, outcome=CallbackOutcome.EXPIRED)
        << recorded(VisitFact, outcome=VisitOutcome.ABANDONED)
    )
    assert not play.state.calls


def test_an_attempt_under_way_is_not_broken_off_by_the_end_of_the_time() -> None:
    rings_agent = rung("101", number("c1"))
    play = kept()
    assert (
        play
        >> passes(3_590)
        >> logs_in("101")
        << rings_agent
        >> rings("1001")
        >> agent_answers(rings_agent)
        >> passes(20)
        >> customer_answers(rings_agent)
        << recorded(CallbackFact, outcome=CallbackOutcome.CONNECTED)
    )


# Calling in again, cancelling.


def test_who_calls_in_again_has_the_better_place() -> None:
    play = kept()
    play >> calls_in("c2") >> passes(5)
    event = calls_in("c3", shown=number("c1").lstrip("+"))
    assert (
        play
        >> event
        << recorded(CallbackFact, outcome=CallbackOutcome.CANCELLED)
        << recorded(VisitFact, outcome=VisitOutcome.CALLBACK)
        >> logs_in("101")
        << connects("c3", "101", unknown())
    )


def test_who_calls_in_again_while_the_agent_is_rung_for_it_has_that_agent() -> None:
    rings_agent = rung("101", number("c1"))
    play = kept()
    event = calls_in("c3", shown=number("c1"))
    assert (
        play
        >> logs_in("101")
        << rings_agent
        >> rings("1001")
        >> event
        << stops(rings_agent)
        >> phone_is("1001", IDLE)
        << connects("c3", "101", unknown())
    )


def test_a_callback_is_cancelled_in_each_of_its_states() -> None:
    for steps in range(3):
        rings_agent = rung("101", number("c1"))
        play = kept()
        if steps > 0:
            play >> logs_in("101") << rings_agent >> rings("1001")
        if steps > 1:
            play >> agent_answers(rings_agent)
        call = the_callback(play)
        play >> CallbackCancelRequested(call, ASKED)
        if steps > 0:
            play << (stops(rings_agent) if steps == 1 else ends(rings_agent))
        assert play << Reply("r1", "ok", f"callback {call} is cancelled")
        assert not play.state.calls
        assert play >> CallbackCancelRequested(call, ASKED) << Reply("r1", "not_found", unknown())


def test_a_program_asks_for_a_callback() -> None:
    play = script(callback_centre())
    rings_agent = rung("101", "+74950000007")
    assert (
        play
        >> CallbackRequested("sales", "+7 (495) 000-00-07", "Ivan", ASKED)
        << Reply("r1", "ok", unknown())
        >> logs_in("101")
        << rings_agent
    )
    assert rings_agent.name == "Ivan"
    assert (
        play
        >> CallbackRequested("support", "+74950000008", "", ASKED)
        << Reply("r1", "conflict", "queue support has no callbacks")
    )
    assert (
        play >> CallbackRequested("sales", "now", "", ASKED) << Reply("r1", "conflict", "that is no telephone number")
    )
    assert play >> CallbackRequested("gone", "+74950000008", "", ASKED) << Reply("r1", "not_found", unknown())


def test_no_callback_while_the_node_is_away() -> None:
    play = kept(RULES)
    assert play >> NodeLost(NODE) >> logs_in("101")
    assert play.agent("101").state is AgentState.READY


def test_a_caller_of_ours_beside_the_agent_who_calls_back_is_not_the_customer() -> None:
    """The agent's phone brought the two together; both calls stay what they are."""
    order = rung("101", number("c1"))
    play = kept() >> logs_in("101") << order >> rings("1001") >> agent_answers(order) >> calls_in("c2") >> passes(9)
    placed: Any = order.uniqueid
    agents = channel("c1", Place.CALLING_BACK, channel="PJSIP/1001-callback", uniqueid=placed.value, bridge="b1")
    play >> NodeAudited(NODE, (agents, channel("c2", Place.CONNECTING, bridge="b1")), ())
    assert play.state.calls[the_callback(play)].state is CallState.DIALLING
    assert play.call("c2").state is CallState.FAILSAFE
