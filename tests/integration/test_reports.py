"""Reports of the whole product: the board of today, the report, single calls and Asterisk's CDR tell the same."""

from tests.integration.centre import Centre

SAME = ("answered", "abandoned", "service_level", "abandon_rate", "asa_s")


def test_board_report_calls_and_cdr_tell_the_same(centre: Centre) -> None:
    phone = centre.log_in("101")
    answered = centre.caller("700", "+74950000701")
    ringing = phone.incoming()
    ringing.answer()
    ringing.wait_hears(answered)
    given_up = centre.caller("700", "+74950000702")
    centre.wait_call("+74950000702", "waiting")
    given_up.hang_up()
    answered.hang_up()
    ringing.wait_ended()
    assert [centre.record(f"+7495000070{number}")["outcome"] for number in (1, 2)] == ["answered", "abandoned"]

    board = {queue["id"]: queue for queue in centre.get("/api/v1/queues")["queues"]}
    queues = centre.get("/api/v1/report/queues")
    sales = next(row for row in queues["queues"] if row["queue"] == "sales")
    assert {name: sales[name] for name in SAME} == {name: board["sales"][name] for name in SAME}
    assert (sales["answered"], sales["abandoned"], sales["short_abandoned"]) == (1, 1, 1)
    assert (sales["service_level"], sales["service_level_without_short"]) == (0.5, 1.0)

    calls = centre.get("/api/v1/report/calls?number=000070")["calls"]
    assert [(call["agent"], call["outcome"]) for call in calls] == [(None, "abandoned"), ("101", "answered")]
    [agent] = centre.get("/api/v1/report/agents?queue=sales")["agents"]
    assert (agent["answered"], agent["talk_s"], agent["occupancy"]) == (1, sales["talk_s"], None)
    hours = centre.get("/api/v1/report/hours?interval=15m&timezone=Europe/Moscow&from=this-week")["intervals"]
    assert sum(row["talk_s"] for row in hours) == sales["talk_s"]
    centre.until(lambda: centre.get("/api/v1/report")["answered_with_cdr"] == 1, "the CDR row of the answered call")
