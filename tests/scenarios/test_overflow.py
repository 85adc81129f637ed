"""Waiting too long: another queue, a message, while a phone rings, a chain of two; a number nobody configured."""

import pytest

from acd.model.centre import Message, Overflow
from acd.model.facts import CallFact, OfferFact, VisitFact
from acd.model.states import CallState, HungUpBy, OfferResult, VisitOutcome
from acd.testing.engine import NOON_MS, logged, passes, recorded, script, unknown
from tests.scenarios.words import (
    arrives,
    centre,
    connects,
    fetches_back,
    is_gone,
    logs_in,
    logs_out,
    marks,
    returns,
    rings,
    tells,
)

TO_SUPPORT = {"overflows": (Overflow(30_000, to_queue="support"),)}
TO_MESSAGE = {"overflows": (Overflow(30_000),)}


def test_to_another_queue_keeping_the_place() -> None:
    play = script(centre(sales=TO_SUPPORT))
    assert (
        play
        >> arrives("c1")
        >> passes(20)
        >> arrives("c2", dialled="200")
        >> passes(9.999)
        >> passes(0.001)
        << marks("c1", "support")
        << recorded(VisitFact, queue="sales", outcome=VisitOutcome.OVERFLOWED, wait_ms=30_000)
        >> logs_in("104")
        << connects("c1", "104", unknown())
    )
    visit = play.call("c1").visit
    assert visit is not None
    assert (visit.queue, visit.entered_ms, visit.place_ms) == ("support", NOON_MS + 30_000, NOON_MS)


def test_to_a_queue_with_a_ready_agent_at_once() -> None:
    assert (
        script(centre(sales=TO_SUPPORT))
        >> logs_in("104")
        >> arrives("c1")
        >> passes(30)
        << marks("c1", "support")
        << connects("c1", "104", unknown())
    )


def test_to_a_message_and_the_end() -> None:
    play = script(centre(sales=TO_MESSAGE))
    assert (
        play
        >> arrives("c1")
        >> passes(30)
        << tells("c1", Message.ALL_BUSY)
        << recorded(VisitFact, outcome=VisitOutcome.MESSAGE, wait_ms=30_000)
        >> logs_in("101")
        >> passes(6)
        >> is_gone("c1")
        << recorded(CallFact, outcome=VisitOutcome.MESSAGE, hung_up_by=HungUpBy.SYSTEM)
    )
    assert not play.state.calls


def test_while_a_phone_rings_the_ringing_goes_on_and_the_caller_moves_when_it_fails() -> None:
    offer = unknown()
    play = script(centre(sales=TO_SUPPORT))
    assert (
        play
        >> arrives("c1")
        >> passes(25)
        >> logs_in("101")
        << connects("c1", "101", offer)
        >> rings("1001")
        >> passes(20)
    )
    assert play.call("c1").state is CallState.OFFERING
    assert (
        play
        >> returns("c1", offer, "1001")
        << marks("c1", "support")
        << recorded(OfferFact, id=offer, result=OfferResult.NO_ANSWER)
        << recorded(VisitFact, queue="sales", outcome=VisitOutcome.OVERFLOWED, wait_ms=45_000, offers=1)
    )


def test_to_a_message_when_the_ringing_fails_after_the_time() -> None:
    offer = unknown()
    assert (
        script(centre(sales=TO_MESSAGE))
        >> arrives("c1")
        >> passes(25)
        >> logs_in("101")
        << connects("c1", "101", offer)
        >> rings("1001")
        >> passes(20)
        >> returns("c1", offer, "1001")
        << tells("c1", Message.ALL_BUSY)
    )


def test_an_offer_taken_back_after_the_time_ends_in_the_message_without_a_detour() -> None:
    assert (
        script(centre(sales=TO_MESSAGE))
        >> arrives("c1")
        >> passes(25)
        >> logs_in("101")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> passes(10)
        >> logs_out("101")
        << tells("c1", Message.ALL_BUSY)
    )


def test_an_offer_taken_back_after_the_time_moves_and_fetches_back() -> None:
    assert (
        script(centre(sales=TO_SUPPORT))
        >> arrives("c1")
        >> passes(25)
        >> logs_in("101")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> passes(10)
        >> logs_out("101")
        << marks("c1", "support")
        << fetches_back("c1")
    )


def test_a_chain_of_two() -> None:
    play = script(centre(sales=TO_SUPPORT, support={"overflows": (Overflow(10_000, message=Message.CLOSED),)}))
    assert (
        play
        >> arrives("c1")
        >> passes(40)
        << marks("c1", "support")
        << tells("c1", Message.CLOSED)
        >> passes(3)
        >> is_gone("c1")
        << recorded(CallFact, queue="support", outcome=VisitOutcome.MESSAGE)
    )
    assert [(visit.queue, visit.wait_ms) for visit in play.recorded(VisitFact)] == [
        ("sales", 30_000),
        ("support", 10_000),
    ]


def test_two_queues_that_overflow_into_each_other_move_a_caller_to_and_fro() -> None:
    play = script(centre(sales=TO_SUPPORT, support={"overflows": (Overflow(10_000, to_queue="sales"),)}))
    assert (
        play
        >> arrives("c1")
        >> passes(70)
        << marks("c1", "support")
        << marks("c1", "sales")
        << marks("c1", "support")
        >> logs_in("104")
        << connects("c1", "104", unknown())
    )


def test_the_time_of_a_former_visit_does_not_end_the_present_one() -> None:
    play = script(centre(sales=TO_SUPPORT, support={"overflows": (Overflow(60_000),)}))
    assert (
        play
        >> arrives("c1")
        >> passes(30)
        << marks("c1", "support")
        >> passes(59.999)
        >> passes(0.001)
        << tells("c1", Message.ALL_BUSY)
    )


@pytest.mark.parametrize("dialled", ["999", "", "+", "100x", "100 "])
def test_an_unknown_number_is_told_so(dialled: str) -> None:
    play = script(centre())
    assert (
        play
        >> arrives("c1", dialled=dialled)
        << tells("c1", Message.NO_SERVICE)
        << logged("a call is turned away")
        >> logs_in("101")
        >> is_gone("c1")
        << recorded(CallFact, dialled=dialled, queue=None, outcome=None)
    )
    assert not play.recorded(VisitFact)


def test_a_message_that_never_ends_is_ended() -> None:
    play = script(centre())
    assert play >> arrives("c1", dialled="999") << tells("c1", Message.NO_SERVICE) >> passes(59.999)
    play >> passes(0.001)
    assert [type(command).__name__ for command in play.commands][-1] == "HangUp"


@pytest.mark.parametrize("dialled", ["100", "+100"])
def test_a_number_is_known_with_and_without_the_plus_sign(dialled: str) -> None:
    play = script(centre())
    assert play >> arrives("c1", dialled=dialled)
    assert play.call("c1").queue == "sales"
