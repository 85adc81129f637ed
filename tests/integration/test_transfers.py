"""Calls that are passed on, on a real Asterisk with real telephones, and the records of them to the second."""

from collections import Counter
from contextlib import closing

from acd.adapters.sql.columns import text_to_ms
from tests.integration.ami import Ami
from tests.integration.centre import CENTRE, TRUNK, Centre
from tests.integration.softphone import SipCall, Softphone


def test_a_call_passed_on_to_a_queue(centre: Centre) -> None:
    caller = centre.caller("700", "+74950000901")
    first = centre.log_in("101").incoming()
    first.answer()
    caller.wait_hears(first, frames=75)
    call = centre.wait_call("+74950000901", "talking")["id"]
    second_phone = centre.log_in("104")
    answer = centre.post(f"/api/v1/calls/{call}/transfer", to_queue="support-2")
    assert answer["code"] == "ok"
    first.wait_ended()
    centre.wait_agent("101", "ready", phone_state="idle")
    second = second_phone.incoming()
    caller.wait_music()
    second.answer()
    caller.wait_hears(second, frames=50)
    second.wait_hears(caller)
    second.hang_up()
    caller.wait_ended()
    record = centre.record("+74950000901")
    assert (record["agent"], record["queue"], record["transfers"]) == ("104", "support-2", 1)
    assert record["hung_up_by"] == "agent"
    offers = centre.offers(record["id"])
    assert [(offer["agent"], offer["result"], offer["end_reason"]) for offer in offers] == [
        ("101", "answered", "transfer"),
        ("104", "answered", "agent"),
    ]
    [transfer] = centre.sql("select * from transfer where call_id = ?", record["id"])
    assert (transfer["from_agent"], transfer["kind"], transfer["target"]) == ("101", "blind", "support-2")
    assert transfer["ended_at"] == offers[0]["ended_at"]
    sales, support = centre.visits(record["id"])
    assert (sales["outcome"], support["outcome"], support["transferred_from"]) == ("answered", "answered", sales["id"])
    assert offers[0]["talk_ms"] == between_ms(sales["ended_at"], offers[0]["ended_at"])
    assert abs(offers[1]["talk_ms"] - between_ms(support["ended_at"], record["ended_at"])) < 100
    cdrs = centre.rows(2, "select * from cdr where linkedid = ? order by sequence", record["uniqueid"])
    assert [row["dstchannel"].partition("-")[0] for row in cdrs] == ["PJSIP/1001", "PJSIP/1004"]
    for row, offer in zip(cdrs, offers, strict=True):
        assert abs(row["billsec"] * 1000 - offer["talk_ms"]) <= 1000


def test_hold_by_command(centre: Centre) -> None:
    caller, phone, call = talk(centre, "+74950000911")
    centre.post(f"/api/v1/calls/{call}/hold")
    caller.wait_music(frames=50)
    assert phone.up
    centre.wait_call("+74950000911", "held", agent="101")
    centre.post(f"/api/v1/calls/{call}/unhold")
    caller.wait_hears(phone)
    phone.wait_hears(caller)
    phone.hang_up()
    caller.wait_ended()
    record = centre.record("+74950000911")
    [offer] = centre.offers(record["id"])
    assert record["hold_ms"] == offer["hold_ms"] >= 1000
    assert offer["end_reason"] == "agent"


def test_consult_an_agent_and_complete(centre: Centre) -> None:
    caller, first, call = talk(centre, "+74950000921")
    second_phone = centre.log_in("104")
    centre.post(f"/api/v1/calls/{call}/consult", to_agent="104")
    second = second_phone.incoming()
    caller.wait_music()
    second.answer()
    first.wait_hears(second)
    second.wait_hears(first)
    assert centre.wait_call("+74950000921", "held", agent="101")["consults"] == "104"
    centre.post(f"/api/v1/calls/{call}/complete")
    caller.wait_hears(second)
    second.wait_hears(caller)
    first.wait_ended()
    centre.wait_agent("101", "ready", phone_state="idle")
    centre.wait_agent("104", "talking", call=call)
    caller.hang_up()
    second.wait_ended(1)
    centre.wait_agent("104", "ready", phone_state="idle")
    record = centre.record("+74950000921")
    assert (record["agent"], record["transfers"]) == ("104", 1)
    offers = centre.offers(record["id"])
    assert [(offer["agent"], offer["end_reason"]) for offer in offers] == [("101", "transfer"), ("104", "caller")]


def test_consult_and_hang_up_completes(centre: Centre) -> None:
    caller, first, call = talk(centre, "+74950000922")
    second_phone = centre.log_in("104")
    centre.post(f"/api/v1/calls/{call}/consult", to_agent="104")
    second = second_phone.incoming()
    second.answer()
    first.wait_hears(second)
    first.hang_up()
    caller.wait_hears(second)
    second.wait_hears(caller)
    caller.hang_up()
    second.wait_ended(1)


def test_consult_and_cancel(centre: Centre) -> None:
    caller, first, call = talk(centre, "+74950000923")
    second_phone = centre.log_in("104")
    centre.post(f"/api/v1/calls/{call}/consult", to_agent="104")
    second = second_phone.incoming()
    centre.post(f"/api/v1/calls/{call}/cancel")
    caller.wait_hears(first)
    second.wait_ended()
    centre.wait_agent("104", "ready", phone_state="idle")
    centre.post(f"/api/v1/calls/{call}/consult", to_agent="104")
    second = second_phone.incoming()
    second.answer()
    first.wait_hears(second)
    centre.post(f"/api/v1/calls/{call}/cancel")
    caller.wait_hears(first)
    second.wait_ended()
    centre.wait_agent("104", "ready", phone_state="idle")
    centre.post(f"/api/v1/calls/{call}/consult", to_agent="104")
    second = second_phone.incoming()
    second.answer()
    first.wait_hears(second)
    second.hang_up()
    caller.wait_hears(first)
    centre.post(f"/api/v1/calls/{call}/consult", to_agent="104")
    second = second_phone.incoming()
    second.refuse()
    caller.wait_hears(first)
    caller.hang_up()
    first.wait_ended()


def test_conference(centre: Centre) -> None:
    caller, first, call = talk(centre, "+74950000924")
    second_phone = centre.log_in("104")
    centre.post(f"/api/v1/calls/{call}/consult", to_agent="104")
    second = second_phone.incoming()
    second.answer()
    first.wait_hears(second)
    centre.post(f"/api/v1/calls/{call}/conference")
    wait_together(centre, 3)
    first.hang_up()
    caller.wait_hears(second)
    second.wait_hears(caller)
    second.hang_up()
    caller.wait_ended()


def wait_together(centre: Centre, channels: int) -> None:
    """Until Asterisk has so many in one conversation: what the daemon has ordered takes a moment."""
    with closing(Ami(centre.ami)) as ami:

        def there() -> bool:
            bridges = Counter(channel["BridgeId"] for channel in ami.channels())
            return any(bridge and members == channels for bridge, members in bridges.items())

        centre.until(there, f"conversation of {channels}")


def outside(centre: Centre) -> Softphone:
    """The provider of the trunk, who takes our calls, too."""
    trunk = Softphone(centre.sip, TRUNK)
    centre.softphones.append(trunk)
    allowed = '[transfers]\noutside = ["+7XXXXXXXXXX", "8XXXXXXXXXX"]'
    way = f'match = ["{TRUNK}"]\noutbound = "{TRUNK}:{trunk.address[1]}"\n{allowed}'
    centre.apply(CENTRE.replace(f'match = ["{TRUNK}"]', way))
    return trunk


def test_a_call_passed_on_outside(centre: Centre) -> None:
    provider = outside(centre)
    caller, first, call = talk(centre, "+74950000951")
    centre.post(f"/api/v1/calls/{call}/transfer", to_number="+74951234567")
    first.wait_ended()
    far = provider.incoming()
    assert far.invite is not None
    assert "+74951234567" in far.invite.first
    provider.ring(far)
    far.answer()
    caller.wait_hears(far)
    far.wait_hears(caller)
    assert centre.wait_call("+74950000951", "outside")["agent"] == "101"
    caller.hang_up()
    far.wait_ended()
    record = centre.record("+74950000951")
    [transfer] = centre.rows(1, "select * from transfer where call_id = ?", record["id"])
    assert (transfer["target_kind"], transfer["target"], transfer["result"]) == (
        "external",
        "+74951234567",
        "completed",
    )


def test_nobody_answers_outside(centre: Centre) -> None:
    provider = outside(centre)
    caller, first, call = talk(centre, "+74950000952")
    centre.post(f"/api/v1/calls/{call}/transfer", to_number="+74951234568")
    far = provider.incoming()
    far.refuse(486)
    again = first.phone.incoming()
    again.answer()
    caller.wait_hears(again)
    caller.hang_up()
    record = centre.record("+74950000952")
    assert [row["result"] for row in centre.rows(1, "select * from transfer where call_id = ?", record["id"])] == [
        "busy"
    ]


def talk(centre: Centre, number: str) -> tuple[SipCall, SipCall, int]:
    """A caller in queue sales who talks with agent 101; the call's id."""
    caller = centre.caller("700", number)
    phone = centre.log_in("101").incoming()
    phone.answer()
    caller.wait_hears(phone)
    return caller, phone, centre.wait_call(number, "talking")["id"]


def between_ms(begin: str, end: str) -> int:
    return text_to_ms(end) - text_to_ms(begin)
