"""Callbacks and messages in any order, with whatever events: nothing breaks, and what is over leaves nothing behind.

As in ``test_transfer_chaos``, no model of Asterisk stands behind these events.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from acd.engine import invariants
from acd.events import (
    NOBODY,
    CallbackCancelRequested,
    CallbackNumberGiven,
    CallbackRequested,
    CallPlaced,
    CentreConfigured,
    ChannelHungUp,
    CustomerMissed,
    Event,
    FailsafeTook,
    KeyPressed,
    MessageHandled,
    MessageRecorded,
    NodeAudited,
    NodeConnected,
    OfferAnswered,
    PlacingFailed,
    VoicemailDeleteRequested,
)
from acd.model.callbacks import CallbackRules
from acd.model.centre import Centre, Destination
from acd.model.channels import Place
from acd.model.states import MessageAction, OfferResult, PhoneState
from acd.runtime import codec
from acd.testing.engine import NODE
from tests.engine.test_transfer_chaos import Chaos, agent, back, callers, idle, phone
from tests.scenarios.callbacks import calls_in
from tests.scenarios.words import PHONES, centre, channel

NUMBERS = ("+74950000001", "+74950000002", "", "0", "anonymous")
RULES = CallbackRules("2", attempts_max=2, pause_ms=3_000, expires_ms=90_000, numbers=("+7XXXXXXXXXX",))


def centre_of_orders() -> Centre:
    keys = {"5": Destination(to_voicemail="sales")}
    return centre(
        sales={"callback": RULES, "keys": keys, "wrap_up_ms": 500},
        support={"callback": replace(RULES, key=""), "keys": {"5": Destination(to_voicemail="support")}},
    )


class Orders(Chaos):
    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.tell(CentreConfigured(centre_of_orders()))

    def next_event(self) -> Event:
        return self.chance.choice(EVENTS)(self)

    def number(self) -> str:
        return self.chance.choice(NUMBERS)

    def placed(self) -> str:
        return self.any_of(self.engine.state.placed)

    def call_of_any_kind(self) -> int:
        return self.chance.choice([*sorted(self.engine.state.calls), 7])

    def caller(self) -> Event:
        self.arrived += 1
        return calls_in(f"c{self.arrived}", self.chance.choice(("100", "200")), self.number())

    def list_everything(self) -> Event:
        """Each channel somewhere, or gone."""
        state = self.engine.state
        uniqueids = sorted({key.partition("/")[2] for key in (*state.callers, *state.legs, *state.placed)})
        rows = [
            channel(uniqueid, self.chance.choice(list(Place)), bridge=self.chance.choice(("", "b1", "b2")))
            for uniqueid in uniqueids
            if self.chance.random() > 0.1
        ]
        return NodeAudited(NODE, tuple(rows), tuple((phone, PhoneState.IDLE) for phone in PHONES.values()))

    def message(self) -> Event:
        call = self.call_of_any_kind()
        file = self.chance.choice((f"2026-03-02/{call}", "2026-03-02/7", "../../etc/passwd", ""))
        return MessageRecorded(NODE, self.any_of(callers(self)), file, self.chance.choice((0, 900, 9_000)))

    def result(self) -> OfferResult:
        return self.chance.choice(list(OfferResult))


EVENTS: tuple[Callable[[Orders], Event], ...] = (
    *[Orders.caller] * 6,
    *[lambda orders: KeyPressed(NODE, orders.any_of(callers(orders)), orders.chance.choice("25"))] * 6,
    *[lambda orders: CallbackNumberGiven(NODE, orders.any_of(callers(orders)), orders.number())] * 3,
    *[Orders.message] * 4,
    *[lambda orders: CallPlaced(NODE, "PJSIP/1001-callback", orders.placed())] * 10,
    *[lambda orders: OfferAnswered(NODE, orders.placed(), "PJSIP/trunk-k", f"k{orders.now_ms}")] * 4,
    *[lambda orders: MessageHandled(NODE, orders.placed(), orders.chance.choice(list(MessageAction)))] * 4,
    *[lambda orders: ChannelHungUp(NODE, orders.placed(), 16)] * 4,
    *[lambda orders: ChannelHungUp(NODE, orders.any_of(callers(orders)), 16)] * 4,
    lambda orders: PlacingFailed(NODE, orders.placed(), orders.result()),
    lambda orders: CustomerMissed(NODE, orders.placed(), orders.result()),
    lambda orders: CallbackRequested(orders.chance.choice(("sales", "nobody")), orders.number(), "", NOBODY),
    lambda orders: CallbackCancelRequested(orders.call_of_any_kind(), NOBODY),
    lambda orders: VoicemailDeleteRequested(orders.call_of_any_kind(), NOBODY),
    lambda orders: FailsafeTook(NODE, orders.any_of(callers(orders))),
    Orders.answer,
    Orders.returned,
    Orders.list_everything,
    *[idle] * 10,
    *[back] * 4,
    phone,
    agent,
    lambda orders: NodeConnected(NODE, restarted=orders.chance.random() < 0.1),
)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_happens_nothing_breaks(seed: int) -> None:
    orders = Orders(seed)
    for _ in range(400):
        orders.step()
    written = codec.encode_state(orders.engine.state)
    assert codec.encode_state(codec.decode_state(written)) == written


@pytest.mark.parametrize("seed", range(8))
def test_when_all_is_cancelled_and_no_channel_is_left_nothing_is(seed: int) -> None:
    orders = Orders(seed)
    for _ in range(300):
        orders.step()
    state = orders.engine.state
    for call in sorted(state.calls):
        orders.tell(CallbackCancelRequested(call, NOBODY))
        orders.tell(VoicemailDeleteRequested(call, NOBODY))
    for _ in range(3):
        orders.now_ms += 60_000
        orders.tell(NodeAudited(NODE, (), tuple((phone, PhoneState.IDLE) for phone in PHONES.values())))
        for call in sorted(state.calls):
            orders.tell(CallbackCancelRequested(call, NOBODY))
            orders.tell(VoicemailDeleteRequested(call, NOBODY))
    invariants.check(state)
    assert not state.calls
    assert not {**state.callers, **state.legs, **state.placed, **state.callbacks}
    assert all(record.state.value not in ("ringing", "talking") for record in state.agents.values())
