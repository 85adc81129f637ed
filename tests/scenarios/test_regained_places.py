"""A caller who left unanswered and calls again soon has the former place; nobody else has it."""

import pytest

from acd.engine.queues import regain
from acd.events import CallArrived, Event
from acd.model.centre import Centre
from acd.testing.engine import NODE, NOON_MS, Script, passes, script, unknown
from tests.scenarios.words import answers, arrives, centre, connects, hangs_up, logs_in, rings


def regaining(seconds: float = 60) -> Centre:
    return centre(sales={"regain_place_ms": round(seconds * 1000)})


def calls(channel: str, number: str, dialled: str = "100") -> Event:
    return CallArrived(NODE, f"PJSIP/trunk-{channel}", channel, number, "", dialled)


def place_ms(play: Script, caller: str) -> int:
    visit = play.call(caller).visit
    assert visit is not None
    return visit.place_ms - NOON_MS


def test_the_former_place() -> None:
    play = script(regaining())
    assert (
        play
        >> calls("c1", "+700")
        >> passes(5)
        >> arrives("c2")
        >> passes(5)
        >> hangs_up("c1")
        >> passes(59)
        >> calls("c3", "+700")
        >> logs_in("101")
        << connects("c3", "101", unknown())
    )
    assert place_ms(play, "c3") == 0


def test_not_after_its_time() -> None:
    play = script(regaining())
    assert play >> calls("c1", "+700") >> hangs_up("c1") >> passes(60.001) >> calls("c2", "+700")
    assert place_ms(play, "c2") == 60_001


def test_not_in_another_queue_and_not_where_it_is_not_wanted() -> None:
    play = script(regaining())
    assert play >> calls("c1", "+700") >> hangs_up("c1") >> passes(1) >> calls("c2", "+700", dialled="200")
    assert place_ms(play, "c2") == 1_000
    play = script(centre())
    assert play >> calls("c1", "+700") >> hangs_up("c1") >> passes(1) >> calls("c2", "+700")
    assert place_ms(play, "c2") == 1_000
    assert not play.state.left


@pytest.mark.parametrize("number", ["", "anonymous", "Anonymous", "unavailable", "12", "+", "restricted", "7' or 1=1"])
def test_a_caller_who_withholds_the_number_is_nobody_in_particular(number: str) -> None:
    play = script(regaining())
    assert play >> calls("c1", number) >> hangs_up("c1") >> passes(1) >> calls("c2", number)
    assert place_ms(play, "c2") == 1_000
    assert not play.state.left


def test_who_was_answered_has_no_place() -> None:
    play = script(regaining())
    assert (
        play
        >> logs_in("101")
        >> calls("c1", "+700")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> answers("c1", "1001")
        >> passes(5)
        >> hangs_up("c1")
        >> calls("c2", "+700")
    )
    assert place_ms(play, "c2") == 5_000


def test_of_a_number_that_calls_several_times_one_has_the_place() -> None:
    play = script(regaining())
    assert play >> calls("c1", "+700") >> hangs_up("c1") >> passes(1) >> calls("c2", "+700") >> calls("c3", "+700")
    assert (place_ms(play, "c2"), place_ms(play, "c3")) == (0, 1_000)
    assert play >> hangs_up("c3") >> hangs_up("c2") >> calls("c4", "+700")
    assert place_ms(play, "c4") == 0


def test_what_is_remembered_is_bounded_and_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regain, "KEPT", 5)
    play = script(regaining())
    for number in range(10):
        play >> calls(f"c{number}", f"+70{number}") >> hangs_up(f"c{number}") >> passes(1)
    assert len(play.state.left) == 5
    assert play >> passes(61) >> calls("last", "+799") >> hangs_up("last")
    assert [*play.state.left] == ["sales/+799"]
