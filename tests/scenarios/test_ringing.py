"""What becomes of an offer that nobody answers: the next agent, rest, not ready; the caller keeps the place."""

from acd.events import PhoneReached
from acd.model.facts import AgentStateFact, OfferFact, VisitFact
from acd.model.states import AgentState, CallState, OfferResult, PhoneState
from acd.testing.engine import NOON_MS, Script, passes, recorded, script, unknown
from tests.scenarios.words import (
    answers,
    arrives,
    audit,
    centre,
    channel,
    connects,
    fetches_back,
    hangs_up,
    is_ready,
    logs_in,
    phone_is,
    returns,
    rings,
    takes_a_break,
)


def test_nobody_answers_the_next_agent_is_rung() -> None:
    first = unknown()
    play = script(centre())
    assert (
        play
        >> logs_in("101")
        >> logs_in("102")
        >> arrives("c1")
        << connects("c1", "101", first)
        >> rings("1001")
        >> passes(20)
        >> returns("c1", first, "1001")
        << connects("c1", "102", unknown())
        << recorded(OfferFact, id=first, agent="101", result=OfferResult.NO_ANSWER, talk_ms=0)
        >> rings("1002")
        >> answers("c1", "1002")
        << recorded(VisitFact, offers=2, wait_ms=20_000, agent="102", within_service_level=True)
    )
    assert play.agent("101").refusals == 1


def test_the_caller_keeps_the_place_at_the_head() -> None:
    first = unknown()
    assert (
        script(centre())
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", first)
        >> rings("1001")
        >> passes(5)
        >> arrives("c2")
        >> returns("c1", first, "1001", OfferResult.REFUSED)
        >> logs_in("102")
        << connects("c1", "102", unknown())
        >> logs_in("103")
        << connects("c2", "103", unknown())
    )


def test_an_agent_who_did_not_answer_rests_before_the_next_offer() -> None:
    first = unknown()
    assert (
        script(centre())
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", first)
        >> rings("1001")
        >> returns("c1", first, "1001", OfferResult.REFUSED)
        >> passes(0.999)
        >> passes(0.001)
        << connects("c1", "101", unknown())
    )


def test_rest_ends_at_once_for_an_agent_who_takes_a_break_and_is_ready_again() -> None:
    first = unknown()
    assert (
        script(centre())
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", first)
        >> rings("1001")
        >> returns("c1", first, "1001", OfferResult.REFUSED)
        >> takes_a_break("101")
        >> is_ready("101")
        << connects("c1", "101", unknown())
        >> passes(0.5)
    )


def refuse_once(play: Script, caller: str, agent: str, phone: str) -> None:
    offer = unknown()
    play << connects(caller, agent, offer)
    play >> rings(phone) >> returns(caller, offer, phone, OfferResult.REFUSED) >> passes(1)


def test_three_refusals_in_a_row_make_not_ready() -> None:
    play = script(centre())
    play >> logs_in("101") >> arrives("c1")
    for _ in range(3):
        refuse_once(play, "c1", "101", "1001")
    assert play
    agent = play.agent("101")
    assert (agent.state, agent.reason, agent.refusals) == (AgentState.NOT_READY, "no answer", 3)
    play >> is_ready("101")
    refuse_once(play, "c1", "101", "1001")
    assert play << connects("c1", "101", unknown())
    assert play.agent("101").refusals == 1


def test_an_answer_forgives_the_refusals() -> None:
    play = script(centre())
    play >> logs_in("101") >> arrives("c1")
    refuse_once(play, "c1", "101", "1001")
    refuse_once(play, "c1", "101", "1001")
    play << connects("c1", "101", unknown())
    assert play >> rings("1001") >> answers("c1", "1001")
    assert play.agent("101").refusals == 0


def test_with_no_limit_an_agent_may_refuse_for_ever() -> None:
    play = script(centre(sales={"refusals_max": 0}))
    play >> logs_in("101") >> arrives("c1")
    for _ in range(12):
        refuse_once(play, "c1", "101", "1001")
    assert play << connects("c1", "101", unknown())


def test_no_sign_of_ringing_the_phone_counts_as_unreachable_and_the_next_agent_is_rung() -> None:
    first = unknown()
    play = script(centre())
    assert (
        play
        >> logs_in("101")
        >> logs_in("102")
        >> arrives("c1")
        << connects("c1", "101", first)
        >> passes(0.899)
        >> passes(0.001)
        << connects("c1", "102", unknown())
        << recorded(OfferFact, id=first, result=OfferResult.UNREACHABLE)
        << recorded(AgentStateFact, agent="101", state=AgentState.RINGING)
        >> rings("1002")
        >> passes(3)
    )
    agent = play.agent("101")
    assert (agent.state, agent.reason, agent.refusals) == (AgentState.NOT_READY, "phone unreachable", 0)
    assert play.state.phones["1001"] is PhoneState.UNREACHABLE


def test_without_another_agent_the_caller_is_fetched_back_from_the_silent_phone() -> None:
    play = script(centre())
    assert (
        play >> logs_in("101") >> arrives("c1") << connects("c1", "101", unknown()) >> passes(0.9) << fetches_back("c1")
    )
    assert play.call("c1").state is CallState.WAITING


def test_a_silent_phone_is_not_believed_to_be_idle_for_ten_seconds() -> None:
    """The end of our own ringing makes Asterisk call it idle."""
    assert (
        script(centre())
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", unknown())
        >> passes(0.9)
        << fetches_back("c1")
        >> phone_is("1001", PhoneState.IDLE)
        >> passes(9.999)
        >> audit(channel("c1"))
        >> passes(0.001)
        >> audit(channel("c1"))
        << connects("c1", "101", unknown())
    )


def test_a_silent_phone_that_registers_anew_is_rung_at_once() -> None:
    assert (
        script(centre())
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", unknown())
        >> passes(0.9)
        << fetches_back("c1")
        >> phone_is("1001", PhoneState.IDLE)
        >> passes(1)
        >> PhoneReached("1001")
        << connects("c1", "101", unknown())
    )


def test_a_phone_in_use_that_answers_asterisk_stays_in_use() -> None:
    play = script(centre())
    assert play >> logs_in("101") >> phone_is("1001", PhoneState.IN_USE) >> arrives("c1") >> PhoneReached("1001")
    assert play.call("c1").state is CallState.WAITING


def test_a_phone_that_asterisk_cannot_reach_makes_its_agent_not_ready_until_it_is_back() -> None:
    first = unknown()
    play = script(centre())
    assert (
        play
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", first)
        >> returns("c1", first, "1001", OfferResult.UNREACHABLE)
        >> passes(11)
        >> phone_is("1001", PhoneState.UNREACHABLE)
        >> phone_is("1001", PhoneState.IDLE)
        << connects("c1", "101", unknown())
    )


def test_asterisk_forgets_to_end_the_ringing_so_the_engine_does() -> None:
    first = unknown()
    assert (
        script(centre())
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", first)
        >> rings("1001")
        >> passes(24.999)
        >> passes(0.001)
        << fetches_back("c1")
        << recorded(OfferFact, id=first, result=OfferResult.NO_ANSWER, ended_ms=NOON_MS + 25_000)
    )


def test_a_redirect_that_failed_is_tried_again_after_a_rest() -> None:
    first = unknown()
    play = script(centre())
    assert (
        play
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", first)
        >> returns("c1", first, "1001", OfferResult.FAILED)
        >> passes(1)
        << connects("c1", "101", unknown())
    )
    assert play.agent("101").refusals == 0


def test_a_phone_in_use_is_not_rung() -> None:
    assert (
        script(centre())
        >> logs_in("101")
        >> phone_is("1001", PhoneState.IN_USE)
        >> arrives("c1")
        >> passes(10)
        >> phone_is("1001", PhoneState.IDLE)
        << connects("c1", "101", unknown())
    )


def test_a_caller_who_leaves_while_a_phone_rings_is_abandoned_and_the_next_one_is_served() -> None:
    first = unknown()
    assert (
        script(centre())
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", first)
        >> arrives("c2")
        >> rings("1001")
        >> hangs_up("c1")
        << recorded(OfferFact, id=first, result=OfferResult.CALLER_GONE)
        >> phone_is("1001", PhoneState.IDLE)
        << connects("c2", "101", unknown())
    )
