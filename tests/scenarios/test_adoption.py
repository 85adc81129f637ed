"""A daemon that remembers nothing finds calls in Asterisk and goes on with them."""

import pytest

from acd.commands import PlayMessage, ReturnCaller
from acd.engine.engine import Engine
from acd.events import CentreConfigured, NodeConnected
from acd.model.centre import Message
from acd.model.channels import ChannelSnapshot, Place
from acd.model.facts import CallFact, OfferFact, VisitFact
from acd.model.states import AgentState, CallState, OfferResult, PhoneState, VisitOutcome
from acd.testing.engine import NODE, NOON_MS, Script, logged, passes, recorded, unknown
from tests.scenarios.words import (
    agent_channel,
    answers,
    arrives,
    audit,
    centre,
    channel,
    connects,
    fetches_back,
    hangs_up,
    is_gone,
    logs_in,
    returns,
    talk,
    tells,
)

OFFER = 1_767_000_000_000_123
RINGS = channel("c1", Place.CONNECTING, offer=f"{OFFER}*101*1001*20", age_ms=12_000)


def empty() -> Script:
    """A daemon with its configuration, connected, that knows of nothing yet."""
    play = Script(Engine())
    play.handle(CentreConfigured(centre()))
    play.handle(NodeConnected(NODE, restarted=False))
    return play


def test_a_waiting_caller_keeps_the_place_by_the_time_of_arrival() -> None:
    play = empty()
    assert (
        play
        >> arrives("c0")
        >> audit(channel("c0"), channel("c2", age_ms=30_000), channel("c1", age_ms=60_000))
        << logged("call adopted from Asterisk")
        >> logs_in("101")
        << connects("c1", "101", unknown())
        >> logs_in("102")
        << connects("c2", "102", unknown())
        >> logs_in("103")
        << connects("c0", "103", unknown())
        >> hangs_up("c1")
        << recorded(CallFact, uniqueid="c1", arrived_ms=NOON_MS - 60_000, caller_number="+7000c1", dialled="100")
    )


def test_callers_of_the_same_second_keep_their_order() -> None:
    """Asterisk lists its channels in no order, and their ages in whole seconds; its uniqueids count."""
    first, second = "1795446574.9", "1795446574.10"
    assert (
        empty()
        >> audit(channel(second, age_ms=5_000), channel(first, age_ms=5_000))
        >> logs_in("101")
        << connects(first, "101", unknown())
        >> logs_in("102")
        << connects(second, "102", unknown())
    )


def test_a_caller_who_was_moved_is_found_in_the_queue_moved_to() -> None:
    assert (
        empty()
        >> audit(channel("c1", queue="support"), channel("c2", queue="a queue of former days"))
        >> logs_in("104")
        << connects("c1", "104", unknown())
        >> logs_in("101")
        << connects("c2", "101", unknown())
    )


def test_a_phone_that_rings_belongs_to_its_offer() -> None:
    play = empty()
    assert play >> audit(RINGS, p1001=PhoneState.RINGING) >> passes(10)
    assert (play.agent("101").state, play.agent("101").phone) == (AgentState.RINGING, "1001")
    assert (
        play
        >> answers("c1", "1001")
        << recorded(VisitFact, outcome=VisitOutcome.ANSWERED, agent="101", offers=1)
        >> passes(5)
        >> hangs_up("c1")
        << recorded(OfferFact, reason="found in Asterisk", result=OfferResult.ANSWERED, talk_ms=5_000)
    )


def test_a_phone_that_rings_in_vain() -> None:
    assert (
        empty()
        >> audit(RINGS, p1001=PhoneState.RINGING)
        >> returns("c1", OFFER, "1001")
        << recorded(OfferFact, result=OfferResult.NO_ANSWER)
        >> passes(1)
        << connects("c1", "101", unknown())
    )


def test_two_who_talk() -> None:
    play = empty()
    assert play >> audit(*talk("c1", "101", OFFER, age_ms=90_000), p1001=PhoneState.IN_USE)
    assert play.call("c1").state is CallState.TALKING
    assert play.agent("101").state is AgentState.TALKING
    assert (
        play
        >> passes(5)
        >> is_gone("c1-1001")
        << recorded(OfferFact, agent="101", result=OfferResult.ANSWERED)
        >> is_gone("c1")
        << recorded(CallFact, agent="101", outcome=VisitOutcome.ANSWERED, arrived_ms=NOON_MS - 90_000)
    )
    assert play.agent("101").state is AgentState.READY


def test_a_phone_on_another_node_is_known_by_what_stands_before_the_at_sign() -> None:
    play = empty()
    assert play >> audit(channel("c1", Place.CONNECTING, offer=f"{OFFER}*101*1001@second*20"))
    assert play.agent("101").phone == "1001"


def test_a_caller_who_hears_a_last_message() -> None:
    play = empty()
    assert (
        play
        >> audit(channel("c1", Place.LEAVING))
        >> logs_in("101")
        >> is_gone("c1")
        << recorded(CallFact, uniqueid="c1", outcome=None)
    )
    assert not play.recorded(VisitFact)


def test_a_caller_in_the_failsafe_is_left_there() -> None:
    play = empty()
    assert play >> audit(channel("c1", Place.FAILSAFE)) >> logs_in("101") >> passes(5)
    assert play.call("c1").state is CallState.FAILSAFE
    assert play >> arrives("c1") << connects("c1", "101", unknown())


@pytest.mark.parametrize("place", [Place.ARRIVING, Place.ELSEWHERE])
def test_other_channels_are_none_of_our_business(place: Place) -> None:
    play = empty()
    assert play >> audit(channel("c1", place), agent_channel("c9", "1001")) >> logs_in("101")
    assert not play.state.calls


def test_a_waiting_caller_whose_number_is_gone_is_told_so() -> None:
    assert empty() >> audit(channel("c1", dialled="999")) << tells("c1", Message.NO_SERVICE)


@pytest.mark.parametrize("place", [Place.CONNECTING, Place.FAILSAFE])
def test_a_caller_who_is_served_is_not_sent_away_since_the_number_is_gone(place: Place) -> None:
    play = empty()
    both = [channel("c1", place, dialled="999", bridge="b", offer=f"{OFFER}*101*1001*20")]
    both += [agent_channel("c1", "1001", bridge="b")]
    assert play >> audit(*both, p1001=PhoneState.IN_USE) >> passes(5)
    assert not play.recorded(CallFact)
    assert not [command for command in play.commands if isinstance(command, PlayMessage)]


STRANGERS = [
    "",
    "x",
    "*",
    f"{OFFER}",
    f"{OFFER}*999*1001*20",
    f"x{OFFER}*101*1001*20",
    "\N{SUPERSCRIPT TWO}*101*1001*20",
]


@pytest.mark.parametrize("offer", STRANGERS, ids=range(len(STRANGERS)))
def test_a_conversation_with_somebody_unknown_is_left_alone(offer: str) -> None:
    """An agent taken out of the configuration meanwhile, or a channel variable that is no offer of ours."""
    play = empty()
    listed = channel("c1", Place.CONNECTING, offer=offer, bridge="b"), agent_channel("c1", "1005", bridge="b")
    assert play >> logs_in("101") >> audit(*listed, p1005=PhoneState.IN_USE) >> passes(5)
    assert play.agent("101").state is AgentState.READY
    assert play >> hangs_up("c1") << recorded(CallFact, uniqueid="c1")


@pytest.mark.parametrize("offer", STRANGERS, ids=range(len(STRANGERS)))
def test_a_ringing_for_somebody_unknown_is_ended(offer: str) -> None:
    play = empty()
    assert play >> audit(channel("c1", Place.CONNECTING, offer=offer)) << fetches_back("c1") >> passes(2)
    assert play >> logs_in("101") << connects("c1", "101", unknown())


def test_an_offer_to_an_agent_who_has_another_call_is_none_of_theirs() -> None:
    play = empty()
    second = channel("c2", Place.CONNECTING, offer=f"{OFFER + 1}*101*1001*20")
    assert play >> audit(*talk("c1", "101", OFFER), second, p1001=PhoneState.IN_USE) << fetches_back("c2")
    assert play.agent("101").state is AgentState.TALKING


def test_an_agent_who_logged_in_elsewhere_before_the_audit_is_where_the_call_is() -> None:
    play = empty()
    assert play >> logs_in("101", "1005") >> audit(*talk("c1", "101", OFFER), p1001=PhoneState.IN_USE)
    assert (play.agent("101").state, play.agent("101").phone) == (AgentState.TALKING, "1001")
    assert play.state.agent_at == {"1001": "101"}


def test_the_phone_of_a_call_is_its_agents_although_another_logged_in_there() -> None:
    play = empty()
    assert play >> logs_in("102", "1001") >> audit(*talk("c1", "101", OFFER), p1001=PhoneState.IN_USE)
    assert play.agent("102").state is AgentState.LOGGED_OUT
    assert play.state.agent_at == {"1001": "101"}


def test_two_calls_at_one_phone_are_not_both_taken() -> None:
    play = empty()
    strange = [
        channel("c2", Place.CONNECTING, offer=f"{OFFER + 1}*102*1001*20", bridge="b"),
        agent_channel("c2", "1001", bridge="b"),
    ]
    assert play >> audit(*talk("c1", "101", OFFER), *strange, p1001=PhoneState.IN_USE) >> passes(5)
    assert play.agent("101").state is AgentState.TALKING
    assert play.call("c2").state is CallState.FAILSAFE


def test_adopted_agents_are_ready_after_their_calls() -> None:
    play = empty()
    assert (
        play
        >> audit(*talk("c1", "101", OFFER), p1001=PhoneState.IN_USE)
        >> hangs_up("c1")
        >> arrives("c2")
        >> audit(channel("c2"))
        << connects("c2", "101", unknown())
    )


def hostile() -> list[ChannelSnapshot]:
    return [channel("c1", queue="'; drop", offer="*" * 300), channel("c2", Place.CONNECTING, offer="9" * 5000 + "*1*1")]


def test_what_stands_on_a_channel_may_be_anything() -> None:
    play = empty()
    assert play >> audit(*hostile()) << ReturnCaller(NODE, "PJSIP/trunk-c2")
    assert len(play.state.calls) == 2
