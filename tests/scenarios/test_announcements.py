"""What waiting callers are told, when, and what comes in the middle of it."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

from acd.events import CentreConfigured, FailsafeTook, NodeLost, Tick
from acd.model.centre import Announcements, Centre, Destination, Message, Overflow, Project
from acd.model.channels import Place
from acd.model.facts import VisitFact
from acd.model.states import OfferResult, PhoneState, VisitOutcome
from acd.testing.engine import NODE, Script, passes, recorded, script, unknown
from tests.scenarios.test_expected_wait import served
from tests.scenarios.words import (
    announces,
    answers,
    arrives,
    audit,
    centre,
    channel,
    connects,
    hangs_up,
    logs_in,
    marks,
    phone_is,
    presses,
    returns,
    rings,
    tells,
)


def telling(**what: Any) -> Centre:
    """Queue sales announces; the first after 15 s, then every 60 s."""
    return centre(sales={"announce": Announcements(**what)})


def places(**what: Any) -> Centre:
    return telling(position=True, **what)


def test_the_place_at_the_configured_times() -> None:
    play = script(places(first_after_ms=20_000, every_ms=40_000))
    assert (
        play
        >> arrives("c1")
        >> passes(19.999)
        >> passes(0.001)
        << announces("c1", 1)
        >> passes(39.999)
        >> passes(0.001)
        << announces("c1", 1)
    )


def test_the_place_changes_with_those_before() -> None:
    assert (
        script(places())
        >> arrives("c1")
        >> passes(1)
        >> arrives("c2")
        >> passes(14)
        << announces("c1", 1)
        >> passes(1)
        << announces("c2", 2)
        >> hangs_up("c1")
        >> passes(60)
        << announces("c2", 1)
    )


def test_only_what_has_changed() -> None:
    assert (
        script(places(only_changed=True))
        >> arrives("c1")
        >> passes(1)
        >> arrives("c2")
        >> passes(15)
        << announces("c1", 1)
        << announces("c2", 2)
        >> passes(60)
        >> hangs_up("c1")
        >> passes(60)
        << announces("c2", 1)
    )


def test_a_place_far_behind_is_not_told() -> None:
    assert (
        script(places(position_max=1))
        >> arrives("c1")
        >> passes(1)
        >> arrives("c2")
        >> passes(15)
        << announces("c1", 1)
        >> hangs_up("c1")
        >> passes(60)
        << announces("c2", 1)
    )


def test_the_expected_wait_is_rounded_up() -> None:
    """An agent is free again every 30 s: 20 s for the first, 80 s for the third."""
    play = served(script(telling(expected_wait=True, first_after_ms=0)), 3)
    assert (
        play
        >> arrives("c1")
        >> arrives("c2")
        >> arrives("c3")
        >> passes(0.1)
        << announces("c1", 0, 1)
        << announces("c2", 0, 1)
        << announces("c3", 0, 2)
    )


def test_in_russian_the_minutes_are_a_multiple_of_five() -> None:
    russian = replace(telling(expected_wait=True, first_after_ms=0), projects={"shop": Project("shop", "Shop", "ru")})
    play = served(script(russian), 3)
    assert play >> arrives("c1") >> passes(0.1) << announces("c1", 0, 5, language="ru")


def test_a_long_wait_is_not_told_and_neither_is_an_unknown_one() -> None:
    play = script(telling(expected_wait=True, first_after_ms=0, expected_wait_max_ms=60_000))
    assert play >> arrives("unknown") >> passes(100) >> hangs_up("unknown")
    served(play, 3)
    assert (
        play
        >> arrives("c1")
        >> arrives("c2")
        >> arrives("c3")
        >> passes(0.1)
        << announces("c1", 0, 1)
        << announces("c2", 0, 1)
    )


def test_messages_in_turn() -> None:
    play = script(telling(messages=("queue-thankyou", "custom/offer"), messages_every_ms=30_000))
    assert (
        play
        >> arrives("c1")
        >> passes(15)
        << announces("c1", sound="queue-thankyou")
        >> passes(30)
        << announces("c1", sound="custom/offer")
        >> passes(30)
        << announces("c1", sound="queue-thankyou")
    )


def test_between_two_announcements_there_is_music() -> None:
    play = script(places(every_ms=30_000, messages=("queue-thankyou",), messages_every_ms=30_000))
    assert (
        play
        >> arrives("c1")
        >> passes(15)
        << announces("c1", 1)
        >> passes(9.999)
        >> passes(0.001)
        << announces("c1", sound="queue-thankyou")
        >> passes(19.999)
        >> passes(0.001)
        << announces("c1", 1)
    )


def test_an_agent_who_becomes_free_in_the_middle_has_the_caller_at_once() -> None:
    assert (
        script(places())
        >> arrives("c1")
        >> passes(15)
        << announces("c1", 1)
        >> passes(0.5)
        >> logs_in("101")
        << connects("c1", "101", unknown())
    )


def test_an_agent_and_an_announcement_at_the_same_moment() -> None:
    """The agent's rest after a refused call ends at the very moment: only the offer is made."""
    offer = unknown()
    assert (
        script(places())
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", offer)
        >> rings("1001")
        >> passes(14)
        >> returns("c1", offer, "1001", OfferResult.REFUSED)
        >> passes(1)
        << connects("c1", "101", unknown())
    )


def test_nothing_is_said_while_a_phone_rings_but_soon_after() -> None:
    offer = unknown()
    assert (
        script(places())
        >> arrives("c1")
        >> passes(10)
        >> logs_in("101")
        << connects("c1", "101", offer)
        >> rings("1001")
        >> passes(10)
        >> returns("c1", offer, "1001")
        >> phone_is("1001", PhoneState.UNREACHABLE)
        >> passes(5)
        << announces("c1", 1)
    )


def test_the_caller_hangs_up_in_the_middle() -> None:
    play = script(places())
    assert (
        play
        >> arrives("c1")
        >> passes(15)
        << announces("c1", 1)
        >> hangs_up("c1")
        << recorded(VisitFact, outcome=VisitOutcome.ABANDONED, wait_ms=15_000)
        >> passes(200)
    )
    assert not play.state.timers


def test_overflow_in_the_middle() -> None:
    queues: dict[str, Any] = {"announce": Announcements(position=True)}
    to_message = script(centre(sales=queues | {"overflows": (Overflow(16_000, message=Message.CLOSED),)}))
    assert to_message >> arrives("c1") >> passes(15) << announces("c1", 1) >> passes(1) << tells("c1", Message.CLOSED)
    to_queue = script(centre(sales=queues | {"overflows": (Overflow(16_000, to_queue="support"),)}))
    assert to_queue >> arrives("c1") >> passes(15) << announces("c1", 1) >> passes(1) << marks("c1", "support")
    assert to_queue >> passes(300)


def test_a_key_in_the_middle() -> None:
    keys = {"0": Destination(to_queue="support")}
    play = script(centre(sales={"announce": Announcements(position=True), "keys": keys}))
    assert play >> arrives("c1") >> passes(15) << announces("c1", 1) >> presses("c1", "0") << marks("c1", "support")


def test_nothing_is_said_in_the_failsafe_or_over_a_lost_link() -> None:
    play = script(places())
    assert play >> arrives("c1") >> passes(10) >> FailsafeTook(NODE, "c1") >> passes(100)
    play = script(places())
    assert play >> arrives("c1") >> passes(10) >> NodeLost(NODE) >> passes(100)
    assert play >> audit(channel("c1", age_ms=110_000)) >> passes(1) << announces("c1", 1)


def test_a_caller_found_in_an_announcement_waits() -> None:
    play = script(places())
    assert play >> audit(channel("c1", Place.WAITING, age_ms=40_000)) >> passes(0.1) << announces("c1", 1)
    assert play >> logs_in("101") << connects("c1", "101", unknown()) >> answers("c1", "1001")


def test_a_new_configuration_begins_and_ends_it() -> None:
    play = script(centre())
    assert play >> arrives("c1") >> passes(100) >> CentreConfigured(places()) >> passes(0.1) << announces("c1", 1)
    assert play >> CentreConfigured(centre()) >> passes(300)


def test_a_thousand_callers_have_their_turns_one_after_the_other() -> None:
    """One every 20 ms, and nobody a second time before all have had one, though each should hear it every 10 s."""
    play = script(telling(first_after_ms=5_000, messages=("queue-thankyou",), messages_every_ms=10_000))
    for number in range(1_000):
        play.engine.handle(arrives(f"c{number}"), play.now_ms)
    told = _told_until(play, play.now_ms + 60_000)
    times = [at_ms for at_ms, _ in told]
    assert min(later - earlier for earlier, later in pairwise(times)) >= 20
    assert 2_500 <= len(told) <= 2_751
    assert len({caller for _, caller in told[:1_000]}) == 1_000
    assert len({caller for _, caller in told[1_000:2_000]}) == 1_000


def test_who_would_wait_too_long_for_a_turn_lets_it_go() -> None:
    play = script(places(first_after_ms=5_000, every_ms=10_000, only_changed=False, position_max=99))
    for number in range(3_000):
        play.engine.handle(arrives(f"c{number}"), play.now_ms)
    _told_until(play, play.now_ms + 60_000)
    assert play.state.turn_ms[NODE] <= play.now_ms + 60_000 + 10_020


def _told_until(play: Script, until_ms: int) -> list[tuple[int, str]]:
    told: list[tuple[int, str]] = []
    while (due_ms := play.engine.next_wakeup_ms()) is not None and due_ms <= until_ms:
        told += [(due_ms, getattr(command, "channel", "")) for command in play.engine.handle(Tick(), due_ms)]
    return told
