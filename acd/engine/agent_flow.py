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

from acd.commands import Record
from acd.engine.context import Context
from acd.engine.state import AgentRecord, Call, Timer
from acd.errors import EngineBug
from acd.model.facts import AgentStateFact
from acd.model.states import AgentState, OfferResult, PhoneState

PHONE_UNREACHABLE = "phone unreachable"
NO_ANSWER = "no answer"
PHONE_MOVE_MS = 500  # longer away, a phone was away indeed
REFUSAL_REST_MS = 1_000  # between a refused offer and the next one, so that a busy phone is not rung in a tight loop


@dataclass(frozen=True, slots=True)
class LogIn:
    phone: str
    ready: bool


@dataclass(frozen=True, slots=True)
class LogOut:
    pass


@dataclass(frozen=True, slots=True)
class GoReady:
    pass


@dataclass(frozen=True, slots=True)
class GoNotReady:
    reason: str


@dataclass(frozen=True, slots=True)
class Offered:
    call: Call


@dataclass(frozen=True, slots=True)
class OfferEnded:
    result: OfferResult
    refusals_max: int


@dataclass(frozen=True, slots=True)
class Answered:
    call: Call
    wrap_up_ms: int


@dataclass(frozen=True, slots=True)
class CallEnded:
    pass


@dataclass(frozen=True, slots=True)
class WrapUpOver:
    pass


@dataclass(frozen=True, slots=True)
class PhoneWentAway:
    pass


@dataclass(frozen=True, slots=True)
class PhoneCameBack:
    pass


def enter(ctx: Context, agent: AgentRecord, state: AgentState, reason: str = "") -> None:
    """Record the state that ends, take the new one. Entering the same state with the same reason is no change."""
    if agent.state is state and agent.reason == reason:
        return
    if agent.state is not AgentState.LOGGED_OUT:
        ctx.emit(
            Record(
                AgentStateFact(
                    id=ctx.new_id(),
                    agent=agent.id,
                    state=agent.state,
                    reason=agent.reason,
                    phone=agent.phone,
                    call=agent.call,
                    began_ms=agent.since_ms,
                    ended_ms=ctx.now_ms,
                )
            )
        )
    agent.state = state
    agent.reason = reason
    agent.since_ms = ctx.now_ms


def _log_in(ctx: Context, agent: AgentRecord, trigger: LogIn) -> None:
    """Also moves an agent who is logged in elsewhere: the stay on the old phone ends."""
    if agent.phone != trigger.phone:
        enter(ctx, agent, AgentState.LOGGED_OUT)
        _leave_phone(ctx, agent)
    agent.phone = trigger.phone
    ctx.state.agent_at[trigger.phone] = agent.id
    agent.refusals = 0
    agent.rest_until_ms = 0
    agent.idle_since_ms = ctx.now_ms
    enter(ctx, agent, AgentState.READY if trigger.ready else AgentState.NOT_READY)


def _log_out(ctx: Context, agent: AgentRecord, _: LogOut) -> None:
    enter(ctx, agent, AgentState.LOGGED_OUT)
    _leave_phone(ctx, agent)
    agent.after_call = None


def _leave_phone(ctx: Context, agent: AgentRecord) -> None:
    if agent.phone is not None and ctx.state.agent_at.get(agent.phone) == agent.id:
        del ctx.state.agent_at[agent.phone]
    agent.phone = None


def _go_ready(ctx: Context, agent: AgentRecord, _: GoReady) -> None:
    agent.refusals = 0
    agent.rest_until_ms = 0
    agent.idle_since_ms = ctx.now_ms
    enter(ctx, agent, AgentState.READY)


def _go_not_ready(ctx: Context, agent: AgentRecord, trigger: GoNotReady) -> None:
    enter(ctx, agent, AgentState.NOT_READY, trigger.reason)


def _withdraw_and_log_out(ctx: Context, agent: AgentRecord, trigger: LogOut) -> None:
    _withdraw(ctx, agent)
    _log_out(ctx, agent, trigger)
    agent.call = None


def _withdraw_and_go_not_ready(ctx: Context, agent: AgentRecord, trigger: GoNotReady) -> None:
    _withdraw(ctx, agent)
    _go_not_ready(ctx, agent, trigger)
    agent.call = None


def _withdraw(ctx: Context, agent: AgentRecord) -> None:
    if agent.call is None:
        raise EngineBug(f"agent {agent.id} rings without a call")
    ctx.withdrawn.append(agent.call)


def _log_out_later(_: Context, agent: AgentRecord, trigger: LogOut) -> None:
    agent.after_call, agent.after_call_reason = AgentState.LOGGED_OUT, ""


def _not_ready_later(_: Context, agent: AgentRecord, trigger: GoNotReady) -> None:
    agent.after_call, agent.after_call_reason = AgentState.NOT_READY, trigger.reason


def _stay(_: Context, agent: AgentRecord, trigger: GoReady) -> None:
    agent.after_call = None


def _ring(ctx: Context, agent: AgentRecord, trigger: Offered) -> None:
    enter(ctx, agent, AgentState.RINGING)
    agent.call = trigger.call.id


def _offer_ended(ctx: Context, agent: AgentRecord, trigger: OfferEnded) -> None:
    """Back to ready, keeping the place among the idle where it was not the agent's doing."""
    enter_state, reason = _ready_or_away(ctx, agent)
    if trigger.result in (OfferResult.NO_ANSWER, OfferResult.REFUSED):
        agent.refusals += 1
        agent.idle_since_ms = ctx.now_ms
        if 0 < trigger.refusals_max <= agent.refusals:
            enter_state, reason = AgentState.NOT_READY, NO_ANSWER
        else:
            _rest(ctx, agent)
    elif trigger.result is OfferResult.UNREACHABLE:
        enter_state, reason = AgentState.NOT_READY, PHONE_UNREACHABLE
    elif trigger.result is OfferResult.FAILED:
        _rest(ctx, agent)
    enter(ctx, agent, enter_state, reason)
    agent.call = None


def _rest(ctx: Context, agent: AgentRecord) -> None:
    agent.rest_until_ms = ctx.now_ms + REFUSAL_REST_MS
    ctx.schedule(REFUSAL_REST_MS, Timer.REST, f"{agent.id}/{agent.rest_until_ms}")


def _talk(ctx: Context, agent: AgentRecord, trigger: Answered) -> None:
    enter(ctx, agent, AgentState.TALKING)
    agent.call = trigger.call.id
    agent.refusals = 0
    agent.wrap_up_ms = trigger.wrap_up_ms


def _call_ended(ctx: Context, agent: AgentRecord, _: CallEnded) -> None:
    wish, agent.after_call = agent.after_call, None
    agent.idle_since_ms = ctx.now_ms
    if wish is AgentState.LOGGED_OUT:
        enter(ctx, agent, AgentState.LOGGED_OUT)
        _leave_phone(ctx, agent)
    elif wish is AgentState.NOT_READY:
        enter(ctx, agent, AgentState.NOT_READY, agent.after_call_reason)
    elif agent.wrap_up_ms > 0:
        enter(ctx, agent, AgentState.WRAP_UP)
        ctx.schedule(agent.wrap_up_ms, Timer.WRAP_UP, f"{agent.id}/{agent.since_ms}")
    else:
        enter(ctx, agent, *_ready_or_away(ctx, agent))
    if agent.state is not AgentState.WRAP_UP:
        agent.call = None


def _ready_or_away(ctx: Context, agent: AgentRecord) -> tuple[AgentState, str]:
    """The state to take when nothing holds the agent any more: ready, unless the phone went away meanwhile."""
    if agent.phone is not None and ctx.state.phones.get(agent.phone) is PhoneState.UNREACHABLE:
        return AgentState.NOT_READY, PHONE_UNREACHABLE
    return AgentState.READY, ""


def _wrap_up_over(ctx: Context, agent: AgentRecord, _: WrapUpOver) -> None:
    agent.idle_since_ms = ctx.now_ms
    enter(ctx, agent, *_ready_or_away(ctx, agent))
    agent.call = None


def _end_wrap_up(ctx: Context, agent: AgentRecord, _: GoReady) -> None:
    agent.idle_since_ms = ctx.now_ms
    enter(ctx, agent, AgentState.READY)
    agent.call = None


def _phone_went_away(ctx: Context, agent: AgentRecord, _: PhoneWentAway) -> None:
    enter(ctx, agent, AgentState.NOT_READY, PHONE_UNREACHABLE)


def _phone_came_back(ctx: Context, agent: AgentRecord, _: PhoneCameBack) -> None:
    """A phone that registers from a new address is away until Asterisk has asked it: that costs nobody the place."""
    if agent.reason == PHONE_UNREACHABLE:
        if ctx.now_ms - agent.since_ms > PHONE_MOVE_MS:
            agent.idle_since_ms = ctx.now_ms
        enter(ctx, agent, AgentState.READY)


def _wrap_up_then_leave(ctx: Context, agent: AgentRecord, trigger: GoNotReady) -> None:
    enter(ctx, agent, AgentState.NOT_READY, trigger.reason)
    agent.call = None


def _wrap_up_then_log_out(ctx: Context, agent: AgentRecord, trigger: LogOut) -> None:
    _log_out(ctx, agent, trigger)
    agent.call = None


@dataclass(frozen=True, slots=True)
class Transition:
    """``to``: the states it may lead to; ``sentence`` names the arrow in the documentation."""

    to: tuple[AgentState, ...]
    act: Callable[[Context, AgentRecord, Any], None]
    sentence: str


OUT, NOT_READY, READY = AgentState.LOGGED_OUT, AgentState.NOT_READY, AgentState.READY
RINGING, TALKING, WRAP_UP = AgentState.RINGING, AgentState.TALKING, AgentState.WRAP_UP

TRANSITIONS: dict[tuple[AgentState, type], Transition] = {
    (OUT, LogIn): Transition((READY, NOT_READY), _log_in, "logs in on a phone"),
    (NOT_READY, LogIn): Transition((READY, NOT_READY), _log_in, "logs in again, maybe on another phone"),
    (READY, LogIn): Transition((READY, NOT_READY), _log_in, "logs in again, maybe on another phone"),
    (NOT_READY, LogOut): Transition((OUT,), _log_out, "logs out"),
    (READY, LogOut): Transition((OUT,), _log_out, "logs out"),
    (RINGING, LogOut): Transition((OUT,), _withdraw_and_log_out, "logs out; the caller goes to the next agent"),
    (TALKING, LogOut): Transition((TALKING,), _log_out_later, "asks to be logged out after the call"),
    (WRAP_UP, LogOut): Transition((OUT,), _wrap_up_then_log_out, "logs out"),
    (NOT_READY, GoReady): Transition((READY,), _go_ready, "becomes ready"),
    (WRAP_UP, GoReady): Transition((READY,), _end_wrap_up, "ends wrap-up early"),
    (TALKING, GoReady): Transition((TALKING,), _stay, "takes back the wish to leave"),
    (READY, GoNotReady): Transition((NOT_READY,), _go_not_ready, "takes a break"),
    (NOT_READY, GoNotReady): Transition((NOT_READY,), _go_not_ready, "gives another reason"),
    (RINGING, GoNotReady): Transition(
        (NOT_READY,), _withdraw_and_go_not_ready, "takes a break; the caller goes to the next agent"
    ),
    (TALKING, GoNotReady): Transition((TALKING,), _not_ready_later, "asks for a break after the call"),
    (WRAP_UP, GoNotReady): Transition((NOT_READY,), _wrap_up_then_leave, "takes a break"),
    (READY, Offered): Transition((RINGING,), _ring, "is offered a call"),
    (RINGING, OfferEnded): Transition((READY, NOT_READY), _offer_ended, "the offer ends unanswered"),
    (RINGING, Answered): Transition((TALKING,), _talk, "answers"),
    (TALKING, CallEnded): Transition((WRAP_UP, READY, NOT_READY, OUT), _call_ended, "the conversation ends"),
    (WRAP_UP, WrapUpOver): Transition((READY, NOT_READY), _wrap_up_over, "wrap-up time is over"),
    (READY, PhoneWentAway): Transition((NOT_READY,), _phone_went_away, "the phone becomes unreachable"),
    (NOT_READY, PhoneCameBack): Transition((READY, NOT_READY), _phone_came_back, "the phone is back"),
}

Trigger = (
    LogIn
    | LogOut
    | GoReady
    | GoNotReady
    | Offered
    | OfferEnded
    | Answered
    | CallEnded
    | WrapUpOver
    | PhoneWentAway
    | PhoneCameBack
)


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
