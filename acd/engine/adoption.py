"""Agree with Asterisk about its live channels: after a start, a lost link, and in every periodic audit.

Asterisk holds the truth. Differences are carried out as the ordinary triggers that we must have missed, so a call that
went on while we were away ends up where it would have been. Channels that were heard of while the list was collected,
and calls that changed state within ``SETTLE_MS``, are left for the next audit: the list may be older than what we know.
(Only that a channel no longer exists is true whatever we did with its call meanwhile.)
"""

from dataclasses import dataclass

from acd.commands import HangUp
from acd.engine.agents import agent_flow
from acd.engine.agents.agent_flow import GoNotReady, LogIn, LogOut
from acd.engine.calls import arrivals, call_flow, consultations, hold_steps, outside_steps, ringing_together
from acd.engine.calls.call_triggers import (
    AgentLeft,
    Answered,
    CameBack,
    FailsafeTook,
    LimitOver,
    MessagePlays,
    NodeRestarted,
    OfferEnded,
    OfferFound,
    OutsideMissed,
    Resumed,
)
from acd.engine.context import Context
from acd.engine.deferred import callback_adoption
from acd.engine.listing import Listing, by_age
from acd.engine.outbound import attempt_adoption
from acd.engine.state import NO_CHANNEL, AgentRecord, Call, channel_key, phone_of
from acd.events import CallArrived, NodeAudited, NodeConnected, NodeLost
from acd.model.channels import ChannelSnapshot, Place
from acd.model.states import AgentState, CallState, OfferResult, PhoneState

SETTLE_MS = 2_000
SEVERAL = "+"
OFFER_DIGITS_MAX = 18  # an offer's number fits a 64-bit integer
LEFT_MENU = (Place.WAITING, Place.CONNECTING, Place.FAILSAFE)
IN_CALL = (AgentState.RINGING, AgentState.TALKING)


def node_connected(ctx: Context, event: NodeConnected) -> None:
    """The audit that follows tells where the node's calls are; also after a start, when nobody said it was lost."""
    _distrust(ctx, event.node)
    if event.restarted:
        for call in _calls_of(ctx, event.node):
            call_flow.fire(ctx, call, NodeRestarted())
        attempt_adoption.node_restarted(ctx, event.node)


def node_lost(ctx: Context, event: NodeLost) -> None:
    _distrust(ctx, event.node)


def _distrust(ctx: Context, node: str) -> None:
    """Keep the node's calls out of matching, and its phones unknown, until the next audit."""
    ctx.state.nodes[node] = False
    for call in _calls_of(ctx, node):
        ctx.index_call(call)
    for phone in ctx.state.centre.phones.values():
        if phone.node == node:
            phone_changed(ctx, phone.id, PhoneState.UNKNOWN)


def node_audited(ctx: Context, event: NodeAudited) -> None:
    first = not ctx.state.nodes.get(event.node, False)
    ctx.state.nodes[event.node] = True
    for phone, phone_state in event.phones:
        phone_changed(ctx, phone, phone_state)
    listing = Listing(event.channels)
    uncertain = set(event.uncertain)
    for call in _calls_of(ctx, event.node):
        if call.state in NO_CHANNEL:
            callback_adoption.agree(ctx, call, listing, uncertain, settled=first)
            continue
        listed = call.uniqueid in listing.by_uniqueid
        known_since_ms = call.since_ms if listed else call.arrived_ms  # a channel that was there and is not, is gone
        if call.uniqueid not in uncertain and (first or ctx.now_ms - known_since_ms > SETTLE_MS):
            _agree(ctx, call, listing)
    settled_ms = ctx.now_ms if first else ctx.now_ms - SETTLE_MS
    attempt_adoption.agree(ctx, event.node, listing, uncertain, settled_ms)
    for snapshot in sorted(event.channels, key=by_age):
        known = channel_key(event.node, snapshot.uniqueid) in ctx.state.callers
        if not known and snapshot.uniqueid not in uncertain:
            adopt = _adopt_person if attempt_adoption.is_lead(snapshot) else _adopt
            adopt(ctx, event.node, snapshot, listing)
    _end_forgotten_legs(ctx, event.node, listing, uncertain)
    if first:
        ctx.hands.everything_changed()
        ctx.nodes_in_the_dark[event.node] = None
        for call in _calls_of(ctx, event.node):
            ctx.index_call(call)


def _end_forgotten_legs(ctx: Context, node: str, listing: Listing, uncertain: set[str]) -> None:
    """Agents' legs that wait for a caller or for somebody consulted, of whom we know nothing."""
    for snapshot in sorted(listing.by_uniqueid.values(), key=by_age):
        key = channel_key(node, snapshot.uniqueid)
        known = key in ctx.state.legs or key in ctx.state.callers or snapshot.uniqueid in uncertain
        if snapshot.place is Place.ASIDE and not known and listing.partner(snapshot) is None:
            ctx.emit(HangUp(node, snapshot.channel))


def phone_changed(ctx: Context, phone: str, state: PhoneState) -> None:
    """Keep what is known of a phone, and tell its agent."""
    if ctx.state.phones.get(phone) is state:
        return
    if state is PhoneState.IDLE and ctx.state.silent_phones.get(phone, 0) > ctx.now_ms:
        return
    ctx.state.silent_phones.pop(phone, None)
    ctx.state.phones[phone] = state
    if state is PhoneState.RINGING:
        phone_rang(ctx, phone)
    agent = ctx.state.agents.get(ctx.state.agent_at.get(phone, ""))
    if agent is None:
        return
    if state is PhoneState.UNREACHABLE:
        if agent.state is AgentState.READY:
            agent_flow.fire(ctx, agent, agent_flow.PhoneWentAway())
    elif state is not PhoneState.UNKNOWN and agent.reason == agent_flow.PHONE_UNREACHABLE:
        agent_flow.fire(ctx, agent, agent_flow.PhoneCameBack())
    ctx.index_agent(agent)


def phone_reached(ctx: Context, phone: str) -> None:
    """A phone that rang in vain is there again: Asterisk called it idle all the time, so no change of state tells."""
    if ctx.state.phones.get(phone) is PhoneState.UNREACHABLE:
        ctx.state.silent_phones.pop(phone, None)
        phone_changed(ctx, phone, PhoneState.IDLE)


def phone_rang(ctx: Context, phone: str) -> None:
    """The offer at this phone, if any, reached it."""
    agent = ctx.state.agents.get(ctx.state.agent_at.get(phone, ""))
    if agent is not None and agent.state is AgentState.RINGING and agent.call is not None:
        offer = ringing_together.offer_to(ctx.state.calls[agent.call], agent.id)
        if offer is not None:
            offer.rang = True


def _calls_of(ctx: Context, node: str) -> list[Call]:
    return [call for call in ctx.state.calls.values() if call.node == node]


def _agree(ctx: Context, call: Call, listing: Listing) -> None:
    """Bring one known call to where Asterisk has it."""
    snapshot = listing.by_uniqueid.get(call.uniqueid)
    if snapshot is None:
        consultations.caller_gone(ctx, call)
        return
    call.channel = snapshot.channel
    _agree_menu(ctx, call, snapshot)
    if call.about:
        _agree_consulting(ctx, call, snapshot, listing)
    elif snapshot.place is Place.HELD:
        _agree_held(ctx, call, listing)
    elif snapshot.place is Place.WAITING:
        _agree_waiting(ctx, call)
    elif snapshot.place is Place.FAILSAFE:
        _agree_failsafe(ctx, call)
    elif snapshot.place is Place.CONNECTING:
        _agree_connecting(ctx, call, snapshot, listing)
    elif snapshot.place is Place.TOLD:
        call_flow.fire(ctx, call, LimitOver(by_dialplan=True))
    elif snapshot.place is Place.LEAVING and call.state is CallState.TALKING:
        call_flow.fire(ctx, call, AgentLeft())  # asked the questions after the talk


def _agree_waiting(ctx: Context, call: Call) -> None:
    if call.state is CallState.OFFERING:
        call_flow.fire(ctx, call, OfferEnded(OfferResult.FAILED, by_dialplan=True))
    elif call.state is not CallState.WAITING:
        call_flow.fire(ctx, call, CameBack())


def _agree_failsafe(ctx: Context, call: Call) -> None:
    """The dialplan took the caller from waiting; perhaps we have not even heard that the caller had come to wait."""
    if call.state in (CallState.TALKING, CallState.OUTSIDE):
        call_flow.fire(ctx, call, CameBack())
    if call.state in (CallState.WAITING, CallState.OFFERING, CallState.HELD):
        call_flow.fire(ctx, call, FailsafeTook())


def _agree_consulting(ctx: Context, call: Call, snapshot: ChannelSnapshot, listing: Listing) -> None:
    """``call`` is a consultation, its channel the agent's leg."""
    other = listing.partner(snapshot)
    if call.state is CallState.OUTSIDE and other is None and (call.outside_leg or snapshot.place is Place.ASIDE):
        call_flow.fire(ctx, call, AgentLeft() if call.outside_leg else OutsideMissed(OfferResult.FAILED))
    elif call.state in (CallState.OFFERING, CallState.OUTSIDE) and other is not None and not call.outside_leg:
        _answered(ctx, call, other)
    elif call.state is CallState.TALKING and other is None:
        call_flow.fire(ctx, call, AgentLeft())


def _agree_held(ctx: Context, call: Call, listing: Listing) -> None:
    """The caller hears the music of a hold. Where we believe otherwise, our command to end it was lost: once more."""
    if call.state is CallState.HELD and call.consultation:
        return  # the consultation tells
    if call.state is CallState.OUTSIDE and call.outside_leg.partition("/")[2] in listing.by_uniqueid:
        outside_steps.join(ctx, call)
    elif call.state is CallState.OUTSIDE:
        call_flow.fire(ctx, call, CameBack())
    elif call.state in (CallState.HELD, CallState.TALKING) and not _leg_lives(call, listing):
        call_flow.fire(ctx, call, CameBack() if call.state is CallState.TALKING else AgentLeft())
    elif call.state is CallState.TALKING:
        hold_steps.join(ctx, call)
    if call.state is CallState.WAITING:
        ctx.returning[call.id] = None


def _leg_lives(call: Call, listing: Listing) -> bool:
    return call.offer is not None and call.offer.agent_leg.partition("/")[2] in listing.by_uniqueid


def _agree_menu(ctx: Context, call: Call, snapshot: ChannelSnapshot) -> None:
    if call.state is CallState.MENU and snapshot.place in LEFT_MENU:
        arrivals.take_choice(ctx, call, snapshot.entry)
    elif call.state is CallState.MENU and snapshot.place is Place.LEAVING:
        call_flow.fire(ctx, call, MessagePlays())
    elif call.state is CallState.WAITING and snapshot.place is Place.MENU:
        ctx.returning[call.id] = None  # was to leave the menu, but the order was lost


def _agree_connecting(ctx: Context, call: Call, snapshot: ChannelSnapshot, listing: Listing) -> None:
    leg = listing.partner(snapshot)
    standing = standing_offer(ctx, snapshot, leg)
    if call.state is CallState.OFFERING and standing is not None and standing.number != _offer_number(call):
        call_flow.fire(ctx, call, OfferEnded(OfferResult.FAILED, by_dialplan=True))  # ours never reached Asterisk
    if call.state is CallState.WAITING:
        _take_up(ctx, call, standing, leg)
    elif call.state is CallState.OFFERING and leg is not None:
        _answered(ctx, call, leg)
    elif call.state in (CallState.TALKING, CallState.HELD) and leg is None:
        call_flow.fire(ctx, call, AgentLeft())
    elif call.state is CallState.HELD:
        call_flow.fire(ctx, call, Resumed(by_phone=False, join=False))


def _answered(ctx: Context, call: Call, leg: ChannelSnapshot, at_ms: int | None = None) -> None:
    call_flow.fire(ctx, call, Answered(channel_key(call.node, leg.uniqueid), leg.channel, at_ms))


def _offer_number(call: Call) -> int | None:
    return call.offer.number if call.offer is not None else None


def _adopt(ctx: Context, node: str, snapshot: ChannelSnapshot, listing: Listing) -> None:
    """A caller we know nothing of: the journal was lost, or the arrival was not heard."""
    if snapshot.place in (Place.ELSEWHERE, Place.ARRIVING, Place.ASIDE, Place.OUTSIDE):
        return  # agents' legs and private calls; an arriving caller's event is on its way
    served = arrivals.is_served(ctx, _as_arrival(node, snapshot), snapshot.queue)
    if not served and snapshot.place in (Place.CONNECTING, Place.FAILSAFE):
        return  # being served; to be told that nobody serves the number there is time when waiting again
    standing = standing_offer(ctx, snapshot, listing.partner(snapshot))
    call_id = standing.call if standing is not None and standing.call not in ctx.state.calls else 0
    call = arrivals.begin(ctx, _as_arrival(node, snapshot), ctx.now_ms - snapshot.age_ms, call_id)
    ctx.log("info", "call adopted from Asterisk", call=str(call.id), node=node, place=snapshot.place)
    if snapshot.place is Place.LEAVING:
        call_flow.fire(ctx, call, MessagePlays())
        return
    if snapshot.place is Place.MENU:
        arrivals.found_in_menu(ctx, call)
        return
    leg = listing.leg_aside(snapshot) if snapshot.place is Place.HELD else None
    talks = leg is not None or (snapshot.place is Place.CONNECTING and listing.partner(snapshot) is not None)
    visit = standing.visit if standing is not None and call_id and talks else 0
    arrivals.found_waiting(ctx, call, snapshot.queue, visit, snapshot.place is Place.WAITING)
    if snapshot.place is Place.FAILSAFE:
        call_flow.fire(ctx, call, FailsafeTook())
    elif snapshot.place is Place.CONNECTING:
        _agree_connecting(ctx, call, snapshot, listing)
    elif snapshot.place is Place.HELD and leg is None:
        ctx.returning[call.id] = None
    elif snapshot.place is Place.HELD:
        _take_up(ctx, call, standing, leg)
        if call.state is CallState.TALKING:
            hold_steps.join(ctx, call)


def _adopt_person(ctx: Context, node: str, snapshot: ChannelSnapshot, listing: Listing) -> None:
    """A person whom we called, or who is being called."""
    attempt = attempt_adoption.adopt(ctx, node, snapshot)
    call = ctx.state.calls.get(attempt.call) if attempt is not None else None
    if call is not None and snapshot.place is Place.CONNECTING:
        _agree_connecting(ctx, call, snapshot, listing)


def _as_arrival(node: str, snapshot: ChannelSnapshot) -> CallArrived:
    return CallArrived(
        node,
        snapshot.channel,
        snapshot.uniqueid,
        snapshot.caller_number,
        snapshot.caller_name,
        snapshot.dialled,
        entry=snapshot.entry,
        brought=snapshot.brought,
    )


@dataclass(frozen=True, slots=True)
class StandingOffer:
    """The offer that a caller's channel bears, with the ids of its call and visit (0: unknown)."""

    number: int
    agent: str
    phone: str
    call: int
    visit: int


def standing_offer(ctx: Context, snapshot: ChannelSnapshot, leg: ChannelSnapshot | None = None) -> StandingOffer | None:
    """Read ``ACD_OFFER``; None if it is none of ours.

    "offer*agent*phone*ring_s*call*visit": the phone perhaps with "@node", or "+" where several ring together; call and
    visit as distances from the offer.
    """
    centre = ctx.state.centre
    number, agent, phone, _, to_call, to_visit, *_ = [*snapshot.offer.split("*"), *[""] * 6]
    phone = phone.partition("@")[0]
    if phone == SEVERAL and leg is not None:  # who answered, only the channel tells
        phone = phone_of(leg.channel)
        agent = ctx.state.agent_at.get(phone) or _usual_agent(ctx, phone)
    if not number.isdecimal() or len(number) > OFFER_DIGITS_MAX:
        return None
    if agent not in centre.agents or phone not in centre.phones:
        return None
    call, visit = (_less(int(number), distance) for distance in (to_call, to_visit))
    if not 0 < call < visit < int(number):
        call = visit = 0
    return StandingOffer(int(number), agent, phone, call, visit)


def _usual_agent(ctx: Context, phone: str) -> str:
    return next((agent.id for agent in ctx.state.centre.agents.values() if agent.phone == phone), "")


def _less(number: int, distance: str) -> int:
    return number - int(distance) if distance.isdecimal() and len(distance) <= OFFER_DIGITS_MAX else 0


def _take_up(ctx: Context, call: Call, standing: StandingOffer | None, leg: ChannelSnapshot | None) -> None:
    """The caller, who waits by our books, is being connected: by an offer that we forgot, or wanted to take back."""
    wish = _wish(ctx, standing)
    agent = _claim(ctx, standing) if standing is not None and (wish is None or leg is not None) else None
    if standing is not None and agent is not None:
        call_flow.fire(ctx, call, OfferFound(agent, standing.number))
        if leg is not None:
            _answered(ctx, call, leg, ctx.now_ms - leg.age_ms)  # rang meanwhile, but how long nobody knows
        if wish is not None:
            agent_flow.fire(ctx, agent, wish)
        return
    ctx.ignore("offer on channel not ours")
    if leg is not None:
        call_flow.fire(ctx, call, FailsafeTook())  # they talk, outside our books: not to be interrupted
    else:
        ctx.returning[call.id] = None


def _wish(ctx: Context, standing: StandingOffer | None) -> LogOut | GoNotReady | None:
    """What an agent whom we remember wants in place of calls."""
    agent = ctx.state.agents.get(standing.agent) if standing is not None else None
    if agent is None:
        return None
    if agent.state is AgentState.LOGGED_OUT:
        return LogOut()
    if agent.state is AgentState.NOT_READY and agent.reason != agent_flow.PHONE_UNREACHABLE:
        return GoNotReady(agent.reason)
    return None


def _claim(ctx: Context, standing: StandingOffer) -> AgentRecord | None:
    """The offer's agent, ready at the offer's phone; None where agent or phone have another call."""
    agent = ctx.state.agents.setdefault(standing.agent, AgentRecord(standing.agent, since_ms=ctx.now_ms))
    other = ctx.state.agents.get(ctx.state.agent_at.get(standing.phone, ""))
    if agent.state in IN_CALL or (other is not None and other.state in IN_CALL):
        return None
    if other is not None and other is not agent:
        agent_flow.fire(ctx, other, LogOut())
    if agent.state is AgentState.WRAP_UP:
        agent_flow.fire(ctx, agent, LogOut())
    agent_flow.fire(ctx, agent, LogIn(standing.phone, ready=True))
    return agent
