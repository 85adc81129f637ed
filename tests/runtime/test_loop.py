"""The loop: journal before anybody sees what followed, then Asterisk, the outbox, the answers; one timer."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from acd.commands import ConnectCaller, Reply, SwitchCommand
from acd.engine.engine import Engine
from acd.errors import CallerError, EngineBug
from acd.events import (
    AgentLogoutRequested,
    AgentReadyRequested,
    CallArrived,
    CallHangupRequested,
    Event,
    NodeLost,
    OfferRang,
    Tick,
)
from acd.model.facts import AgentStateFact, Fact
from acd.runtime.journal import Journal, read_segment, segments
from acd.runtime.loop import RequestTimeoutError, Runtime
from tests.runtime.days import MORNING, START_MS

ARRIVAL = CallArrived("main", "PJSIP/trunk-1", "1.1", "123", "", "700")


class Clock:
    def __init__(self) -> None:
        self.ms = START_MS

    def now_ms(self) -> int:
        return self.ms


class Outside:
    """Asterisk and the outbox; notes the order of what reaches them, and how many events were in the journal then."""

    def __init__(self, folder: Path) -> None:
        self.seen: list[str] = []
        self.commands: list[SwitchCommand] = []
        self.facts: list[Fact] = []
        self.journalled: list[int] = []
        self._folder = folder

    def send(self, command: SwitchCommand) -> None:
        self.seen.append(type(command).__name__)
        self.commands.append(command)
        self.journalled.append(len(read_segment(segments(self._folder)[-1]).lines))

    def append(self, facts: Sequence[Fact]) -> None:
        self.seen.append("facts")
        self.facts.extend(facts)


class Bench:
    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        self.outside = Outside(folder)
        self.engine = Engine()
        self.journal = Journal(folder, lambda: self.engine.state)
        self.bugs: list[BaseException] = []
        self.runtime = Runtime(self.engine, self.clock, self.journal, self.outside, self.bugs.append)
        self.runtime.use_switch(self.outside)

    def post(self, *events: Event) -> None:
        for event in events:
            self.runtime.post(event)
        self.runtime.flush()


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.runtime.stop()
    bench.journal.close()


async def test_the_event_is_on_disk_before_asterisk_hears_of_it(bench: Bench) -> None:
    bench.post(*MORNING, ARRIVAL)
    assert bench.outside.seen == ["ConnectCaller", "facts"]
    assert bench.outside.journalled == [len(MORNING) + 1]
    assert isinstance(bench.outside.facts[0], AgentStateFact)


async def test_without_a_flush_the_loop_flushes_by_itself(bench: Bench) -> None:
    bench.post(*MORNING)
    bench.runtime.post(ARRIVAL)
    assert bench.outside.commands == []
    await asyncio.sleep(0)
    assert isinstance(bench.outside.commands[0], ConnectCaller)


async def test_a_request_is_answered_with_what_came_of_it(bench: Bench) -> None:
    bench.post(*MORNING)
    reply = await bench.runtime.request(lambda origin: AgentLogoutRequested("101", "", origin))
    assert (reply.code, "101" in reply.text) == ("ok", True)
    reply = await bench.runtime.request(lambda origin: CallHangupRequested(5, origin))
    assert reply.code == "not_found"


async def test_a_request_that_nothing_answers_ends_in_time(bench: Bench) -> None:
    with pytest.raises(RequestTimeoutError):
        await bench.runtime.request(lambda _: NodeLost("main"), timeout_s=0.01)


async def test_time_never_goes_back_whatever_the_clock_says(bench: Bench) -> None:
    bench.post(*MORNING)
    bench.clock.ms -= 5_000
    assert bench.runtime.now_ms() == START_MS


class CountingLoop:
    """Instead of the event loop's timers: what was asked for, when, and whether it was taken back."""

    def __init__(self) -> None:
        self.calls: list[tuple[float, Any]] = []
        self.cancelled = 0

    def call_later(self, delay_s: float, callback: Any) -> Any:
        self.calls.append((delay_s, callback))
        return self

    def cancel(self) -> None:
        self.cancelled += 1

    def call_soon(self, _callback: Any) -> None:
        pass


async def test_one_timer_is_set_for_what_falls_due_next(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    loop = CountingLoop()
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: loop)
    bench.post(*MORNING, ARRIVAL)
    delay_s, callback = loop.calls[-1]
    assert delay_s == pytest.approx(0.9)  # no sign of ringing
    bench.clock.ms += 900
    callback()
    assert bench.runtime.events_handled == len(MORNING) + 2
    bench.post(OfferRang("1102"))
    handled = bench.runtime.events_handled
    bench.clock.ms += 900
    loop.calls[-1][1]()  # nothing is due any more: no event comes of it, only a later timer
    assert bench.runtime.events_handled == handled
    assert loop.calls[-1][0] > 0.9


async def test_a_bug_stops_the_loop_and_stands_in_the_journal(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bench.post(*MORNING)

    def fail(_event: Event, _now_ms: int) -> list[Any]:
        raise EngineBug("two and two are five")

    monkeypatch.setattr(bench.engine, "handle", fail)
    with pytest.raises(EngineBug):
        bench.runtime.post(ARRIVAL)
    assert len(bench.bugs) == 1
    assert read_segment(segments(tmp_path)[-1]).lines[-1].k == "CallArrived"
    bench.runtime.post(Tick())  # ignored: nothing is handled on a half-changed state
    with pytest.raises(CallerError):
        await bench.runtime.request(lambda origin: AgentReadyRequested("101", "", origin))


async def test_an_answer_nobody_waits_for_any_more_is_no_fault(bench: Bench) -> None:
    bench.runtime._dispatch([Reply("77", "ok", "")])
