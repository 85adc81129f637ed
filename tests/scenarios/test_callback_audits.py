"""Callbacks and audits: a daemon that was away finds the agent's channel in Asterisk, and dials nothing twice."""

from acd.commands import RingAgent
from acd.events import NodeAudited, NodeConnected, NodeLost
from acd.model.channels import ChannelSnapshot, Place
from acd.model.facts import CallbackFact, OfferFact
from acd.model.states import AgentState, CallbackOutcome, CallState, OfferResult, PhoneState
from acd.testing.engine import NODE, Script, Unknown, passes, recorded
from tests.scenarios.callbacks import agent_answers, kept, number, rung, the_callback
from tests.scenarios.words import channel, logs_in, rings

IDLE, IN_USE = PhoneState.IDLE, PhoneState.IN_USE


def announced() -> tuple[Script, RingAgent]:
    """101's phone rings for the callback; then the link is lost."""
    order = rung("101", number("c1"))
    play = kept()
    return play >> logs_in("101") << order >> rings("1001"), order


def uid(order: RingAgent) -> str:
    placed: object = order.uniqueid
    assert isinstance(placed, Unknown)
    return str(placed.value)


def leg(order: RingAgent, place: Place = Place.CALLING_BACK, bridge: str = "") -> ChannelSnapshot:
    return channel("c1", place, channel="PJSIP/1001-callback", uniqueid=uid(order), bridge=bridge)


def found(*channels: ChannelSnapshot, phone: PhoneState = IN_USE) -> list[NodeConnected | NodeAudited]:
    return [NodeConnected(NODE, restarted=False), NodeAudited(NODE, channels, (("1001", phone),))]


def test_an_answer_that_was_not_heard_is_found() -> None:
    play, order = announced()
    play >> NodeLost(NODE) >> passes(3) >> found(leg(order))
    assert play.state.calls[the_callback(play)].state is CallState.DIALLING
    assert play.agent("101").state is AgentState.TALKING


def test_a_conversation_that_began_unheard_is_found() -> None:
    play, order = announced()
    customer = channel("k1", Place.ELSEWHERE, bridge="b1")
    assert (
        play
        >> NodeLost(NODE)
        >> passes(20)
        >> found(leg(order, bridge="b1"), customer)
        << recorded(CallbackFact, outcome=CallbackOutcome.CONNECTED, attempts=1)
    )
    assert play.call("k1").state is CallState.TALKING


def test_a_phone_that_still_rings_is_left_alone() -> None:
    play, order = announced()
    play >> NodeLost(NODE) >> passes(3) >> found(leg(order, Place.ELSEWHERE), phone=PhoneState.RINGING)
    assert play.state.calls[the_callback(play)].state is CallState.ANNOUNCED


def test_an_order_that_never_became_a_channel_has_failed() -> None:
    play, _ = announced()
    again = rung("101", number("c1"))
    assert (
        play
        >> NodeLost(NODE)
        >> passes(3)
        >> found(phone=IDLE)
        << recorded(OfferFact, result=OfferResult.FAILED)
        >> passes(1)
        << again
    )


def test_an_agent_who_is_gone_while_the_customer_was_dialled_costs_an_attempt() -> None:
    play, order = announced()
    assert (
        play
        >> agent_answers(order)
        >> NodeLost(NODE)
        >> passes(30)
        >> found(phone=IDLE)
        << recorded(OfferFact, result=OfferResult.CALLER_GONE, end_reason="failed")
    )
    assert play.state.calls[the_callback(play)].state is CallState.KEPT


def test_what_was_heard_of_while_the_list_was_made_is_not_believed() -> None:
    play, order = announced()
    play >> passes(3) >> NodeAudited(NODE, (), (), uncertain=(uid(order),))
    assert play.state.calls[the_callback(play)].state is CallState.ANNOUNCED


def test_a_restart_of_asterisk_ends_the_attempt_and_keeps_the_place() -> None:
    for answered in (False, True):
        play, order = announced()
        if answered:
            play >> agent_answers(order)
        play >> NodeConnected(NODE, restarted=True) >> NodeAudited(NODE, (), (("1001", PhoneState.UNREACHABLE),))
        assert play.state.calls[the_callback(play)].state is CallState.KEPT
        assert play.agent("101").call is None
