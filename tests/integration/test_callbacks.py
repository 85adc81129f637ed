"""Callbacks that keep the place, end to end: keys, the place, agent and customer, attempts, a daemon that dies."""

import time
from collections.abc import Iterator

import pytest

from tests.integration.centre import CENTRE, Centre
from tests.integration.softphone import SipCall

CUSTOMER = "1005"  # a phone of the centre, which stands for a customer's
RULES = 'callback = { key = "2", attempts_max = 2, pause_s = 2, ring_timeout_s = 5 }'


@pytest.fixture(scope="module")
def module_centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    toml = CENTRE.replace('project = "shop"\nring', f'project = "shop"\n{RULES}\nring')
    centre = Centre(tmp_path_factory.mktemp("up"), toml)
    try:
        centre.start()
        yield centre
    finally:
        centre.close()


def asks_for_a_callback(centre: Centre, number: str = CUSTOMER) -> SipCall:
    """The customer calls, presses the key, and hangs up when the number is read out."""
    caller = centre.caller("700", number)
    centre.wait_call(number, "waiting")
    caller.press("2")
    caller.wait_music()
    return caller


def kept(centre: Centre, number: str = CUSTOMER) -> None:
    asks_for_a_callback(centre, number).hang_up()
    centre.wait_call(number, "kept", queue="sales")


def test_the_caller_hangs_up_and_agent_and_customer_talk_when_it_is_their_turn(centre: Centre) -> None:
    kept(centre)
    later = centre.caller("700", "+74950000102")
    centre.wait_call("+74950000102", "waiting")
    customer = centre.phone(CUSTOMER)
    agent = centre.log_in("101")
    at_agent = agent.incoming()
    assert CUSTOMER in at_agent.invite.get("From")  # type: ignore[union-attr]  # an incoming call has one
    centre.wait_call(CUSTOMER, "announced", agent="101")
    at_agent.answer()
    at_customer = customer.incoming()
    centre.wait_call(CUSTOMER, "dialling", agent="101")
    assert "700" in at_customer.invite.get("From")  # type: ignore[union-attr]
    at_customer.answer()
    at_customer.wait_hears(at_agent)
    at_agent.wait_hears(at_customer)
    centre.wait_call(CUSTOMER, "talking", agent="101")
    assert centre.wait_call("+74950000102", "waiting")
    at_customer.hang_up()
    at_agent.wait_ended()
    agent.incoming().answer()
    later.wait_hears(agent.calls[-1])
    [row] = centre.rows(1, "select * from callback where number = ?", CUSTOMER)
    assert (row["outcome"], row["attempts"]) == ("connected", 1)
    [first, second] = centre.rows(2, 'select * from "call" where caller_number = ? order by arrived_at', CUSTOMER)
    assert (first["outcome"], second["outcome"], second["agent"]) == ("callback", "answered", "101")


def test_a_customer_who_is_busy_is_called_again(centre: Centre) -> None:
    customer = centre.phone("1006")
    kept(centre, "1006")
    agent = centre.log_in("101")
    first = agent.incoming()
    first.answer()
    customer.incoming().refuse(486)
    first.wait_ended()
    centre.wait_agent("101", "ready")
    second = agent.incoming()
    second.answer()
    at_customer = customer.incoming()
    at_customer.answer()
    at_customer.wait_hears(second)
    centre.wait_call("1006", "talking")
    second.hang_up()
    at_customer.wait_ended()
    [row] = centre.rows(1, "select * from callback where number = ?", "1006")
    assert (row["outcome"], row["attempts"]) == ("connected", 2)


def test_a_daemon_killed_while_the_customer_rings_finds_the_conversation(centre: Centre) -> None:
    """The dialplan goes on by itself; the daemon that starts again knows who talks, and calls nobody a second time."""
    kept(centre, "1005")
    customer, agent = centre.phone("1005"), centre.log_in("101")
    at_agent = agent.incoming()
    at_agent.answer()
    at_customer = customer.incoming()
    centre.wait_call("1005", "dialling")
    centre.kill()
    at_customer.answer()
    at_customer.wait_hears(at_agent)
    centre.start()
    centre.wait_call("1005", "talking", agent="101")
    at_customer.hang_up()
    at_agent.wait_ended()
    centre.until(lambda: not centre.calls(), "the end of the call")
    time.sleep(3)  # longer than the pause between attempts
    assert len(customer.calls) == 1


def test_a_daemon_killed_while_the_agent_rings_without_its_journal_calls_once(centre: Centre) -> None:
    kept(centre, "1006")
    customer, agent = centre.phone("1006"), centre.log_in("101")
    at_agent = agent.incoming()
    centre.wait_call("1006", "announced")
    centre.kill()
    for file in (centre.home / "journal").iterdir():
        file.unlink()
    at_agent.answer()
    at_customer = customer.incoming()
    at_customer.answer()
    at_customer.wait_hears(at_agent)
    centre.start()
    centre.until(lambda: centre.calls(), "the conversation")
    time.sleep(3)
    assert len(customer.calls) == 1
    at_customer.hang_up()
    at_agent.wait_ended()


def test_a_callback_waits_through_a_restart_and_a_lost_journal(centre: Centre) -> None:
    kept(centre, "1005")
    centre.kill()
    for file in (centre.home / "journal").iterdir():
        file.unlink()
    centre.start()
    [row] = centre.get("/api/v1/callbacks")["callbacks"]
    assert (row["number"], row["queue"], row["attempts"]) == ("1005", "sales", 0)
    centre.post(f"/api/v1/callbacks/{row['id']}/cancel")
    assert centre.get("/api/v1/callbacks")["callbacks"] == []
    assert not list((centre.home / "callbacks").iterdir())


def test_another_number_is_keyed_in_only_where_a_pattern_allows_it(centre: Centre) -> None:
    caller = centre.caller("700", "1005")
    centre.wait_call("1005", "waiting")
    caller.press("2")
    caller.wait_music(frames=150)
    caller.press("2")
    caller.wait_music(frames=100)
    caller.press("88005553535#")
    caller.wait_music(frames=50)
    assert centre.get("/api/v1/callbacks")["callbacks"] == []
    centre.wait_call("1005", "waiting")
