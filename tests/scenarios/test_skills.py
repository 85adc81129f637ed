"""Skills, steps of relaxation, priority, calls for one agent, the last agent; changes of them while callers wait."""

from dataclasses import replace
from typing import Any

from acd.engine.state import Offer
from acd.events import CentreConfigured
from acd.model.centre import Centre, Number, Overflow, Relaxation, Strategy
from acd.model.facts import OfferFact
from acd.model.states import OfferResult
from acd.testing.engine import Script, passes, recorded, script, unknown
from tests.scenarios.words import (
    agent_hangs_up,
    answers,
    arrives,
    centre,
    connects,
    fetches_back,
    hangs_up,
    is_ready,
    logs_in,
    logs_out,
    marks,
    returns,
    rings,
    takes_a_break,
)

SKILLS: dict[str, dict[str, int]] = {"101": {"cards": 2}, "102": {"cards": 7}, "103": {"cards": 7, "french": 3}}
STEPS = (Relaxation(30_000, "cards >= 1"), Relaxation(60_000, whole_project=True))


def skilled(numbers: dict[str, Number] | None = None, **queues: dict[str, Any]) -> Centre:
    """101, 102 and 103 serve sales, which wants cards >= 5 unless ``queues`` says otherwise; 104 has no skills."""
    plain = centre(**({"sales": {"requires": "cards >= 5"}} | queues))
    agents = {id_: replace(agent, skills=SKILLS.get(id_, {})) for id_, agent in plain.agents.items()}
    return replace(plain, agents=agents, numbers=plain.numbers | (numbers or {}))


def numbered(number: Number) -> Centre:
    plain = centre()
    return replace(plain, numbers=plain.numbers | {number.number: number})


def offer_of(play: Script, caller: str) -> Offer:
    offer = play.call(caller).offer
    assert offer is not None
    return offer


def test_only_an_agent_with_the_skills_is_rung() -> None:
    assert (
        script(skilled())
        >> logs_in("101")
        >> passes(5)
        >> logs_in("102")
        >> arrives("c1")
        << connects("c1", "102", unknown())
    )


def test_the_requirement_becomes_less_while_the_caller_waits() -> None:
    play = script(skilled(sales={"requires": "cards >= 5", "relax": STEPS}))
    assert play >> logs_in("101") >> logs_in("104") >> arrives("c1") >> passes(29.999)
    assert play >> passes(0.001) << connects("c1", "101", unknown())
    assert "after step 1 of relaxation" in offer_of(play, "c1").reason


def test_at_last_anybody_of_the_project_will_do() -> None:
    play = script(skilled(sales={"requires": "cards >= 5", "relax": STEPS}))
    assert play >> logs_in("104") >> arrives("c1") >> passes(59.999)
    assert play >> passes(0.001) << connects("c1", "104", unknown())


def test_a_step_that_comes_while_a_phone_rings_counts_for_the_next_offer() -> None:
    offer = unknown()
    play = script(skilled(sales={"requires": "cards >= 5", "relax": STEPS, "refusals_max": 1}))
    assert play >> logs_in("101") >> arrives("c1") >> passes(20) >> logs_in("102") << connects("c1", "102", offer)
    assert (
        play
        >> rings("1002")
        >> passes(15)
        >> returns("c1", offer, "1002")
        << recorded(OfferFact, result=OfferResult.NO_ANSWER)
        << connects("c1", "101", unknown())
    )


def test_what_the_number_asks_for_comes_on_top() -> None:
    french = {"300": Number("300", "sales", requires="french")}
    play = script(skilled(french))
    assert (
        play
        >> logs_in("102")
        >> arrives("c1", "300")
        >> passes(1)
        >> logs_in("103")
        << connects("c1", "103", unknown())
    )


def test_new_skills_and_memberships_take_effect_at_once() -> None:
    play = script(skilled())
    assert play >> logs_in("101") >> arrives("c1") >> passes(5)
    config = play.state.centre
    better = replace(config.agents["101"], skills={"cards": 5})
    assert (
        play
        >> CentreConfigured(replace(config, agents=config.agents | {"101": better}))
        << connects("c1", "101", unknown())
    )


def test_new_steps_count_from_the_callers_arrival() -> None:
    play = script(skilled())
    assert play >> logs_in("101") >> arrives("c1") >> passes(40)
    config = play.state.centre
    sales = replace(config.queues["sales"], relax=STEPS)
    assert (
        play
        >> CentreConfigured(replace(config, queues=config.queues | {"sales": sales}))
        << connects("c1", "101", unknown())
    )


def test_a_point_of_priority_is_worth_its_time_and_no_more() -> None:
    """A caller with 2 points overtakes those who came up to 2 minutes earlier."""
    play = script(numbered(Number("300", "sales", priority=2)))
    assert play >> arrives("c1") >> passes(121) >> arrives("c2") >> passes(60) >> arrives("c3", "300")
    assert play >> logs_in("101") << connects("c1", "101", unknown())
    assert play >> logs_in("102") << connects("c3", "102", unknown())
    assert play >> logs_in("103") << connects("c2", "103", unknown())


def test_priority_goes_along_when_the_caller_is_moved() -> None:
    to_support = Overflow(10_000, to_queue="support", priority=1, requires="french")
    play = script(skilled(sales={"overflows": (to_support,)}))
    assert play >> arrives("c1") >> passes(10) << marks("c1", "support")
    call = play.call("c1")
    assert (call.priority, call.requires) == (1, "french")
    assert play >> logs_in("104") >> passes(1) >> logs_in("103") << connects("c1", "103", unknown())


def test_a_call_for_one_agent_waits_for_that_agent() -> None:
    play = script(numbered(Number("300", "sales", agent="102")))
    assert play >> logs_in("101") >> arrives("c1", "300") >> passes(100)
    assert play >> logs_in("102") << connects("c1", "102", unknown())
    assert offer_of(play, "c1").reason == "asked for agent 102 in person; waited 100.0 s"


def test_a_caller_comes_back_to_the_agent_of_the_last_call() -> None:
    play = script(centre(sales={"last_agent_ms": 600_000, "wrap_up_ms": 0}))
    assert play >> logs_in("102") >> arrives("c1") << connects("c1", "102", unknown())
    assert play >> rings("1002") >> answers("c1", "1002") >> agent_hangs_up("c1", "1002")
    assert play >> passes(1) >> logs_in("101") >> passes(60)
    again = arrives("c2", number="+7000c1")
    assert play >> takes_a_break("102") >> is_ready("102") >> again << connects("c2", "102", unknown())


def test_a_caller_waits_for_the_last_agent_as_long_as_configured() -> None:
    play = script(centre(sales={"last_agent_ms": 600_000, "last_agent_wait_ms": 15_000}))
    assert play >> logs_in("102") >> arrives("c1") << connects("c1", "102", unknown())
    assert play >> rings("1002") >> answers("c1", "1002") >> agent_hangs_up("c1", "1002")
    assert play >> arrives("c3") << connects("c3", "102", unknown()) >> rings("1002") >> answers("c3", "1002")
    again = arrives("c2", number="+7000c1")
    assert play >> logs_in("101") >> again >> passes(14.999)
    assert play >> passes(0.001) << connects("c2", "101", unknown())


def test_a_last_agent_who_does_not_answer_or_is_away_holds_nobody_up() -> None:
    offer = unknown()
    play = script(centre(sales={"last_agent_ms": 600_000, "last_agent_wait_ms": 60_000}))
    assert play >> logs_in("102") >> arrives("c1") << connects("c1", "102", unknown())
    assert play >> rings("1002") >> answers("c1", "1002") >> agent_hangs_up("c1", "1002")
    assert play >> logs_in("101")
    again = arrives("c2", number="+7000c1")
    assert play >> again << connects("c2", "102", offer) >> rings("1002") >> passes(20)
    assert play >> returns("c2", offer, "1002") << connects("c2", "101", unknown()) >> hangs_up("c2")
    assert play >> logs_out("102")
    once_more = arrives("c4", number="+7000c1")
    assert play >> once_more << connects("c4", "101", unknown())


def test_round_robin_remembers_over_calls() -> None:
    play = script(centre(sales={"strategy": Strategy.ROUND_ROBIN}))
    assert play >> logs_in("103") >> logs_in("102") >> logs_in("101")
    for caller, agent in (("c1", "101"), ("c2", "102"), ("c3", "103"), ("c4", "101")):
        assert play >> passes(5) >> arrives(caller) << connects(caller, agent, unknown()) >> hangs_up(caller)


def test_fewest_calls_counts_those_taken_since_log_in() -> None:
    play = script(centre(sales={"strategy": Strategy.FEWEST_CALLS}))
    assert play >> logs_in("101") >> arrives("c1") << connects("c1", "101", unknown())
    assert play >> rings("1001") >> answers("c1", "1001") >> agent_hangs_up("c1", "1001")
    assert play >> passes(60) >> logs_in("102") >> passes(1)
    assert play >> arrives("c2") << connects("c2", "102", unknown())


def test_least_occupied_compares_the_share_of_the_time() -> None:
    """101 talked for 10 s of 100, 102 for 5 s of 10."""
    play = script(centre(sales={"strategy": Strategy.LEAST_OCCUPIED}))
    assert play >> logs_in("101") >> arrives("c1") << connects("c1", "101", unknown()) >> rings("1001")
    assert play >> answers("c1", "1001") >> passes(10) >> takes_a_break("101") >> agent_hangs_up("c1", "1001")
    assert play >> passes(80) >> logs_in("102") >> arrives("c2") << connects("c2", "102", unknown()) >> rings("1002")
    assert play >> answers("c2", "1002") >> passes(5) >> agent_hangs_up("c2", "1002") >> passes(5) >> is_ready("101")
    assert play >> arrives("c3") << connects("c3", "101", unknown())


def test_an_offer_taken_back_goes_to_the_next_who_has_the_skills() -> None:
    play = script(skilled())
    assert play >> logs_in("102") >> arrives("c1") << connects("c1", "102", unknown()) >> rings("1002")
    assert play >> logs_in("101") >> logs_out("102") << fetches_back("c1")


def test_an_agent_in_no_queue_logs_in_and_is_rung_for_nothing_but_calls_in_person() -> None:
    plain = centre(agents={"101": ("sales",), "105": ()})
    personal = Number("300", "sales", agent="105")
    play = script(replace(plain, numbers=plain.numbers | {"300": personal}))
    assert play >> logs_in("105") >> arrives("c1") >> passes(60)
    assert play >> arrives("c2", "300") << connects("c2", "105", unknown())
    assert play >> logs_in("101") << connects("c1", "101", unknown())


def test_a_queue_without_agents_keeps_its_callers_until_somebody_is_given_to_it() -> None:
    play = script(centre(agents={"101": ("sales",)}))
    assert play >> logs_in("101") >> arrives("c1", "200") >> passes(300)
    config = play.state.centre
    given = replace(config.agents["101"], queues=("sales", "support"))
    assert play >> CentreConfigured(replace(config, agents={"101": given})) << connects("c1", "101", unknown())
