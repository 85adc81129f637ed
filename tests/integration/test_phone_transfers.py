"""Hold and transfer from the agent's telephone: keys while talking, and the phone's own buttons."""

import pytest

from tests.integration.centre import Centre
from tests.integration.phonekeys import hold, transfer
from tests.integration.softphone import SipCall, Softphone
from tests.integration.test_transfers import talk


def second(centre: Centre) -> Softphone:
    return centre.log_in("104")


def transfers(centre: Centre, call: int) -> list[tuple[str, str, str, str]]:
    rows = centre.rows(1, "select * from transfer where call_id = ?", call)
    return [(row["kind"], row["target_kind"], row["target"], row["result"]) for row in rows]


def test_hold_on_the_phone(centre: Centre) -> None:
    caller, phone, _ = talk(centre, "+74950000931")
    hold(phone)
    caller.wait_music(frames=50)
    centre.wait_call("+74950000931", "held")
    hold(phone, on=False)
    caller.wait_hears(phone)
    caller.hang_up()
    record = centre.record("+74950000931")
    assert record["hold_ms"] >= 1_000
    assert centre.offers(record["id"])[0]["hold_ms"] == record["hold_ms"]


def test_keys_send_the_caller_to_a_queue(centre: Centre) -> None:
    caller, first, call = talk(centre, "+74950000932")
    phone = second(centre)
    first.press("##")
    caller.wait_music()
    first.media.press("800#")  # the call ends with the last key
    other = phone.incoming()
    other.answer()
    caller.wait_hears(other)
    first.wait_ended()
    caller.hang_up()
    centre.record("+74950000932")
    assert transfers(centre, call) == [("blind", "queue", "support-2", "completed")]


@pytest.mark.parametrize("number", ["101", "99", ""])
def test_keys_with_a_wrong_number_change_nothing(centre: Centre, number: str) -> None:
    caller, first, _ = talk(centre, f"+7495000094{len(number)}")
    first.press("##")
    caller.wait_music()
    first.press(f"{number}#")
    caller.wait_hears(first)
    first.press("*3*0")
    caller.wait_hears(first)
    caller.press("##*2")
    caller.wait_hears(first)


def test_keys_consult_an_agent_then_all_three_then_the_agent_leaves(centre: Centre) -> None:
    caller, first, call = talk(centre, "+74950000933")
    phone = second(centre)
    first.press("*2")
    caller.wait_music()
    first.press("104#")
    other = phone.incoming()
    other.answer()
    first.wait_hears(other)
    assert not caller.ended_at
    first.press("*3")
    centre.wait_call("+74950000933", "talking")
    first.hang_up()
    caller.wait_hears(other)
    other.wait_hears(caller)
    centre.wait_agent("104", "talking", call=call)
    caller.hang_up()
    other.wait_ended(2)
    centre.record("+74950000933")
    assert transfers(centre, call) == [("attended", "agent", "104", "completed")]


def test_keys_take_the_caller_back(centre: Centre) -> None:
    caller, first, call = talk(centre, "+74950000934")
    phone = second(centre)
    first.press("*2")
    caller.wait_music()
    first.press("104#")
    other = phone.incoming()
    other.answer()
    first.wait_hears(other)
    first.press("*0")
    caller.wait_hears(first)
    other.wait_ended()
    assert transfers(centre, call) == [("attended", "agent", "104", "cancelled")]


def test_the_phones_own_transfer_to_a_queue(centre: Centre) -> None:
    caller, first, call = talk(centre, "+74950000935")
    phone = second(centre)
    transfer(first, "800")
    other = phone.incoming()
    other.answer()
    caller.wait_hears(other)
    first.hang_up()
    caller.hang_up()
    record = centre.record("+74950000935")
    assert [offer["end_reason"] for offer in centre.offers(record["id"])] == ["transfer", "caller"]
    assert transfers(centre, call) == [("blind", "queue", "support-2", "completed")]


def test_the_phones_own_transfer_to_a_wrong_number_comes_back(centre: Centre) -> None:
    caller, first, call = talk(centre, "+74950000936")
    transfer(first, "99")
    again = first.phone.incoming()
    again.answer()
    caller.wait_hears(again)
    first.hang_up()
    assert transfers(centre, call) == [("blind", "external", "99", "failed")]


def on_another_line(centre: Centre, first: SipCall) -> tuple[SipCall, SipCall]:
    """The phone holds its caller and calls number 800 on another line, where 104 answers."""
    phone = second(centre)
    hold(first)
    line = first.phone.dial("800")
    other = phone.incoming()
    other.answer()
    line.wait_hears(other)
    return line, other


def test_the_phones_own_attended_transfer(centre: Centre) -> None:
    caller, first, call = talk(centre, "+74950000937")
    line, other = on_another_line(centre, first)
    transfer(first, "800", line)
    caller.wait_hears(other)
    other.wait_hears(caller)
    line.wait_ended()
    first.hang_up()
    centre.wait_agent("104", "talking", call=call)
    centre.wait_agent("101", "ready", phone_state="idle")
    caller.hang_up()
    other.wait_ended()
    record = centre.record("+74950000937")
    assert (record["agent"], record["queue"], record["transfers"]) == ("104", "support-2", 1)
    assert transfers(centre, call) == [("attended", "agent", "104", "completed")]


def test_the_phones_own_attended_transfer_before_anybody_answers(centre: Centre) -> None:
    caller, first, call = talk(centre, "+74950000938")
    hold(first)
    line = first.phone.dial("800")
    line.wait_answered()
    transfer(first, "800", line)
    line.wait_ended()
    first.hang_up()
    other = second(centre).incoming()
    other.answer()
    caller.wait_hears(other)
    assert transfers(centre, call) == [("blind", "queue", "support-2", "completed")]  # nobody was spoken with
