"""What Asterisk tells of attempts, what their calls lead to, and what time does to them."""

from acd.engine.calls.call_triggers import NodeRestarted as CallLost
from acd.engine.context import Context
from acd.engine.outbound import attempt_flow, campaigns, persons
from acd.engine.outbound.attempt_triggers import (
    CallOver,
    Connected,
    Failed,
    Gone,
    Key,
    LimitOver,
    NobodyCame,
    Overdue,
    PickedUp,
    Rang,
    Reached,
    Trigger,
)
from acd.engine.outbound.state import Attempt
from acd.engine.state import Call
from acd.events import (
    AttemptAbandoned,
    AttemptFailed,
    AttemptKey,
    AttemptPickedUp,
    AttemptRang,
    AttemptReached,
)
from acd.model.channels import ATTEMPT_PREFIX
from acd.model.leads import AttemptState
from acd.model.states import CallState

ID_DIGITS_MAX = 18


def of_channel(ctx: Context, node: str, uniqueid: str) -> Attempt | None:
    """The attempt whose channel it is: we chose its uniqueid."""
    digits = uniqueid.removeprefix(ATTEMPT_PREFIX)
    if digits == uniqueid or not digits.isdecimal() or len(digits) > ID_DIGITS_MAX:
        return None
    attempt = ctx.state.attempts.get(int(digits))
    return attempt if attempt is not None and attempt.node == node else None


def _fire(ctx: Context, node: str, uniqueid: str, trigger: Trigger) -> None:
    attempt = of_channel(ctx, node, uniqueid)
    if attempt is None:
        ctx.ignore(f"{type(trigger).__name__} of no attempt")
    else:
        attempt_flow.fire(ctx, attempt, trigger)


def rang(ctx: Context, event: AttemptRang) -> None:
    _fire(ctx, event.node, event.uniqueid, Rang())


def picked_up(ctx: Context, event: AttemptPickedUp) -> None:
    _fire(ctx, event.node, event.uniqueid, PickedUp(event.channel))


def reached(ctx: Context, event: AttemptReached) -> None:
    _fire(ctx, event.node, event.uniqueid, Reached(event.verdict, event.cause, event.waited_ms))


def failed(ctx: Context, event: AttemptFailed) -> None:
    _fire(ctx, event.node, event.uniqueid, Failed(event.dial_status, event.cause, event.sip))


def key_pressed(ctx: Context, event: AttemptKey) -> None:
    _fire(ctx, event.node, event.uniqueid, Key(event.key))


def abandoned(ctx: Context, event: AttemptAbandoned) -> None:
    """The dialplan's limit; while the person is a call, it is the call that is told."""
    attempt = of_channel(ctx, event.node, event.uniqueid)
    call = ctx.state.calls.get(attempt.call) if attempt is not None else None
    if call is not None:
        persons.dialplan_gave_up(ctx, call)
    else:
        _fire(ctx, event.node, event.uniqueid, LimitOver())


def hung_up(ctx: Context, node: str, uniqueid: str, cause: int) -> bool:
    """A channel ended that is no call's; False: no attempt's either."""
    attempt = of_channel(ctx, node, uniqueid)
    return attempt is not None and attempt_flow.fire(ctx, attempt, Gone(cause))


def due(ctx: Context, attempt: Attempt) -> None:
    attempt_flow.fire(ctx, attempt, Overdue())


# What becomes of persons.


def settle(ctx: Context) -> None:
    """Tell the attempts what happened to their calls, and the campaigns what happened to their attempts."""
    while ctx.persons:
        call, trigger = ctx.persons.pop(0)
        attempt = ctx.state.attempts.get(call.attempt)
        if attempt is not None and attempt.call == call.id:
            _settle(ctx, attempt, call, isinstance(trigger, CallLost))
    while ctx.ended_attempts:
        known = ctx.state.campaigns.get(ctx.ended_attempts.pop(0).campaign)
        if known is not None:
            campaigns.attempt_ended(ctx, known)


def _settle(ctx: Context, attempt: Attempt, call: Call, lost: bool) -> None:
    if attempt.agent is None and call.answered_ms is not None and call.agent is not None:
        attempt_flow.fire(ctx, attempt, Connected(call.agent))
    if call.id not in ctx.state.calls:
        attempt_flow.fire(ctx, attempt, CallOver(lost))
    elif call.state is CallState.LEAVING and attempt.agent is None and attempt.state is AttemptState.PERSON:
        attempt_flow.fire(ctx, attempt, NobodyCame())
    else:
        ctx.hands.note_attempt(attempt)
