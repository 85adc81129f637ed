"""Keys that callers press while they wait: one that leads out of the queue, any other, at the wrong moment."""

import pytest

from acd.events import CentreConfigured
from acd.model.centre import Destination, Message
from acd.model.facts import CallFact, OfferFact, VisitFact
from acd.model.states import CallState, OfferResult, VisitOutcome
from acd.testing.engine import passes, recorded, script, unknown
from tests.scenarios.words import (
    answers,
    arrives,
    centre,
    connects,
    hangs_up,
    is_gone,
    logs_in,
    marks,
    presses,
    returns,
    rings,
    tells,
)

KEYS = {"keys": {"0": Destination(to_queue="support"), "9": Destination(message=Message.CLOSED)}}


@pytest.mark.parametrize("key", [*"0123456789*#ABCD"])
def test_a_key_that_means_nothing_costs_nothing(key: str) -> None:
    play = script(centre())
    assert (
        play
        >> arrives("c1")
        >> presses("c1", key)
        >> arrives("c2")
        >> presses("c1", key)
        >> logs_in("101")
        << connects("c1", "101", unknown())
        >> presses("c1", key)
        >> answers("c1", "1001")
        >> presses("c1", key)
    )
    assert play.state.ignored == {
        "key of a call that is waiting": 2,
        "key of a call that is offering": 1,
        "key of a call that is talking": 1,
    }


def test_a_key_of_nobody() -> None:
    play = script(centre())
    assert play >> presses("c9", "1")
    assert play.state.ignored == {"key without a call": 1}


def test_a_key_leads_to_another_queue_with_the_place() -> None:
    play = script(centre(sales=KEYS))
    assert (
        play
        >> arrives("c1")
        >> passes(5)
        >> arrives("c2", dialled="200")
        >> passes(5)
        >> presses("c1", "0")
        << marks("c1", "support")
        << recorded(VisitFact, queue="sales", outcome=VisitOutcome.EXITED, wait_ms=10_000)
        >> presses("c1", "0")
        >> logs_in("104")
        << connects("c1", "104", unknown())
    )


def test_a_key_leads_to_a_message_and_the_end() -> None:
    assert (
        script(centre(sales=KEYS))
        >> arrives("c1")
        >> passes(5)
        >> presses("c1", "9")
        << tells("c1", Message.CLOSED)
        << recorded(VisitFact, outcome=VisitOutcome.EXITED, wait_ms=5_000)
        >> presses("c1", "9")
        >> logs_in("101")
        >> is_gone("c1")
        << recorded(CallFact, outcome=VisitOutcome.EXITED)
    )


def test_pressed_while_a_phone_rings_it_counts_when_nobody_answers() -> None:
    offer = unknown()
    play = script(centre(sales=KEYS))
    assert (
        play
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", offer)
        >> rings("1001")
        >> presses("c1", "5")
        >> presses("c1", "0")
        >> passes(20)
    )
    assert play.call("c1").state is CallState.OFFERING
    assert (
        play
        >> returns("c1", offer, "1001")
        << marks("c1", "support")
        << recorded(OfferFact, result=OfferResult.NO_ANSWER)
        << recorded(VisitFact, queue="sales", outcome=VisitOutcome.EXITED, offers=1)
    )


def test_pressed_while_a_phone_rings_it_does_not_keep_from_the_agent() -> None:
    play = script(centre(sales=KEYS))
    assert (
        play
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> presses("c1", "0")
        >> answers("c1", "1001")
        << recorded(VisitFact, queue="sales", outcome=VisitOutcome.ANSWERED)
    )


def test_a_key_and_a_hang_up_whichever_comes_first() -> None:
    assert (
        script(centre(sales=KEYS))
        >> arrives("c1")
        >> hangs_up("c1")
        << recorded(VisitFact, outcome=VisitOutcome.ABANDONED)
        >> presses("c1", "0")
    )


def test_a_key_taken_out_of_the_configuration_while_a_phone_rings_means_nothing() -> None:
    offer = unknown()
    play = script(centre(sales=KEYS))
    assert (
        play >> logs_in("101") >> arrives("c1") << connects("c1", "101", offer) >> rings("1001") >> presses("c1", "0")
    )
    assert play >> CentreConfigured(centre()) >> returns("c1", offer, "1001")
    assert play.call("c1").queue == "sales"
