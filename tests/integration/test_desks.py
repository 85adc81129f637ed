"""Agents' desks on the real Asterisk: feature codes by keys, and lamps by subscription."""

from collections.abc import Iterator

import pytest

from tests.integration.centre import CENTRE, Centre
from tests.integration.softphone import SipCall, Softphone
from tests.integration.subscriber import Subscriber
from tests.integration.test_agents import key_in

SALES = "wrap_up_s = 6\nwrap_up_max_s = 20\nservice_level_s = 1\n"
DESKS = (
    CENTRE.replace('project = "shop"\n', f'project = "shop"\n{SALES}', 1)
    + """
[reasons.lunch]
label = "Lunch"
digit = 1
paid = false
limit_s = 1800
[reasons.school]
label = "School"
digit = 3
approval = true

[desk]
lamps = true
wrap_up_extend_s = 10
"""
)
FREE, RINGING, BUSY = "terminated", "early", "confirmed"


@pytest.fixture(scope="module")
def module_centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """In place of the plain one."""
    centre = Centre(tmp_path_factory.mktemp("desks"), DESKS)
    try:
        centre.start()
        yield centre
    finally:
        centre.close()


@pytest.fixture
def lamp_of(centre: Centre) -> Iterator["Lamps"]:
    lamps = Lamps(centre)
    yield lamps
    for lamp in lamps.all:
        lamp.close()


class Lamps:
    """``lamp_of("*17101")`` subscribes on phone 1006."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self.all: list[Subscriber] = []

    def __call__(self, extension: str) -> Subscriber:
        centre = self._centre
        lamp = Subscriber(centre.sip, "1006", centre.secrets["phones"]["1006"], extension)
        self.all.append(lamp)
        return lamp


def talk(centre: Centre, phone: Softphone, caller: str) -> SipCall:
    """The agent's side of a conversation."""
    centre.caller("700", caller)
    call = phone.incoming()
    call.answer()
    centre.wait_call(caller, "talking")
    return call


# --- feature codes


def test_wrap_up_is_extended_and_ended_by_keys(centre: Centre) -> None:
    phone = centre.log_in("101")
    talk(centre, phone, "+74950000301").hang_up()
    assert 4 < centre.wait_agent("101", "wrap-up")["left_s"] <= 6
    key_in(phone, "*15")
    assert 11 < centre.agent("101")["left_s"] <= 16
    key_in(phone, "*15")
    assert centre.agent("101")["left_s"] > 14
    key_in(phone, "*15")  # refused: at its maximum
    assert centre.agent("101")["left_s"] < 20
    key_in(phone, "*13")
    centre.wait_agent("101", "ready", left_s=None)


def test_the_key_for_more_wrap_up_outside_of_it_is_refused_aloud_and_changes_nothing(centre: Centre) -> None:
    phone = centre.log_in("101")
    before = centre.agent("101")
    key_in(phone, "*15", to_the_end=True)
    assert {**centre.agent("101"), "phone_state": "idle"} == {**before, "phone_state": "idle"}


def test_reasons_by_digit(centre: Centre) -> None:
    began = centre.now()
    phone = centre.log_in("101")
    key_in(phone, "*141")
    assert centre.wait_agent("101", "not ready", reason="lunch", reason_label="Lunch")["left_s"] > 1_790
    key_in(phone, "*147")  # there is no such reason
    centre.wait_agent("101", "not ready", reason="lunch")
    key_in(phone, "*13")
    centre.wait_agent("101", "ready")
    query = "select state, paid, set_by from agent_state where agent = '101' and reason = 'lunch' and began_at >= ?"
    assert [tuple(row.values()) for row in centre.rows(1, query, began)] == [("not ready", 0, "")]


def test_a_break_that_needs_approval(centre: Centre) -> None:
    phone = centre.log_in("101")
    key_in(phone, "*143")
    centre.wait_agent("101", "ready", asked="School")
    centre.post("/api/v1/agents/101/decide", approved=True, supervisor="eva")
    centre.wait_agent("101", "not ready", reason="school", set_by="eva", asked=None)


def test_one_more_call_then_not_ready(centre: Centre) -> None:
    phone = centre.log_in("101")
    key_in(phone, "*161")
    centre.wait_agent("101", "ready", next="not ready")
    talk(centre, phone, "+74950000302").hang_up()
    centre.wait_agent("101", "wrap-up", next="not ready")
    centre.post("/api/v1/agents/101/wrap-up-end")
    centre.wait_agent("101", "not ready", reason="lunch", next=None)


def test_the_key_of_a_lamp_works_on_the_agents_own_phone_only(centre: Centre) -> None:
    phone, other = centre.log_in("101"), centre.log_in("102")
    key_in(phone, "*17101")
    centre.wait_agent("101", "not ready")
    key_in(other, "*17101", to_the_end=True)
    key_in(phone, "*17102")
    assert [centre.agent(agent)["state"] for agent in ("101", "102")] == ["not ready", "ready"]
    key_in(phone, "*17101")
    centre.wait_agent("101", "ready")


# --- lamps


def test_a_lamp_follows_its_agent(centre: Centre, lamp_of: Lamps) -> None:
    lamp = lamp_of("*17101")
    lamp.wait(FREE)
    phone = centre.log_in("101")
    caller = centre.caller("700", "+74950000311")
    call = phone.incoming()
    lamp.wait(RINGING, 2)
    call.answer()
    lamp.wait(BUSY, 2)
    caller.hang_up()
    centre.wait_agent("101", "wrap-up")
    centre.post("/api/v1/agents/101/ready")
    lamp.wait(FREE, 2)
    key_in(phone, "*17101")
    lamp.wait(BUSY, 2)


def test_the_lamp_of_a_queue_shows_who_waits_and_too_long(centre: Centre, lamp_of: Lamps) -> None:
    lamp, other = lamp_of("*18sales"), lamp_of("*18support+2")
    lamp.wait(FREE)
    other.wait(FREE)
    caller = centre.caller("700", "+74950000312")
    lamp.wait(BUSY, 1)
    lamp.wait(RINGING, 2)
    caller.hang_up()
    lamp.wait(FREE, 2)
    assert set(other.states) == {FREE}


def test_no_lamp_is_shown_of_nobody(lamp_of: Lamps) -> None:
    assert lamp_of("*17999").wait_refused() == 404


def test_lamps_are_right_again_after_the_daemon_was_away(centre: Centre, lamp_of: Lamps) -> None:
    lamp = lamp_of("*17101")
    phone = centre.log_in("101")
    call = talk(centre, phone, "+74950000313")
    lamp.wait(BUSY)
    centre.kill()
    call.hang_up()
    centre.start()
    lamp.wait(FREE, 15)


def test_lamps_are_right_again_after_asterisk_was_away(centre: Centre, lamp_of: Lamps) -> None:
    """Asterisk keeps custom states in a database of its own: what changed meanwhile is what must show."""
    centre.log_in("101")
    before = lamp_of("*17101")
    before.wait(FREE)
    centre.kill_asterisk()
    centre.post("/api/v1/agents/101/not-ready", reason="lunch")
    centre.until(centre.ready, "ready", 30)
    lamp_of("*17101").wait(BUSY, 15)
