"""Every pair of an agent's state and a trigger: those in the table lead where it says, all others change nothing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, get_args

import pytest

from acd.commands import Record
from acd.engine.agents import agent_flow
from acd.engine.agents.agent_flow import TRANSITIONS, Transition
from acd.engine.context import Context
from acd.engine.state import AgentRecord, Call
from acd.errors import EngineBug
from acd.model.desk import OverLimit, Reason
from acd.model.facts import AgentStateFact
from acd.model.states import AgentState, CallState, OfferResult, PhoneState
from acd.runtime import codec
from acd.testing.engine import Script, passes, script, unknown
from tests.scenarios.words import (
    answers,
    arrives,
    caller_hangs_up,
    centre,
    connects,
    logs_in,
    logs_out,
    rings,
    takes_a_break,
)

TRIGGERS: tuple[type, ...] = get_args(agent_flow.Trigger)
REASON = "lunch"


def agent_in(state: AgentState, reason: str = REASON) -> Script:
    """Agent 101 in ``state``, led there by events."""
    play = script(centre(sales={"wrap_up_ms": 10_000}))
    play >> logs_in("101") >> passes(1)
    if state is AgentState.LOGGED_OUT:
        play >> logs_out("101")
    if state is AgentState.NOT_READY:
        play >> takes_a_break("101", reason)
    if state in (AgentState.RINGING, AgentState.TALKING, AgentState.WRAP_UP):
        play >> arrives("c1") << connects("c1", "101", unknown()) >> rings("1001")
    if state in (AgentState.TALKING, AgentState.WRAP_UP):
        play >> answers("c1", "1001") >> passes(1)
    if state is AgentState.WRAP_UP:
        play >> caller_hangs_up("c1", "1001")
    assert play >> passes(1)
    assert play.agent("101").state is state
    return play


CALL = Call(999, "main", "PJSIP/trunk-9", "c9", "", "", "100", "en", 0, CallState.WAITING, 0)

# Each trigger with all that makes a difference to where it leads.
MAKE: dict[str, Callable[[], Any]] = {
    "LogIn ready": lambda: agent_flow.LogIn("1001", ready=True),
    "LogIn not ready": lambda: agent_flow.LogIn("1001", ready=False),
    "LogIn elsewhere": lambda: agent_flow.LogIn("1005", ready=True),
    "LogOut": agent_flow.LogOut,
    "LogOut later": lambda: agent_flow.LogOut(at_once=False),
    "GoReady": agent_flow.GoReady,
    "GoNotReady": lambda: agent_flow.GoNotReady("school"),
    "GoNotReady later": lambda: agent_flow.GoNotReady("school", at_once=False),
    "TakeOneMore": lambda: agent_flow.TakeOneMore("school"),
    "Offered": lambda: agent_flow.Offered(CALL),
    "OfferEnded caller gone": lambda: agent_flow.OfferEnded(OfferResult.CALLER_GONE, 0),
    "OfferEnded no answer": lambda: agent_flow.OfferEnded(OfferResult.NO_ANSWER, 3),
    "OfferEnded no answer again": lambda: agent_flow.OfferEnded(OfferResult.NO_ANSWER, 1),
    "OfferEnded refused": lambda: agent_flow.OfferEnded(OfferResult.REFUSED, 0),
    "OfferEnded unreachable": lambda: agent_flow.OfferEnded(OfferResult.UNREACHABLE, 0),
    "OfferEnded failed": lambda: agent_flow.OfferEnded(OfferResult.FAILED, 0),
    "Answered": lambda: agent_flow.Answered(CALL, 5_000),
    "CallEnded": agent_flow.CallEnded,
    "WrapUpExtended": lambda: agent_flow.WrapUpExtended(60_000),
    "WrapUpOver": agent_flow.WrapUpOver,
    "BreakOver": agent_flow.BreakOver,
    "PhoneWentAway": agent_flow.PhoneWentAway,
    "PhoneCameBack": agent_flow.PhoneCameBack,
}


def _limited(ctx: Context, _: AgentRecord) -> None:
    reason = Reason(REASON, "Lunch", limit_ms=500, over_limit=OverLimit.READY)
    ctx.state.centre = replace(ctx.state.centre, reasons={REASON: reason})


BEFORE: dict[str, Callable[[Context, AgentRecord], None]] = {
    "as it is": lambda *_: None,
    "phone away": lambda ctx, agent: ctx.state.phones.update({agent.phone or "": PhoneState.UNREACHABLE}),
    "away for its phone": lambda _, agent: setattr(agent, "reason", agent_flow.PHONE_UNREACHABLE),
    "wants to log out": lambda _, agent: setattr(agent, "after_call", AgentState.LOGGED_OUT),
    "wants a break": lambda _, agent: setattr(agent, "after_call", AgentState.NOT_READY),
    "no wrap-up": lambda _, agent: setattr(agent, "wrap_up_ms", 0),
    "last call": lambda _, agent: setattr(agent, "last_call", True),
    "break too long": _limited,
}
ONLY = {
    "wants to log out": (AgentState.RINGING, AgentState.TALKING),
    "wants a break": (AgentState.RINGING, AgentState.TALKING),
    "no wrap-up": (AgentState.TALKING,),
    "last call": (AgentState.TALKING, AgentState.WRAP_UP),
    "away for its phone": (AgentState.NOT_READY,),
    "break too long": (AgentState.NOT_READY,),
}


@dataclass(frozen=True)
class Case:
    state: AgentState
    made: str
    before: str = "as it is"

    @property
    def trigger(self) -> type:
        return type(MAKE[self.made]())

    def __str__(self) -> str:
        return f"{self.state}-{self.made}-{self.before}"


def _fits(case: Case) -> bool:
    return case.state in ONLY.get(case.before, AgentState)


ALL = [Case(s, m, b) for s in AgentState for m in MAKE for b in BEFORE if _fits(Case(s, m, b))]
LEGAL = [case for case in ALL if (case.state, case.trigger) in TRANSITIONS]
ILLEGAL = [case for case in ALL if (case.state, case.trigger) not in TRANSITIONS and case.before == "as it is"]


def prepared(case: Case) -> tuple[Context, AgentRecord, Any]:
    play = agent_in(case.state)
    ctx = Context(codec.decode_state(codec.encode_state(play.state)))
    ctx.begin(play.now_ms + 1_000)
    agent = ctx.state.agents["101"]
    BEFORE[case.before](ctx, agent)
    return ctx, agent, MAKE[case.made]()


def test_every_trigger_is_tried() -> None:
    assert {case.trigger for case in ALL} == set(TRIGGERS)
    assert {(case.state, case.trigger) for case in LEGAL} == set(TRANSITIONS)


@pytest.mark.parametrize("case", LEGAL, ids=str)
def test_a_pair_of_the_table_leads_where_the_table_says(case: Case) -> None:
    ctx, agent, trigger = prepared(case)
    reason = agent.reason
    assert agent_flow.fire(ctx, agent, trigger)
    assert agent.state in TRANSITIONS[case.state, case.trigger].to
    assert not ctx.state.ignored
    assert (agent.phone is None) == (agent.state is AgentState.LOGGED_OUT)
    assert (agent.call is None) == (agent.state not in (AgentState.RINGING, AgentState.TALKING, AgentState.WRAP_UP))
    stays = [c.fact for c in ctx.commands if isinstance(c, Record) and isinstance(c.fact, AgentStateFact)]
    changed = (agent.state, agent.reason) != (case.state, reason)
    moved = case.made == "LogIn elsewhere" and case.state is not AgentState.LOGGED_OUT
    assert len(stays) == ((changed or moved) and case.state is not AgentState.LOGGED_OUT)
    assert all(fact.phone == "1001" and fact.state is case.state for fact in stays)


@pytest.mark.parametrize("case", ILLEGAL, ids=str)
def test_any_other_pair_changes_nothing_but_the_counter(case: Case) -> None:
    ctx, agent, trigger = prepared(case)
    before = codec.encode_state(ctx.state)
    assert not agent_flow.fire(ctx, agent, trigger)
    assert ctx.state.ignored == {f"agent {case.state}/{case.trigger.__name__}": 1}
    ctx.state.ignored.clear()
    assert codec.encode_state(ctx.state) == before
    assert not ctx.commands


def test_every_arrow_leads_somewhere_it_says() -> None:
    """Each state named in ``to`` is reached by some case above, so that the diagram shows no arrow too many."""
    reached = set()
    for case in LEGAL:
        ctx, agent, trigger = prepared(case)
        agent_flow.fire(ctx, agent, trigger)
        reached.add((case.state, case.trigger, agent.state))
    drawn = {(state, trigger, to) for (state, trigger), arrow in TRANSITIONS.items() for to in arrow.to}
    assert drawn == reached


def test_a_function_that_leads_elsewhere_is_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    ctx, agent, trigger = prepared(Case(AgentState.READY, "GoNotReady"))
    wrong = Transition((AgentState.NOT_READY,), lambda *_: None, "stays where it should not")
    monkeypatch.setitem(TRANSITIONS, (AgentState.READY, agent_flow.GoNotReady), wrong)
    with pytest.raises(EngineBug, match="the table says"):
        agent_flow.fire(ctx, agent, trigger)
