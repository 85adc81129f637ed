"""Callbacks over longer times: hours in which customers are called, a lost journal, a list that grew meanwhile."""

from dataclasses import replace

from acd.commands import ForgetCallback, KeepCallback
from acd.events import CallbacksKept, CentreConfigured
from acd.model.calendar import Hours
from acd.model.facts import CallbackFact
from acd.model.states import CallbackOutcome, PhoneState
from acd.testing.engine import NOON_MS, logged, passes, recorded, script
from tests.scenarios.callbacks import (
    RULES,
    agent_answers,
    agents_channel_ends,
    asks,
    callback_centre,
    calls_in,
    customer_is_missed,
    kept,
    number,
    presses,
    rung,
)
from tests.scenarios.words import hangs_up, logs_in, phone_is, rings

IDLE = PhoneState.IDLE


def test_customers_are_called_only_during_the_hours_given() -> None:
    """It is Thursday noon; one attempt fails at 17:50, and the pause ends after closing."""
    rules = replace(RULES, hours="office", pause_ms=1_200_000, expires_ms=172_800_000)
    office = Hours("office", "UTC", {"mon-fri": ("09:00-18:00",), "sat-sun": ()})
    play = script(callback_centre(rules, hours={"office": office}), NOON_MS)
    play >> calls_in("c1") >> presses("c1") << asks("c1", number("c1")) >> hangs_up("c1")
    play >> passes(5 * 3_600 + 50 * 60)
    first, second = rung("101", number("c1")), rung("101", number("c1"))
    play >> logs_in("101") << first >> rings("1001") >> agent_answers(first) >> customer_is_missed(first)
    play >> [agents_channel_ends(first), phone_is("1001", IDLE)]
    assert play >> passes(15 * 3_600 + 9 * 60) >> passes(60) << second


def test_a_callback_asked_for_in_the_evening_waits_for_the_morning() -> None:
    rules = replace(RULES, hours="office", expires_ms=172_800_000)
    office = Hours("office", "UTC", {"mon-sun": ("09:00-11:00", "13:00-18:00")})
    play = script(callback_centre(rules, hours={"office": office}), NOON_MS)
    play >> calls_in("c1") >> presses("c1") << asks("c1", number("c1")) >> hangs_up("c1")
    assert play >> logs_in("101") >> passes(3_599) >> passes(1) << rung("101", number("c1"))


def test_a_callback_that_waits_when_the_hours_end_is_not_made() -> None:
    rules = replace(RULES, hours="office", expires_ms=172_800_000)
    office = Hours("office", "UTC", {"mon-sun": ("09:00-13:00",)})
    play = script(callback_centre(rules, hours={"office": office}), NOON_MS)
    play >> calls_in("c1") >> presses("c1") << asks("c1", number("c1")) >> hangs_up("c1")
    assert play >> passes(3_600) >> logs_in("101") >> passes(20 * 3_600) << rung("101", number("c1"))


def test_what_was_written_down_is_there_again_without_a_journal() -> None:
    before = kept()
    [written] = [command.callback for command in before.commands if isinstance(command, KeepCallback)]
    play = script(callback_centre(), before.now_ms + 1_000)
    play >> calls_in("c2") >> CallbacksKept((written,)) >> CallbacksKept((written,))
    assert len(play.state.callbacks) == 1
    assert play >> logs_in("101") << rung("101", number("c1"))
    gone = replace(written, call=9, queue="gone", number="+74950000009")
    assert (
        play >> CallbacksKept((gone,)) << ForgetCallback(9) << logged("a callback of a queue that is gone", "warning")
    )


def test_a_number_put_on_the_list_meanwhile_is_not_called() -> None:
    play = kept()
    listed = callback_centre(do_not_call=(number("c1"),))
    assert play >> CentreConfigured(listed) << recorded(CallbackFact, outcome=CallbackOutcome.DO_NOT_CALL)
    assert not play.state.calls
