"""The life of an agent.

Theory of operation. Every change of an agent's state goes through ``TRANSITIONS``: (state, trigger) -> the states it
may lead to and the step (``agent_steps``) that does it. A pair that is not in the table changes nothing and
is counted.

Triggers come from three sides: from the agent or a supervisor (log in, log out, ready, not ready, one more call, longer
wrap-up), from the call flow (offered, offer ended, answered, call ended), and from time and the phone (wrap-up over,
break over, phone unreachable, phone back).

Which of two simultaneous causes wins:
- Asked to leave (log out, not ready) during a call: the call goes on; the wish is kept in ``after_call`` and taken up
  when the call ends, in place of wrap-up. The last wish wins; asking for ready takes it back.
- Asked to leave while the phone rings: the wish wins, the offer is withdrawn and the caller goes to the next agent;
  unless a supervisor wants it later (``at_once`` False): then it is a wish for after the call, or after the ringing.
- One more call, then not ready: counts from the next answer. Its wrap-up comes first, and the end of that, by time or
  by key, leads to not ready. Every other wish takes it back.
- Wrap-up ends at the moment of a log-out: whichever is handled first; both orders end logged out. It ends at the moment
  when it is extended: handled first, the extension holds; handled second, there is nothing to extend.
- The phone becomes unreachable during a call or wrap-up: nothing until that is over. While ready, or then: not ready,
  with ``PHONE_UNREACHABLE`` as the reason, which alone is taken back when the phone returns.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from acd.engine.agents import agent_steps as steps
from acd.engine.agents.agent_steps import PHONE_UNREACHABLE
from acd.engine.agents.agent_triggers import (
    Answered,
    BreakOver,
    CallEnded,
    GoNotReady,
    GoReady,
    LogIn,
    LogOut,
    Offered,
    OfferEnded,
    PhoneCameBack,
    PhoneWentAway,
    TakeOneMore,
    Trigger,
    WrapUpExtended,
    WrapUpOver,
)
from acd.engine.context import Context
from acd.engine.queues import unstaffed
from acd.engine.state import AgentRecord
from acd.errors import EngineBug
from acd.model.states import AgentState

__all__ = [
    "PHONE_UNREACHABLE",
    "TRANSITIONS",
    "Answered",
    "BreakOver",
    "CallEnded",
    "GoNotReady",
    "GoReady",
    "LogIn",
    "LogOut",
    "OfferEnded",
    "Offered",
    "PhoneCameBack",
    "PhoneWentAway",
    "TakeOneMore",
    "Transition",
    "Trigger",
    "WrapUpExtended",
    "WrapUpOver",
    "fire",
]


@dataclass(frozen=True, slots=True)
class Transition:
    """``to``: the states it may lead to; ``sentence`` names the arrow in the documentation."""

    to: tuple[AgentState, ...]
    act: Callable[[Context, AgentRecord, Any], None]
    sentence: str


OUT, NOT_READY, READY = AgentState.LOGGED_OUT, AgentState.NOT_READY, AgentState.READY
RINGING, TALKING, WRAP_UP = AgentState.RINGING, AgentState.TALKING, AgentState.WRAP_UP

TRANSITIONS: dict[tuple[AgentState, type], Transition] = {
    (OUT, LogIn): Transition((READY, NOT_READY), steps.log_in, "logs in on a phone"),
    (NOT_READY, LogIn): Transition((READY, NOT_READY), steps.log_in, "logs in again, maybe on another phone"),
    (READY, LogIn): Transition((READY, NOT_READY), steps.log_in, "logs in again, maybe on another phone"),
    (NOT_READY, LogOut): Transition((OUT,), steps.log_out, "logs out"),
    (READY, LogOut): Transition((OUT,), steps.log_out, "logs out"),
    (RINGING, LogOut): Transition(
        (OUT, RINGING),
        steps.log_out_ringing,
        "logs out now: next agent's caller; or after the call",
    ),
    (TALKING, LogOut): Transition((TALKING,), steps.log_out_later, "asks to be logged out after the call"),
    (WRAP_UP, LogOut): Transition((OUT,), steps.log_out, "logs out"),
    (NOT_READY, GoReady): Transition((READY,), steps.go_ready, "becomes ready"),
    (WRAP_UP, GoReady): Transition((READY,), steps.go_ready, "ends wrap-up early"),
    (READY, GoReady): Transition((READY,), steps.stay, "takes back the wish for one more call only"),
    (RINGING, GoReady): Transition((RINGING,), steps.stay, "takes back the wish to leave"),
    (TALKING, GoReady): Transition((TALKING,), steps.stay, "takes back the wish to leave"),
    (READY, GoNotReady): Transition((NOT_READY,), steps.go_not_ready, "takes a break"),
    (NOT_READY, GoNotReady): Transition((NOT_READY,), steps.go_not_ready, "gives another reason"),
    (RINGING, GoNotReady): Transition(
        (NOT_READY, RINGING),
        steps.go_not_ready_ringing,
        "takes a break now: next agent's caller; or after the call",
    ),
    (TALKING, GoNotReady): Transition((TALKING,), steps.go_not_ready_later, "asks for a break after the call"),
    (WRAP_UP, GoNotReady): Transition((NOT_READY,), steps.go_not_ready, "takes a break"),
    (NOT_READY, TakeOneMore): Transition((READY,), steps.take_one_more, "becomes ready for one call"),
    (READY, TakeOneMore): Transition((READY,), steps.take_one_more, "asks for a break after the next call"),
    (RINGING, TakeOneMore): Transition((RINGING,), steps.take_one_more, "asks for a break after this call"),
    (TALKING, TakeOneMore): Transition((TALKING,), steps.take_one_more, "asks for a break after the next call"),
    (WRAP_UP, TakeOneMore): Transition((WRAP_UP,), steps.take_one_more, "asks for a break after the next call"),
    (READY, Offered): Transition((RINGING,), steps.ring, "is offered a call"),
    (RINGING, OfferEnded): Transition((READY, NOT_READY, OUT), steps.offer_ended, "the offer ends unanswered"),
    (RINGING, Answered): Transition((TALKING,), steps.talk, "answers"),
    (TALKING, CallEnded): Transition((WRAP_UP, READY, NOT_READY, OUT), steps.call_ended, "the conversation ends"),
    (WRAP_UP, WrapUpExtended): Transition((WRAP_UP,), steps.wrap_up_extended, "needs more time"),
    (WRAP_UP, WrapUpOver): Transition((READY, NOT_READY), steps.wrap_up_over, "wrap-up time is over, or ended"),
    (NOT_READY, BreakOver): Transition((NOT_READY, READY), steps.break_over, "the break lasts longer than it may"),
    (READY, PhoneWentAway): Transition((NOT_READY,), steps.phone_went_away, "the phone becomes unreachable"),
    (NOT_READY, PhoneCameBack): Transition((READY, NOT_READY), steps.phone_came_back, "the phone is back"),
}


def fire(ctx: Context, agent: AgentRecord, trigger: Trigger) -> bool:
    """Carry out the transition; False (and counted) when the table has none for the agent's state."""
    transition = TRANSITIONS.get((agent.state, type(trigger)))
    if transition is None:
        ctx.ignore(f"agent {agent.state}/{type(trigger).__name__}")
        return False
    transition.act(ctx, agent, trigger)
    if agent.state not in transition.to:
        raise EngineBug(
            f"{type(trigger).__name__} led agent {agent.id} to {agent.state}, the table says {transition.to}"
        )
    ctx.index_agent(agent)
    unstaffed.agent_changed(ctx, agent)
    ctx.crowd.changed_agents[agent.id] = None
    return True
