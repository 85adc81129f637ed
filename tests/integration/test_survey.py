"""The survey after the talk, end to end: keys, nonsense, a daemon that is dead."""

from collections.abc import Iterator

import pytest

from tests.integration.centre import CENTRE, Centre
from tests.integration.softphone import SipCall, Softphone

SURVEY = 'survey = { questions = ["vm-intro", "beep"] }'


@pytest.fixture(scope="module")
def module_centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    toml = CENTRE.replace('project = "shop"\nring', f'project = "shop"\n{SURVEY}\nring')
    centre = Centre(tmp_path_factory.mktemp("up"), toml)
    try:
        centre.start()
        yield centre
    finally:
        centre.close()


def talk(centre: Centre, number: str) -> tuple[SipCall, SipCall, Softphone]:
    """The caller's and the agent's side of a conversation, and the agent's phone."""
    agent = centre.log_in("101")
    caller = centre.caller("700", number)
    at_agent = agent.incoming()
    at_agent.answer()
    caller.wait_hears(at_agent)
    centre.wait_call(number, "talking")
    return caller, at_agent, agent


def test_the_caller_answers_by_keys_when_the_agent_has_hung_up(centre: Centre) -> None:
    caller, at_agent, _ = talk(centre, "+74950000201")
    at_agent.hang_up()
    centre.wait_agent("101", "ready")
    caller.wait_music()
    caller.press("5")
    centre.until(lambda: len(centre.sql("select * from survey")) >= 1, "the first answer")
    caller.press("9")
    caller.press("2")
    caller.wait_ended()
    call = centre.record("+74950000201")
    rows = centre.rows(
        2, "select question, answer, agent from survey where call_id = ? order by answered_at", call["id"]
    )
    assert [(row["question"], row["answer"], row["agent"]) for row in rows] == [
        ("vm-intro", 5, "101"),
        ("beep", 2, "101"),
    ]
    assert (call["csat"], call["hung_up_by"]) == (5, "agent")


def test_a_caller_who_hangs_up_first_is_asked_nothing(centre: Centre) -> None:
    caller, at_agent, _ = talk(centre, "+74950000202")
    caller.hang_up()
    at_agent.wait_ended()
    call = centre.record("+74950000202")
    assert call["csat"] is None
    assert centre.sql("select * from survey where call_id = ?", call["id"]) == []


def test_nobody_is_stuck_when_the_daemon_is_dead(centre: Centre) -> None:
    caller, at_agent, agent = talk(centre, "+74950000203")
    centre.kill()
    at_agent.hang_up()
    caller.wait_music()
    caller.wait_ended(60)  # two questions, each asked twice, in silence
    agent.close()
    centre.start()
    assert centre.record("+74950000203")["agent"] == "101"
