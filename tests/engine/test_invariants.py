"""Each rule of the invariants finds the state that breaks it, and a sound one breaks none."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from acd.engine import invariants
from acd.engine.state import State, Visit
from acd.errors import EngineBug
from acd.model.states import AgentState, CallState, PhoneState
from acd.testing.engine import NODE, Script, script, unknown
from tests.engine.runs import Run
from tests.scenarios.words import answers, arrives, centre, connects, logs_in, phone_is, rings


def busy() -> Script:
    """c1 talks with 101, c2 is offered to 102, c3 waits; 104 is logged in on 1004."""
    play = script(centre())
    play >> logs_in("101") >> arrives("c1") << connects("c1", "101", unknown()) >> rings("1001")
    play >> answers("c1", "1001") >> logs_in("102") >> arrives("c2") << connects("c2", "102", unknown())
    assert play >> rings("1002") >> arrives("c3") >> logs_in("104")
    return play


def call(state: State, uniqueid: str) -> int:
    return state.callers[f"{NODE}/{uniqueid}"]


def waits_with_offer(state: State) -> None:
    state.calls[call(state, "c2")].state = CallState.WAITING


def offered_without_visit(state: State) -> None:
    state.calls[call(state, "c2")].visit = None


def talks_in_a_visit(state: State) -> None:
    state.calls[call(state, "c1")].visit = Visit(1, "sales", 0, 0)


def lost_by_its_channel(state: State) -> None:
    state.callers[f"{NODE}/c3"] = call(state, "c1")


def agent_has_another(state: State) -> None:
    state.agents["101"].call = call(state, "c3")


def agent_rings_while_talking(state: State) -> None:
    state.agents["101"].state = AgentState.RINGING


def agent_without_call(state: State) -> None:
    state.agents["104"].state = AgentState.TALKING


def two_agents(state: State) -> None:
    state.agents["104"].state = AgentState.TALKING
    state.agents["104"].call = call(state, "c1")


def phone_while_logged_out(state: State) -> None:
    state.agents["104"].state = AgentState.LOGGED_OUT


def not_at_the_phone(state: State) -> None:
    state.agent_at["1004"] = "101"


def phone_of_nobody(state: State) -> None:
    state.agent_at["1005"] = "101"


def caller_of_nobody(state: State) -> None:
    state.callers[f"{NODE}/c9"] = 9


def leg_of_nobody(state: State) -> None:
    state.legs[f"{NODE}/c9"] = 9


def waits_beside_a_ready_agent(state: State) -> None:
    state.centre = replace(state.centre, agents=centre(agents={"104": ("sales",)}).agents)


BROKEN: list[tuple[Callable[[State], None], str]] = [
    (waits_with_offer, "an offer exactly in these"),
    (offered_without_visit, "offered without a visit"),
    (talks_in_a_visit, "no visit in this state"),
    (lost_by_its_channel, "not found by its channel"),
    (agent_has_another, "its agent has another call"),
    (agent_rings_while_talking, "its agent is not talking"),
    (agent_without_call, "has no call"),
    (two_agents, "another has the call"),
    (phone_while_logged_out, "a phone exactly while logged in"),
    (not_at_the_phone, "not found at the phone"),
    (phone_of_nobody, "phones with agents do not match the agents"),
    (caller_of_nobody, "callers and calls differ in number"),
    (leg_of_nobody, "legs of agents do not match the calls"),
    (waits_beside_a_ready_agent, "a caller waits beside a ready agent"),
]


@pytest.mark.parametrize(("spoil", "rule"), BROKEN, ids=lambda value: getattr(value, "__name__", ""))
def test_a_broken_rule_is_named(spoil: Callable[[State], None], rule: str) -> None:
    state = busy().state
    invariants.check(state)
    spoil(state)
    with pytest.raises(EngineBug, match=rule):
        invariants.check(state)


def test_a_ready_agent_whose_phone_is_busy_may_see_callers_wait() -> None:
    play = script(centre())
    assert play >> logs_in("101") >> phone_is("1001", PhoneState.IN_USE) >> arrives("c1")
    invariants.check(play.state)


def test_a_long_run_breaks_no_rule() -> None:
    run = Run(11)
    for _ in range(300):
        run.live(5)
        invariants.check(run.engine.state)
