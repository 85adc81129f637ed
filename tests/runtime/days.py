"""A day of calls whose journal the tests write, cut, change and replay."""

import random
from pathlib import Path

from acd.commands import Command, ConnectCaller
from acd.engine.engine import Engine
from acd.events import (
    AgentLoginRequested,
    CallArrived,
    CentreConfigured,
    ChannelHungUp,
    Event,
    NodeAudited,
    NodeConnected,
    OfferAnswered,
    OfferRang,
    OfferReturned,
    Origin,
    Tick,
)
from acd.model.centre import Agent, Centre, Number, Overflow, Phone, Project, Queue
from acd.model.states import OfferResult, PhoneState
from acd.runtime.journal import Journal

START_MS = 1_800_000_000_000
AGENTS = ("101", "102", "103")
CENTRE = Centre(
    projects={"demo": Project("demo", "Demo")},
    queues={
        "sales": Queue("sales", "Sales", "demo", wrap_up_ms=2_000, overflows=(Overflow(30_000, to_queue="help"),)),
        "help": Queue("help", "Help", "demo"),
    },
    agents={agent: Agent(agent, agent, ("sales", "help"), f"1{agent}") for agent in AGENTS},
    phones={f"1{agent}": Phone(f"1{agent}") for agent in AGENTS},
    numbers={"700": Number("700", "sales"), "800": Number("800", "help")},
)
MORNING: list[Event] = [
    CentreConfigured(CENTRE),
    NodeConnected("main", True),
    NodeAudited("main", (), tuple((f"1{agent}", PhoneState.IDLE) for agent in AGENTS)),
    *(AgentLoginRequested(agent, None, True, True, Origin()) for agent in AGENTS),
]


class Day:
    """Lives a random, seeded day and journals it. ``states`` and the engine can be compared with what is read back."""

    def __init__(self, folder: Path, seed: int = 1, **limits: int) -> None:
        self.engine = Engine()
        self.journal = Journal(folder, lambda: self.engine.state, **limits)
        self.now_ms = START_MS
        self._chance = random.Random(seed)
        self._callers = 0
        self._connected: list[ConnectCaller] = []
        for event in MORNING:
            self.handle(event)

    def handle(self, event: Event) -> list[Command]:
        commands = self.engine.handle(event, self.now_ms)
        self.journal.append(self.now_ms, event, commands)
        self.journal.flush()
        self._connected += [command for command in commands if isinstance(command, ConnectCaller)]
        return commands

    def live(self, steps: int) -> None:
        for _ in range(steps):
            self.now_ms += self._chance.randrange(2_000)
            due_ms = self.engine.next_wakeup_ms()
            self.handle(Tick() if due_ms is not None and due_ms <= self.now_ms else self._something())

    def _something(self) -> Event:
        callers = [key.removeprefix("main/") for key in self.engine.state.callers]
        if self._connected and self._chance.random() < 0.6:
            offer = self._connected.pop(0)
            kind = self._chance.randrange(4)
            if kind == 0:
                return OfferReturned("main", offer.uniqueid, offer.offer, OfferResult.NO_ANSWER)
            if kind == 1:
                return OfferRang(offer.phone)
            return OfferAnswered("main", offer.uniqueid, f"PJSIP/{offer.phone}-1", f"leg{offer.offer}")
        if callers and self._chance.random() < 0.5:
            return ChannelHungUp("main", self._chance.choice(callers), 16)
        self._callers += 1
        number = self._chance.choice(("700", "800", "999"))
        return CallArrived("main", f"PJSIP/trunk-{self._callers}", f"{self._callers}", "123", "Ann", number)
