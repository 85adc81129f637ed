"""The words of callbacks: what happens to them, and what the engine asks for."""

from dataclasses import replace
from typing import Any

from acd.commands import AskCallback, HangUp, RingAgent, TellCallback
from acd.events import (
    CallArrived,
    CallbackNumberGiven,
    CallPlaced,
    ChannelHungUp,
    CustomerMissed,
    Event,
    KeyPressed,
    OfferAnswered,
)
from acd.model.callbacks import CallbackRules
from acd.model.centre import Centre
from acd.model.states import OfferResult
from acd.testing.engine import NODE, Script, passes, script, unknown
from tests.scenarios.words import PHONES, RING_MS, centre, hangs_up

KEY = "2"
RULES = CallbackRules(KEY, attempts_max=2, pause_ms=60_000, expires_ms=3_600_000)


def callback_centre(rules: CallbackRules = RULES, **more: Any) -> Centre:
    return replace(centre(sales={"callback": rules, "wrap_up_ms": 5_000}), **more)


def number(caller: str) -> str:
    """Who calls from there; a number as people have it (``words.arrives`` gives letters)."""
    return f"+7495000000{caller[-1]}"


def calls_in(caller: str, dialled: str = "100", shown: str | None = None) -> Event:
    """Caller ``c1`` arrives, with a number that can be called, or with ``shown``."""
    shown = number(caller) if shown is None else shown
    return CallArrived(NODE, f"PJSIP/trunk-{caller}", caller, shown, f"Caller {caller}", dialled)


def presses(caller: str, key: str = KEY) -> Event:
    return KeyPressed(NODE, caller, key)


def gives(caller: str, given: str) -> Event:
    return CallbackNumberGiven(NODE, caller, given)


def asks(caller: str, given: str, *, again: bool = False) -> AskCallback:
    return AskCallback(NODE, f"PJSIP/trunk-{caller}", given, "en", again)


def tells_callback(caller: str, *, agreed: bool) -> TellCallback:
    return TellCallback(NODE, f"PJSIP/trunk-{caller}", agreed)


def rung(agent: str, called: str) -> RingAgent:
    """The engine has the agent's phone rung for a callback to ``called``; what else it says is found out."""
    return RingAgent(
        node=NODE,
        uniqueid=unknown(),
        offer=unknown(),
        agent=agent,
        phone=PHONES[agent],
        phone_node=NODE,
        ring_ms=RING_MS,
        call=unknown(),
        visit=unknown(),
        queue="sales",
        number=called,
        name=unknown(),
        dialled=unknown(),
        language="en",
        customer_ring_ms=unknown(),
        file=unknown(),
    )


def agent_answers(order: RingAgent) -> Event:
    return CallPlaced(NODE, f"PJSIP/{order.phone}-callback", order.uniqueid)


def customer_answers(order: RingAgent, customer: str = "k1") -> Event:
    """``customer``: the uniqueid of the customer's channel."""
    return OfferAnswered(NODE, order.uniqueid, f"PJSIP/trunk-{customer}", customer)


def customer_is_missed(order: RingAgent, result: OfferResult = OfferResult.NO_ANSWER) -> Event:
    return CustomerMissed(NODE, order.uniqueid, result)


def agents_channel_ends(order: RingAgent, cause: int = 16) -> Event:
    return ChannelHungUp(NODE, order.uniqueid, cause)


def stops(order: RingAgent) -> HangUp:
    """Before the agent answered, the channel is named by what we chose."""
    return HangUp(NODE, order.uniqueid)


def ends(order: RingAgent) -> HangUp:
    """The channel of the agent who answered."""
    return HangUp(NODE, f"PJSIP/{order.phone}-callback")


def kept(rules: CallbackRules = RULES, caller: str = "c1") -> Script:
    """The caller asked by key for a callback 10 s after arriving, and hung up on hearing the number."""
    play = script(callback_centre(rules))
    play >> calls_in(caller) >> passes(10)
    return play >> presses(caller) << asks(caller, number(caller)) >> hangs_up(caller)


def the_callback(play: Script) -> int:
    """The id of the one call that is a callback."""
    [found] = [call.id for call in play.state.calls.values() if call.callback is not None]
    return found
