"""What each transition of an agent does; the table in ``acd.engine.agent_flow`` says when.

Every function takes the context, the agent and the trigger, and leaves the agent in one of the states that
the table names.
"""

from acd.commands import Record
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
    WrapUpOver,
)
from acd.engine.context import Context
from acd.engine.state import AgentRecord, Call, Timer
from acd.errors import EngineBug
from acd.model.facts import AgentStateFact
from acd.model.states import AgentState, OfferResult, PhoneState

PHONE_UNREACHABLE = "phone unreachable"
NO_ANSWER = "no answer"
BUSY = (AgentState.TALKING, AgentState.WRAP_UP)
PHONE_MOVE_MS = 500  # longer away, a phone was away indeed
REFUSAL_REST_MS = 1_000  # between a refused offer and the next one, so that a busy phone is not rung in a tight loop


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
                    queue=agent.queue if agent.call is not None else None,
                    project=agent.project if agent.call is not None else None,
                )
            )
        )
    if agent.state in BUSY:
        agent.busy_ms += ctx.now_ms - agent.since_ms
    agent.state = state
    agent.reason = reason
    agent.since_ms = ctx.now_ms
    if state is AgentState.READY:
        agent.occupancy = agent.busy_ms * 1_000_000 // max(ctx.now_ms - agent.logged_in_ms, 1)


def log_in(ctx: Context, agent: AgentRecord, trigger: LogIn) -> None:
    """Also moves an agent who is logged in elsewhere: the stay on the old phone ends."""
    if agent.phone != trigger.phone:
        enter(ctx, agent, AgentState.LOGGED_OUT)
        _leave_phone(ctx, agent)
    agent.phone = trigger.phone
    ctx.state.agent_at[trigger.phone] = agent.id
    agent.refusals = 0
    agent.rest_until_ms = 0
    agent.idle_since_ms = agent.logged_in_ms = ctx.now_ms
    agent.busy_ms = agent.calls = 0
    enter(ctx, agent, AgentState.READY if trigger.ready else AgentState.NOT_READY)


def log_out(ctx: Context, agent: AgentRecord, _: LogOut) -> None:
    enter(ctx, agent, AgentState.LOGGED_OUT)
    _leave_phone(ctx, agent)
    agent.after_call = None


def _leave_phone(ctx: Context, agent: AgentRecord) -> None:
    if agent.phone is not None and ctx.state.agent_at.get(agent.phone) == agent.id:
        del ctx.state.agent_at[agent.phone]
    agent.phone = None


def go_ready(ctx: Context, agent: AgentRecord, _: GoReady) -> None:
    agent.refusals = 0
    agent.rest_until_ms = 0
    agent.idle_since_ms = ctx.now_ms
    enter(ctx, agent, AgentState.READY)


def go_not_ready(ctx: Context, agent: AgentRecord, trigger: GoNotReady) -> None:
    enter(ctx, agent, AgentState.NOT_READY, trigger.reason)


def withdraw_and_log_out(ctx: Context, agent: AgentRecord, trigger: LogOut) -> None:
    _withdraw(ctx, agent)
    log_out(ctx, agent, trigger)
    agent.call = None


def withdraw_and_go_not_ready(ctx: Context, agent: AgentRecord, trigger: GoNotReady) -> None:
    _withdraw(ctx, agent)
    go_not_ready(ctx, agent, trigger)
    agent.call = None


def _withdraw(ctx: Context, agent: AgentRecord) -> None:
    if agent.call is None:
        raise EngineBug(f"agent {agent.id} rings without a call")
    ctx.withdrawn.append(agent.call)


def log_out_later(_: Context, agent: AgentRecord, trigger: LogOut) -> None:
    agent.after_call, agent.after_call_reason = AgentState.LOGGED_OUT, ""


def not_ready_later(_: Context, agent: AgentRecord, trigger: GoNotReady) -> None:
    agent.after_call, agent.after_call_reason = AgentState.NOT_READY, trigger.reason


def stay(_: Context, agent: AgentRecord, trigger: GoReady) -> None:
    agent.after_call = None


def ring(ctx: Context, agent: AgentRecord, trigger: Offered) -> None:
    enter(ctx, agent, AgentState.RINGING)
    _take(agent, trigger.call)


def _take(agent: AgentRecord, call: Call) -> None:
    agent.call, agent.queue, agent.project = call.id, call.queue, call.project


def offer_ended(ctx: Context, agent: AgentRecord, trigger: OfferEnded) -> None:
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


def talk(ctx: Context, agent: AgentRecord, trigger: Answered) -> None:
    enter(ctx, agent, AgentState.TALKING)
    _take(agent, trigger.call)
    agent.refusals = 0
    agent.calls += 1
    agent.wrap_up_ms = trigger.wrap_up_ms


def call_ended(ctx: Context, agent: AgentRecord, _: CallEnded) -> None:
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


def wrap_up_over(ctx: Context, agent: AgentRecord, _: WrapUpOver) -> None:
    agent.idle_since_ms = ctx.now_ms
    enter(ctx, agent, *_ready_or_away(ctx, agent))
    agent.call = None


def end_wrap_up(ctx: Context, agent: AgentRecord, _: GoReady) -> None:
    agent.idle_since_ms = ctx.now_ms
    enter(ctx, agent, AgentState.READY)
    agent.call = None


def phone_went_away(ctx: Context, agent: AgentRecord, _: PhoneWentAway) -> None:
    enter(ctx, agent, AgentState.NOT_READY, PHONE_UNREACHABLE)


def phone_came_back(ctx: Context, agent: AgentRecord, _: PhoneCameBack) -> None:
    """A phone that registers from a new address is away until Asterisk has asked it: that costs nobody the place."""
    if agent.reason == PHONE_UNREACHABLE:
        if ctx.now_ms - agent.since_ms > PHONE_MOVE_MS:
            agent.idle_since_ms = ctx.now_ms
        enter(ctx, agent, AgentState.READY)


def wrap_up_then_leave(ctx: Context, agent: AgentRecord, trigger: GoNotReady) -> None:
    enter(ctx, agent, AgentState.NOT_READY, trigger.reason)
    agent.call = None


def wrap_up_then_log_out(ctx: Context, agent: AgentRecord, trigger: LogOut) -> None:
    log_out(ctx, agent, trigger)
    agent.call = None
