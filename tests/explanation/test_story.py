"""Stories of calls: what happened, in order, and why each turn."""

from dataclasses import replace
from typing import Any

import pytest

from acd.events import NodeAudited, NodeLost
from acd.explanation.stays import Stays
from acd.explanation.story import Scene, tell
from acd.model.agents import Agent
from acd.model.call_records import CallRecords
from acd.model.centre import Centre, Overflow, Relaxation
from acd.model.facts import CallbackFact, CallFact, SurveyFact, TransferFact, VisitFact, VoicemailFact
from acd.model.queues import Strategy
from acd.model.states import (
    CallbackOutcome,
    OfferResult,
    PhoneState,
    TransferKind,
    TransferResult,
    TransferTarget,
    VisitOutcome,
)
from acd.testing.engine import NODE, NOON_MS, Script, passes, script, unknown
from tests.adapters.sql.samples import CALL, VISIT
from tests.explanation.stories import call_story, texts, told, why_not
from tests.scenarios.consultations import SUPPORT, ringing
from tests.scenarios.words import (
    agent_hangs_up,
    answers,
    arrives,
    caller_hangs_up,
    centre,
    connects,
    hangs_up,
    logs_in,
    marks,
    returns,
    rings,
    takes_a_break,
)


def skilled(levels: dict[str, dict[str, int]], **queues: Any) -> Centre:
    plain = centre(**queues)
    agents = {id_: replace(agent, skills=levels.get(id_, {})) for id_, agent in plain.agents.items()}
    return replace(plain, agents=agents)


def ended(play: Script) -> dict[str, Any]:
    """The story of the only call that is over."""
    [call] = play.recorded(CallFact)
    return call_story(play, call.id)


def kinds(story: dict[str, Any]) -> list[str]:
    return [event["kind"] for event in story["events"]]


def test_an_answered_call() -> None:
    play = script(centre())
    play >> logs_in("101") >> passes(3) >> logs_in("102") >> logs_in("103") >> takes_a_break("103") >> passes(5)
    play >> arrives("c1") << connects("c1", "101", unknown()) >> rings("1001") >> passes(2) >> answers("c1", "1001")
    assert play >> passes(30) >> agent_hangs_up("c1", "1001")
    story = ended(play)
    assert kinds(story) == ["arrived", "entered", "offered", "answered", "talked", "ended"]
    assert [event["after_s"] for event in story["events"]] == [0, 0, 0, 2, 32, 32]
    offered = told(story, "offered")
    assert "longest idle: 8.0 s" in offered["text"]
    assert why_not(offered["others"]) == {"102": "later_in_order", "103": "not_ready"}
    assert texts(offered["others"])["102"] == "ready for 5.0 s; by longest idle, 101 came first, or could be rung"
    assert told(story, "talked")["text"] == "the talk with 101 (Agent 101) is over after 30.0 s, ended by agent"
    assert told(story, "ended")["text"] == "the call is over, hung up by agent"
    assert (story["call"]["state"], story["call"]["outcome"], story["now"]) == ("ended", "answered", None)


def test_an_abandoned_call_names_what_everybody_did_meanwhile() -> None:
    play = script(centre())
    play >> logs_in("101") >> logs_in("102", ready=False) >> arrives("c0") << connects("c0", "101", unknown())
    play >> rings("1001") >> answers("c0", "1001") >> passes(10) >> arrives("c1") >> passes(12)
    first = play.call("c0").id
    assert play >> hangs_up("c1")
    story = ended(play)
    assert kinds(story) == ["arrived", "entered", "waited", "abandoned", "ended"]
    waited = told(story, "waited")
    assert texts(waited["others"]) == {
        "101": f"talking with call {first} (12.0 s)",
        "102": "not ready (12.0 s)",
        "103": "not logged in",
    }
    assert told(story, "abandoned")["text"].startswith("the caller gave up (queue sales, after 12.0 s, no offers)")


def test_an_overflowed_call_in_both_queues() -> None:
    play = script(
        centre(
            agents={"101": ("sales",), "104": ("support",)},
            sales={"overflows": (Overflow(after_ms=8_000, to_queue="support"),)},
        )
    )
    play >> logs_in("104") >> arrives("c1") >> passes(8) << marks("c1", "support")
    play << connects("c1", "104", unknown()) >> rings("1004") >> answers("c1", "1004") >> passes(4)
    assert play >> caller_hangs_up("c1", "1004")
    story = ended(play)
    assert kinds(story) == [
        "arrived", "entered", "waited", "overflowed", "entered", "offered", "answered", "talked", "ended",
    ]  # fmt: skip
    assert texts(told(story, "waited")["others"]) == {"101": "not logged in"}
    assert "moved to another queue" in told(story, "overflowed")["text"]


def test_offers_in_vain_and_the_order_of_one_moment() -> None:
    offer = unknown()
    play = script(centre(agents={"101": ("sales",), "102": ("sales",)}))
    play >> logs_in("101") >> passes(1) >> logs_in("102") >> arrives("c1") << connects("c1", "101", offer)
    play >> rings("1001") >> passes(20) >> returns("c1", offer, "1001", OfferResult.NO_ANSWER)
    play << connects("c1", "102", unknown()) >> rings("1002") >> passes(2)
    assert play >> hangs_up("c1")
    story = ended(play)
    assert kinds(story) == [
        "arrived",
        "entered",
        "offered",
        "no answer",
        "offered",
        "caller gone",
        "abandoned",
        "ended",
    ]
    assert told(story, "no answer")["text"] == "101 (Agent 101) does not answer, after 20.0 s"
    first, second = [event for event in story["events"] if event["kind"] == "offered"]
    assert why_not(first["others"]) == {"102": "later_in_order"}
    assert why_not(second["others"]) == {"101": "resting"}


def test_steps_of_relaxation_cut_the_wait() -> None:
    levels = {"101": {"cards": 5}, "102": {"cards": 1}}
    play = script(skilled(levels, sales={"requires": "cards >= 3", "relax": (Relaxation(10_000, "cards"),)}))
    play >> logs_in("102") >> arrives("c1") >> passes(10) << connects("c1", "102", unknown()) >> rings("1002")
    assert play >> passes(1) >> hangs_up("c1")
    story = ended(play)
    assert kinds(story)[1:5] == ["entered", "waited", "relaxed", "offered"]
    assert told(story, "entered")["text"] == "enters queue sales, which asks for cards >= 3"
    assert texts(told(story, "waited")["others"])["102"] == "lacks skills: cards is 1, needed 3 to 10"
    assert told(story, "relaxed")["text"] == "step 1 of relaxation: asks for cards from now on"
    assert why_not(told(story, "offered")["others"]) == {"101": "logged_out", "103": "lacks_skill"}


def test_a_caller_who_is_kept_for_the_last_agent() -> None:
    play = script(centre(sales={"last_agent_ms": 600_000, "last_agent_wait_ms": 5_000}))
    play >> logs_in("101") >> arrives("c0", number="+1") << connects("c0", "101", unknown()) >> rings("1001")
    play >> answers("c0", "1001") >> caller_hangs_up("c0", "1001")
    play >> arrives("c1") << connects("c1", "101", unknown()) >> rings("1001") >> answers("c1", "1001")
    play >> logs_in("102") >> arrives("c2", number="+1") >> passes(5) << connects("c2", "102", unknown())
    story = call_story(play, play.call("c2").id)
    assert told(story, "kept")["text"] == "is kept for 101 (Agent 101) for 5.0 s"
    waited = told(story, "waited")
    assert why_not(waited["others"]) == {"101": "talking", "102": "other_agent_wanted", "103": "other_agent_wanted"}
    assert why_not(told(story, "offered")["others"]) == {"101": "talking", "103": "logged_out"}
    play >> rings("1002") >> answers("c2", "1002")
    visit = play.recorded(VisitFact)[-1]
    assert (visit.wanted_agent, visit.wanted_ms, visit.wait_ms) == ("101", 5_000, 5_000)
    assert told(call_story(play, play.call("c2").id), "kept") == told(story, "kept")


def test_phones_that_ring_together() -> None:
    play = script(centre(sales={"strategy": Strategy.RING_ALL}))
    play >> logs_in("101") >> logs_in("102") >> arrives("c1")
    play._unnamed.clear()  # which phones ring is another test's business
    story = call_story(play, play.call("c1").id)
    offers = [event for event in story["events"] if event["kind"] == "offered"]
    assert sorted(event["agent"] for event in offers) == ["101", "102"]
    assert why_not(offers[0]["others"]) == {"102": "ringing", "103": "logged_out"}


def test_a_consultation_is_part_of_the_call_that_it_is_about() -> None:
    play = ringing(SUPPORT)
    story = call_story(play, play.call("c1").id)
    assert kinds(story)[-3:] == ["entered", "offered", "now"]
    entered = [event for event in story["events"] if event["kind"] == "entered"]
    assert entered[1]["text"] == "by transfer or consultation: enters queue support"
    assert why_not(story["events"][-2]["others"]) == {"103": "logged_out"}
    assert told(story, "now")["text"] == "the caller is on hold now"


def test_of_many_agents_the_first_are_named_and_the_rest_is_counted() -> None:
    plain = centre()
    crowd = {str(id_): Agent(str(id_), "", ("sales",)) for id_ in range(1_000, 1_249)}
    play = script(replace(plain, agents={"101": plain.agents["101"], **crowd}))
    play >> arrives("c1") >> passes(2)
    waiting = call_story(play, play.call("c1").id)
    play >> logs_in("101") << connects("c1", "101", unknown())
    for part in (told(call_story(play, play.call("c1").id), "offered"), told(waiting, "waited")):
        assert (len(part["others"]), part["others_left_off"]) in ((199, 50), (200, 50))
    assert (len(waiting["now"]["candidates"]), waiting["now"]["candidates_left_off"]) == (200, 50)


def test_a_live_call_without_a_link() -> None:
    play = script(centre())
    play >> arrives("c1") >> NodeLost(NODE) >> logs_in("101") >> passes(5)
    story = call_story(play, play.call("c1").id)
    assert story["now"]["summary"].endswith("Asterisk main is not connected")
    assert why_not(story["now"]["candidates"])["101"] == "phone_unknown"
    play >> NodeAudited(NODE, (), (("1001", PhoneState.IDLE),))


def test_a_call_to_a_number_that_nobody_configured() -> None:
    play = script(centre())
    play >> arrives("c1", dialled="999")
    play._unnamed.clear()
    story = call_story(play, play.call("c1").id)
    assert (kinds(story), story["now"]) == (["arrived", "now"], None)


AFTER_MS = CALL.ended_ms
MORE = CallRecords(
    call=CALL,
    visits=(replace(VISIT, queue="gone"),),
    transfers=(
        TransferFact(
            1, CALL.id, "101", TransferKind.BLIND, TransferTarget.EXTERNAL, "+7495", AFTER_MS, AFTER_MS + 1,
            TransferResult.BUSY,
        ),
        TransferFact(
            2, CALL.id, "101", TransferKind.ATTENDED, TransferTarget.AGENT, "102", AFTER_MS, AFTER_MS + 2,
            TransferResult.COMPLETED,
        ),
    ),
    callbacks=(
        CallbackFact(3, CALL.id, "gone", "+7495", CALL.arrived_ms, 0, AFTER_MS + 3, 2, CallbackOutcome.CONNECTED),
    ),
    voicemails=(VoicemailFact(4, CALL.id, "gone", None, "4.wav", 12_000, AFTER_MS, "new"),),
    surveys=(
        SurveyFact(5, CALL.id, "101", "gone", "csat", 5, AFTER_MS + 4),
        SurveyFact(6, CALL.id, "101", "gone", "again", None, AFTER_MS + 5),
    ),
)  # fmt: skip


def test_every_kind_of_fact_is_told_also_of_queues_that_are_gone() -> None:
    events = tell(Scene(Centre(), MORE, None, Stays([]), AFTER_MS))
    said = [event.text for event in events]
    for text in (
        "enters queue gone",
        "101 begins a blind transfer to external +7495",
        "the transfer to external +7495 comes to nothing: busy",
        "the transfer to agent 102 is completed",
        "the caller asks to be called back at +7495",
        "the callback is over: connected, after 2 attempts",
        "the caller leaves a message of 12.0 s",
        "asked (csat), the caller answers 5",
        "asked (again), the caller does not answer",
    ):
        assert text in said
    assert [event.at_ms for event in events] == sorted(event.at_ms for event in events)


@pytest.mark.parametrize("outcome", VisitOutcome)
def test_every_way_out_of_a_queue_has_words(outcome: VisitOutcome) -> None:
    records = CallRecords(call=replace(CALL, outcome=outcome), visits=(replace(VISIT, outcome=outcome),))
    found = [event.kind for event in tell(Scene(Centre(), records, None, Stays([]), AFTER_MS))]
    assert (outcome.value in found) == (outcome is not VisitOutcome.ANSWERED)


def test_nothing_is_told_of_a_call_that_is_not_known() -> None:
    assert tell(Scene(Centre(agents={"1": Agent("1", "", ())}), CallRecords(), None, Stays([]), NOON_MS)) == []
