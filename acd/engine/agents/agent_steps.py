"""What each transition of an agent does; the table in ``acd.engine.agents.agent_flow`` says when.

Every function takes the context, the agent and the trigger, and leaves the agent in one of the states that
the table names.
"""

from acd.commands import Record
from acd.engine.agents import breaks
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
    WrapUpExtended,
    WrapUpOver,
)
from acd.engine.context import Context
from acd.engine.queues import expected_wait
from acd.engine.state import AgentRecord, Call, Timer
from acd.errors import EngineBug
from acd.model.desk import OverLimit
from acd.model.facts import AgentStateFact
from acd.model.states import AgentState, OfferResult, PhoneState

PHONE_UNREACHABLE = "phone unreachable"
NO_ANSWER = "no answer"
BUSY = (AgentState.TALKING, AgentState.WRAP_UP)
PHONE_MOVE_MS = 500  # longer away, a phone was away indeed


def enter(ctx: Context, agent: AgentRecord, state: AgentState, reason: str = "", by: str = "") -> None:
    """Record the state that ends, take the new one. Entering the same state with the same reason is no change."""
    if agent.state is state and agent.reason == reason:
        return
    ended_ms = _ended_ms(ctx, agent)
    if agent.state is not AgentState.LOGGED_OUT:
        ctx.emit(Record(_fact(ctx, agent, ended_ms)))
    if agent.state is AgentState.NOT_READY:
        breaks.count(ctx, agent)
    if agent.state in BUSY:
        agent.busy_ms += ended_ms - agent.since_ms
        if state not in BUSY:
            expected_wait.agent_was_occupied(ctx, agent)
    agent.state = state
    agent.reason = reason
    agent.since_ms = ended_ms
    agent.set_by = by
    agent.over_limit = False
    if state is AgentState.NOT_READY:
        breaks.watch(ctx, agent)
    if state is AgentState.READY:
        agent.occupancy = agent.busy_ms * 1_000_000 // max(ctx.now_ms - agent.logged_in_ms, 1)


def _recorded_call(ctx: Context, agent: AgentRecord) -> int | None:
    call = ctx.state.calls.get(agent.call) if agent.call is not None else None
    return call.recorded_as if call is not None else agent.call


def _ended_ms(ctx: Context, agent: AgentRecord) -> int:
    """When the present state ends: now; a wrap-up when it was due, though the daemon may have been away then."""
    if agent.state is AgentState.WRAP_UP and agent.wrap_up_until_ms:
        return max(agent.since_ms, min(ctx.now_ms, agent.wrap_up_until_ms))
    return ctx.now_ms


def _fact(ctx: Context, agent: AgentRecord, ended_ms: int) -> AgentStateFact:
    reason = ctx.state.centre.reasons.get(agent.reason) if agent.state is AgentState.NOT_READY else None
    return AgentStateFact(
        id=ctx.new_id(),
        agent=agent.id,
        state=agent.state,
        reason=agent.reason,
        phone=agent.phone,
        call=_recorded_call(ctx, agent),
        began_ms=agent.since_ms,
        ended_ms=ended_ms,
        paid=reason is None or reason.paid,
        queue=agent.queue if agent.call is not None else None,
        project=agent.project if agent.call is not None else None,
        set_by=agent.set_by,
    )


def _forget_wishes(agent: AgentRecord) -> None:
    agent.after_call = None
    agent.one_more = agent.last_call = False
    agent.asked = None


# What the agent wants, or a supervisor.


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
    _forget_wishes(agent)
    enter(ctx, agent, AgentState.READY if trigger.ready else AgentState.NOT_READY)


def log_out(ctx: Context, agent: AgentRecord, trigger: LogOut) -> None:
    enter(ctx, agent, AgentState.LOGGED_OUT, by=trigger.by)
    _leave_phone(ctx, agent)
    _forget_wishes(agent)
    agent.call = None


def _leave_phone(ctx: Context, agent: AgentRecord) -> None:
    if agent.phone is not None and ctx.state.agent_at.get(agent.phone) == agent.id:
        del ctx.state.agent_at[agent.phone]
    agent.phone = None


def go_ready(ctx: Context, agent: AgentRecord, trigger: GoReady) -> None:
    agent.refusals = 0
    agent.rest_until_ms = 0
    agent.idle_since_ms = ctx.now_ms
    _forget_wishes(agent)
    enter(ctx, agent, AgentState.READY, by=trigger.by)
    agent.call = None


def go_not_ready(ctx: Context, agent: AgentRecord, trigger: GoNotReady) -> None:
    _forget_wishes(agent)
    enter(ctx, agent, AgentState.NOT_READY, trigger.reason, trigger.by)
    agent.call = None


def log_out_ringing(ctx: Context, agent: AgentRecord, trigger: LogOut) -> None:
    if not trigger.at_once:
        log_out_later(ctx, agent, trigger)
        return
    _withdraw(ctx, agent)
    log_out(ctx, agent, trigger)


def go_not_ready_ringing(ctx: Context, agent: AgentRecord, trigger: GoNotReady) -> None:
    if not trigger.at_once:
        go_not_ready_later(ctx, agent, trigger)
        return
    _withdraw(ctx, agent)
    go_not_ready(ctx, agent, trigger)


def _withdraw(ctx: Context, agent: AgentRecord) -> None:
    if agent.call is None:
        raise EngineBug(f"agent {agent.id} rings without a call")
    ctx.withdrawn.append(agent.call)


def log_out_later(_: Context, agent: AgentRecord, trigger: LogOut) -> None:
    _forget_wishes(agent)
    agent.after_call, agent.after_call_reason, agent.after_call_by = AgentState.LOGGED_OUT, "", trigger.by


def go_not_ready_later(_: Context, agent: AgentRecord, trigger: GoNotReady) -> None:
    _forget_wishes(agent)
    agent.after_call, agent.after_call_reason = AgentState.NOT_READY, trigger.reason
    agent.after_call_by = trigger.by


def stay(_: Context, agent: AgentRecord, trigger: GoReady) -> None:
    _forget_wishes(agent)


def take_one_more(ctx: Context, agent: AgentRecord, trigger: TakeOneMore) -> None:
    """Who is not ready becomes ready for that call."""
    if agent.state is AgentState.NOT_READY:
        go_ready(ctx, agent, GoReady())
    _forget_wishes(agent)
    agent.one_more, agent.one_more_reason = True, trigger.reason


# Calls.


def ring(ctx: Context, agent: AgentRecord, trigger: Offered) -> None:
    enter(ctx, agent, AgentState.RINGING)
    _take(agent, trigger.call)
    agent.taken_ms = ctx.now_ms


def _take(agent: AgentRecord, call: Call) -> None:
    agent.call, agent.queue, agent.project = call.id, call.queue, call.project


def offer_ended(ctx: Context, agent: AgentRecord, trigger: OfferEnded) -> None:
    """Back to ready, keeping the place among the idle where it was not the agent's doing."""
    result = trigger.result
    not_taken = result in (OfferResult.NO_ANSWER, OfferResult.REFUSED)
    if not_taken:
        agent.idle_since_ms = ctx.now_ms
        agent.refusals += result is OfferResult.NO_ANSWER or trigger.count_busy
    if agent.after_call is not None:
        _take_up_wish(ctx, agent)
    elif not_taken and 0 < trigger.refusals_max <= agent.refusals:
        enter(ctx, agent, AgentState.NOT_READY, NO_ANSWER)
    elif result is OfferResult.UNREACHABLE:
        enter(ctx, agent, AgentState.NOT_READY, PHONE_UNREACHABLE)
    else:
        if not_taken or result is OfferResult.FAILED:
            _rest(ctx, agent, trigger.rest_ms)
        enter(ctx, agent, *_ready_or_away(ctx, agent))
    agent.call = None


def _rest(ctx: Context, agent: AgentRecord, rest_ms: int) -> None:
    agent.rest_until_ms = ctx.now_ms + rest_ms
    ctx.schedule(rest_ms, Timer.REST, f"{agent.id}/{agent.rest_until_ms}")


def _take_up_wish(ctx: Context, agent: AgentRecord) -> None:
    """What was asked for during the call happens now."""
    if agent.after_call is AgentState.LOGGED_OUT:
        log_out(ctx, agent, LogOut(by=agent.after_call_by))
    else:
        go_not_ready(ctx, agent, GoNotReady(agent.after_call_reason, by=agent.after_call_by))


def talk(ctx: Context, agent: AgentRecord, trigger: Answered) -> None:
    enter(ctx, agent, AgentState.TALKING)
    _take(agent, trigger.call)
    agent.refusals = 0
    agent.calls += 1
    agent.wrap_up_ms = trigger.wrap_up_ms
    agent.wrap_up_max_ms = trigger.wrap_up_max_ms
    agent.last_call, agent.one_more = agent.one_more, False


def call_ended(ctx: Context, agent: AgentRecord, _: CallEnded) -> None:
    agent.idle_since_ms = ctx.now_ms
    if agent.after_call is not None:
        _take_up_wish(ctx, agent)
    elif agent.wrap_up_ms > 0:
        enter(ctx, agent, AgentState.WRAP_UP)
        _wrap_up_until(ctx, agent, ctx.now_ms + agent.wrap_up_ms)
    else:
        _be_free(ctx, agent)


def wrap_up_extended(ctx: Context, agent: AgentRecord, trigger: WrapUpExtended) -> None:
    now_until_ms = wrap_up_until_ms(agent)
    until_ms = min(now_until_ms + trigger.by_ms, wrap_up_limit_ms(agent))
    _wrap_up_until(ctx, agent, max(until_ms, now_until_ms))


def _wrap_up_until(ctx: Context, agent: AgentRecord, until_ms: int) -> None:
    agent.wrap_up_until_ms = until_ms
    ctx.schedule(until_ms - ctx.now_ms, Timer.WRAP_UP, f"{agent.id}/{until_ms}")


def wrap_up_until_ms(agent: AgentRecord) -> int:
    """When the present wrap-up ends; the state of an earlier version does not say it."""
    return agent.wrap_up_until_ms or agent.since_ms + agent.wrap_up_ms


def wrap_up_limit_ms(agent: AgentRecord) -> int:
    """The latest moment to which the present wrap-up can be extended."""
    return agent.since_ms + max(agent.wrap_up_ms, agent.wrap_up_max_ms)


def wrap_up_over(ctx: Context, agent: AgentRecord, _: WrapUpOver) -> None:
    agent.idle_since_ms = ctx.now_ms
    _be_free(ctx, agent)


def _be_free(ctx: Context, agent: AgentRecord) -> None:
    """Call and wrap-up are over; nothing was asked for meanwhile, except, perhaps, that it should be the last call."""
    if agent.last_call:
        go_not_ready(ctx, agent, GoNotReady(agent.one_more_reason))
    else:
        enter(ctx, agent, *_ready_or_away(ctx, agent))
        agent.call = None


def _ready_or_away(ctx: Context, agent: AgentRecord) -> tuple[AgentState, str]:
    """The state to take when nothing holds the agent any more: ready, unless the phone went away meanwhile."""
    if agent.phone is not None and ctx.state.phones.get(agent.phone) is PhoneState.UNREACHABLE:
        return AgentState.NOT_READY, PHONE_UNREACHABLE
    return AgentState.READY, ""


# Phones, and breaks that last too long.


def phone_went_away(ctx: Context, agent: AgentRecord, _: PhoneWentAway) -> None:
    enter(ctx, agent, AgentState.NOT_READY, PHONE_UNREACHABLE)


def phone_came_back(ctx: Context, agent: AgentRecord, _: PhoneCameBack) -> None:
    """A phone that registers from a new address is away until Asterisk has asked it: that costs nobody the place."""
    if agent.reason == PHONE_UNREACHABLE:
        if ctx.now_ms - agent.since_ms > PHONE_MOVE_MS:
            agent.idle_since_ms = ctx.now_ms
        enter(ctx, agent, AgentState.READY)


def break_over(ctx: Context, agent: AgentRecord, _: BreakOver) -> None:
    """The time is looked at again, since the day or the rule may have changed meanwhile."""
    reason = ctx.state.centre.reasons.get(agent.reason)
    left_ms = breaks.left_ms(ctx.state, agent, ctx.now_ms)
    if reason is None or left_ms is None or agent.over_limit:
        return
    if left_ms > 0:
        breaks.watch(ctx, agent)
        return
    ctx.log("warning", "a break is longer than it may be", agent=agent.id, reason=agent.reason)
    agent.over_limit = True
    if reason.over_limit is OverLimit.READY:
        agent.idle_since_ms = ctx.now_ms
        _forget_wishes(agent)
        enter(ctx, agent, *_ready_or_away(ctx, agent))
