"""Explanations of what really happened on a real Asterisk: an answered call, an abandoned and an overflowed one, and
an agent who gets no calls; by the program's own command line.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.centre import CENTRE, ROOT, Centre

SKILLED = (
    CENTRE.replace(
        '101 = { name = "Ann", queues = ["sales"], phone = "1001" }',
        '101 = { name = "Ann", queues = ["sales"], phone = "1001", skills = { cards = 7 } }',
    )
    .replace(
        '102 = { name = "Bob", queues = ["sales"], phone = "1002" }',
        '102 = { name = "Bob", queues = ["sales"], phone = "1002", skills = { cards = 2 } }',
    )
    .replace(
        '103 = { name = "Вера", queues = ["sales", "support-2"], phone = "1003" }',
        '103 = { name = "Вера", queues = ["sales", "support-2"], phone = "1003", skills = { cards = 5 } }',
    )
    .replace(
        '[queues.sales]\nname = "Sales"',
        '[queues.sales]\nname = "Sales"\nrequires = "cards >= 3"\noverflow = { after_s = 3, to_queue = "support-2" }',
    )
)


@pytest.fixture(scope="module")
def module_centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    centre = Centre(tmp_path_factory.mktemp("explain"), SKILLED)
    try:
        centre.start()
        yield centre
    finally:
        centre.close()


def explain(centre: Centre, *arguments: str) -> str:
    """What people read."""
    command = [sys.executable, "-m", "acd", "explain", *arguments, f"--home={centre.home}"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ}, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout


def story(centre: Centre, call: int) -> dict[str, Any]:
    """What programs read; the command line and the API say the same."""
    told: dict[str, Any] = json.loads(explain(centre, str(call), "--json"))
    if told["call"]["state"] == "ended":
        assert told == centre.get(f"/api/v1/calls/{call}/explain")
    return told


def events(told: dict[str, Any], *kinds: str) -> list[dict[str, Any]]:
    return [event for event in told["events"] if event["kind"] in kinds]


def others(event: dict[str, Any]) -> dict[str, str]:
    return {other["agent"]: other["why"] for other in event["others"]}


def test_a_day_of_a_few_calls(centre: Centre) -> None:
    phone = centre.log_in("101")
    centre.log_in("102")
    centre.log_in("103", ready=False)

    # Answered: 102, ready as well, lacks the skill.
    answered = centre.caller("700", "+74950001001")
    talk = phone.incoming()
    centre.wait_call("+74950001001", "offering")
    talk.answer()
    answered.wait_hears(talk)
    first = centre.wait_call("+74950001001", "talking")["id"]

    # Abandoned, while the only one who could have taken it talks.
    abandoned = centre.caller("700", "+74950001002")
    second = centre.wait_call("+74950001002", "waiting")["id"]
    live = story(centre, second)
    centre.until(lambda: story(centre, second)["now"]["waited_s"] > 1.5, "a wait of over a second")
    abandoned.hang_up()
    assert (live["now"]["place"], live["now"]["asks_for"]) == (1, "cards >= 3")
    assert others({"others": live["now"]["candidates"]}) == {"101": "talking", "102": "lacks_skill", "103": "not_ready"}
    assert [coming["kind"] for coming in live["now"]["coming"]] == ["overflow"]
    record = centre.record("+74950001002")

    # Overflowed: after three seconds support-2 takes it, where 104 has just come.
    overflowed = centre.caller("700", "+74950001003")
    third = centre.wait_call("+74950001003", "waiting")["id"]
    rung = centre.log_in("104").incoming()
    rung.answer()
    overflowed.wait_hears(rung)
    overflowed.hang_up()
    answered.hang_up()
    centre.record("+74950001001")
    centre.record("+74950001003")

    check_answered(centre, first)
    check_abandoned(centre, second, first, record["wait_ms"])
    check_overflowed(centre, third, first)


def check_answered(centre: Centre, call: int) -> None:
    told = story(centre, call)
    [offer] = centre.offers(call)
    record = centre.record("+74950001001")
    kinds = [event["kind"] for event in told["events"]]
    assert kinds == ["arrived", "entered", "offered", "answered", "talked", "ended"]
    [offered] = events(told, "offered")
    assert offer["reason"] in offered["text"]
    assert others(offered) == {"102": "lacks_skill", "103": "not_ready"}
    assert round(events(told, "answered")[0]["after_s"] * 1000) == record["wait_ms"]
    assert told["judged_by"] == "the configuration of the call's time"
    assert [row["disposition"] for row in told["cdr"]] == ["ANSWERED"]
    text = explain(centre, str(call))
    assert f"Rings 101 (Ann) at phone 1001 ({offer['reason']})" in text
    assert "not 102 (Bob): lacks skills: cards is 2, needed 3 to 10" in text
    assert "not 103 (Вера): not ready for" in text


def check_abandoned(centre: Centre, call: int, first: int, wait_ms: int) -> None:
    told = story(centre, call)
    [left] = events(told, "abandoned")
    assert round(left["after_s"] * 1000) == wait_ms
    [waited] = events(told, "waited")
    assert others(waited) == {"101": "talking", "102": "lacks_skill", "103": "not_ready"}
    assert f"not 101 (Ann): talking with call {first} ({wait_ms / 1000:.1f} s)" in explain(centre, str(call))


def check_overflowed(centre: Centre, call: int, first: int) -> None:
    told = story(centre, call)
    before, after = centre.visits(call)
    assert (before["outcome"], after["outcome"]) == ("overflowed", "answered")
    [moved] = events(told, "overflowed")
    assert 3_000 <= before["wait_ms"] == round(moved["after_s"] * 1000) < 3_500
    waited = events(told, "waited")
    assert others(waited[0]) == {"101": "talking", "102": "lacks_skill", "103": "not_ready"}
    offers = events(told, "offered")
    assert [event["agent"] for event in offers] == ["104"]
    assert others(offers[0]) == {"103": "not_ready"}
    assert f"talking with call {first}" in explain(centre, str(call))


def test_an_agent_who_gets_no_calls(centre: Centre) -> None:
    assert "Agent 103 (Вера) gets no calls: not logged in" in explain(centre, "--agent", "103")
    phone = centre.log_in("103")
    centre.log_in("102")
    centre.post("/api/v1/agents/103/not-ready", reason="lunch")
    text = explain(centre, "--agent", "103")
    assert "gets no calls: not ready (lunch) for" in text
    assert "Become ready: `acd agent ready 103`" in text
    caller = centre.caller("700", "+74950001011")
    centre.wait_call("+74950001011", "waiting")
    text = explain(centre, "--agent", "102")
    assert "Agent 102 (Bob) is ready, but has the skills for none of its queues." in text
    assert "1 caller waits: lacks skills: cards is 2, needed 3 to 10" in text
    centre.post("/api/v1/agents/103/ready")
    talk = phone.incoming()
    talk.answer()
    caller.wait_hears(talk)
    call = centre.wait_call("+74950001011", "talking")["id"]
    assert f"gets no calls: talking with call {call} for" in explain(centre, "--agent", "103")
    caller.hang_up()


def test_what_nobody_knows(centre: Centre) -> None:
    with pytest.raises(subprocess.CalledProcessError) as refused:
        explain(centre, "4711")
    assert "call 4711 is neither live nor recorded" in refused.value.stderr
