"""The dialplan serves a caller by itself while it has no sign of life from the daemon, and gives the caller back."""

from acd.events import FailsafeTook
from acd.model.centre import Message, Overflow
from acd.model.facts import CallFact, OfferFact, VisitFact
from acd.model.states import CallState, OfferResult, VisitOutcome
from acd.testing.engine import NODE, NOON_MS, passes, recorded, script, unknown
from tests.scenarios.words import (
    arrives,
    centre,
    connects,
    hangs_up,
    logs_in,
    marks,
    returns,
    rings,
    tells,
)

TAKEN = FailsafeTook(NODE, "c1")


def test_a_caller_served_by_the_dialplan_is_left_alone() -> None:
    play = script(centre())
    assert play >> arrives("c1") >> passes(15) >> TAKEN >> logs_in("101") >> passes(60)
    assert play.call("c1").state is CallState.FAILSAFE
    assert (
        play
        >> hangs_up("c1")
        << recorded(VisitFact, outcome=VisitOutcome.FAILSAFE, wait_ms=75_000)
        << recorded(CallFact, outcome=VisitOutcome.FAILSAFE)
    )


def test_given_back_the_caller_has_the_old_place() -> None:
    play = script(centre())
    assert (
        play
        >> arrives("c1")
        >> passes(15)
        >> TAKEN
        >> arrives("c2")
        >> passes(30)
        >> arrives("c1")
        >> logs_in("101")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> hangs_up("c1")
        << recorded(VisitFact, wait_ms=45_000, outcome=VisitOutcome.ABANDONED)
        << recorded(CallFact, arrived_ms=NOON_MS)
    )


def test_taken_while_a_phone_rings_the_offer_has_failed() -> None:
    offer = unknown()
    play = script(centre())
    assert (
        play
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", offer)
        >> rings("1001")
        >> TAKEN
        << recorded(OfferFact, id=offer, result=OfferResult.FAILED)
        >> returns("c1", offer, "1001")
    )
    assert play.agent("101").refusals == 0
    assert play.state.ignored == {"late return of an offer": 1}


def test_the_overflow_time_that_ended_in_the_failsafe_counts_when_the_caller_is_back() -> None:
    for overflow, follows in (
        (Overflow(20_000), tells("c1", Message.ALL_BUSY)),
        (Overflow(20_000, to_queue="support"), marks("c1", "support")),
    ):
        assert (
            script(centre(sales={"overflows": (overflow,)}))
            >> arrives("c1")
            >> passes(15)
            >> TAKEN
            >> passes(15)
            >> arrives("c1")
            << follows
        )


def test_the_overflow_time_that_ends_after_the_failsafe_counts_as_well() -> None:
    assert (
        script(centre(sales={"overflows": (Overflow(40_000),)}))
        >> arrives("c1")
        >> passes(15)
        >> TAKEN
        >> passes(15)
        >> arrives("c1")
        >> passes(9.999)
        >> passes(0.001)
        << tells("c1", Message.ALL_BUSY)
    )
