"""Long random runs of a whole centre, by seed: the events as they came, to be journalled, replayed and compared."""

import random
from collections.abc import Callable

from acd.commands import Command
from acd.engine.engine import Engine
from acd.events import CallHangupRequested, CentreConfigured, Event, NodeAudited, NodeConnected, NodeLost, Origin, Tick
from acd.model.channels import Place
from acd.model.states import PhoneState
from acd.testing.engine import NODE
from tests.engine.channels import AuditItem
from tests.engine.configurations import CENTRES
from tests.engine.world import World
from tests.scenarios.words import PHONES, is_ready, logs_in, logs_out, takes_a_break

AGENTS = tuple(PHONES)
Handle = Callable[[Event, int], list[Command]]


class Run:
    """``handle`` is the engine's, or what journals around it. ``events`` keeps what it was given, and when."""

    def __init__(self, seed: int, engine: Engine | None = None, handle: Handle | None = None) -> None:
        self.engine = engine or Engine()
        self.world = World(dict.fromkeys(PHONES.values(), PhoneState.IDLE))
        self.events: list[tuple[int, Event]] = []
        self._handle = handle or self.engine.handle
        self._chance = random.Random(seed)
        self.tell(CentreConfigured(CENTRES["overflow"]))
        self.connect(restarted=False)
        for agent in AGENTS:
            self.tell(logs_in(agent))

    @property
    def now_ms(self) -> int:
        return self.world.now_ms

    def tell(self, event: Event) -> None:
        self.events.append((self.world.now_ms, event))
        for command in self._handle(event, self.world.now_ms):
            self.world.carry_out(command)

    def deliver(self) -> None:
        while self.world.wire:
            item = self.world.wire.pop(0)
            if isinstance(item, AuditItem):
                self.tell(NodeAudited(NODE, item.channels, item.phones))
            elif self._chance.random() > 0.01:  # the rest is lost
                self.tell(item)

    def connect(self, restarted: bool) -> None:
        self.world.link = True
        if restarted:
            self.world.begin_anew()
        self.tell(NodeConnected(NODE, restarted))
        self.world.wire.append(self.world.lists())
        self.deliver()

    def live(self, steps: int) -> None:
        for _ in range(steps):
            self.step()

    def step(self) -> None:
        self.world.now_ms += int(self._chance.expovariate(1 / 700))
        self.world.pass_deadlines()
        due_ms = self.engine.next_wakeup_ms()
        if due_ms is not None and due_ms <= self.world.now_ms:
            self.tell(Tick())
        self._something()
        if self._chance.random() > 0.1:
            self.deliver()

    def _something(self) -> None:
        world, chance = self.world, self._chance
        callers = list(world.callers.values())
        caller = chance.choice(callers) if callers else None
        agent, kind = chance.choice(AGENTS), chance.random()
        if caller is None or kind < 0.28:
            world.arrive(chance.choice(("100", "100", "200", "500", "999")))
        elif caller.place is Place.MENU and kind < 0.9:
            world.choose(caller, chance.choice(("*1", "*2", "*3*1", "*9", "*default")))
        elif caller.ringing and kind < 0.85:
            world.answer(caller.ringing) if kind < 0.7 else world.refuse(caller.ringing)
        elif caller.talks_with and kind < 0.7:
            world.agent_hangs_up(caller.talks_with) if kind < 0.5 else world.caller_hangs_up(caller)
        elif kind < 0.5:
            world.caller_hangs_up(caller)
        elif kind < 0.8:
            wishes = logs_in, is_ready, is_ready, takes_a_break, logs_out
            self.tell(chance.choice(wishes)(agent))
        elif kind < 0.9:
            world.change_phone(PHONES[agent], lost=kind < 0.85)
        elif kind < 0.94 and caller.place is Place.WAITING:
            world.failsafe_takes(caller)
        elif caller.place is Place.FAILSAFE:
            world.failsafe_gives_back(caller)
        else:
            self._rare(kind)

    def _rare(self, kind: float) -> None:
        if kind < 0.96:
            self.world.wire.append(self.world.lists())
        elif kind < 0.97:
            self.tell(CentreConfigured(CENTRES[self._chance.choice(sorted(CENTRES))], Origin(request="1")))
        elif kind < 0.98 and self.engine.state.calls:
            self.tell(CallHangupRequested(self._chance.choice(sorted(self.engine.state.calls)), Origin(request="2")))
        else:
            self.world.link = False
            self.world.wire.clear()
            self.tell(NodeLost(NODE))
            self.connect(restarted=kind > 0.995)
