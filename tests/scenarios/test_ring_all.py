"""The strategy ring-all: all ready agents ring, the first to answer has the call, the others keep their places."""

from typing import Any

from acd.commands import ConnectCaller
from acd.engine.state import channel_key
from acd.events import Event, NodeConnected, OfferAnswered
from acd.model.centre import Centre, Strategy
from acd.model.channels import Place
from acd.model.facts import OfferFact
from acd.model.states import AgentState, CallState, OfferResult, PhoneState
from acd.testing.engine import NODE, Script, passes, recorded, script, unknown
from tests.scenarios.words import (
    PHONES,
    RING_MS,
    agent_channel,
    agent_hangs_up,
    answers,
    arrives,
    audit,
    centre,
    channel,
    connects,
    fetches_back,
    hangs_up,
    logs_in,
    logs_out,
    phone_is,
    returns,
    rings,
)


def ring_all() -> Centre:
    return centre(sales={"strategy": Strategy.RING_ALL, "refusals_max": 2})


def rings_all(caller: str, *agents: str, offer: Any = None) -> ConnectCaller:
    phones = [PHONES[agent] for agent in agents]
    number = offer if offer is not None else unknown()
    also = tuple((phone, NODE) for phone in phones[1:])
    ids = unknown(), unknown()
    where = NODE, f"PJSIP/trunk-{caller}", caller
    return ConnectCaller(*where, number, agents[0], phones[0], NODE, RING_MS, *ids, also)


def three_ring(offer: Any = None) -> Script:
    play = script(ring_all())
    assert play >> logs_in("101") >> passes(1) >> logs_in("102") >> passes(1) >> logs_in("103")
    assert play >> arrives("c1") << rings_all("c1", "101", "102", "103", offer=offer)
    for phone in ("1001", "1002", "1003"):
        play >> rings(phone)
    return play


def states(play: Script) -> list[AgentState]:
    return [play.agent(agent).state for agent in ("101", "102", "103")]


def test_the_first_to_answer_has_the_call() -> None:
    play = three_ring()
    assert states(play) == [AgentState.RINGING] * 3
    assert (
        play
        >> passes(3)
        >> answers("c1", "1002")
        << recorded(OfferFact, agent="101", result=OfferResult.ANSWERED_ELSEWHERE)
        << recorded(OfferFact, agent="103", result=OfferResult.ANSWERED_ELSEWHERE)
    )
    assert states(play) == [AgentState.READY, AgentState.TALKING, AgentState.READY]
    assert play.call("c1").agent == "102"
    for phone in ("1001", "1003"):
        play >> phone_is(phone, PhoneState.IDLE)
    assert play >> arrives("c2") << rings_all("c2", "101", "103")
    assert play >> agent_hangs_up("c1", "1002") << recorded(OfferFact, agent="102", result=OfferResult.ANSWERED)


def test_nobody_answers() -> None:
    offer = unknown()
    play = three_ring(offer)
    assert (
        play
        >> passes(20)
        >> returns("c1", offer, "1001")
        << recorded(OfferFact, agent="103", result=OfferResult.NO_ANSWER)
    )
    assert [play.agent(agent).refusals for agent in ("101", "102", "103")] == [1, 1, 1]
    for phone in ("1002", "1003"):
        play >> phone_is(phone, PhoneState.IDLE)
    assert play >> passes(1) << rings_all("c1", "101", "102", "103")


def test_a_phone_without_a_sign_is_left_out_and_the_others_ring_on() -> None:
    play = script(ring_all())
    assert play >> logs_in("101") >> passes(1) >> logs_in("102") >> arrives("c1") << rings_all("c1", "101", "102")
    assert play >> rings("1002") >> passes(0.9) << recorded(OfferFact, agent="101", result=OfferResult.UNREACHABLE)
    assert play.agent("101").state is AgentState.NOT_READY
    assert play >> answers("c1", "1002")
    assert play.call("c1").agent == "102"


def test_all_phones_without_a_sign() -> None:
    play = script(ring_all())
    assert play >> logs_in("101") >> passes(1) >> logs_in("102") >> arrives("c1") << rings_all("c1", "101", "102")
    assert play >> passes(0.9) << fetches_back("c1")
    assert [play.agent(agent).reason for agent in ("101", "102")] == ["phone unreachable"] * 2


def test_one_who_leaves_takes_the_offer_back_and_the_others_ring_again() -> None:
    play = three_ring()
    assert (
        play
        >> logs_out("102")
        << recorded(OfferFact, agent="102", result=OfferResult.WITHDRAWN)
        << recorded(OfferFact, agent="103", result=OfferResult.WITHDRAWN)
        << fetches_back("c1")
        >> [phone_is("1001", PhoneState.IDLE), phone_is("1003", PhoneState.IDLE)]
        << rings_all("c1", "101")
    )


def test_the_caller_hangs_up() -> None:
    play = three_ring()
    assert play >> hangs_up("c1") << recorded(OfferFact, agent="102", result=OfferResult.CALLER_GONE)
    assert states(play) == [AgentState.READY] * 3


def test_two_callers_share_the_agents_and_nobody_rings_twice() -> None:
    play = script(ring_all())
    play >> arrives("c1") >> passes(1) >> arrives("c2")
    assert play >> logs_in("101") << connects("c1", "101", unknown())
    assert play >> logs_in("102") << connects("c2", "102", unknown())


def test_a_daemon_that_forgot_finds_the_one_who_answered_by_the_channel() -> None:
    play = script(ring_all())
    assert play >> NodeConnected(NODE, restarted=False)
    both = {"bridge": "b"}
    caller = channel("c1", Place.CONNECTING, offer="900*101*+*20", **both)
    assert play >> audit(caller, agent_channel("c1", "1002", "b"))
    assert play.call("c1").state is CallState.TALKING
    assert play.call("c1").agent == "102"


def test_a_late_answer_of_a_stranger_is_none() -> None:
    play = three_ring()
    late: Event = OfferAnswered(NODE, "c1", "PJSIP/1004-7", "x")
    assert play >> late
    assert play.call("c1").state is CallState.OFFERING
    assert channel_key(NODE, "x") not in play.state.legs
