"""Events that repeat or come late are counted and change nothing; the day's counters begin anew at midnight."""

from acd.engine.context import MS_PER_DAY
from acd.events import FailsafeTook, HangupRequested, OfferAnswered, OfferRang, OfferReturned
from acd.model.facts import CallFact
from acd.model.states import CallState, OfferResult
from acd.testing.engine import NODE, Script, passes, script, unknown
from tests.scenarios.words import (
    answers,
    arrives,
    centre,
    connects,
    hangs_up,
    logs_in,
    returns,
    rings,
)


def talking() -> tuple[Script, int]:
    offer = unknown()
    play = script(centre())
    assert (
        play
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", offer)
        >> rings("1001")
        >> answers("c1", "1001")
        >> passes(5)
    )
    return play, offer.value


def test_an_arrival_told_twice() -> None:
    play = script(centre())
    assert play >> arrives("c1") >> arrives("c1") >> logs_in("101") << connects("c1", "101", unknown()) >> arrives("c1")
    assert play.state.ignored == {"arrival of a call that is waiting": 1, "arrival of a call that is offering": 1}


def test_an_arrival_told_late_does_not_end_a_conversation() -> None:
    play, _ = talking()
    assert play >> arrives("c1")
    assert play.call("c1").state is CallState.TALKING


def test_an_answer_told_twice() -> None:
    play, _ = talking()
    assert play >> answers("c1", "1001")
    assert play.state.ignored == {"call talking/Answered": 1}


def test_a_return_told_late() -> None:
    play, offer = talking()
    assert play >> returns("c1", offer, "1001") >> returns("c1", offer + 1, "1001") >> returns("c9", offer, "1001")
    assert play.state.ignored == {"call talking/OfferEnded": 1, "late return of an offer": 2}


def test_a_hang_up_told_twice() -> None:
    play, _ = talking()
    assert play >> hangs_up("c1") >> hangs_up("c1") >> hangs_up("unheard of")
    assert len(play.recorded(CallFact)) == 1


def test_events_of_channels_unheard_of() -> None:
    play = script(centre())
    assert (
        play
        >> OfferRang("1001")
        >> OfferRang("9999")
        >> FailsafeTook(NODE, "c9")
        >> OfferAnswered(NODE, "c9", "PJSIP/1001-1", "a1")
        >> OfferReturned(NODE, "c9", 5, OfferResult.REFUSED)
        >> HangupRequested(NODE, "c9")
    )
    assert not play.state.calls


def test_the_first_word_on_who_hung_up_counts() -> None:
    play, _ = talking()
    assert play >> HangupRequested(NODE, "c1-1001") >> hangs_up("c1")
    assert play.recorded(CallFact)[0].hung_up_by == "agent"


def test_the_counters_begin_anew_at_midnight() -> None:
    play = script(centre())
    assert play >> [arrives("c1"), arrives("c2")] >> hangs_up("c1")
    counts = play.state.counters["sales"].counts
    assert (counts.offered, counts.abandoned) == (1, 1)
    play.now_ms += MS_PER_DAY // 2 - 1
    assert play >> arrives("c3") >> hangs_up("c3")
    assert play.state.counters["sales"].counts.offered == 2
    assert play >> passes(0.001) >> hangs_up("c2")
    counters = play.state.counters["sales"]
    assert (counters.day_ms % MS_PER_DAY, counters.day_ms) == (0, play.now_ms)
    assert counters.counts.offered == 0  # that visit is of yesterday, as in a report


def test_the_counters_of_a_queue() -> None:
    play = script(centre(sales={"service_level_ms": 3_000}))
    for caller, wait in (("c1", 3), ("c2", 3.001)):
        play >> logs_in("101") >> arrives(caller) << connects(caller, "101", unknown())
        assert play >> rings("1001") >> passes(wait) >> answers(caller, "1001") >> hangs_up(caller)
        play.handle(returns(caller, 0, "1001")[0])
    counts = play.state.counters["sales"].counts
    assert (counts.offered, counts.answered, counts.within_service_level) == (2, 2, 1)
    assert counts.answered_wait_ms == 6_001
