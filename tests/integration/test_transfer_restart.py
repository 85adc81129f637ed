"""The daemon dies while a caller is on hold, while an agent consults, and while a caller is passed on."""

import shutil

import pytest

from tests.integration.centre import Centre
from tests.integration.test_transfers import talk


def restart(centre: Centre, journal: str) -> None:
    centre.kill()
    if journal == "lost":
        shutil.rmtree(centre.home / "journal")
    centre.start()


def test_a_hold_goes_on(centre: Centre) -> None:
    caller, phone, call = talk(centre, "+74950000961")
    centre.post(f"/api/v1/calls/{call}/hold")
    caller.wait_music()
    restart(centre, "kept")
    caller.wait_music()
    assert centre.wait_call("+74950000961", "held", agent="101")["id"] == call
    centre.post(f"/api/v1/calls/{call}/unhold")
    caller.wait_hears(phone)
    caller.hang_up()
    phone.wait_ended()
    assert centre.record("+74950000961")["hold_ms"] > 1_000


def test_a_hold_that_nobody_remembers_ends(centre: Centre) -> None:
    caller, phone, call = talk(centre, "+74950000962")
    centre.post(f"/api/v1/calls/{call}/hold")
    caller.wait_music()
    restart(centre, "lost")
    caller.wait_hears(phone)
    phone.wait_hears(caller)
    centre.wait_call("+74950000962", "talking", agent="101")
    centre.wait_agent("101", "talking")
    caller.hang_up()
    phone.wait_ended()


def test_a_consultation_goes_on_and_is_completed(centre: Centre) -> None:
    caller, first, call = talk(centre, "+74950000963")
    other_phone = centre.log_in("104")
    centre.post(f"/api/v1/calls/{call}/consult", to_agent="104")
    other = other_phone.incoming()
    centre.kill()
    other.answer()  # nobody hears of it but the next audit
    first.wait_hears(other)
    centre.start()
    centre.wait_agent("104", "talking", call=call)
    restart(centre, "kept")
    first.wait_hears(other)
    centre.post(f"/api/v1/calls/{call}/complete")
    caller.wait_hears(other)
    first.wait_ended()
    centre.wait_agent("101", "ready", phone_state="idle")
    caller.hang_up()
    other.wait_ended(2)
    record = centre.record("+74950000963")
    assert (record["agent"], record["transfers"]) == ("104", 1)


def test_a_consultation_that_nobody_remembers_loses_no_caller(centre: Centre) -> None:
    caller, first, call = talk(centre, "+74950000964")
    other_phone = centre.log_in("104")
    centre.post(f"/api/v1/calls/{call}/consult", to_agent="104")
    other = other_phone.incoming()
    other.answer()
    first.wait_hears(other)
    restart(centre, "lost")
    caller.wait_hears(first)
    centre.wait_call("+74950000964", "talking", agent="101")
    other.wait_ended()
    caller.hang_up()
    first.wait_ended()


@pytest.mark.parametrize("journal", ["kept", "lost"])
def test_a_transferred_caller_talks_on(centre: Centre, journal: str) -> None:
    number = {"kept": "+74950000965", "lost": "+74950000966"}[journal]
    caller, first, call = talk(centre, number)
    other_phone = centre.log_in("104")
    centre.post(f"/api/v1/calls/{call}/consult", to_agent="104")
    other = other_phone.incoming()
    other.answer()
    first.wait_hears(other)
    centre.post(f"/api/v1/calls/{call}/complete")
    caller.wait_hears(other)
    restart(centre, journal)
    caller.wait_hears(other)
    centre.wait_call(number, "talking", agent="104")
    centre.wait_agent("104", "talking")
    caller.hang_up()
    other.wait_ended()
    assert centre.record(number)["agent"] == "104"


def test_a_caller_passed_on_while_the_daemon_dies_waits_in_the_new_queue(centre: Centre) -> None:
    caller, first, call = talk(centre, "+74950000967")
    centre.post(f"/api/v1/calls/{call}/transfer", to_queue="support-2")
    restart(centre, "lost")
    centre.wait_call("+74950000967", "waiting", queue="support-2")
    first.wait_ended()
    other = centre.log_in("104").incoming()
    other.answer()
    caller.wait_hears(other)
