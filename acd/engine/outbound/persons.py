"""Persons who answered: each is a call in the campaign's queue, and has to talk with an agent within the limit.

At the limit the dialplan itself plays the message, while the person waits there. We leave that to it, and order the
message only where it does not tell so; and at once where a phone rings for the person, since then the dialplan does not
look at the limit.
"""

from acd.commands import PlayAbandoned
from acd.engine.calls import call_flow
from acd.engine.calls.call_triggers import LetIn, LimitOver
from acd.engine.context import Context
from acd.engine.outbound import terms
from acd.engine.outbound.state import Attempt
from acd.engine.state import Call, Timer, channel_key
from acd.model.entrances import Entrance
from acd.model.states import CallState

PRIORITY = 1_000  # they have so little time that they come before everybody who called in


def begin(ctx: Context, attempt: Attempt, limited: bool = True) -> None:
    """The person of an attempt becomes a call. ``limited``: has to be connected in time."""
    campaign = ctx.state.centre.campaigns.get(attempt.campaign)
    queue = campaign.queue if campaign is not None else None
    call = Call(
        id=ctx.new_id(),
        node=attempt.node,
        channel=attempt.channel_name,
        uniqueid=attempt.uniqueid,
        caller_number=attempt.number,
        caller_name=attempt.lead.name,
        dialled=attempt.number,
        language=terms.language(ctx, attempt.campaign, attempt.project, attempt.lead),
        arrived_ms=ctx.now_ms,
        state=CallState.WAITING,
        since_ms=ctx.now_ms,
        campaign=attempt.campaign,
        attempt=attempt.id,
        lead=attempt.lead.id,
    )
    attempt.call = call.id
    ctx.state.calls[call.id] = call
    ctx.state.callers[channel_key(call.node, call.uniqueid)] = call.id
    if limited:
        call.connect_by_ms = (attempt.reached_ms or ctx.now_ms) + terms.limit_ms(ctx, attempt)
        ctx.schedule(max(call.connect_by_ms - ctx.now_ms, 0), Timer.CONNECT_BY, f"{call.id}/{call.connect_by_ms}")
    if queue not in ctx.state.centre.queues:
        call_flow.fire(ctx, call, LimitOver(by_dialplan=False))
        return
    way = Entrance(queue=queue, project=attempt.project, language=call.language, priority=PRIORITY if limited else 0)
    call_flow.fire(ctx, call, LetIn(way, ctx.now_ms))


def limit_due(ctx: Context, call: Call) -> None:
    call_flow.fire(ctx, call, LimitOver(by_dialplan=False))


def message_due(ctx: Context, call: Call) -> None:
    """The dialplan has not told that it plays the message."""
    call.hears_message = True
    ctx.emit(PlayAbandoned(call.node, call.channel))


def dialplan_gave_up(ctx: Context, call: Call) -> None:
    """The dialplan plays the message."""
    if call.state is CallState.LEAVING:
        call.hears_message = True
    else:
        call_flow.fire(ctx, call, LimitOver(by_dialplan=True))
