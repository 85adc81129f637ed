"""The engine: events in, commands out, time is an argument.

``handle`` is synchronous and the only way the state changes. The same events at the same times give the same commands,
byte for byte. An exception from here is a bug of this program: the caller must stop, not carry on.
"""

from collections.abc import Callable
from typing import Any

from acd import events
from acd.commands import Command, Record
from acd.engine import adoption, clockwork, ledger, reconfigure, requests
from acd.engine.agents import lamps, wishes
from acd.engine.calls import arrivals, call_flow, consultations, ringing_together, surveys, transfers
from acd.engine.calls.call_triggers import AgentLeft, Answered, OfferEnded
from acd.engine.context import Context
from acd.engine.deferred import callbacks, voicemail
from acd.engine.outbound import agent_first, attempts, campaigns, dialling, dispositions, hopper, learning
from acd.engine.queues import announcements, expected_wait, keys
from acd.engine.queues.matching import match
from acd.engine.state import Call, State, channel_key, phone_of
from acd.model.states import HungUpBy, OfferResult


class Engine:
    """One centre. ``state`` may be read between events and must not be changed from outside."""

    def __init__(self, state: State | None = None) -> None:
        self.state = state if state is not None else State()
        self._ctx = Context(self.state)

    def handle(self, event: events.Event, now_ms: int) -> list[Command]:
        """Take note of ``event`` at ``now_ms`` (UTC, non-decreasing) and return what to do, in order."""
        ctx = self._ctx
        ctx.begin(now_ms)
        HANDLERS[type(event)](ctx, event)
        while ctx.withdrawn:
            call = ctx.state.calls[ctx.withdrawn.pop(0)]
            call_flow.fire(ctx, call, OfferEnded(OfferResult.WITHDRAWN, by_dialplan=False))
        consultations.settle(ctx)
        if ctx.persons or ctx.ended_attempts:
            attempts.settle(ctx)
        if ctx.floor.fresh_agents or ctx.floor.fresh_callers or ctx.returning:
            match(ctx)
        if ctx.persons:
            attempts.settle(ctx)
        if ctx.hands.changed:
            dialling.decide_all(ctx)
            if ctx.floor.fresh_callers:  # leads that agents have first
                match(ctx)
                attempts.settle(ctx)
        if ctx.announcing:
            announcements.speak(ctx)
        lamps.show(ctx)
        clockwork.prune(ctx)
        self._keep_books()
        return ctx.commands

    def _keep_books(self) -> None:
        ctx = self._ctx
        for command in ctx.commands:
            if isinstance(command, Record):
                ledger.count(ctx.state, command.fact, ctx.now_ms)
                if ctx.hands.campaigns_of:
                    learning.learn(ctx, command.fact)

    def expected_wait_ms(self, call_id: int) -> int | None:
        """How long a live call will still wait, seen at the last event; None: it does not, or too little is known."""
        call = self.state.calls.get(call_id)
        return expected_wait.expected_wait_ms(self._ctx, call) if call is not None else None

    def next_wakeup_ms(self) -> int | None:
        """When a ``Tick`` is wanted, or None."""
        return clockwork.next_wakeup_ms(self._ctx)

    def newcomer_wait_ms(self, queue_id: str, now_ms: int) -> int | None:
        """How long a caller who comes now would wait for an agent's answer (the median); None: nobody knows."""
        return expected_wait.of_newcomer_ms(self._ctx, queue_id, now_ms)


def _offer_rang(ctx: Context, event: events.OfferRang) -> None:
    adoption.phone_rang(ctx, event.phone)


def _offer_answered(ctx: Context, event: events.OfferAnswered) -> None:
    key = channel_key(event.node, event.uniqueid)
    call_id = ctx.state.callers.get(key, ctx.state.legs.get(key))
    if call_id is None:
        ctx.ignore("answer without a call")
        return
    call = ctx.state.calls[call_id]
    if key not in ctx.state.callers:
        callbacks.customer_answered(ctx, call, event)
        return
    if _is_of_another_phone(ctx, call, event.agent_channel):
        ctx.ignore("late answer of another phone")
        return
    leg = channel_key(event.node, event.agent_uniqueid)
    call_flow.fire(ctx, call, Answered(leg, event.agent_channel))


def _is_of_another_phone(ctx: Context, call: Call, agent_channel: str) -> bool:
    """A phone whose offer was taken back may answer while the next one rings.

    A channel that bears no phone's name (of a trunk to a phone on another node) tells nothing.
    """
    phone, rung = phone_of(agent_channel), [offer.phone for offer in ringing_together.offers(call)]
    return bool(rung) and phone not in rung and phone in ctx.state.centre.phones


def _offer_returned(ctx: Context, event: events.OfferReturned) -> None:
    call_id = ctx.state.callers.get(channel_key(event.node, event.uniqueid))
    call = ctx.state.calls[call_id] if call_id is not None else None
    if call is None or call.offer is None or call.offer.number != event.offer:
        ctx.ignore("late return of an offer")
        return
    call_flow.fire(ctx, call, OfferEnded(event.result, by_dialplan=True))


def _channel_hung_up(ctx: Context, event: events.ChannelHungUp) -> None:
    key = channel_key(event.node, event.uniqueid)
    call_id = ctx.state.callers.get(key)
    if call_id is not None:
        consultations.caller_gone(ctx, ctx.state.calls[call_id])
        return
    call_id = ctx.state.legs.get(key)
    if call_id is not None:
        call_flow.fire(ctx, ctx.state.calls[call_id], AgentLeft())
        return
    if attempts.hung_up(ctx, event.node, event.uniqueid, event.cause):
        return
    callbacks.not_answered(ctx, key, callbacks.not_answered_by(event.cause))


def _hangup_requested(ctx: Context, event: events.HangupRequested) -> None:
    key = channel_key(event.node, event.uniqueid)
    caller, leg = ctx.state.callers.get(key), ctx.state.legs.get(key)
    call_id = caller if caller is not None else leg
    call = ctx.state.calls.get(call_id) if call_id is not None else None
    if call is None or (caller is None and call.offer is None):
        return  # one outside, who was consulted, is neither caller nor agent
    if call.hung_up_by is HungUpBy.UNKNOWN:
        call.hung_up_by = HungUpBy.CALLER if caller is not None else HungUpBy.AGENT


def _phone_state_changed(ctx: Context, event: events.PhoneStateChanged) -> None:
    adoption.phone_changed(ctx, event.phone, event.state)


def _phone_reached(ctx: Context, event: events.PhoneReached) -> None:
    adoption.phone_reached(ctx, event.phone)


def _tick(ctx: Context, _: events.Tick) -> None:
    clockwork.tick(ctx)


HANDLERS: dict[type, Callable[[Context, Any], None]] = {
    events.CentreConfigured: reconfigure.configured,
    events.NodeConnected: adoption.node_connected,
    events.NodeLost: adoption.node_lost,
    events.NodeAudited: adoption.node_audited,
    events.CallArrived: arrivals.arrived,
    events.CallChosen: arrivals.chosen,
    events.OfferRang: _offer_rang,
    events.OfferAnswered: _offer_answered,
    events.OfferReturned: _offer_returned,
    events.ChannelHungUp: _channel_hung_up,
    events.HangupRequested: _hangup_requested,
    events.FailsafeTook: arrivals.failsafe_took,
    events.KeyPressed: keys.pressed,
    events.SurveyAnswered: surveys.answered,
    events.MessageRecorded: voicemail.recorded,
    events.MessageHandled: voicemail.handled,
    events.VoicemailDeleteRequested: voicemail.delete,
    events.CallPlaced: callbacks.placed,
    events.PlacingFailed: callbacks.placing_failed,
    events.CustomerMissed: callbacks.customer_missed,
    events.CallbackNumberGiven: callbacks.number_given,
    events.CallbackRequested: callbacks.requested,
    events.CallbacksKept: callbacks.kept,
    events.CallbackCancelRequested: callbacks.cancel,
    events.PhoneStateChanged: _phone_state_changed,
    events.PhoneReached: _phone_reached,
    events.AgentLoginRequested: requests.login,
    events.AgentLogoutRequested: wishes.logout,
    events.AgentReadyRequested: wishes.ready,
    events.AgentNotReadyRequested: wishes.not_ready,
    events.AgentToggleRequested: wishes.toggle,
    events.AgentOneMoreRequested: wishes.one_more,
    events.WrapUpExtensionRequested: wishes.extend_wrap_up,
    events.WrapUpEndRequested: wishes.end_wrap_up,
    events.AgentBreakDecided: wishes.decide,
    events.CallHangupRequested: requests.hang_up,
    events.CallTransferRequested: transfers.requested,
    events.CallHoldRequested: transfers.hold_requested,
    events.ConsultRequested: transfers.consult_requested,
    events.ConsultEndRequested: transfers.end_requested,
    events.AgentKeysPressed: transfers.keys_pressed,
    events.CallerSent: transfers.caller_sent,
    events.CallerJoined: transfers.caller_joined,
    events.LegHeld: transfers.leg_held,
    events.OutsideFailed: transfers.outside_failed,
    events.JoinFailed: transfers.join_failed,
    events.AttemptRang: attempts.rang,
    events.AttemptPickedUp: attempts.picked_up,
    events.AttemptReached: attempts.reached,
    events.AttemptFailed: attempts.failed,
    events.AttemptKey: attempts.key_pressed,
    events.AttemptAbandoned: attempts.abandoned,
    events.CampaignStartRequested: campaigns.start,
    events.CampaignPauseRequested: campaigns.pause,
    events.CampaignStopRequested: campaigns.stop,
    events.LeadDialRequested: agent_first.dial,
    events.PreviewSkipRequested: agent_first.skip,
    events.DispositionRequested: dispositions.give,
    events.LeadsFetched: hopper.fetched,
    events.LeadsUnavailable: hopper.unavailable,
    events.LeadsAdded: hopper.added,
    events.NumbersBarred: campaigns.barred,
    events.Tick: _tick,
}
