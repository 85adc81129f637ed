"""Calls that are passed on, on a real Asterisk with real telephones, and the records of them to the second."""

from acd.adapters.sql.tables import text_to_ms
from tests.integration.centre import Centre


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


def between_ms(begin: str, end: str) -> int:
    return text_to_ms(end) - text_to_ms(begin)
