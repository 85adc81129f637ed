"""Menus by keys on a real Asterisk, in two languages; hours and lists of callers; what is recorded of it."""

import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.integration.centre import CENTRE, TRUNK, Centre
from tests.integration.softphone import Softphone

NUMBERS = """
900 = { menu = "main", project = "shop" }
901 = { menu = "main", project = "help" }
902 = { queue = "sales", hours = "never", closed = { to_queue = "support-2" } }
903 = { queue = "sales", hours = "holiday" }
904 = { menu = "main", hours = "never" }
905 = { agent = "102" }
906 = { message = "closed", project = "help" }
"""
MENUS = """
[hours.never]
zone = "UTC"
week = { mon-sun = [] }
dates = { 2150-01-01 = ["00:00-24:00"] }
[hours.holiday]
zone = "UTC"
week = { mon-sun = ["00:00-24:00"] }
dates = { TODAY = [], TOMORROW = [] }

[menus.main]
prompts = { en = ["vm-enter-num-to-call"], ru = ["vm-options", "vm-press"] }
invalid = { en = ["pbx-invalid"], ru = ["pbx-invalid"] }
key_wait_s = 0.5
tries_max = 2
default = { to_queue = "sales", priority = 1 }
[menus.main.keys]
1 = { to_queue = "sales", priority = 3 }
2 = { to_queue = "support-2", language = "ru" }
3 = { to_menu = "more" }
9 = { message = "no-service" }
"*" = { action = "repeat" }

[menus.more]
prompts = { en = ["vm-options"] }
key_wait_s = 5
default = { message = "all-busy" }
[menus.more.keys]
1 = { to_agent = "103" }
2 = { to_menu = "main" }
"#" = { action = "back" }
"*" = { to_queue = "support-2" }

[callers.vip]
numbers = ["+7 900 000 00 01"]
priority = 10
[callers.blocked]
numbers = ["+7 900 666*"]
refuse = "hang-up"
"""


def centre_with_menus() -> str:
    now = time.time()
    today, tomorrow = (time.strftime("%Y-%m-%d", time.gmtime(at)) for at in (now, now + 86_400))
    text = CENTRE.replace("[trunks.demo]", NUMBERS + "[trunks.demo]")
    return text + MENUS.replace("TODAY", today).replace("TOMORROW", tomorrow)


@pytest.fixture(scope="module")
def menus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    centre = Centre(tmp_path_factory.mktemp("menus"), centre_with_menus())
    try:
        centre.start()
        yield centre
    finally:
        centre.close()


@pytest.fixture
def centre(menus: Centre) -> Iterator[Centre]:
    yield menus
    if menus.process is None:
        menus.start()
    menus.clear()


@pytest.mark.parametrize(("number", "begins"), [("900", "+74951000001"), ("901", "+74951000002")])
def test_a_key_during_the_prompt_leads_to_the_queue(centre: Centre, number: str, begins: str) -> None:
    """In English and in Russian."""
    phone = centre.log_in("101")
    caller = centre.caller(number, begins)
    centre.wait_call(begins, "menu", queue=None)
    caller.wait_music()  # the prompt
    assert not phone.calls
    caller.press("1")
    call = phone.incoming()
    call.answer()
    caller.wait_hears(call)
    call.hang_up()
    caller.wait_ended()
    record = centre.record(begins)
    assert (record["entry"], record["queue"], record["priority"], record["agent"]) == ("main*1", "sales", 3, "101")
    [visit] = centre.visits(record["id"])
    assert visit["entered_at"] > record["arrived_at"]


def test_through_two_menus_and_back(centre: Centre) -> None:
    caller = centre.caller("900", "+74951000011")
    caller.press("3#3*")
    centre.wait_call("+74951000011", "waiting", queue="support-2")
    caller.hang_up()
    assert centre.record("+74951000011")["entry"] == "main*3*star"


def test_keys_faster_than_the_prompts(centre: Centre) -> None:
    callers = [centre.caller("900", f"+7495100002{place}") for place in range(5)]
    for caller in callers:
        caller.press("3" + "23" * 3 + "#1")
    for place in range(5):
        centre.wait_call(f"+7495100002{place}", "waiting", queue="sales")
    assert all(caller.up for caller in callers)


def test_a_personal_choice(centre: Centre) -> None:
    other, phone = centre.log_in("101"), centre.log_in("103")
    caller = centre.caller("900", "+74951000031")
    caller.press("31")
    call = phone.incoming()
    call.answer()
    caller.wait_hears(call)
    assert not other.calls
    call.hang_up()


def test_no_key_leads_to_the_default(centre: Centre) -> None:
    caller = centre.caller("900", "+74951000041")
    row = centre.wait_call("+74951000041", "waiting", 40, queue="sales")
    caller.hang_up()
    record = centre.record("+74951000041")
    assert (record["id"], record["entry"], record["priority"]) == (row["id"], "main*default", 1)


def test_wrong_keys_lead_to_the_default(centre: Centre) -> None:
    """Those that mean nothing, and those that no telephone of people has."""
    caller = centre.caller("900", "+74951000051")
    caller.press("7")
    time.sleep(1)
    caller.press("D")
    centre.wait_call("+74951000051", "waiting", 20, queue="sales")
    caller.hang_up()
    assert centre.record("+74951000051")["entry"] == "main*default"


def test_who_plays_with_the_keys_does_not_stay_for_ever(centre: Centre) -> None:
    caller = centre.caller("900", "+74951000061")
    for _ in range(30):
        live = centre.call("+74951000061")
        if live is not None and live["state"] == "waiting":
            break
        caller.press("*")
    centre.wait_call("+74951000061", "waiting", queue="sales")


def test_many_who_press_at_random_are_all_somewhere(centre: Centre) -> None:
    """Each is in the menu, waits, or has ended and is recorded."""
    chance = random.Random(1)
    keys = {f"+749520001{place:02}": "".join(chance.choices("0123456789*#", k=9)) for place in range(24)}
    callers = {number: centre.caller("900", number) for number in keys}
    with ThreadPoolExecutor(len(callers)) as hands:
        list(hands.map(lambda number: callers[number].press(keys[number]), callers))

    def all_known() -> bool:
        ended = {row["caller_number"] for row in centre.sql('select caller_number from "call"')}
        live = {row["caller_number"]: row["state"] for row in centre.calls()}
        return all(live.get(number, "gone") in ("menu", "waiting", "leaving") or number in ended for number in keys)

    centre.until(all_known, "place for everybody")
    waiting = [row for row in centre.calls() if row["state"] == "waiting" and row["caller_number"] in keys]
    assert all(callers[row["caller_number"]].up for row in waiting)
    assert waiting


def test_a_hang_up_in_the_menu_is_recorded(centre: Centre) -> None:
    caller = centre.caller("901", "+74951000071")
    caller.press("3")
    caller.hang_up()
    record = centre.record("+74951000071")
    assert (record["hung_up_by"], record["outcome"], record["queue"]) == ("caller", None, None)
    assert (record["project"], record["entry"]) == ("help", "main")
    assert centre.visits(record["id"]) == []


def test_a_message_of_the_menu(centre: Centre) -> None:
    caller = centre.caller("900", "+74951000081")
    caller.press("9")
    caller.wait_ended()
    record = centre.record("+74951000081")
    assert (record["entry"], record["queue"], record["hung_up_by"]) == ("main*9", None, "system")


def test_a_number_outside(centre: Centre) -> None:
    """Somebody answers there the first time; the second time it is busy, and the caller is told so."""
    provider = Softphone(centre.sip, TRUNK)
    centre.softphones.append(provider)
    outbound = f'match = ["{TRUNK}"]\noutbound = "{TRUNK}:{provider.address[1]}"'
    text = centre_with_menus().replace(f'match = ["{TRUNK}"]', outbound)
    centre.apply(text.replace('9 = { message = "no-service" }', '9 = { to_number = "+74951234567" }'))
    try:
        caller, other = centre.caller("900", "+74951000091"), centre.caller("900", "+74951000092")
        caller.press("9")
        far = provider.incoming()
        far.answer()
        caller.wait_hears(far)
        other.press("9")
        provider.incoming().refuse(486)
        other.wait_ended()
        far.hang_up()
        caller.wait_ended()
        for number in ("+74951000091", "+74951000092"):
            record = centre.record(number)
            assert (record["entry"], record["queue"], record["agent"]) == ("main*9", None, None)
    finally:
        centre.apply(centre_with_menus())


class TestHours:
    def test_closed_leads_to_another_queue(self, centre: Centre) -> None:
        caller = centre.caller("902", "+74951000101")
        centre.wait_call("+74951000101", "waiting", queue="support-2")
        caller.hang_up()

    def test_a_holiday(self, centre: Centre) -> None:
        caller = centre.caller("903", "+74951000102")
        caller.wait_ended()
        record = centre.record("+74951000102")
        assert (record["outcome"], record["hung_up_by"], record["queue"]) == ("closed", "system", None)

    def test_out_of_the_menu_that_has_begun(self, centre: Centre) -> None:
        caller = centre.caller("904", "+74951000103")
        caller.wait_ended()
        assert centre.record("+74951000103")["outcome"] == "closed"

    def test_a_queue_that_closes_while_callers_wait(self, centre: Centre) -> None:
        whole = centre_with_menus()
        rules = 'hours = "holiday"\nserve_after_closing = false\nclosed = { to_queue = "support-2" }\n'
        caller = centre.caller("700", "+74951000105")
        centre.wait_call("+74951000105", "waiting", queue="sales")
        centre.apply(whole.replace('name = "Sales"\n', f'name = "Sales"\n{rules}'))
        try:
            centre.wait_call("+74951000105", "waiting", queue="support-2")
            late = centre.caller("700", "+74951000106")
            centre.wait_call("+74951000106", "waiting", queue="support-2")
        finally:
            centre.apply(whole)
        for each in (caller, late):
            each.hang_up()
        outcomes = [
            [(visit["queue"], visit["outcome"]) for visit in centre.visits(centre.record(number)["id"])]
            for number in ("+74951000105", "+74951000106")
        ]
        assert outcomes == [[("sales", "closed"), ("support-2", "abandoned")]] * 2

    def test_a_number_that_is_a_message(self, centre: Centre) -> None:
        caller = centre.caller("906", "+74951000104")
        caller.wait_ended()
        assert centre.record("+74951000104")["project"] == "help"


def test_a_number_that_is_an_agents(centre: Centre) -> None:
    other, phone = centre.log_in("101"), centre.log_in("102")
    caller = centre.caller("905", "+74951000111")
    call = phone.incoming()
    call.answer()
    caller.wait_hears(call)
    assert not other.calls
    caller.hang_up()


def test_a_vip_overtakes(centre: Centre) -> None:
    first = centre.caller("700", "+74951000121")
    vip = centre.caller("700", "79000000001")
    centre.wait_call("79000000001", "waiting", queue="sales")
    phone = centre.log_in("101")
    call = phone.incoming()
    call.answer()
    vip.wait_hears(call)
    assert first.up
    call.hang_up()


def test_a_blocked_caller(centre: Centre) -> None:
    caller = centre.caller("900", "+79006660001")
    caller.wait_ended()
    record = centre.record("+79006660001")
    assert (record["hung_up_by"], record["queue"], record["outcome"]) == ("system", None, None)


def test_without_a_daemon_the_failsafe_knows_what_was_chosen(centre: Centre) -> None:
    """The queue's phones ring for who chose it; a message is played to who chose that."""
    phone = centre.phone("1004")
    caller = centre.caller("900", "+74951000301")
    centre.wait_call("+74951000301", "menu")
    centre.kill()
    caller.press("2")
    call = phone.incoming(60)
    call.answer()
    caller.wait_hears(call)
    other = centre.caller("900", "+74951000302")
    other.press("9")
    other.wait_ended()
    centre.start()
    centre.wait_call("+74951000301", "failsafe", queue="support-2")
    caller.hang_up()
    record = centre.record("+74951000301")
    assert (record["queue"], record["entry"], record["outcome"]) == ("support-2", "main*2", "failsafe")


class TestTheDaemonIsKilled:
    def test_callers_in_the_menu_go_on_and_are_found_where_they_are(self, centre: Centre) -> None:
        """One has chosen while nobody listened, one still hears the menu, one has hung up."""
        numbers = [f"+7495100020{place}" for place in range(3)]
        chooses, listens, leaves = (centre.caller("900", number) for number in numbers)
        for number in numbers:
            centre.wait_call(number, "menu")
        for caller in (listens, chooses):
            caller.press("3")
        centre.kill()
        chooses.press("*")
        leaves.hang_up()
        centre.start()
        centre.wait_call(numbers[0], "waiting", queue="support-2")
        centre.wait_call(numbers[1], "menu")
        record = centre.record(numbers[2])
        assert (record["outcome"], record["entry"]) == (None, "main")
        listens.press("2")
        listens.press("1")
        centre.wait_call(numbers[1], "waiting", queue="sales")
        for caller in (chooses, listens):
            caller.hang_up()
        assert [centre.record(number)["entry"] for number in numbers[:2]] == ["main*3*star", "main*3*2*1"]

    def test_and_has_lost_its_memory(self, centre: Centre) -> None:
        caller, other = centre.caller("900", "+74951000211"), centre.caller("900", "+74951000212")
        caller.press("2")
        other.press("3")
        centre.wait_call("+74951000211", "waiting", queue="support-2")
        centre.kill()
        for segment in (centre.home / "journal").iterdir():
            segment.unlink()
        centre.start()
        centre.wait_call("+74951000211", "waiting", queue="support-2")
        centre.wait_call("+74951000212", "menu")
        other.press("*")
        centre.wait_call("+74951000212", "waiting", queue="support-2")
        for each in (caller, other):
            each.hang_up()
        assert centre.record("+74951000211")["entry"] == "main*2"
        assert centre.record("+74951000212")["entry"] == "main*3*star"
