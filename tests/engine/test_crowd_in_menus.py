"""Ten thousand callers at once in the menus: each is let in, turned away or recorded, and none costs much."""

import random
import time
from dataclasses import replace

from acd.commands import Record
from acd.engine import invariants
from acd.engine.engine import Engine
from acd.events import CentreConfigured, ChannelHungUp, NodeAudited, NodeConnected
from acd.model.callers import CallerList
from acd.model.centre import Hours
from acd.model.facts import CallFact
from acd.model.states import CallState
from acd.testing.engine import NODE, NOON_MS
from tests.scenarios.words import arrives, centre, chooses

CALLERS = 10_000
COST_S = 0.002  # an event, on a machine that does other things as well


def test_nobody_is_lost() -> None:
    engine, chance = Engine(), random.Random(7)
    whole = replace(
        centre(sales={"hours": "office"}),
        hours={"office": Hours("office", "Europe/Moscow", {"mon-sun": ("09:00-18:00",)})},
        callers={"vip": CallerList("vip", tuple(f"+7000c{place}" for place in range(0, CALLERS, 7)), priority=5)},
    )
    for first in (CentreConfigured(whole), NodeConnected(NODE, restarted=False), NodeAudited(NODE, (), ())):
        engine.handle(first, NOON_MS)
    names = [f"c{place}" for place in range(CALLERS)]
    ended: set[str] = set()
    began = time.perf_counter()
    for name in names:
        engine.handle(arrives(name, "500", menu="main"), NOON_MS)
    assert all(call.state is CallState.MENU for call in engine.state.calls.values())
    chance.shuffle(names)
    for place, name in enumerate(names):
        entry = "main" + "".join(f"*{key}" for key in chance.choices(["1", "2", "3", "star", "hash", "9", "x"], k=3))
        event = chooses(name, entry) if chance.random() < 0.7 else ChannelHungUp(NODE, name, 16)
        for command in engine.handle(event, NOON_MS + place):
            if isinstance(command, Record) and isinstance(command.fact, CallFact):
                ended.add(command.fact.uniqueid)
    cost_s = (time.perf_counter() - began) / (2 * CALLERS)
    live = {call.uniqueid for call in engine.state.calls.values()}
    assert live | ended == set(names)
    assert not live & ended
    assert all(call.state in (CallState.WAITING, CallState.LEAVING) for call in engine.state.calls.values())
    invariants.check(engine.state)
    assert cost_s < COST_S
