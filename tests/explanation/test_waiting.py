"""Why a caller still waits."""

from dataclasses import replace

from acd.model.centre import Fairness, Overflow, Relaxation
from acd.model.states import PhoneState
from acd.testing.engine import passes, script, unknown
from tests.explanation.stories import call_story, texts, why_not
from tests.scenarios.words import (
    answers,
    arrives,
    centre,
    connects,
    logs_in,
    marks,
    phone_is,
    returns,
    rings,
    takes_a_break,
)


def test_the_whole_picture_of_a_waiting_caller() -> None:
    sales = {
        "requires": "cards >= 3",
        "relax": (Relaxation(10_000, "cards"), Relaxation(30_000, whole_project=True)),
        "overflows": (Overflow(after_ms=60_000),),
    }
    plain = centre(sales=sales)
    play = script(replace(plain, agents={**plain.agents, "101": replace(plain.agents["101"], skills={"cards": 3})}))
    play >> logs_in("101") >> logs_in("102") >> logs_in("104") >> takes_a_break("104", "lunch") >> arrives("c0")
    play << connects("c0", "101", unknown()) >> rings("1001") >> answers("c0", "1001") >> passes(2)
    play >> arrives("c1") >> passes(1) >> arrives("c2") >> passes(11)
    now = call_story(play, play.call("c2").id)["now"]
    assert (now["queue"], now["waited_s"], now["place"], now["waiting"]) == ("sales", 11.0, 2, 2)
    assert (now["asks_for"], now["level"], now["levels"], now["urgency"]) == ("cards", 1, 2, 11_000.0)
    assert [(coming["in_s"], coming["text"]) for coming in now["coming"]] == [
        (19.0, "step 2 of relaxation: asks for any agent of the project"),
        (49.0, "overflow: to a message, and the end"),
    ]
    assert why_not(now["candidates"]) == {
        "101": "talking",
        "102": "lacks_skill",
        "103": "lacks_skill",
        "104": "other_queues",  # until the second step
    }
    assert now["summary"] == (
        "waits 11.0 s in queue sales, as 2 of 2; of 4 agents who may be asked: "
        "2 without the skills, 1 talking, 1 of other queues"
    )
    play >> passes(18) << connects("c1", "102", unknown())
    rung = call_story(play, play.call("c1").id)["now"]
    assert "is being rung" in rung["summary"]
    assert why_not(rung["candidates"])["102"] == "ringing"
    play >> rings("1002") >> passes(1)
    later = call_story(play, play.call("c2").id)["now"]
    assert later["asks_for"] == "any agent of the project"


def test_priority_moves_a_caller_and_urgency_compares_queues() -> None:
    overflow = Overflow(after_ms=5_000, to_queue="support", priority=1)
    plain = centre(sales={"overflows": (overflow,)}, support={"target_wait_ms": 10_000, "weight": 2.0})
    play = script(replace(plain, fairness=Fairness.TARGET))
    play >> arrives("c1", dialled="200") >> passes(5) >> arrives("c2") >> passes(5) << marks("c2", "support")
    first, second = (call_story(play, play.call(caller).id)["now"] for caller in ("c2", "c1"))
    assert (first["place"], second["place"]) == (1, 2)
    assert (second["urgency"], first["urgency"]) == (2.0, 13.0)


def test_phones_that_keep_agents_from_a_caller() -> None:
    play = script(centre(agents={"101": ("sales",), "102": ("sales",), "103": ("sales",)}))
    play >> phone_is("1001", PhoneState.IN_USE) >> logs_in("101") >> phone_is("1002", PhoneState.UNKNOWN)
    play >> logs_in("102") >> logs_in("103") >> arrives("c1")
    offer = unknown()
    play << connects("c1", "103", offer) >> rings("1003") >> passes(20) >> returns("c1", offer, "1003")
    now = call_story(play, play.call("c1").id)["now"]
    assert why_not(now["candidates"]) == {"101": "phone_busy", "102": "phone_unknown", "103": "resting"}
    assert texts(now["candidates"])["103"] == "ready, but rests 1.0 s more after a call that failed"


def test_a_queue_without_agents_says_so() -> None:
    play = script(centre(agents={"104": ("support",)}))
    play >> arrives("c1") >> passes(3)
    now = call_story(play, play.call("c1").id)["now"]
    assert now["summary"] == "waits 3.0 s in queue sales, as 1 of 1; no agent serves it"


def test_what_the_caller_brought_along_is_asked_for_too() -> None:
    overflow = Overflow(after_ms=1_000, to_queue="sales", requires="russian >= 5")
    plain = centre(sales={"requires": "cards"}, support={"overflows": (overflow,)})
    play = script(plain)
    play >> arrives("c1", dialled="200") >> passes(2)
    play._unnamed.clear()
    story = call_story(play, play.call("c1").id)
    assert story["now"]["asks_for"] == "(cards) and (russian >= 5), which the call brought along"
    entered = [event["text"] for event in story["events"] if event["kind"] == "entered"]
    assert entered[1] == "enters queue sales, which asks for cards; the caller brings along: russian >= 5"
