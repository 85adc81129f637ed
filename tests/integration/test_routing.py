"""Skills, relaxation, priority, calls for one agent, and ring-all on a real Asterisk."""

from collections.abc import Iterator

import pytest

from tests.integration.centre import CENTRE, Centre

SKILLED = (
    CENTRE.replace('queues = ["sales"], phone = "1001"', 'queues = ["sales"], phone = "1001", skills = { cards = 3 }')
    .replace('queues = ["sales"], phone = "1002"', 'queues = ["sales"], phone = "1002", skills = { cards = 8 }')
    .replace(
        "[queues.support-2]",
        'requires = "cards >= 5"\n'
        'relax = [{ after_s = 1.5, requires = "cards" }, { after_s = 4, whole_project = true }]\n'
        '[queues.everybody]\nname = "All"\nproject = "shop"\nring_timeout_s = 5\nstrategy = "ring-all"\n'
        "[queues.support-2]",
    )
    .replace('["sales", "support-2"]', '["sales", "support-2", "everybody"]')
    .replace('queues = ["sales"]', 'queues = ["sales", "everybody"]')
    .replace(
        '700 = { queue = "sales" }',
        '700 = { queue = "sales" }\n701 = { queue = "sales", priority = 3 }\n702 = { queue = "everybody" }\n'
        '703 = { queue = "sales", agent = "103" }',
    )
)


@pytest.fixture(scope="module")
def module_centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    centre = Centre(tmp_path_factory.mktemp("skilled"), SKILLED)
    try:
        centre.start()
        yield centre
    finally:
        centre.close()


def reason(centre: Centre, caller: str) -> str:
    [offer] = centre.offers(centre.record(caller)["id"])
    text: str = offer["reason"]
    return text


def test_the_caller_waits_for_the_skill_and_then_takes_less(centre: Centre) -> None:
    less = centre.log_in("101")
    caller = centre.caller("700", "+74950000201")
    centre.wait_call("+74950000201", "waiting")
    ringing = less.incoming(seconds=4)
    ringing.answer()
    caller.wait_hears(ringing)
    caller.hang_up()
    record = centre.record("+74950000201")
    assert 1_500 <= record["wait_ms"] < 3_500
    assert "after step 1 of relaxation" in reason(centre, "+74950000201")
    [visit] = centre.visits(record["id"])
    assert visit["level"] == 1


def test_the_agent_with_the_skill_is_rung_though_another_is_idle_longer(centre: Centre) -> None:
    less = centre.log_in("101")
    able = centre.log_in("102")
    caller = centre.caller("700", "+74950000202")
    ringing = able.incoming()
    ringing.answer()
    caller.wait_hears(ringing)
    assert not less.calls
    caller.hang_up()


def test_new_skills_take_effect_for_a_caller_who_waits(centre: Centre) -> None:
    less = centre.log_in("101")
    caller = centre.caller("700", "+74950000203")
    centre.wait_call("+74950000203", "waiting")
    try:
        centre.apply(SKILLED.replace("cards = 3", "cards = 9"))
        ringing = less.incoming()
        ringing.answer()
        caller.wait_hears(ringing)
        caller.hang_up()
        assert "relaxation" not in reason(centre, "+74950000203")
    finally:
        centre.apply(SKILLED)


def test_a_caller_with_priority_overtakes(centre: Centre) -> None:
    first = centre.caller("700", "+74950000204")
    urgent = centre.caller("701", "+74950000205")
    centre.wait_call("+74950000205", "waiting")
    able = centre.log_in("102")
    ringing = able.incoming()
    ringing.answer()
    urgent.wait_hears(ringing)
    assert first.up
    urgent.hang_up()
    first.hang_up()
    assert centre.record("+74950000205")["priority"] == 3


def test_a_number_for_one_agent_in_person(centre: Centre) -> None:
    other = centre.log_in("102")
    caller = centre.caller("703", "+74950000206")
    centre.wait_call("+74950000206", "waiting")
    own = centre.log_in("103")
    ringing = own.incoming()
    ringing.answer()
    caller.wait_hears(ringing)
    assert not other.calls
    caller.hang_up()
    assert reason(centre, "+74950000206").startswith("asked for agent 103 in person")


def test_all_ring_and_the_first_to_answer_talks(centre: Centre) -> None:
    phones = [centre.log_in(agent) for agent in ("101", "102", "103")]
    caller = centre.caller("702", "+74950000207")
    ringing = [phone.incoming() for phone in phones]
    ringing[1].answer()
    caller.wait_hears(ringing[1])
    for other in (ringing[0], ringing[2]):
        other.wait_ended()
    assert centre.wait_call("+74950000207", "talking")["agent"] == "102"
    for agent in ("101", "103"):
        centre.wait_agent(agent, "ready", phone_state="idle")
    caller.hang_up()
    offers = centre.offers(centre.record("+74950000207")["id"])
    results = {offer["agent"]: offer["result"] for offer in offers}
    assert results == {"101": "answered elsewhere", "102": "answered", "103": "answered elsewhere"}


def test_a_daemon_that_starts_again_knows_who_of_several_answered(centre: Centre) -> None:
    phones = [centre.log_in(agent) for agent in ("101", "102")]
    caller = centre.caller("702", "+74950000208")
    ringing = [phone.incoming() for phone in phones]
    centre.kill()
    ringing[1].answer()
    caller.wait_hears(ringing[1])
    centre.start()
    assert centre.wait_call("+74950000208", "talking")["agent"] == "102"
    centre.wait_agent("101", "ready", phone_state="idle")
    caller.hang_up()
    assert centre.record("+74950000208")["agent"] == "102"
