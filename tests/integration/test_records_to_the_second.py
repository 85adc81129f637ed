"""Every kind of transfer, to the second: what the phones saw, what we record, and what Asterisk's CDR says."""

import time
from collections.abc import Callable, Iterator

import pytest

from tests.integration.account import Account, Pair, Seen, Talk
from tests.integration.centre import CENTRE, TRUNK, Centre
from tests.integration.phonekeys import hold, transfer
from tests.integration.softphone import SipCall, Softphone
from tests.integration.test_transfers import talk

TALK_S, RING_S, HOLD_S = 1.2, 0.6, 1.2
FAR = "+74951234567"
TO_QUEUE = ("blind", "queue", "support-2", "completed")
TO_AGENT = ("blind", "agent", "104", "completed")
CONSULTED = ("attended", "agent", "104", "completed")


@pytest.fixture(scope="module")
def provider(module_centre: Centre) -> Iterator[Softphone]:
    """The trunk's other end, who answers each call."""
    phone = Softphone(module_centre.sip, TRUNK)
    phone.on_call = phone.answer
    way = f'match = ["{TRUNK}"]\noutbound = "{TRUNK}:{phone.address[1]}"\n[transfers]\noutside = ["+7XXXXXXXXXX"]'
    skilled = CENTRE.replace('phone = "1002"', 'phone = "1002", skills = { cards = 8 }')
    module_centre.apply(skilled.replace(f'match = ["{TRUNK}"]', way))
    with phone:
        yield phone


# Blind.


def by_command(centre: Centre, call: int, caller: SipCall, first: SipCall) -> tuple[float, float]:
    """When the caller began to hear music, and when the call was passed on."""
    asked_at = time.monotonic()
    centre.post(f"/api/v1/calls/{call}/transfer", to_queue="support-2")
    return asked_at, asked_at


def by_keys(centre: Centre, call: int, caller: SipCall, first: SipCall) -> tuple[float, float]:
    first.press("##")
    music_at = time.monotonic()
    caller.wait_music()
    first.media.press("800#")
    return music_at, first.wait_ended()


def by_refer(centre: Centre, call: int, caller: SipCall, first: SipCall) -> tuple[float, float]:
    transfer(first, "800")
    asked_at = time.monotonic()
    return asked_at, asked_at


@pytest.mark.parametrize("pass_on", [by_command, by_keys, by_refer])
def test_blind_to_a_queue(
    centre: Centre, pass_on: Callable[[Centre, int, SipCall, SipCall], tuple[float, float]]
) -> None:
    number = f"+7495000100{len(pass_on.__name__)}"
    caller, first, call = talk(centre, number)
    phone = centre.log_in("104")
    time.sleep(TALK_S)
    music_at, passed_at = pass_on(centre, call, caller, first)
    second = answer_and_talk(phone, caller)
    Account(centre, number).agrees_with(
        passed_on(caller, first, passed_at, second, ("support-2", "104"), TO_QUEUE, passed_at - music_at)
    )


@pytest.mark.parametrize(
    ("number", "agent", "target", "recorded"),
    [
        ("+74950001011", "104", {"to_agent": "104"}, TO_AGENT),
        ("+74950001012", "102", {"to_skills": "cards >= 5"}, ("blind", "queue", "sales", "completed")),
    ],
)
def test_blind_to_a_person_and_to_a_skill(
    provider: Softphone,
    centre: Centre,
    number: str,
    agent: str,
    target: dict[str, str],
    recorded: tuple[str, str, str, str],
) -> None:
    """The caller stays in the queue, for somebody else."""
    caller, first, call = talk(centre, number)
    phone = centre.log_in(agent)
    time.sleep(TALK_S)
    passed_at = time.monotonic()
    centre.post(f"/api/v1/calls/{call}/transfer", **target)
    second = answer_and_talk(phone, caller)
    Account(centre, number).agrees_with(passed_on(caller, first, passed_at, second, ("sales", agent), recorded))


def test_blind_to_an_outside_number(provider: Softphone, centre: Centre) -> None:
    number = "+74950001013"
    caller, first, call = talk(centre, number)
    time.sleep(TALK_S)
    passed_at = time.monotonic()
    centre.post(f"/api/v1/calls/{call}/transfer", to_number=FAR)
    far = provider.incoming()
    caller.wait_hears(far)
    time.sleep(TALK_S)
    caller.hang_up()
    Account(centre, number).agrees_with(
        Seen(
            *(caller.began_at, caller.ended_at, (answered("sales", caller.began_at, first),)),
            talks=(Talk("101", first.answered_at, passed_at, "transfer"),),
            elsewhere_s=caller.ended_at - passed_at,
            cdr_s={("trunk", "1001"): passed_at - first.began_at, ("trunk", "trunk"): caller.ended_at - far.began_at},
            transfers=(("blind", "external", FAR, "completed"),),
        )
    )


# Hold.


@pytest.mark.parametrize("on_the_phone", [False, True])
def test_hold(centre: Centre, on_the_phone: bool) -> None:
    """To the CDR a hold by the phone is talk; one of ours is none."""
    number = f"+7495000102{on_the_phone:d}"
    caller, first, call = talk(centre, number)
    time.sleep(TALK_S)
    times = []
    for on in (True, False):
        times.append(time.monotonic())
        if on_the_phone:
            hold(first, on=on)
        else:
            centre.post(f"/api/v1/calls/{call}/{'hold' if on else 'unhold'}")
        time.sleep(HOLD_S if on else TALK_S)
    first.hang_up()
    caller.wait_ended()
    held_s = times[1] - times[0]
    whole_s = first.ended_at - first.began_at
    Account(centre, number).agrees_with(
        Seen(
            *(caller.began_at, caller.ended_at, (answered("sales", caller.began_at, first),)),
            talks=(Talk("101", first.answered_at, first.ended_at, "agent", held_s),),
            cdr_s={("trunk", "1001"): whole_s if on_the_phone else whole_s - held_s},
        )
    )


# Attended.


def consult(centre: Centre, call: int, first: SipCall, keys: bool = False) -> tuple[float, float, SipCall]:
    """When the caller began to hear music, when 101 left the conversation, and 104, who talks with 101 now."""
    phone = centre.log_in("104")
    time.sleep(TALK_S)
    if keys:
        first.press("*2")
        music_at = time.monotonic()
        time.sleep(1)
        first.press("104#")
        left_at = time.monotonic()
    else:
        music_at = left_at = time.monotonic()
        centre.post(f"/api/v1/calls/{call}/consult", to_agent="104")
    second = phone.incoming()
    time.sleep(RING_S)
    second.answer()
    second.wait_hears(first)
    time.sleep(HOLD_S)
    return music_at, left_at, second


def complete_by_command(centre: Centre, call: int, first: SipCall) -> None:
    centre.post(f"/api/v1/calls/{call}/complete")


def complete_by_hanging_up(centre: Centre, call: int, first: SipCall) -> None:
    first.hang_up()


@pytest.mark.parametrize(("complete", "keys"), [(complete_by_command, False), (complete_by_hanging_up, True)])
def test_attended(centre: Centre, complete: Callable[[Centre, int, SipCall], None], keys: bool) -> None:
    number = f"+7495000103{keys:d}"
    caller, first, call = talk(centre, number)
    music_at, left_at, second = consult(centre, call, first, keys)
    passed_at = time.monotonic()
    complete(centre, call, first)
    caller.wait_hears(second)
    time.sleep(TALK_S)
    second.hang_up()
    caller.wait_ended()
    Account(centre, number).agrees_with(
        Seen(
            *(caller.began_at, caller.ended_at, (answered("sales", caller.began_at, first),)),
            talks=(
                Talk("101", first.answered_at, passed_at, "transfer", passed_at - music_at),
                Talk("104", second.answered_at, second.ended_at, "agent"),
            ),
            cdr_s={
                ("trunk", "1001"): left_at - first.began_at,
                ("1001", "1004"): passed_at - second.began_at,
                ("trunk", "1004"): second.ended_at - passed_at,
            },
            transfers=(CONSULTED,),
        )
    )


@pytest.mark.parametrize("keys", [False, True])
def test_attended_and_cancelled(centre: Centre, keys: bool) -> None:
    number = f"+7495000104{keys:d}"
    caller, first, call = talk(centre, number)
    music_at, left_at, second = consult(centre, call, first, keys)
    if keys:
        first.press("*0")
    else:
        centre.post(f"/api/v1/calls/{call}/cancel")
    caller.wait_hears(first)
    second.wait_ended()
    time.sleep(TALK_S)
    caller.hang_up()
    Account(centre, number).agrees_with(
        Seen(
            *(caller.began_at, caller.ended_at, (answered("sales", caller.began_at, first),)),
            talks=(
                Talk("101", first.answered_at, caller.ended_at, "caller", second.ended_at - music_at),
                Talk("104", second.answered_at, second.ended_at, "agent"),
            ),
            cdr_s={
                ("trunk", "1001"): left_at - first.began_at + caller.ended_at - second.ended_at,
                ("1001", "1004"): second.ended_at - second.began_at,
            },
            transfers=(("attended", "agent", "104", "cancelled"),),
        )
    )


def test_conference(centre: Centre) -> None:
    """Both agents talk with the caller, then one of them alone."""
    number = "+74950001051"
    caller, first, call = talk(centre, number)
    music_at, left_at, second = consult(centre, call, first)
    joined_at = time.monotonic()
    centre.post(f"/api/v1/calls/{call}/conference")
    time.sleep(TALK_S)
    first.hang_up()
    caller.wait_hears(second)
    time.sleep(TALK_S)
    caller.hang_up()
    Account(centre, number).agrees_with(
        Seen(
            *(caller.began_at, caller.ended_at, (answered("sales", caller.began_at, first),)),
            talks=(
                Talk("101", first.answered_at, first.ended_at, "transfer", joined_at - music_at),
                Talk("104", second.answered_at, caller.ended_at, "caller"),
            ),
            cdr_s={
                ("trunk", "1001"): left_at - first.began_at + first.ended_at - joined_at,
                ("1001", "1004"): first.ended_at - second.began_at,
                ("trunk", "1004"): caller.ended_at - joined_at,
            },
            transfers=(CONSULTED,),
        )
    )


def test_attended_by_the_phones_own_buttons(centre: Centre) -> None:
    """The phone holds, calls 800 on its other line, and connects both: REFER with Replaces."""
    number = "+74950001061"
    caller, first, _ = talk(centre, number)
    phone = centre.log_in("104")
    time.sleep(TALK_S)
    held_at = time.monotonic()
    hold(first)
    line = first.phone.dial("800")
    second = phone.incoming()
    second.answer()
    line.wait_hears(second)
    time.sleep(HOLD_S)
    passed_at = time.monotonic()
    transfer(first, "800", line)
    caller.wait_hears(second)
    time.sleep(TALK_S)
    caller.hang_up()
    first.hang_up()
    Account(centre, number).agrees_with(
        Seen(
            *(caller.began_at, caller.ended_at, (answered("sales", caller.began_at, first),)),
            talks=(
                Talk("101", first.answered_at, passed_at, "transfer", passed_at - held_at),
                Talk("104", second.answered_at, caller.ended_at, "caller"),
            ),
            cdr_s={
                ("trunk", "1001"): passed_at - first.began_at,
                ("1001", "1004"): passed_at - second.began_at,
                ("trunk", "1004"): caller.ended_at - passed_at,
            },
            transfers=(CONSULTED,),
        )
    )


# What they have in common.


def answer_and_talk(phone: Softphone, caller: SipCall) -> SipCall:
    """It rings a while, both talk a while, the caller hangs up."""
    second = phone.incoming()
    time.sleep(RING_S)
    second.answer()
    caller.wait_hears(second)
    time.sleep(TALK_S)
    caller.hang_up()
    return second


def answered(queue: str, entered_at: float, leg: SipCall) -> tuple[str, str, float]:
    return queue, "answered", leg.answered_at - entered_at


def passed_on(
    caller: SipCall,
    first: SipCall,
    passed_at: float,
    second: SipCall,
    to: tuple[str, str],
    recorded: tuple[str, str, str, str],
    hold_s: float = 0.0,
) -> Seen:
    """101 passed the caller on to a queue and agent."""
    queue, agent = to
    pair: Pair = ("trunk", second.phone.user)
    return Seen(
        caller.began_at,
        caller.ended_at,
        (answered("sales", caller.began_at, first), answered(queue, passed_at, second)),
        talks=(
            Talk("101", first.answered_at, passed_at, "transfer", hold_s),
            Talk(agent, second.answered_at, caller.ended_at, "caller"),
        ),
        cdr_s={("trunk", "1001"): passed_at - first.began_at, pair: caller.ended_at - second.began_at},
        transfers=(recorded,),
    )
