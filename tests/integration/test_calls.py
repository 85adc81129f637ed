"""Calls of the whole product: waiting, ringing, talking, ending, overflowing, and what is recorded of them."""

from pathlib import Path

import pytest

from acd.adapters.sql.columns import text_to_ms
from acd.embedded import cache_folder, find_sipp
from acd.embedded.progress import silent
from acd.embedded.sipp import PHONE_ADDRESS, Sipp, Traffic, phone_row
from tests.integration.centre import CENTRE, Centre


def test_a_caller_waits_with_music_and_talks_to_the_agent(centre: Centre) -> None:
    caller = centre.caller("700", "+74950000101", '"Иван"')
    caller.wait_music()
    live = centre.wait_call("+74950000101", "waiting", queue="sales", dialled="700", caller_name="Иван", node="main")
    assert live["agent"] is None
    away = centre.log_in("102", ready=False)
    phone = centre.log_in("101")
    ringing = phone.incoming()
    ringing.answer()
    caller.wait_hears(ringing)
    ringing.wait_hears(caller)
    assert not away.calls
    assert centre.wait_call("+74950000101", "talking")["agent"] == "101"
    assert centre.wait_agent("101", "talking", phone_state="in use")["call"] == live["id"]
    caller.hang_up()
    ringing.wait_ended()
    centre.wait_agent("101", "ready", phone_state="idle")


def test_one_conversation_is_one_row_of_each_record(centre: Centre) -> None:
    caller = centre.caller("700", "+74950000102", '"Anna"')
    phone = centre.log_in("101")
    ringing = phone.incoming()
    ringing.answer()
    ringing.wait_hears(caller)
    caller.hang_up()
    record = centre.record("+74950000102")
    assert {
        "node": "main",
        "project": "shop",
        "queue": "sales",
        "caller_name": "Anna",
        "dialled": "700",
        "agent": "101",
        "hung_up_by": "caller",
        "outcome": "answered",
    }.items() <= record.items()
    [visit] = centre.visits(record["id"])
    assert {"queue": "sales", "outcome": "answered", "agent": "101", "offers": 1}.items() <= visit.items()
    assert visit["wait_ms"] == record["wait_ms"] == between_ms(record, "arrived_at", "answered_at")
    assert visit["entered_at"] == record["arrived_at"]
    assert visit["ended_at"] == record["answered_at"]
    [offer] = centre.offers(record["id"])
    assert {"agent": "101", "phone": "1001", "result": "answered", "visit_id": visit["id"]}.items() <= offer.items()
    assert record["talk_ms"] == between_ms(record, "answered_at", "ended_at")
    assert 0 <= record["talk_ms"] - offer["talk_ms"] <= 100  # the agent's leg ends before the caller's
    stays = centre.rows(2, "select * from agent_state where call_id = ? order by began_at", record["id"])
    assert [(stay["state"], stay["phone"]) for stay in stays] == [("ringing", "1001"), ("talking", "1001")]
    [cdr] = centre.rows(1, "select * from cdr where linkedid = ?", record["uniqueid"])
    assert (cdr["uniqueid"], cdr["src"], cdr["disposition"]) == (record["uniqueid"], "+74950000102", "ANSWERED")
    assert cdr["dstchannel"].startswith("PJSIP/1001-")


def between_ms(row: dict[str, str], begin: str, end: str) -> int:
    return text_to_ms(row[end]) - text_to_ms(row[begin])


def test_the_freed_agent_gets_the_next_caller_at_once(centre: Centre) -> None:
    phone = centre.log_in("101")
    first = centre.caller("700", "+74950000111")
    talking = phone.incoming()
    talking.answer()
    first.wait_hears(talking)
    second = centre.caller("700", "+74950000112")
    third = centre.caller("700", "+74950000113")
    centre.wait_call("+74950000113", "waiting")
    talking.hang_up()
    first.wait_ended()
    ringing = phone.incoming()
    ringing.answer()
    second.wait_hears(ringing)
    assert third.up
    second.hang_up()
    third.hang_up()
    [ended] = centre.offers(centre.record("+74950000111")["id"])
    [begun] = centre.offers(centre.record("+74950000112")["id"])
    gap_ms = text_to_ms(begun["offered_at"]) - text_to_ms(ended["ended_at"])
    assert 0 <= gap_ms <= 100, f"the agent was rung {gap_ms} ms after being free"
    assert begun["agent"] == "101"


def test_the_longest_idle_agent_is_rung(centre: Centre) -> None:
    first = centre.log_in("102")
    second = centre.log_in("101")
    phones = {"102": first, "101": second}
    order = []
    for number in range(3):
        caller = centre.caller("700", f"+7495000012{number}")
        agent = centre.wait_call(f"+7495000012{number}", "offering")["agent"]
        call = phones[agent].incoming()
        call.answer()
        caller.wait_hears(call)
        call.hang_up()
        caller.wait_ended()
        centre.wait_agent(agent, "ready", phone_state="idle")
        order.append(agent)
    assert order == ["102", "101", "102"]


@pytest.mark.parametrize("who", ["caller", "agent"])
def test_who_ends_a_conversation_is_recorded(centre: Centre, who: str) -> None:
    number = f"+7495000013{len(who)}"
    phone = centre.log_in("101")
    caller = centre.caller("700", number)
    call = phone.incoming()
    call.answer()
    caller.wait_hears(call)
    (caller if who == "caller" else call).hang_up()
    (call if who == "caller" else caller).wait_ended()
    record = centre.record(number)
    assert (record["hung_up_by"], record["outcome"], record["agent"]) == (who, "answered", "101")
    centre.wait_agent("101", "ready", phone_state="idle")


@pytest.mark.parametrize("silent", ["phone", "both"])
def test_a_phone_that_answers_and_sends_nothing_keeps_nobody(centre: Centre, silent: str) -> None:
    number = f"+7495000016{len(silent)}"
    caller = centre.caller("700", number)
    phone = centre.log_in("101")
    mute = phone.incoming()
    mute.media.sends = False
    mute.answer()
    mute.wait_hears(caller, frames=100)
    caller.media.sends = silent == "phone"
    centre.wait_call(number, "talking", agent="101")
    assert not any(packet.payload == mute.media.voice for packet in caller.media.heard)
    assert caller.up
    assert mute.up
    caller.hang_up()
    mute.wait_ended()
    centre.wait_agent("101", "ready", phone_state="idle")
    record = centre.record(number)
    assert (record["outcome"], record["agent"], record["hung_up_by"]) == ("answered", "101", "caller")
    [offer] = centre.offers(record["id"])
    assert (offer["result"], offer["end_reason"]) == ("answered", "caller")
    assert offer["talk_ms"] >= 1_900
    following = centre.caller("700", "+74950000169")
    heard = phone.incoming()
    heard.answer()
    following.wait_hears(heard)


def test_a_caller_who_leaves_while_waiting_is_abandoned(centre: Centre) -> None:
    caller = centre.caller("700", "+74950000141")
    centre.wait_call("+74950000141", "waiting")
    caller.hang_up()
    record = centre.record("+74950000141")
    assert (record["hung_up_by"], record["outcome"], record["answered_at"]) == ("caller", "abandoned", None)
    [visit] = centre.visits(record["id"])
    assert (visit["outcome"], visit["offers"], visit["agent"]) == ("abandoned", 0, None)
    assert centre.offers(record["id"]) == []


def test_a_caller_who_leaves_while_a_phone_rings_stops_the_ringing(centre: Centre) -> None:
    phone = centre.log_in("101")
    caller = centre.caller("700", "+74950000142")
    ringing = phone.incoming()
    caller.hang_up()
    ringing.wait_ended()
    record = centre.record("+74950000142")
    assert (record["hung_up_by"], record["outcome"], record["answered_at"]) == ("caller", "abandoned", None)
    [offer] = centre.offers(record["id"])
    assert (offer["result"], offer["talk_ms"]) == ("caller gone", 0)
    centre.wait_agent("101", "ready", phone_state="idle")


def test_a_supervisor_ends_a_call(centre: Centre) -> None:
    caller = centre.caller("700", "+74950000143")
    live = centre.wait_call("+74950000143", "waiting")
    centre.post(f"/api/v1/calls/{live['id']}/hangup")
    caller.wait_ended()
    record = centre.record("+74950000143")
    assert (record["hung_up_by"], record["outcome"]) == ("system", "abandoned")


OVERFLOWS = CENTRE.replace(
    'name = "Sales"\n', 'name = "Sales"\noverflow = { after_s = 0.8, to_queue = "support-2" }\n'
).replace('name = "Поддержка"\n', 'name = "Поддержка"\noverflow = { after_s = 1, message = "all-busy" }\n')


def test_a_caller_who_waits_too_long_moves_on_and_at_last_hears_a_message(centre: Centre) -> None:
    """A changed configuration, also for the caller who waits already."""
    caller = centre.caller("700", "+74950000151")
    centre.wait_call("+74950000151", "waiting", queue="sales")
    assert centre.apply(OVERFLOWS)["applied"] is True
    try:
        centre.wait_call("+74950000151", "waiting", queue="support-2")
        centre.wait_call("+74950000151", "leaving")
        caller.wait_music()
        caller.wait_ended()
        record = centre.record("+74950000151")
        first, second = centre.visits(record["id"])
    finally:
        centre.apply(CENTRE)
    assert (first["queue"], first["outcome"]) == ("sales", "overflowed")
    assert (second["queue"], second["outcome"]) == ("support-2", "message")
    assert first["ended_at"] == second["entered_at"]
    assert 1_000 <= second["wait_ms"] <= 1_300
    assert (record["hung_up_by"], record["outcome"], record["queue"]) == ("system", "message", "support-2")


def test_a_caller_moved_to_another_queue_reaches_its_agent(centre: Centre) -> None:
    phone = centre.log_in("104")
    assert centre.apply(OVERFLOWS)["applied"] is True
    try:
        caller = centre.caller("700", "+74950000152")
        call = phone.incoming()
        call.answer()
        caller.wait_hears(call)
        call.hang_up()
        record = centre.record("+74950000152")
    finally:
        centre.apply(CENTRE)
    assert (record["queue"], record["agent"], record["hung_up_by"]) == ("support-2", "104", "agent")
    first, second = centre.visits(record["id"])
    assert (first["outcome"], second["outcome"]) == ("overflowed", "answered")
    assert 800 <= first["wait_ms"] <= 1_100


def test_the_phones_and_callers_of_sipp_end_every_call(centre: Centre, tmp_path: Path) -> None:
    """Other SIP than that of our own telephones: one phone takes four callers one after the other."""
    sipp = Sipp(find_sipp(cache_folder(centre.home), silent), centre.ports, tmp_path)
    numbers = [f"+7495000017{number}" for number in range(4)]
    password = centre.secrets["phones"]["1003"]
    try:
        sipp.start(
            Traffic(
                "register",
                [phone_row("1003", password)],
                answers="phone",
                address=PHONE_ADDRESS,
                keys={"ring": 100, "talk": 300},
            )
        )
        centre.post("/api/v1/agents/103/login")
        centre.wait_agent("103", "ready", phone_state="idle")
        callers = sipp.start(Traffic("caller", [f"700;{number};Anna;60000" for number in numbers], calls=len(numbers)))
        assert callers.wait(30) == 0, sipp.complaints()
    finally:
        sipp.stop()
    for number in numbers:
        record = centre.record(number)
        assert (record["hung_up_by"], record["outcome"], record["agent"]) == ("agent", "answered", "103")
        assert 200 <= record["talk_ms"] <= 900


def test_an_unknown_number_is_told_so(centre: Centre) -> None:
    caller = centre.caller("999", "+74950000161")
    caller.wait_music()
    caller.wait_ended()
    record = centre.record("+74950000161")
    assert (record["dialled"], record["queue"], record["project"]) == ("999", None, None)
    assert (record["hung_up_by"], record["outcome"]) == ("system", None)
    assert centre.visits(record["id"]) == []
