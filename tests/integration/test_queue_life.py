"""Life in a queue on the whole product: what callers hear, keys, limits, every way out, and what is recorded."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from acd.embedded import cache_folder
from tests.integration.centre import CENTRE, TRUNK, Centre, Row
from tests.integration.softphone import Softphone
from tests.integration.speech import Listener
from tests.integration.test_calls import between_ms

SALES, SUPPORT = 'name = "Sales"\n', 'name = "Поддержка"\n'
SLACK_S = 0.6  # silence at the edges of prompts is not heard as speech


@pytest.fixture
def listener(centre: Centre) -> Listener:
    [music] = cache_folder(centre.home).glob("music-*")
    return Listener(music, centre.home / "asterisk" / "data" / "sounds")


@pytest.fixture
def living(centre: Centre) -> Iterator[Centre]:
    yield centre
    centre.apply(CENTRE)


def apply(centre: Centre, sales: str = "", support: str = "") -> None:
    """Give the queues more keys."""
    text = CENTRE.replace(SALES, f"{SALES}{sales}\n").replace(SUPPORT, f"{SUPPORT}{support}\n")
    assert centre.apply(text)["applied"] is True


def ended(centre: Centre, number: str) -> tuple[Row, list[Row]]:
    """The record of a call and its visits."""
    record = centre.record(number)
    return record, centre.visits(record["id"])


def outcomes(visits: list[Row]) -> list[tuple[str, str]]:
    return [(visit["queue"], visit["outcome"]) for visit in visits]


# What is told.


@pytest.mark.parametrize(
    ("dialled", "language", "second"),
    [
        ("700", "en", ("queue-thereare", "digits/2", "queue-callswaiting")),
        ("800", "ru", ("queue-thereare", "digits/2")),
    ],
)
def test_the_place_is_told_in_the_callers_language(
    living: Centre, listener: Listener, dialled: str, language: str, second: tuple[str, ...]
) -> None:
    """Measured by the length of what is heard: no two of these have the same."""
    told = "announce = { first_after_s = 1.5, position = true }"
    apply(living, told, told)
    callers = [living.caller(dialled, f"+7495000020{number}") for number in (1, 2)]
    living.wait_call("+74950000202", "waiting")
    for caller, prompts in zip(callers, (("queue-youarenext",), second), strict=True):
        _, heard_s = listener.wait_prompt(caller)
        whole_s = listener.length_s(language, *prompts)
        assert whole_s - SLACK_S <= heard_s <= whole_s + 0.1, f"{prompts} of {whole_s:.2f} s were {heard_s:.2f} s"
        caller.wait_music()


def test_the_expected_wait_is_told_and_is_no_less_than_the_real_one(living: Centre, listener: Listener) -> None:
    apply(living, "announce = { first_after_s = 0.5, expected_wait = true }")
    phone = _hand_over(living, "101", 3)
    caller = living.caller("700", "+74950000211")
    _, heard_s = listener.wait_prompt(caller)
    whole_s = listener.length_s("en", "queue-holdtime", "digits/1", "queue-minute")
    assert whole_s - SLACK_S <= heard_s <= whole_s + 0.1
    phone.calls[-1].hang_up()
    call = phone.incoming()
    call.answer()
    caller.wait_hears(call)
    caller.hang_up()
    _, [visit] = ended(living, "+74950000211")
    assert visit["wait_ms"] < 60_000
    assert 500 <= visit["expected_wait_ms"] <= 60_000


def _hand_over(centre: Centre, agent: str, callers: int) -> Any:
    """So many callers who each waited a second and a half are answered, one after the other; the last one talks on."""
    phone = centre.log_in(agent)
    talking = None
    for number in range(callers + 1):
        caller = centre.caller("700", f"+7495000029{number}")
        if talking is not None:
            time.sleep(1.5)
            talking.hang_up()
        talking = phone.incoming()
        talking.answer()
        caller.wait_hears(talking)
    return phone


def test_messages_are_played_in_turn_and_the_music_goes_on(living: Centre, listener: Listener) -> None:
    sounds = ("queue-thankyou", "queue-periodic-announce")
    listed = ", ".join(f'"{sound}"' for sound in sounds)
    apply(living, f"announce = {{ first_after_s = 1, messages = [{listed}], messages_every_s = 10 }}")
    caller = living.caller("700", "+74950000221")
    first_at, first_s = listener.wait_prompt(caller)
    begin = len(caller.media.heard)
    second_at, second_s = listener.wait_prompt(caller, begin, seconds=30)
    for heard_s, sound in ((first_s, sounds[0]), (second_s, sounds[1])):
        assert abs(heard_s - listener.length_s("en", sound)) <= SLACK_S
    assert 9.5 <= second_at - first_at <= 10.7


def test_an_agent_who_becomes_free_cuts_an_announcement_short(living: Centre, listener: Listener) -> None:
    apply(living, "announce = { first_after_s = 1, position = true }")
    phone = living.log_in("101", ready=False)
    caller = living.caller("700", "+74950000231")
    listener.wait_speaking(caller)
    asked_at = time.monotonic()
    living.post("/api/v1/agents/101/ready")
    call = phone.incoming()
    assert call.began_at - asked_at < 0.3, "the announcement delayed the offer"
    call.answer()
    caller.wait_hears(call)
    [(_, heard_s)] = listener.prompts(caller)[:1]
    assert heard_s < listener.length_s("en", "queue-youarenext") - 1
    caller.hang_up()
    record, [visit] = ended(living, "+74950000231")
    assert (visit["outcome"], visit["offers"], record["agent"]) == ("answered", 1, "101")


def test_an_offer_that_fails_comes_back_to_the_music_and_keeps_the_place(living: Centre, listener: Listener) -> None:
    apply(living, "announce = { first_after_s = 1, position = true }")
    phone = living.log_in("101", ready=False)
    first, second = (living.caller("700", f"+7495000024{number}") for number in (1, 2))
    listener.wait_speaking(first)
    living.post("/api/v1/agents/101/ready")
    call = phone.incoming()
    call.refuse()
    living.wait_call("+74950000241", "waiting")
    again = phone.incoming()
    again.answer()
    first.wait_hears(again)
    assert second.up


def test_a_caller_who_hangs_up_in_an_announcement_is_abandoned(living: Centre, listener: Listener) -> None:
    apply(living, "announce = { first_after_s = 1, position = true }")
    caller = living.caller("700", "+74950000251")
    listener.wait_speaking(caller)
    caller.hang_up()
    record, [visit] = ended(living, "+74950000251")
    assert (record["outcome"], record["hung_up_by"], visit["outcome"]) == ("abandoned", "caller", "abandoned")


def test_a_daemon_that_starts_again_finds_a_caller_in_an_announcement(living: Centre, listener: Listener) -> None:
    apply(living, "announce = { first_after_s = 1, position = true }")
    caller = living.caller("700", "+74950000261")
    listener.wait_speaking(caller)
    living.kill()
    living.start()
    living.wait_call("+74950000261", "waiting", queue="sales")
    phone = living.log_in("101")
    call = phone.incoming()
    call.answer()
    caller.wait_hears(call)


# Keys.


def test_a_key_leads_to_another_queue(living: Centre) -> None:
    apply(living, 'keys = { "0" = { to_queue = "support-2" } }')
    caller = living.caller("700", "+74950000301")
    living.wait_call("+74950000301", "waiting", queue="sales")
    caller.press("5#")
    time.sleep(1)
    caller.press("0")
    living.wait_call("+74950000301", "waiting", queue="support-2")
    phone = living.log_in("104")
    call = phone.incoming()
    call.answer()
    caller.wait_hears(call)
    caller.hang_up()
    record, visits = ended(living, "+74950000301")
    assert outcomes(visits) == [("sales", "exited"), ("support-2", "answered")]
    assert visits[0]["ended_at"] == visits[1]["entered_at"]
    assert visits[0]["wait_ms"] + visits[1]["wait_ms"] == between_ms(record, "arrived_at", "answered_at")
    assert 1_000 <= visits[0]["wait_ms"] <= 3_000


def test_a_key_in_an_announcement_leads_to_a_message(living: Centre, listener: Listener) -> None:
    apply(living, 'announce = { first_after_s = 1, position = true }\nkeys = { "*" = { message = "closed" } }')
    caller = living.caller("700", "+74950000302")
    listener.wait_speaking(caller)
    caller.press("*")
    caller.wait_ended()
    record, visits = ended(living, "+74950000302")
    assert outcomes(visits) == [("sales", "exited")]
    assert (record["hung_up_by"], record["outcome"]) == ("system", "exited")
    assert 1_000 <= visits[0]["wait_ms"] <= 3_000


# Limits.


def test_a_full_queue(living: Centre) -> None:
    """Who comes first waits; who comes next goes to the other queue; when that is full, too, there is a message."""
    apply(living, 'length_max = 1\nwhen_full = { to_queue = "support-2" }', "length_max = 1")
    living.caller("700", "+74950000401")
    living.wait_call("+74950000401", "waiting", queue="sales")
    second = living.caller("700", "+74950000402")
    living.wait_call("+74950000402", "waiting", queue="support-2")
    third = living.caller("700", "+74950000403")
    third.wait_music()
    third.wait_ended()
    record, visits = ended(living, "+74950000403")
    assert outcomes(visits) == [("sales", "full"), ("support-2", "full")]
    assert [visit["wait_ms"] for visit in visits] == [0, 0]
    assert (record["hung_up_by"], record["outcome"], record["queue"]) == ("system", "full", "support-2")
    second.hang_up()
    _, visits = ended(living, "+74950000402")
    assert outcomes(visits) == [("sales", "full"), ("support-2", "abandoned")]


def test_a_queue_that_nobody_serves(living: Centre) -> None:
    """Nobody may come before there is an agent; when the agent leaves, the callers have a second more."""
    apply(living, 'join_unstaffed = false\nleave_unstaffed_s = 1\nwhen_unstaffed = { message = "closed" }')
    first = living.caller("700", "+74950000411")
    first.wait_ended()
    record, visits = ended(living, "+74950000411")
    assert (outcomes(visits), visits[0]["wait_ms"]) == ([("sales", "unstaffed")], 0)
    assert record["hung_up_by"] == "system"
    phone = living.log_in("101")
    talking = living.caller("700", "+74950000412")
    call = phone.incoming()
    call.answer()
    talking.wait_hears(call)
    waiting = living.caller("700", "+74950000413")
    living.wait_call("+74950000413", "waiting", queue="sales")
    living.post("/api/v1/agents/101/logout")
    call.hang_up()
    left_at = time.monotonic()
    waiting.wait_ended()
    record, visits = ended(living, "+74950000413")
    assert outcomes(visits) == [("sales", "unstaffed")]
    [offer] = living.offers(living.record("+74950000412")["id"])
    gap_ms = between_ms({"a": offer["ended_at"], "b": visits[0]["ended_at"]}, "a", "b")
    assert 1_000 <= gap_ms <= 1_200
    assert waiting.ended_at > left_at + 1


# Overflow.


def test_overflow_by_steps(living: Centre) -> None:
    """The first step leads into a full queue, so the next one is taken at its time."""
    apply(
        living,
        'overflow = [{ after_s = 1, to_queue = "support-2" }, { after_s = 2.5, message = "all-busy" }]',
        "length_max = 1",
    )
    living.caller("800", "+74950000501")
    living.wait_call("+74950000501", "waiting", queue="support-2")
    caller = living.caller("700", "+74950000502")
    caller.wait_ended()
    record, visits = ended(living, "+74950000502")
    assert outcomes(visits) == [("sales", "message")]
    assert 2_500 <= visits[0]["wait_ms"] <= 2_700
    assert (record["hung_up_by"], record["outcome"]) == ("system", "message")


def test_overflow_by_the_expected_wait_on_entering(living: Centre) -> None:
    apply(living, 'overflow = [{ expected_wait_s = 4, to_queue = "support-2" }]')
    _hand_over(living, "101", 3)
    first, *others = (living.caller("700", f"+7495000051{number}") for number in range(4))
    living.wait_call("+74950000513", "waiting", queue="support-2")
    assert living.wait_call("+74950000510", "waiting")["queue"] == "sales"
    others[-1].hang_up()
    _, visits = ended(living, "+74950000513")
    assert outcomes(visits) == [("sales", "overflowed"), ("support-2", "abandoned")]
    assert visits[0]["wait_ms"] == 0
    assert visits[0]["expected_wait_ms"] > 4_000
    first.hang_up()


def test_a_caller_who_calls_again_has_the_former_place(living: Centre) -> None:
    apply(living, "regain_place_s = 30")
    first = living.caller("700", "+74950000601")
    living.wait_call("+74950000601", "waiting")
    second = living.caller("700", "+74950000602")
    living.wait_call("+74950000602", "waiting")
    first.hang_up()
    living.record("+74950000601")
    again = living.caller("700", "+74950000601")
    living.wait_call("+74950000601", "waiting")
    phone = living.log_in("101")
    call = phone.incoming()
    call.answer()
    again.wait_hears(call)
    assert second.up


# Outside.


def test_overflow_to_an_outside_number(living: Centre) -> None:
    """Nobody answers there the first time, and the caller waits on; then somebody does."""
    provider = Softphone(living.sip, TRUNK)
    living.softphones.append(provider)
    outbound = f'match = ["{TRUNK}"]\noutbound = "{TRUNK}:{provider.address[1]}"'
    overflow = 'overflow = { after_s = 1, to_number = "+74951234567" }'
    text = CENTRE.replace(SALES, f"{SALES}{overflow}\n").replace(f'match = ["{TRUNK}"]', outbound)
    assert living.apply(text)["applied"] is True
    caller = living.caller("700", "+74950000701")
    far = provider.incoming()
    far.refuse(486)
    living.wait_call("+74950000701", "waiting", queue="sales")
    again = provider.incoming()
    assert again.invite is not None
    assert "+74951234567" in again.invite.first
    again.answer()
    caller.wait_hears(again)
    again.wait_hears(caller)
    again.hang_up()
    caller.wait_ended()
    record, visits = ended(living, "+74950000701")
    assert outcomes(visits) == [("sales", "external"), ("sales", "external")]
    assert all(1_000 <= visit["wait_ms"] <= 1_200 for visit in visits)
    assert (record["outcome"], record["agent"]) == ("external", None)
