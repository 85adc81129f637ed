"""A new configuration takes effect at once and loses nobody."""

from dataclasses import replace

from acd.commands import Reply
from acd.events import CentreConfigured, Origin
from acd.model.centre import Centre, Message, Number, Overflow
from acd.model.facts import AgentStateFact, CallFact, OfferFact
from acd.model.states import AgentState, OfferResult
from acd.testing.engine import passes, recorded, script, unknown
from tests.scenarios.words import (
    AGENTS,
    agent_hangs_up,
    answers,
    arrives,
    centre,
    connects,
    fetches_back,
    hangs_up,
    logs_in,
    marks,
    rings,
    tells,
)

OK = Reply("1", "ok", "the configuration is in effect")


def configured(new: Centre) -> CentreConfigured:
    return CentreConfigured(new, Origin(request="1"))


def without(agent: str) -> Centre:
    return centre(agents={name: queues for name, queues in AGENTS.items() if name != agent})


def test_a_new_queue_and_a_new_agent() -> None:
    larger = centre(agents=AGENTS | {"105": ("repairs",)}, repairs={})
    larger = replace(larger, numbers=larger.numbers | {"300": Number("300", "repairs")})
    assert (
        script(centre())
        >> arrives("c0", dialled="300")
        << tells("c0", Message.NO_SERVICE)
        >> configured(larger)
        << OK
        >> logs_in("105")
        >> arrives("c1", dialled="300")
        << connects("c1", "105", unknown())
    )


def test_changed_queues_of_a_ready_agent_take_effect_at_once() -> None:
    assert (
        script(centre())
        >> arrives("c1", dialled="200")
        >> logs_in("101")
        >> configured(centre(agents=AGENTS | {"101": ("support",)}))
        << OK
        << connects("c1", "101", unknown())
    )


def test_an_agent_taken_out_of_a_queue_is_not_offered_its_callers() -> None:
    assert (
        script(centre())
        >> logs_in("101")
        >> configured(centre(agents=AGENTS | {"101": ("support",)}))
        << OK
        >> arrives("c1")
        >> passes(60)
    )


def test_a_removed_agent_finishes_the_call_and_is_logged_out() -> None:
    play = script(centre())
    assert (
        play
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> answers("c1", "1001")
        >> configured(without("101"))
        << OK
        >> passes(5)
        >> agent_hangs_up("c1", "1001")
        << recorded(OfferFact, agent="101", result=OfferResult.ANSWERED, talk_ms=5_000)
        << recorded(CallFact, agent="101")
        << recorded(AgentStateFact, agent="101", state=AgentState.TALKING)
        >> arrives("c2")
    )
    assert play.agent("101").state is AgentState.LOGGED_OUT
    assert play >> configured(without("101")) << OK
    assert "101" not in play.state.agents


def test_a_removed_agent_whose_phone_rings_loses_the_offer() -> None:
    play = script(centre())
    assert (
        play
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> configured(without("101"))
        << OK
        << fetches_back("c1")
        << recorded(OfferFact, agent="101", result=OfferResult.WITHDRAWN)
    )
    assert "101" not in play.state.agents


def test_a_removed_phone_logs_its_agent_out() -> None:
    fewer = centre()
    fewer = replace(
        fewer,
        phones={name: phone for name, phone in fewer.phones.items() if name != "1001"},
        agents=fewer.agents | {"101": replace(fewer.agents["101"], phone=None)},
    )
    play = script(centre())
    assert play >> logs_in("101") >> configured(fewer) << OK
    assert play.agent("101").state is AgentState.LOGGED_OUT


def test_a_queue_with_callers_is_not_taken_out() -> None:
    plain = centre()
    only_sales = replace(
        plain,
        queues={"sales": plain.queues["sales"]},
        numbers={"100": plain.numbers["100"]},
        agents={"101": plain.agents["101"]},
    )
    play = script(plain)
    assert (
        play
        >> arrives("c1", dialled="200")
        >> configured(only_sales)
        << Reply("1", "conflict", "callers are still in support: take the queue out when it is empty")
    )
    assert play.state.centre == plain
    assert play >> hangs_up("c1") >> configured(only_sales) << OK
    assert play.state.centre == only_sales


def test_a_queue_whose_callers_talk_may_be_taken_out() -> None:
    plain = centre()
    only_sales = replace(
        plain,
        queues={"sales": plain.queues["sales"]},
        numbers={"100": plain.numbers["100"]},
        agents={"101": plain.agents["101"]},
    )
    play = script(plain)
    assert (
        play
        >> logs_in("104")
        >> arrives("c1", dialled="200")
        << connects("c1", "104", unknown())
        >> rings("1004")
        >> answers("c1", "1004")
        >> configured(only_sales)
        << OK
        >> agent_hangs_up("c1", "1004")
        << recorded(CallFact, queue="support", agent="104")
    )


def test_a_shorter_overflow_time_counts_for_callers_who_wait_already() -> None:
    assert (
        script(centre(sales={"overflows": (Overflow(60_000),)}))
        >> arrives("c1")
        >> passes(10)
        >> configured(centre(sales={"overflows": (Overflow(20_000),)}))
        << OK
        >> passes(9.999)
        >> passes(0.001)
        << tells("c1", Message.ALL_BUSY)
    )


def test_an_overflow_time_that_is_over_already_counts_at_once() -> None:
    assert (
        script(centre())
        >> arrives("c1")
        >> passes(30)
        >> configured(centre(sales={"overflows": (Overflow(20_000, to_queue="support"),)}))
        << OK
        >> passes(0)
        << marks("c1", "support")
    )


def test_a_longer_overflow_time_counts_for_callers_who_wait_already() -> None:
    assert (
        script(centre(sales={"overflows": (Overflow(20_000),)}))
        >> arrives("c1")
        >> passes(10)
        >> configured(centre(sales={"overflows": (Overflow(60_000),)}))
        << OK
        >> passes(49.999)
        >> passes(0.001)
        << tells("c1", Message.ALL_BUSY)
    )


def test_no_overflow_any_more() -> None:
    assert (
        script(centre(sales={"overflows": (Overflow(20_000),)}))
        >> arrives("c1")
        >> passes(10)
        >> configured(centre())
        << OK
        >> passes(600)
    )
