"""Consultations with an outside number, over a trunk, on a real Asterisk: each way in which they end."""

import pytest

from tests.integration.centre import Centre
from tests.integration.softphone import SipCall, Softphone
from tests.integration.test_transfer_restart import restart
from tests.integration.test_transfers import outside, talk

NUMBER = "+74951234567"


def consult(centre: Centre, number: str) -> tuple[SipCall, SipCall, int, SipCall]:
    """Caller, agent 101's call, the call's id, and the outside phone, which rings for the agent."""
    provider = outside(centre)
    caller, first, call = talk(centre, number)
    answer = centre.post(f"/api/v1/calls/{call}/consult", to_number=NUMBER)
    assert answer["code"] == "ok"
    far = rung(provider)
    caller.wait_music()
    assert centre.wait_call(number, "held", agent="101")["consults"] == NUMBER
    return caller, first, call, far


def rung(provider: Softphone) -> SipCall:
    far = provider.incoming()
    assert far.invite is not None
    assert NUMBER in far.invite.first
    provider.ring(far)
    return far


def speak(first: SipCall, far: SipCall) -> None:
    far.answer()
    first.wait_hears(far)
    far.wait_hears(first)


def transfers(centre: Centre, call: int) -> list[tuple[str, str, str, str]]:
    rows = centre.rows(1, "select * from transfer where call_id = ?", call)
    return [(row["kind"], row["target_kind"], row["target"], row["result"]) for row in rows]


@pytest.mark.parametrize("hangs_up", [False, True], ids=["by command", "by hanging up"])
def test_completed(centre: Centre, hangs_up: bool) -> None:
    caller, first, call, far = consult(centre, "+74950000971")
    speak(first, far)
    if hangs_up:
        first.hang_up()
    else:
        centre.post(f"/api/v1/calls/{call}/complete")
        first.wait_ended()
    caller.wait_hears(far)
    far.wait_hears(caller)
    centre.wait_call("+74950000971", "outside")
    centre.wait_agent("101", "ready", phone_state="idle")
    caller.hang_up()
    far.wait_ended(1)
    record = centre.record("+74950000971")
    assert (record["agent"], record["transfers"]) == ("101", 1)
    assert transfers(centre, call) == [("attended", "external", NUMBER, "completed")]
    assert [offer["end_reason"] for offer in centre.offers(record["id"])] == ["transfer"]


def test_completed_and_the_one_outside_hangs_up(centre: Centre) -> None:
    caller, first, call, far = consult(centre, "+74950000972")
    speak(first, far)
    centre.post(f"/api/v1/calls/{call}/complete")
    caller.wait_hears(far)
    far.hang_up()
    caller.wait_ended()
    first.wait_ended()
    centre.record("+74950000972")


def test_cancelled_refused_and_hung_up_there(centre: Centre) -> None:
    caller, first, call, far = consult(centre, "+74950000973")
    provider = far.phone
    centre.post(f"/api/v1/calls/{call}/cancel")
    caller.wait_hears(first)
    far.wait_ended()
    centre.post(f"/api/v1/calls/{call}/consult", to_number=NUMBER)
    far = rung(provider)
    speak(first, far)
    centre.post(f"/api/v1/calls/{call}/cancel")
    caller.wait_hears(first)
    far.wait_ended()
    centre.post(f"/api/v1/calls/{call}/consult", to_number=NUMBER)
    provider.incoming().refuse(486)
    caller.wait_hears(first)
    centre.post(f"/api/v1/calls/{call}/consult", to_number=NUMBER)
    far = rung(provider)
    speak(first, far)
    far.hang_up()
    caller.wait_hears(first)
    caller.hang_up()
    first.wait_ended()
    rows = centre.rows(4, "select * from transfer where call_id = ? order by id", call)
    assert [row["result"] for row in rows] == ["cancelled", "cancelled", "busy", "target hung up"]


def test_the_caller_hangs_up(centre: Centre) -> None:
    caller, first, call, far = consult(centre, "+74950000974")
    speak(first, far)
    caller.hang_up()
    first.wait_ended()
    far.wait_ended(1)
    assert transfers(centre, call) == [("attended", "external", NUMBER, "caller gone")]


def test_the_agent_hangs_up_while_it_rings(centre: Centre) -> None:
    caller, first, call, far = consult(centre, "+74950000975")
    first.hang_up()
    far.wait_ended()
    again = rung(far.phone)
    again.answer()
    caller.wait_hears(again)
    caller.hang_up()
    again.wait_ended()
    assert transfers(centre, call) == [("blind", "external", NUMBER, "completed")]


def test_by_keys_then_all_three_then_the_agent_leaves(centre: Centre) -> None:
    provider = outside(centre)
    caller, first, call = talk(centre, "+74950000976")
    first.press("*2")
    caller.wait_music()
    first.press("84951234567#")
    far = provider.incoming()
    speak(first, far)
    first.press("*3")
    centre.wait_call("+74950000976", "talking")
    first.hang_up()
    caller.wait_hears(far)
    far.wait_hears(caller)
    caller.hang_up()
    far.wait_ended(2)
    assert [row[3] for row in transfers(centre, call)] == ["completed"]


@pytest.mark.parametrize("journal", ["kept", "lost"])
def test_the_daemon_restarts(centre: Centre, journal: str) -> None:
    caller, first, call, far = consult(centre, "+74950000977")
    speak(first, far)
    restart(centre, journal)
    if journal == "lost":  # the agent has the caller again
        caller.wait_hears(first)
        far.wait_ended(4)
        return
    first.wait_hears(far)
    centre.post(f"/api/v1/calls/{call}/complete")
    caller.wait_hears(far)
    first.wait_ended()
    restart(centre, "kept")
    caller.wait_hears(far)
    centre.wait_call("+74950000977", "outside")
    caller.hang_up()
    far.wait_ended(4)
