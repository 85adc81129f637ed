"""The life of an agent.

Theory of operation. Every change of an agent's state goes through ``TRANSITIONS``: (state, trigger) -> the states it
may lead to and the function that does it. A pair that is not in the table changes nothing and is counted.

Triggers come from three sides: from the agent or a supervisor (log in, log out, ready, not ready), from the call flow
(offered, offer ended, answered, call ended), and from time and the phone (wrap-up over, phone unreachable, phone back).

Which of two simultaneous causes wins:
- Asked to leave (log out, not ready) during a call: the call goes on; the wish is kept in ``after_call`` and taken up
  when the call ends, in place of wrap-up. The last wish wins; asking for ready takes it back.
- Asked to leave while the phone rings: the wish wins, the offer is withdrawn and the caller goes to the next agent.
- Wrap-up ends at the moment of a log-out: whichever is handled first; both orders end logged out.
- The phone becomes unreachable during a call or wrap-up: nothing until that is over. While ready, or then: not ready,
  with ``PHONE_UNREACHABLE`` as the reason, which alone is taken back when the phone returns.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from acd.engine import agent_steps as steps
from acd.engine.agent_steps import PHONE_UNREACHABLE
from acd.engine.agent_triggers import (
    Answered,
    CallEnded,
    GoNotReady,
    GoReady,
    LogIn,
    LogOut,
    Offered,
    OfferEnded,
    PhoneCameBack,
    PhoneWentAway,
    Trigger,
    WrapUpOver,
)
from acd.engine.context import Context
from acd.engine.state import AgentRecord
from acd.errors import EngineBug
from acd.model.states import AgentState

__all__ = [
    "PHONE_UNREACHABLE",
    "TRANSITIONS",
    "Answered",
    "CallEnded",
    "GoNotReady",
    "GoReady",
    "LogIn",
    "LogOut",
    "OfferEnded",
    "Offered",
    "PhoneCameBack",
    "PhoneWentAway",
    "Transition",
    "Trigger",
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
    (RINGING, LogOut): Transition((OUT,), steps.withdraw_and_log_out, "logs out; the caller goes to the next agent"),
    (TALKING, LogOut): Transition((TALKING,), steps.log_out_later, "asks to be logged out after the call"),
    (WRAP_UP, LogOut): Transition((OUT,), steps.wrap_up_then_log_out, "logs out"),
    (NOT_READY, GoReady): Transition((READY,), steps.go_ready, "becomes ready"),
    (WRAP_UP, GoReady): Transition((READY,), steps.end_wrap_up, "ends wrap-up early"),
    (TALKING, GoReady): Transition((TALKING,), steps.stay, "takes back the wish to leave"),
    (READY, GoNotReady): Transition((NOT_READY,), steps.go_not_ready, "takes a break"),
    (NOT_READY, GoNotReady): Transition((NOT_READY,), steps.go_not_ready, "gives another reason"),
    (RINGING, GoNotReady): Transition(
        (NOT_READY,), steps.withdraw_and_go_not_ready, "takes a break; the caller goes to the next agent"
    ),
    (TALKING, GoNotReady): Transition((TALKING,), steps.not_ready_later, "asks for a break after the call"),
    (WRAP_UP, GoNotReady): Transition((NOT_READY,), steps.wrap_up_then_leave, "takes a break"),
    (READY, Offered): Transition((RINGING,), steps.ring, "is offered a call"),
    (RINGING, OfferEnded): Transition((READY, NOT_READY), steps.offer_ended, "the offer ends unanswered"),
    (RINGING, Answered): Transition((TALKING,), steps.talk, "answers"),
    (TALKING, CallEnded): Transition((WRAP_UP, READY, NOT_READY, OUT), steps.call_ended, "the conversation ends"),
    (WRAP_UP, WrapUpOver): Transition((READY, NOT_READY), steps.wrap_up_over, "wrap-up time is over"),
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
    return True
