"""Timers: nothing is cancelled, so dropping those that no longer count must make no difference whenever it is done."""

import heapq
import json
from collections.abc import Callable

import pytest

from acd.engine import clockwork
from acd.engine.context import Context
from acd.engine.engine import Engine
from acd.events import CentreConfigured, Tick
from acd.model.centre import Message, Overflow
from acd.model.facts import VisitFact
from acd.model.states import VisitOutcome
from acd.runtime import codec
from acd.testing.engine import Script, passes, recorded, script, unknown
from tests.engine.runs import Run
from tests.scenarios.words import arrives, centre, connects, hangs_up, logs_in, rings, tells


def never(_: Context) -> None:
    pass


def all_of_them(ctx: Context) -> None:
    timers = ctx.state.timers
    timers[:] = [entry for entry in timers if clockwork.counts(ctx, entry[2], entry[3])]
    heapq.heapify(timers)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("prune", [never, all_of_them])
def test_dropping_timers_never_or_always_gives_the_same_commands(
    seed: int, prune: Callable[[Context], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Run(seed)
    run.live(1_000)
    plain = Engine()
    expected = [plain.handle(event, now_ms) for now_ms, event in run.events]
    monkeypatch.setattr(clockwork, "prune", prune)
    other = Engine()
    assert [other.handle(event, now_ms) for now_ms, event in run.events] == expected
    plain.state.timers.clear()
    other.state.timers.clear()
    assert codec.encode_state(other.state) == codec.encode_state(plain.state)


def test_no_tick_is_wanted_for_what_is_over() -> None:
    play = script(centre())
    play >> logs_in("101") >> arrives("c1") << connects("c1", "101", unknown()) >> rings("1001")
    assert play.engine.next_wakeup_ms() == play.now_ms + 25_000
    assert play >> hangs_up("c1")
    assert play.engine.next_wakeup_ms() is None


def test_a_tick_before_its_time_changes_nothing() -> None:
    play = script(centre())
    play >> logs_in("101") >> arrives("c1") << connects("c1", "101", unknown())
    before = codec.encode_state(play.state)
    assert play >> passes(0.5) >> Tick()
    assert codec.encode_state(play.state) == before


def test_the_memory_of_timers_stays_small() -> None:
    """A timer is forgotten at the latest when it falls due."""
    run = Run(1)
    run.live(3_000)
    assert len(run.engine.state.timers) < 100


def test_of_very_many_timers_the_rest_wants_another_tick_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """So a hang-up that comes meanwhile is handled before them."""
    monkeypatch.setattr(clockwork, "TIMERS_AT_ONCE", 2)
    play = script(centre(sales={"overflows": (Overflow(10_000),)}))
    for number in range(5):
        play >> arrives(f"c{number}")
    due_ms = play.now_ms + 10_000
    play.now_ms = due_ms
    assert play >> Tick() << tells("c0", Message.ALL_BUSY) << tells("c1", Message.ALL_BUSY)
    assert play.engine.next_wakeup_ms() == due_ms
    assert play >> hangs_up("c2") << recorded(VisitFact, outcome=VisitOutcome.ABANDONED)
    assert play >> Tick() << tells("c3", Message.ALL_BUSY) << tells("c4", Message.ALL_BUSY)


def test_what_an_earlier_version_wrote_is_read_and_the_overflow_counts_from_the_configuration_on() -> None:
    """It had one overflow for a queue, and a timer of its own for it."""
    overflowing = centre(sales={"overflows": (Overflow(10_000),)})
    play = script(overflowing)
    assert play >> arrives("c1") >> passes(4)
    written = json.loads(codec.encode_state(play.state))
    for queue in written["centre"]["queues"].values():
        queue["overflow"] = {"after_ms": 10_000} if queue.pop("overflows") else None
    [call] = written["calls"].values()
    for name in ("look_ms", "key", "told", "expected_wait_ms"):
        del call["visit"][name]
    written["timers"] = [[play.now_ms + 6_000, 1, "overflow", f"{call['id']}/{call['visit']['id']}"]]
    again = Script(Engine(codec.decode_state(json.dumps(written).encode())), play.now_ms)
    assert again >> CentreConfigured(overflowing) >> passes(5.999) >> passes(0.001) << tells("c1", Message.ALL_BUSY)
