"""Why an agent gets no calls now, and what would have to change."""

from dataclasses import replace
from typing import Any

from acd.explanation.agent import explain_agent
from acd.model.centre import Relaxation, Strategy
from acd.model.states import OfferResult, PhoneState
from acd.testing.engine import Script, passes, script, unknown
from tests.explanation.stories import agent_story
from tests.scenarios.words import (
    answers,
    arrives,
    caller_hangs_up,
    centre,
    connects,
    logs_in,
    logs_out,
    phone_is,
    returns,
    rings,
    takes_a_break,
)


def obstacle(play: Script, agent: str) -> tuple[str, str, str]:
    [found] = agent_story(play, agent)["obstacles"]
    return found["why"], found["text"], found["remedy"]


def queue(play: Script, agent: str, queue_id: str = "sales") -> dict[str, Any]:
    [found] = [view for view in agent_story(play, agent)["queues"] if view["queue"] == queue_id]
    return dict(found)


def test_an_agent_through_the_day() -> None:
    play = script(centre(sales={"wrap_up_ms": 5_000}))
    assert obstacle(play, "101") == (
        "logged_out", "not logged in", "log in: from a phone, or `acd agent login 101`",
    )  # fmt: skip
    play >> logs_in("101", ready=False) >> passes(9)
    assert obstacle(play, "101")[:2] == ("not_ready", "not ready for 9.0 s")
    play >> takes_a_break("101", "lunch") >> passes(3)
    assert obstacle(play, "101")[1] == "not ready (lunch) for 3.0 s"
    assert "acd agent ready 101" in obstacle(play, "101")[2]
    play >> phone_is("1002", PhoneState.UNREACHABLE) >> logs_in("102")
    play >> logs_out("101") >> logs_in("101") >> arrives("c1") << connects("c1", "101", unknown()) >> rings("1001")
    assert obstacle(play, "101")[0] == "ringing"
    play >> answers("c1", "1001") >> passes(4)
    call = play.call("c1").id
    assert obstacle(play, "101") == (
        "talking",
        f"talking with call {call} for 4.0 s",
        "this is work: nothing has to change",
    )
    play >> takes_a_break("101", "lunch")
    assert obstacle(play, "101")[2] == "afterwards the agent is not ready, as asked for"
    assert agent_story(play, "101")["summary"] == f"gets no calls: talking with call {call} for 4.0 s"


def test_wrap_up() -> None:
    play = script(centre(sales={"wrap_up_ms": 5_000}))
    play >> logs_in("101") >> arrives("c1") << connects("c1", "101", unknown()) >> rings("1001")
    play >> answers("c1", "1001")
    call = play.call("c1").id
    play >> caller_hangs_up("c1", "1001") >> passes(2)
    assert obstacle(play, "101") == (
        "wrap_up", f"in wrap-up after call {call} for 2.0 s", "this is work: nothing has to change; over in 3.0 s",
    )  # fmt: skip


def test_what_a_supervisor_set_and_the_last_call() -> None:
    play = script(centre())
    play >> logs_in("102") >> arrives("c1") << connects("c1", "102", unknown()) >> rings("1002")
    play >> logs_in("101") >> takes_a_break("101", "meeting")
    play.agent("101").set_by, play.agent("102").one_more = "Eva", True
    assert obstacle(play, "101")[1] == "not ready (meeting) for 0.0 s, set by Eva"
    assert obstacle(play, "102")[2] == "this is the last call before the agent is not ready, as asked for"


def test_phones_and_refusals() -> None:
    play = script(centre(sales={"refusals_max": 2}))
    play >> logs_in("101") >> phone_is("1001", PhoneState.IN_USE)
    assert obstacle(play, "101")[0] == "phone_busy"
    play >> phone_is("1001", PhoneState.UNREACHABLE)
    why, _, remedy = obstacle(play, "101")
    assert (why, "has to register again" in remedy) == ("not_ready", True)
    offer = unknown()
    play >> phone_is("1001", PhoneState.IDLE) >> arrives("c1") << connects("c1", "101", offer) >> rings("1001")
    play >> returns("c1", offer, "1001", OfferResult.REFUSED)
    assert obstacle(play, "101")[0] == "resting"
    again = unknown()
    play >> passes(1) << connects("c1", "101", again) >> rings("1001")
    play >> returns("c1", again, "1001", OfferResult.REFUSED)
    why, text, remedy = obstacle(play, "101")
    assert (why, text[:21], remedy[:31]) == ("not_ready", "not ready (no answer)", "several calls in a row were not")


def test_an_agent_without_queues_and_one_who_does_not_exist() -> None:
    plain = centre()
    play = script(replace(plain, agents={**plain.agents, "101": replace(plain.agents["101"], queues=())}))
    play >> logs_in("101")
    story = agent_story(play, "101")
    assert (story["summary"], story["queues"]) == ("gets no calls: serves no queue", [])
    assert explain_agent(play.state, "999", play.now_ms) is None


def test_the_order_of_the_ready() -> None:
    play = script(centre(agents={"101": ("sales",), "102": ("sales",), "103": ("sales",)}))
    play >> logs_in("102") >> passes(1) >> logs_in("101") >> passes(1)
    assert queue(play, "102")["text"] == (
        "no caller waits; the next caller comes here: first of 2 ready by preference and longest idle"
    )
    assert queue(play, "101")["text"] == "no caller waits; 2 of 2 ready by preference and longest idle, after 102"
    assert (queue(play, "101")["rank"], queue(play, "101")["before"]) == (2, ["102"])
    assert queue(play, "103")["text"] == "no caller waits; others are ready: 2"
    assert agent_story(play, "101")["summary"] == "is ready; no caller waits, and others come first"
    assert agent_story(play, "102")["summary"] == "is ready; no caller waits"


def test_preferences_and_chance() -> None:
    agents: dict[str, tuple[str, ...]] = {"101": ("sales",), "102": ("sales",)}
    plain = centre(agents=agents, sales={"strategy": Strategy.RANDOM})
    liked = {**plain.agents, "102": replace(plain.agents["102"], preference={"sales": 9})}
    play = script(replace(plain, agents=liked))
    play >> logs_in("101") >> logs_in("102")
    assert queue(play, "101")["text"] == "no caller waits; one of 2 ready, of whom random chooses"
    assert (queue(play, "101")["preference"], queue(play, "102")["preference"]) == (5, 9)
    assert (queue(play, "102")["rank"], queue(play, "101")["before"]) == (1, ["102"])


def test_skills_that_are_missing_now_or_for_ever() -> None:
    sales = {"requires": "cards >= 3", "relax": (Relaxation(30_000, "loans or cards"),)}
    plain = centre(sales=sales)
    some = {**plain.agents, "101": replace(plain.agents["101"], skills={"cards": 1})}
    play = script(replace(plain, agents=some))
    play >> logs_in("101") >> logs_in("102") >> arrives("c1") >> passes(1) >> arrives("c2") >> passes(1)
    assert queue(play, "101")["text"] == (
        "lacks skills: cards is 1, needed 3 to 10; may take callers who have waited 30.0 s (step 1); "
        "2 callers wait: lacks skills: cards is 1, needed 3 to 10"
    )
    assert queue(play, "102")["text"].startswith(
        "lacks skills: cards is 0, needed 3 to 10, at no step of waiting less;"
    )
    assert queue(play, "101")["why_not"] == "lacks_skill"
    assert agent_story(play, "102")["summary"] == "is ready, but has the skills for none of its queues"


def test_callers_who_want_another_agent() -> None:
    play = script(centre(sales={"last_agent_ms": 600_000, "last_agent_wait_ms": 60_000}))
    play >> logs_in("101") >> arrives("c0", number="+1") << connects("c0", "101", unknown()) >> rings("1001")
    play >> answers("c0", "1001") >> caller_hangs_up("c0", "1001")
    play >> arrives("c1") << connects("c1", "101", unknown()) >> rings("1001") >> answers("c1", "1001")
    play >> logs_in("102") >> arrives("c2", number="+1") >> passes(5)
    assert queue(play, "102")["text"].startswith("1 caller waits: the caller is kept for agent 101; the next caller")
    assert agent_story(play, "102")["summary"] == "is ready; the callers who wait ask for something else"
