"""Agree with Asterisk about callbacks, which have no channel of their own before the customer answers."""

from acd.engine.calls import call_flow
from acd.engine.calls.call_triggers import AgentLeft, AgentReached, CustomerAnswered, MessageHeard, OfferEnded
from acd.engine.context import Context
from acd.engine.deferred.kept import callback_of
from acd.engine.listing import Listing
from acd.engine.state import Call, channel_key
from acd.model.channels import Place
from acd.model.states import CallState, MessageAction, OfferResult

ORDER_SETTLE_MS = 10_000  # an order is carried out at once; a channel that is not there after this never will be


def agree(ctx: Context, call: Call, listing: Listing, uncertain: set[str], *, settled: bool) -> None:
    """Bring a callback to where Asterisk has its agent's channel; one that waits for its turn has none.

    ``settled``: nothing was ordered lately, the list is newer than all we know.
    """
    if call.state is CallState.ANNOUNCED:
        _announced(ctx, call, listing, uncertain, settled)
    if call.state in (CallState.LISTENING, CallState.DIALLING):
        _with_agent(ctx, call, listing, uncertain)


def _announced(ctx: Context, call: Call, listing: Listing, uncertain: set[str], settled: bool) -> None:
    placed = callback_of(call).placed
    if placed in uncertain:
        return
    snapshot = listing.by_uniqueid.get(placed)
    if snapshot is not None and snapshot.place is Place.CALLING_BACK:
        call_flow.fire(ctx, call, AgentReached(channel_key(call.node, placed), snapshot.channel))
    elif snapshot is None and (settled or ctx.now_ms - call.since_ms > ORDER_SETTLE_MS):
        call_flow.fire(ctx, call, OfferEnded(OfferResult.FAILED, by_dialplan=True))


def _with_agent(ctx: Context, call: Call, listing: Listing, uncertain: set[str]) -> None:
    leg = call.offer.agent_leg.partition("/")[2] if call.offer is not None else ""
    if leg in uncertain:
        return
    snapshot = listing.by_uniqueid.get(leg)
    if snapshot is None:
        call_flow.fire(ctx, call, AgentLeft())
        return
    customer = listing.partner(snapshot)
    if customer is not None and customer.uniqueid not in uncertain and not _has_call(ctx, call.node, customer.uniqueid):
        if call.state is CallState.LISTENING:
            call_flow.fire(ctx, call, MessageHeard(MessageAction.CALL))
        call_flow.fire(ctx, call, CustomerAnswered(customer.uniqueid, customer.channel))


def _has_call(ctx: Context, node: str, uniqueid: str) -> bool:
    """Somebody else's caller or leg, whom the agent's phone has brought together with its own: not the customer."""
    key = channel_key(node, uniqueid)
    return key in ctx.state.callers or key in ctx.state.legs
