"""Asking for a callback that keeps the place: the key, the number, who may, and who thinks better of it."""

import pytest

from acd.commands import Reply
from acd.events import CallbackRequested, Origin
from acd.model.callbacks import CallbackRules
from acd.model.facts import CallFact, VisitFact
from acd.model.states import AgentState, CallState, PhoneState, VisitOutcome
from acd.testing.engine import passes, recorded, script, unknown
from tests.scenarios.callbacks import (
    asks,
    callback_centre,
    calls_in,
    gives,
    kept,
    number,
    presses,
    rung,
    tells_callback,
    the_callback,
)
from tests.scenarios.words import (
    answers,
    arrives,
    connects,
    hangs_up,
    is_gone,
    logs_in,
    phone_is,
    rings,
)

IDLE, IN_USE = PhoneState.IDLE, PhoneState.IN_USE
ASKED = Origin(request="r1")


def test_who_hangs_up_on_hearing_the_number_keeps_the_place() -> None:
    play = script(callback_centre())
    assert (
        play
        >> calls_in("c1")
        >> passes(10)
        >> presses("c1")
        << asks("c1", number("c1"))
        >> passes(4)
        >> hangs_up("c1")
        << recorded(VisitFact, outcome=VisitOutcome.CALLBACK, wait_ms=14_000)
        << recorded(CallFact, caller_number=number("c1"), outcome=VisitOutcome.CALLBACK)
    )
    call = play.state.calls[the_callback(play)]
    assert call.state is CallState.KEPT
    assert call.visit is not None
    assert call.visit.place_ms == play.now_ms - 14_000


def test_who_agrees_by_key_is_told_so_and_keeps_the_place_at_once() -> None:
    play = script(callback_centre())
    assert (
        play
        >> calls_in("c1")
        >> presses("c1")
        << asks("c1", number("c1"))
        >> gives("c1", number("c1"))
        << tells_callback("c1", agreed=True)
        << recorded(VisitFact, outcome=VisitOutcome.CALLBACK)
        >> passes(3)
        >> is_gone("c1")
        << recorded(CallFact, outcome=VisitOutcome.CALLBACK)
    )
    assert play.state.calls[the_callback(play)].state is CallState.KEPT


def test_another_number_is_taken_if_a_pattern_allows_it() -> None:
    play = script(callback_centre(CallbackRules("2", numbers=("+7XXXXXXXXXX", "8800."))))
    assert (
        play
        >> calls_in("c1")
        >> presses("c1")
        << asks("c1", number("c1"))
        >> gives("c1", "+900123456789")
        << asks("c1", "", again=True)
        >> gives("c1", "8800-55")
        << tells_callback("c1", agreed=True)
    )
    callback = play.state.calls[the_callback(play)].callback
    assert callback is not None
    assert callback.number == "880055"


@pytest.mark.parametrize("given", ["101", "", "+7495000000", "0", "x" * 40, "+74950000001;app=System"])
def test_without_patterns_only_the_own_number_is_called(given: str) -> None:
    play = script(callback_centre())
    play >> calls_in("c1") >> presses("c1") << asks("c1", number("c1")) >> gives("c1", given)
    assert not play.state.callbacks
    assert play.call("c1").state is CallState.WAITING


def test_who_thinks_better_of_it_waits_on_and_may_abandon() -> None:
    assert (
        script(callback_centre())
        >> calls_in("c1")
        >> presses("c1")
        << asks("c1", number("c1"))
        >> gives("c1", "")
        >> hangs_up("c1")
        << recorded(VisitFact, outcome=VisitOutcome.ABANDONED)
    )


@pytest.mark.parametrize("withheld", ["", "anonymous", "+7000c1"])
def test_who_calls_without_a_number_is_refused(withheld: str) -> None:
    play = script(callback_centre())
    event = calls_in("c1", shown=withheld)
    assert play >> event >> presses("c1") << tells_callback("c1", agreed=False) >> hangs_up("c1")
    assert not play.state.callbacks


def test_who_calls_without_a_number_may_key_one_in_where_patterns_are() -> None:
    play = script(callback_centre(CallbackRules("2", numbers=("8800.",))))
    assert (
        play
        >> arrives("c1")
        >> presses("c1")
        << asks("c1", "")
        >> gives("c1", "880055")
        << tells_callback("c1", agreed=True)
    )


def test_a_number_on_the_list_is_never_called() -> None:
    play = script(callback_centre(do_not_call=(number("c1").lstrip("+"),)))
    assert play >> calls_in("c1") >> presses("c1") << tells_callback("c1", agreed=False)
    asked = CallbackRequested("sales", number("c1"), "", ASKED)
    assert play >> asked << Reply("r1", "conflict", "the number is on the list do_not_call")


def test_a_number_has_one_callback_in_a_queue() -> None:
    play = kept()
    asked = CallbackRequested("sales", number("c1"), "", ASKED)
    assert play >> asked << Reply("r1", "conflict", "a callback to this number is pending in this queue")


def test_a_key_pressed_in_a_queue_without_callbacks_means_nothing() -> None:
    play = script(callback_centre())
    assert play >> calls_in("c1", "200") >> presses("c1") >> presses("c1", "5")
    assert play.state.ignored == {"key of a call that is waiting": 2}


def test_an_agent_who_becomes_free_while_it_is_asked_has_the_caller() -> None:
    offer = unknown()
    play = script(callback_centre())
    assert (
        play
        >> calls_in("c1")
        >> presses("c1")
        << asks("c1", number("c1"))
        >> logs_in("101")
        << connects("c1", "101", offer)
        >> rings("1001")
        >> gives("c1", number("c1"))  # said in the same moment
        >> answers("c1", "1001")
    )
    assert not play.state.callbacks
    assert play.agent("101").state is AgentState.TALKING


def test_who_asked_and_hangs_up_while_a_phone_rings_keeps_the_place() -> None:
    rings_agent = rung("101", number("c1"))
    assert (
        script(callback_centre())
        >> calls_in("c1")
        >> presses("c1")
        << asks("c1", number("c1"))
        >> logs_in("101")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> [*hangs_up("c1"), phone_is("1001", IDLE)]
        << recorded(VisitFact, outcome=VisitOutcome.CALLBACK)
        << rings_agent
    )


def test_one_customer_on_two_lines_is_called_back_once() -> None:
    play = script(callback_centre()) >> calls_in("c1") >> calls_in("c2", shown=number("c1"))
    play >> presses("c1") << asks("c1", number("c1")) >> presses("c2") << asks("c2", number("c1"))
    play >> hangs_up("c1") << recorded(VisitFact, outcome=VisitOutcome.CALLBACK)
    assert play >> hangs_up("c2") << recorded(VisitFact, outcome=VisitOutcome.ABANDONED)
    assert len(play.state.callbacks) == len(play.state.calls) == 1
