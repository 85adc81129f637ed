"""What an agent has of their own in place of the queue's: ring time; and what offers in vain count."""

from dataclasses import replace
from typing import Any

import pytest

from acd.model.centre import Centre, Strategy
from acd.model.states import AgentState, OfferResult
from acd.testing.engine import Script, passes, script, unknown
from tests.scenarios.words import arrives, centre, connects, fetches_back, is_ready, logs_in, returns, rings

ONE: dict[str, tuple[str, ...]] = {"101": ("sales",)}


def own_ring_time(ring_ms: int, **sales: Any) -> Centre:
    configured = centre(sales=sales)
    own = replace(configured.agents["101"], ring_ms=ring_ms)
    return replace(configured, agents=configured.agents | {"101": own})


def test_an_agents_own_ring_time_comes_before_the_queues() -> None:
    play = script(own_ring_time(8_000))
    assert (
        play
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", unknown(), ring_ms=8_000)
        >> logs_in("102")
        >> arrives("c2")
        << connects("c2", "102", unknown(), ring_ms=20_000)
    )


def test_a_longer_ring_time_of_an_agent_is_waited_for() -> None:
    """Asterisk ends the ringing by itself; only if that is not heard of do we, five seconds later."""
    play = script(own_ring_time(40_000))
    assert play >> logs_in("101") >> arrives("c1") << connects("c1", "101", unknown(), ring_ms=40_000) >> rings("1001")
    assert play >> passes(44.999)
    assert play.agent("101").state is AgentState.RINGING
    assert play >> passes(0.001) << fetches_back("c1")


def test_phones_that_ring_together_ring_as_long_as_the_queue_says() -> None:
    play = script(own_ring_time(8_000, strategy=Strategy.RING_ALL))
    assert play >> logs_in("101") >> logs_in("102")
    play >> arrives("c1")
    [ring] = [command.ring_ms for command in play.commands if hasattr(command, "ring_ms")]
    assert ring == 20_000


def refuse_three_times(play: Script, rest_s: float) -> None:
    play >> logs_in("101") >> arrives("c1")
    for _ in range(3):
        offer = unknown()
        assert (
            play << connects("c1", "101", offer) >> rings("1001") >> returns("c1", offer, "1001", OfferResult.REFUSED)
        )
        assert play >> passes(rest_s - 0.001)
        play >> passes(0.001)


@pytest.mark.parametrize("count_busy", [True, False])
def test_a_phone_that_declines_counts_where_the_queue_says_so(count_busy: bool) -> None:
    play = script(centre(ONE, sales={"refusals_count_busy": count_busy}))
    refuse_three_times(play, 1)
    if count_busy:
        assert play
        assert (play.agent("101").state, play.agent("101").reason) == (AgentState.NOT_READY, "no answer")
        assert play >> is_ready("101") << connects("c1", "101", unknown())
    else:
        assert play << connects("c1", "101", unknown())
        assert play.agent("101").refusals == 0


def test_the_rest_after_a_refusal_is_as_long_as_the_queue_says() -> None:
    play = script(centre(ONE, sales={"refusal_rest_ms": 7_000, "refusals_max": 0}))
    refuse_three_times(play, 7)
    assert play << connects("c1", "101", unknown())
