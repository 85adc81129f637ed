"""Agents who do not answer, refuse, lose their phone; and what they key in on it."""

import itertools

import pytest

from acd.adapters.sql.columns import text_to_ms
from tests.integration.centre import Centre
from tests.integration.softphone import SipCall, Softphone


def test_an_unanswered_offer_goes_to_the_next_agent_and_the_caller_keeps_the_place(centre: Centre) -> None:
    silent, busy = centre.log_in("101"), centre.log_in("102", ready=False)
    first = centre.caller("700", "+74950000201")
    silent.incoming()
    second = centre.caller("700", "+74950000202")
    centre.post("/api/v1/agents/102/ready")
    for_second = busy.incoming()
    for_second.answer()
    second.wait_hears(for_second)
    for_second.hang_up()
    centre.wait_call("+74950000201", "offering", agent="102")
    third = centre.caller("700", "+74950000203")
    for_first = busy.incoming()
    for_first.answer()
    first.wait_hears(for_first)
    assert third.up
    first.hang_up()
    third.hang_up()
    record = centre.record("+74950000201")
    missed, answered = centre.offers(record["id"])
    assert (missed["agent"], missed["result"], missed["talk_ms"]) == ("101", "no answer", 0)
    assert 1_900 <= missed["ring_ms"] <= 2_500
    assert (answered["agent"], answered["result"]) == ("102", "answered")
    assert text_to_ms(answered["offered_at"]) - text_to_ms(missed["ended_at"]) <= 100
    [visit] = centre.visits(record["id"])
    assert (visit["offers"], visit["outcome"]) == (2, "answered")


@pytest.mark.parametrize("code", [486, 603])
def test_an_agent_who_refuses_again_and_again_is_not_ready(centre: Centre, code: int) -> None:
    caller = f"+74950000{code}"
    phone = centre.log_in("101")
    phone.on_call = lambda call: call.refuse(code)
    centre.caller("700", caller)
    centre.wait_agent("101", "not ready", reason="no answer")
    centre.wait_call(caller, "waiting")
    phone.on_call = None
    centre.post("/api/v1/agents/101/ready")
    call = phone.incoming()
    call.answer()
    centre.wait_call(caller, "talking")
    call.hang_up()
    offers = centre.offers(centre.record(caller)["id"])
    assert [offer["result"] for offer in offers] == ["refused"] * 3 + ["answered"]
    rests = [between_ms(before, after) for before, after in itertools.pairwise(offers[:3])]
    assert all(1_000 <= rest <= 1_300 for rest in rests), rests


def between_ms(ended: dict[str, str], offered: dict[str, str]) -> int:
    return text_to_ms(offered["offered_at"]) - text_to_ms(ended["ended_at"])


def test_a_phone_that_vanished_costs_the_caller_less_than_a_second(centre: Centre) -> None:
    gone = centre.log_in("101")
    gone.vanish()
    caller = centre.caller("700", "+74950000211")
    centre.wait_call("+74950000211", "offering", agent="101")
    phone = centre.log_in("102")
    call = phone.incoming(2)
    call.answer()
    caller.wait_hears(call)
    centre.wait_agent("101", "not ready", reason="phone unreachable")
    call.hang_up()
    lost, taken = centre.offers(centre.record("+74950000211")["id"])
    assert (lost["agent"], lost["result"]) == ("101", "unreachable")
    assert lost["ring_ms"] <= 1_000
    assert between_ms(lost, taken) <= 100


def test_a_phone_that_vanished_and_came_back_is_rung_again(centre: Centre) -> None:
    centre.log_in("101").vanish()
    caller = centre.caller("700", "+74950000212")
    centre.wait_agent("101", "not ready", reason="phone unreachable")
    phone = centre.phone("1001")
    call = phone.incoming(5)
    call.answer()
    caller.wait_hears(call)


def test_a_phone_that_takes_back_its_registration_makes_its_agent_not_ready(centre: Centre) -> None:
    phone = centre.log_in("101")
    phone.register(expires=0)
    centre.wait_agent("101", "not ready", 1.0, reason="phone unreachable", phone_state="unreachable")
    caller = centre.caller("700", "+74950000213")
    centre.wait_call("+74950000213", "waiting")
    phone.register()
    call = phone.incoming(2)
    call.answer()
    caller.wait_hears(call)
    call.hang_up()
    assert [offer["result"] for offer in centre.offers(centre.record("+74950000213")["id"])] == ["answered"]


def test_a_phone_that_moves_to_a_new_address_keeps_its_agents_place(centre: Centre) -> None:
    centre.log_in("101").vanish()
    centre.log_in("102")
    moved = centre.phone("1001")
    centre.wait_agent("101", "ready", phone_state="idle")
    caller = centre.caller("700", "+74950000215")
    call = moved.incoming()
    call.answer()
    caller.wait_hears(call)


def test_an_agent_whose_phone_dies_in_a_call_is_not_ready_afterwards(centre: Centre) -> None:
    phone = centre.log_in("101")
    caller = centre.caller("700", "+74950000214")
    call = phone.incoming()
    call.answer()
    caller.wait_hears(call)
    phone.register(expires=0)
    assert centre.agent("101")["state"] == "talking"
    caller.wait_hears(call)
    call.hang_up()
    centre.wait_agent("101", "not ready", reason="phone unreachable")


# --- feature codes


def key_in(phone: Softphone, code: str, keys: str = "", to_the_end: bool = False) -> SipCall:
    """Dial a feature code, press keys, and hear that something is said of it."""
    call = phone.dial(code)
    call.wait_answered()
    if keys:
        call.press(keys)
    call.wait_music()
    if to_the_end:
        call.wait_ended()
    call.hang_up()
    return call


def test_an_agent_works_by_feature_codes(centre: Centre) -> None:
    began = centre.now()
    phone = centre.phone("1001")
    pin = centre.secrets["agents"]["101"]
    key_in(phone, "*11101", f"{pin}#")
    centre.wait_agent("101", "ready", phone="1001", phone_state="idle")
    key_in(phone, "*14")
    centre.wait_agent("101", "not ready", reason="")
    key_in(phone, "*143")
    centre.wait_agent("101", "not ready", reason="3")
    key_in(phone, "*13")
    centre.wait_agent("101", "ready")
    key_in(phone, "*12", to_the_end=True)
    centre.wait_agent("101", "logged out", phone=None)
    stays = centre.rows(4, "select * from agent_state where agent = '101' and began_at >= ? order by began_at", began)
    assert [(stay["state"], stay["reason"], stay["phone"]) for stay in stays] == [
        ("ready", "", "1001"),
        ("not ready", "", "1001"),
        ("not ready", "3", "1001"),
        ("ready", "", "1001"),
    ]


def test_an_agent_keys_in_number_and_pin(centre: Centre) -> None:
    phone = centre.phone("1005")
    pin = centre.secrets["agents"]["102"]
    key_in(phone, "*11", f"102#{pin}#")
    centre.wait_agent("102", "ready", phone="1005")


def test_three_wrong_pins_make_phone_and_agent_pause(centre: Centre) -> None:
    phone = centre.phone("1006")
    wrong = "".join(str(9 - int(digit)) for digit in centre.secrets["agents"]["104"])
    for _ in range(3):
        key_in(phone, "*11104", f"{wrong}#")
    centre.until(lambda: "log-in paused" in centre.log.read_text("utf-8"), "a warning in the log")
    key_in(phone, "*11104", f"{centre.secrets['agents']['104']}#")
    assert centre.agent("104")["state"] == "logged out"
    told = [line for line in centre.log.read_text("utf-8").splitlines() if "PIN" in line]
    assert len(told) == 3, told
    assert places_of(centre, wrong) == []


def test_a_right_pin_is_written_nowhere(centre: Centre) -> None:
    phone = centre.phone("1005")
    pin = centre.secrets["agents"]["103"]
    key_in(phone, "*11103", f"{pin}#")
    centre.wait_agent("103", "ready", phone="1005")
    key_in(phone, "*11", f"103#{pin}#")
    assert places_of(centre, pin) == ["secrets.toml"]


def places_of(centre: Centre, text: str) -> list[str]:
    """The files of the home folder, and the daemon's log, that hold ``text``."""
    files = [path for path in centre.home.rglob("*") if path.is_file() and not path.is_symlink()]
    return sorted(path.name for path in (*files, centre.log) if text.encode() in path.read_bytes())
