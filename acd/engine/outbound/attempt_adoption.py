"""Agree with Asterisk about the channels of attempts; a part of ``acd.engine.adoption``.

A person who became a call is looked after there. Here are those whom nobody has reached yet, those who hear a message,
and those of whom we know nothing: the journal was lost. What an attempt was about stands on its channel.
"""

from acd.engine.context import Context
from acd.engine.listing import Listing
from acd.engine.outbound import attempt_flow, terms
from acd.engine.outbound.attempt_triggers import Gone, LimitOver, NodeRestarted, PickedUp, Reached
from acd.engine.outbound.attempts import ID_DIGITS_MAX
from acd.engine.outbound.state import FLYING, Attempt
from acd.model.channels import ATTEMPT_PREFIX, ChannelSnapshot, Place
from acd.model.leads import AttemptState, Lead, Verdict

PICKED_UP = (Place.REACHED, Place.TOLD, Place.WAITING, Place.CONNECTING)
FOUND = "found in Asterisk"


def node_restarted(ctx: Context, node: str) -> None:
    for attempt in _of(ctx, node):
        if attempt.id in ctx.state.attempts and not _is_call(ctx, attempt):
            attempt_flow.fire(ctx, attempt, NodeRestarted())


def agree(ctx: Context, node: str, listing: Listing, uncertain: set[str], changed_before_ms: int) -> None:
    """Bring the node's attempts to where Asterisk has them, but for those that changed after that moment."""
    for attempt in _of(ctx, node):
        if _is_call(ctx, attempt) or attempt.uniqueid in uncertain or attempt.since_ms > changed_before_ms:
            continue
        snapshot = listing.by_uniqueid.get(attempt.uniqueid)
        if snapshot is None:
            attempt_flow.fire(ctx, attempt, Gone(0))
        else:
            _agree(ctx, attempt, snapshot)


def _of(ctx: Context, node: str) -> list[Attempt]:
    return [attempt for attempt in ctx.state.attempts.values() if attempt.node == node]


def _is_call(ctx: Context, attempt: Attempt) -> bool:
    return attempt.call in ctx.state.calls


def _agree(ctx: Context, attempt: Attempt, snapshot: ChannelSnapshot) -> None:
    if attempt.state not in FLYING or snapshot.place not in PICKED_UP:
        return
    attempt.channel = snapshot.channel
    if snapshot.place is Place.REACHED:
        if attempt.state is not AttemptState.LISTENING:
            attempt_flow.fire(ctx, attempt, PickedUp(snapshot.channel))
    elif snapshot.place is Place.TOLD and terms.agentless(ctx, attempt) is None:
        attempt_flow.fire(ctx, attempt, LimitOver())
    else:
        attempt_flow.fire(ctx, attempt, Reached(Verdict.OFF, FOUND))


def is_lead(snapshot: ChannelSnapshot) -> bool:
    """The channel is that of a lead's phone; an agent's leg bears the same variables."""
    return bool(snapshot.attempt) and snapshot.uniqueid.startswith(ATTEMPT_PREFIX)


def adopt(ctx: Context, node: str, snapshot: ChannelSnapshot) -> Attempt | None:
    """An attempt we know nothing of, from what stands on its channel; None: that is none of a campaign we have."""
    number, campaign_id, lead, *_ = [*snapshot.attempt.split("*"), "", ""]
    campaign = ctx.state.centre.campaigns.get(campaign_id)
    digits = all(part.isdecimal() and len(part) <= ID_DIGITS_MAX for part in (number, lead))
    if campaign is None or not digits or int(number) in ctx.state.attempts:
        return None
    attempt = Attempt(
        id=int(number),
        campaign=campaign.id,
        project=campaign.project,
        mode=campaign.mode,
        lead=Lead(int(lead), "", snapshot.dialled),
        number=snapshot.dialled,
        node=node,
        trunk="",
        caller_id="",
        uniqueid=snapshot.uniqueid,
        began_ms=ctx.now_ms - snapshot.age_ms,
        since_ms=ctx.now_ms,
        channel=snapshot.channel,
        found=True,
    )
    ctx.log("info", "attempt adopted from Asterisk", attempt=number, campaign=campaign.id, place=snapshot.place)
    attempt_flow.begin(ctx, attempt)
    _agree(ctx, attempt, snapshot)
    return attempt
