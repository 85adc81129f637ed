"""Callers whom a queue sends to an outside number: by overflow, a key, when it is full; answered there, or not."""

from acd.events import OfferAnswered, OutsideFailed
from acd.model.centre import Destination, Message, Overflow
from acd.model.facts import CallFact, TransferFact, VisitFact
from acd.model.states import CallState, HungUpBy, OfferResult, VisitOutcome
from acd.testing.engine import NODE, NOON_MS, passes, recorded, script, unknown
from tests.scenarios.words import (
    arrives,
    centre,
    connects,
    hangs_up,
    logs_in,
    logs_out,
    marks,
    presses,
    rings,
    sends_outside,
    tells,
)

NUMBER = "+74951234567"
OUTSIDE = Destination(to_number=NUMBER)
MISSED = OutsideFailed(NODE, "c1", OfferResult.NO_ANSWER)


def test_waiting_too_long_and_answered_there() -> None:
    play = script(centre(sales={"overflows": (Overflow(30_000, to_number=NUMBER),)}))
    assert (
        play
        >> arrives("c1")
        >> passes(30)
        << sends_outside("c1", NUMBER)
        << recorded(VisitFact, queue="sales", outcome=VisitOutcome.EXTERNAL, wait_ms=30_000)
        >> logs_in("101")
        >> OfferAnswered(NODE, "c1", "PJSIP/trunk-out-9", "out")
        >> passes(600)
        >> hangs_up("c1")
        << recorded(CallFact, outcome=VisitOutcome.EXTERNAL, agent=None, hung_up_by=HungUpBy.CALLER)
    )
    assert not play.recorded(TransferFact)


def test_nobody_answers_there_the_caller_waits_again_with_the_place_and_is_sent_once_more() -> None:
    play = script(centre(sales={"overflows": (Overflow(30_000, to_number=NUMBER),)}))
    assert (
        play
        >> arrives("c1")
        >> passes(30)
        << sends_outside("c1", NUMBER)
        >> passes(40)
        >> MISSED
        << marks("c1", "sales")
        >> passes(30)
        << sends_outside("c1", NUMBER)
        >> MISSED
        << marks("c1", "sales")
        >> logs_in("101")
        << connects("c1", "101", unknown())
    )
    visit = play.call("c1").visit
    assert visit is not None
    assert visit.place_ms == NOON_MS


def test_a_key() -> None:
    assert (
        script(centre(sales={"keys": {"0": OUTSIDE}}))
        >> arrives("c1")
        >> passes(5)
        >> presses("c1", "0")
        << sends_outside("c1", NUMBER)
        << recorded(VisitFact, outcome=VisitOutcome.EXITED, wait_ms=5_000)
        >> presses("c1", "0")
        >> MISSED
        << marks("c1", "sales")
    )


def test_who_was_not_let_in_and_finds_nobody_there_either_is_told_so() -> None:
    play = script(centre(sales={"join_unstaffed": False, "when_unstaffed": OUTSIDE}))
    assert play >> arrives("c1") << sends_outside("c1", NUMBER) << recorded(VisitFact, outcome=VisitOutcome.UNSTAFFED)
    assert play.call("c1").state is CallState.OUTSIDE
    assert play >> MISSED << tells("c1", Message.ALL_BUSY)


def test_an_offer_taken_back_after_the_time_goes_outside_without_a_detour() -> None:
    assert (
        script(centre(sales={"overflows": (Overflow(30_000, to_number=NUMBER),)}))
        >> arrives("c1")
        >> passes(25)
        >> logs_in("101")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> passes(10)
        >> logs_out("101")
        << sends_outside("c1", NUMBER)
    )
