"""Transfers, holds and consultations in any order, with whatever events: nothing breaks, and nobody is forgotten.

No model of Asterisk stands behind these events: they come in orders in which a real one never sends them.
"""

import random
from collections.abc import Callable

import pytest

from acd.engine import invariants
from acd.engine.engine import Engine
from acd.events import (
    NOBODY,
    AgentKeys,
    AgentKeysPressed,
    CallerJoined,
    CallerSent,
    CallHoldRequested,
    CallTransferRequested,
    CentreConfigured,
    ChannelHungUp,
    ConsultEnd,
    ConsultEndRequested,
    ConsultRequested,
    Event,
    FailsafeTook,
    JoinFailed,
    LegHeld,
    NodeAudited,
    NodeConnected,
    OfferAnswered,
    OfferReturned,
    OutsideFailed,
    PhoneStateChanged,
    Tick,
)
from acd.model.channels import Place
from acd.model.states import CallState, OfferResult, PhoneState, TransferTarget
from acd.model.transfer import Target
from acd.runtime import codec
from acd.testing.engine import NODE, NOON_MS
from tests.scenarios.words import PHONES, arrives, centre, channel, is_ready, logs_in, logs_out, takes_a_break

TARGETS = (
    *(Target(TransferTarget.AGENT, agent) for agent in PHONES),
    Target(TransferTarget.QUEUE, "support"),
    Target(TransferTarget.QUEUE, "", "", 2),
    Target(TransferTarget.QUEUE, "nobody"),
    Target(TransferTarget.EXTERNAL, "+74951234567"),
)
DIALLED = ("101", "102", "200", "+74951234567", "1003", "", "99")


class Chaos:
    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.engine = Engine()
        self.now_ms = NOON_MS
        self.arrived = 0
        self.legs = 0
        self.tell(CentreConfigured(centre(sales={"wrap_up_ms": 500})))
        self.tell(NodeConnected(NODE, restarted=False))
        self.tell(NodeAudited(NODE, (), tuple((phone, PhoneState.IDLE) for phone in PHONES.values())))
        for agent in PHONES:
            self.tell(logs_in(agent))

    def tell(self, event: Event) -> None:
        self.engine.handle(event, self.now_ms)
        invariants.check(self.engine.state)

    def any_of(self, items: object) -> str:
        """The uniqueid of one of these channels, or of a stranger's."""
        keys = sorted(items) if isinstance(items, dict) else []
        return str(self.chance.choice([*keys, "main/stranger"])).partition("/")[2]

    @property
    def call(self) -> int:
        """Of a call, mostly of one that an agent has."""
        calls = sorted(self.engine.state.calls.values(), key=lambda call: call.id)
        busy = [call.id for call in calls if call.state in (CallState.TALKING, CallState.HELD) and not call.about]
        return self.chance.choice(busy if busy and self.chance.random() < 0.8 else [*(call.id for call in calls), 7])

    def step(self) -> None:
        self.now_ms += self.chance.choice((0, 1, 50, 300, 900))
        due_ms = self.engine.next_wakeup_ms()
        if due_ms is not None and due_ms <= self.now_ms:
            self.tell(Tick())
        self.tell(self.next_event())

    def next_event(self) -> Event:
        return self.chance.choice(EVENTS)(self)

    def arrival(self) -> Event:
        self.arrived += 1
        return arrives(f"c{self.arrived}", self.chance.choice(("100", "200")))

    def answer(self) -> Event:
        self.legs += 1
        states = (CallState.OFFERING, CallState.OUTSIDE)
        ringing = [call for call in self.engine.state.calls.values() if call.state in states and not call.outside_leg]
        if not ringing or self.chance.random() < 0.1:
            return OfferAnswered(NODE, self.any_of(self.engine.state.callers), "PJSIP/1001-9", f"leg{self.legs}")
        call = self.chance.choice(ringing)
        if call.state is CallState.OUTSIDE:
            return OfferAnswered(NODE, call.uniqueid, f"PJSIP/trunk-{self.legs}", f"leg{self.legs}")
        phone = call.offer.phone if call.offer is not None else ""
        return OfferAnswered(NODE, call.uniqueid, f"PJSIP/{phone}-{self.legs}", f"leg{self.legs}")

    def returned(self) -> Event:
        calls = [call for call in self.engine.state.calls.values() if call.offer is not None]
        if not calls:
            return Tick()
        call = self.chance.choice(calls)
        number = call.offer.number if call.offer is not None else 0
        return OfferReturned(NODE, call.uniqueid, number, self.chance.choice(list(OfferResult)))

    def audit(self) -> Event:
        """Each channel somewhere, or gone."""
        uniqueids = sorted({key.partition("/")[2] for key in (*self.engine.state.callers, *self.engine.state.legs)})
        rows = [
            channel(uniqueid, self.chance.choice(list(Place)), bridge=self.chance.choice(("", "b1", "b2")))
            for uniqueid in uniqueids
            if self.chance.random() > 0.1
        ]
        return NodeAudited(NODE, tuple(rows), tuple((phone, PhoneState.IDLE) for phone in PHONES.values()))


def either(chaos: Chaos) -> bool:
    return chaos.chance.random() < 0.5


def phone(chaos: Chaos) -> Event:
    return PhoneStateChanged(chaos.chance.choice(list(PHONES.values())), chaos.chance.choice(list(PhoneState)))


def back(chaos: Chaos) -> Event:
    return logs_in(chaos.chance.choice([*PHONES]))


def idle(chaos: Chaos) -> Event:
    return PhoneStateChanged(chaos.chance.choice(list(PHONES.values())), PhoneState.IDLE)


def legs(chaos: Chaos) -> dict[str, int]:
    return chaos.engine.state.legs


def callers(chaos: Chaos) -> dict[str, int]:
    return chaos.engine.state.callers


def agent(chaos: Chaos) -> Event:
    return chaos.chance.choice((logs_in, is_ready, is_ready, takes_a_break, logs_out))(chaos.chance.choice([*PHONES]))


EVENTS: tuple[Callable[[Chaos], Event], ...] = (
    *[Chaos.arrival] * 4,
    *[Chaos.answer] * 20,
    Chaos.returned,
    Chaos.audit,
    *[idle] * 20,
    *[back] * 4,
    phone,
    agent,
    lambda chaos: ChannelHungUp(NODE, chaos.any_of(callers(chaos)), 16),
    lambda chaos: ChannelHungUp(NODE, chaos.any_of(legs(chaos)), 16),
    *[lambda chaos: ConsultRequested(chaos.call, chaos.chance.choice(TARGETS), NOBODY)] * 6,
    *[lambda chaos: ConsultEndRequested(chaos.call, chaos.chance.choice(list(ConsultEnd)), NOBODY)] * 4,
    lambda chaos: CallTransferRequested(chaos.call, chaos.chance.choice(TARGETS), NOBODY),
    lambda chaos: CallHoldRequested(chaos.call, either(chaos), NOBODY),
    lambda chaos: AgentKeysPressed(
        NODE, chaos.any_of(legs(chaos)), chaos.chance.choice(list(AgentKeys)), chaos.chance.choice(DIALLED)
    ),
    lambda chaos: LegHeld(NODE, chaos.any_of(legs(chaos)), either(chaos)),
    lambda chaos: CallerSent(NODE, "PJSIP/trunk-1", chaos.any_of(callers(chaos)), chaos.chance.choice(DIALLED)),
    lambda chaos: CallerJoined(
        NODE, chaos.any_of(callers(chaos)), chaos.any_of(callers(chaos)), chaos.chance.choice(("", "PJSIP/1002-9"))
    ),
    lambda chaos: JoinFailed(NODE, chaos.any_of(callers(chaos))),
    lambda chaos: OutsideFailed(NODE, chaos.any_of(callers(chaos)), OfferResult.NO_ANSWER),
    lambda chaos: FailsafeTook(NODE, chaos.any_of(callers(chaos))),
    lambda chaos: NodeConnected(NODE, restarted=chaos.chance.random() < 0.1),
)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_happens_nothing_breaks(seed: int) -> None:
    chaos = Chaos(seed)
    for _ in range(400):
        chaos.step()
    written = codec.encode_state(chaos.engine.state)
    assert codec.encode_state(codec.decode_state(written)) == written


@pytest.mark.parametrize("seed", range(8))
def test_when_all_channels_are_gone_no_call_is_left(seed: int) -> None:
    chaos = Chaos(seed)
    for _ in range(300):
        chaos.step()
    chaos.now_ms += 60_000
    for _ in range(3):
        chaos.tell(NodeAudited(NODE, (), tuple((phone, PhoneState.IDLE) for phone in PHONES.values())))
        chaos.now_ms += 5_000
    state = chaos.engine.state
    assert not state.calls
    assert not state.callers
    assert not state.legs
    assert all(record.state.value not in ("ringing", "talking") for record in state.agents.values())
