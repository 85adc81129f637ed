"""The loop over hours of virtual time: timers, order, events that arise on the way. Nothing sleeps."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs

from acd.commands import ConnectCaller, HangUp, MarkCaller, PlayMessage, SwitchCommand
from acd.engine.engine import Engine
from acd.errors import CallerError
from acd.events import AgentLoginRequested, CentreConfigured, Event, NodeConnected, OfferReturned, Tick
from acd.model.centre import Overflow
from acd.model.states import AgentState, CallState, OfferResult
from acd.runtime.journal import Journal, read_segment, segments
from acd.runtime.loop import Runtime
from acd.runtime.replay import replay
from acd.testing.engine import NODE, NOON_MS, FakeClock, FakeSink, FakeSwitch
from tests.scenarios.words import answers, arrives, audit, caller_hangs_up, centre, hangs_up, logs_in, rings


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """When nothing is left to do, the clock jumps to the next timer. ``clock`` shows the same time."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = FakeClock()

    def time(self) -> float:
        return (self.clock.ms - NOON_MS) / 1000

    def _run_once(self) -> None:
        scheduled, ready = self._scheduled, self._ready  # type: ignore[attr-defined]  # of asyncio's own loops
        if scheduled and not ready:
            due_ms = NOON_MS + round(scheduled[0].when() * 1000)
            self.clock.ms = max(self.clock.ms, due_ms)
        super()._run_once()  # type: ignore[misc]  # of asyncio's own loops


class Centre:
    """A runtime with fakes around it; ``order`` has everything that left it, in turn."""

    def __init__(self, folder: Path, loop: VirtualTimeLoop, **queues: Any) -> None:
        self.loop, self.folder = loop, folder
        self.order: list[str] = []
        self.switch = FakeSwitch(journal=self.order)
        self.sink = FakeSink(journal=self.order)
        self.engine = Engine()
        self.journal = Journal(folder, lambda: self.engine.state)
        self.bugs: list[BaseException] = []
        self.runtime = Runtime(self.engine, loop.clock, self.journal, self.sink, self.bugs.append)
        self.runtime.use_switch(self.switch)
        self.post(CentreConfigured(centre(None, **queues)), NodeConnected(NODE, restarted=False), audit())

    def post(self, *events: Event) -> None:
        for event in events:
            self.runtime.post(event)
        self.runtime.flush()

    async def pass_s(self, seconds: float) -> None:
        until = self.loop.time() + seconds
        reached = asyncio.Event()
        self.loop.call_at(until, reached.set)
        await reached.wait()

    def agent(self, agent: str) -> AgentState:
        return self.engine.state.agents[agent].state


Play = Callable[[Centre], Awaitable[None]]


@pytest.fixture
def live(tmp_path: Path) -> Callable[..., Centre]:
    """Runs a scenario to its end in virtual time; the journal must replay afterwards."""

    def run(play: Play, **queues: Any) -> Centre:
        structlog.reset_defaults()
        with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
            loop = runner.get_loop()
            assert isinstance(loop, VirtualTimeLoop)

            async def whole() -> Centre:
                made = Centre(tmp_path, loop, **queues)
                try:
                    await play(made)
                finally:
                    made.runtime.stop()
                    made.journal.close()
                return made

            with capture_logs():
                made = runner.run(whole())
        assert replay(tmp_path).identical
        return made

    return run


def test_a_ring_time_and_a_wrap_up_end_by_themselves(live: Callable[..., Centre]) -> None:
    async def play(c: Centre) -> None:
        c.post(logs_in("101"), arrives("c1"))
        await c.pass_s(0.5)
        c.post(*rings("1001"))
        await c.pass_s(4)
        c.post(*answers("c1", "1001"))
        await c.pass_s(3600)
        c.post(*caller_hangs_up("c1", "1001"))
        await c.pass_s(14.9)
        assert c.agent("101") is AgentState.WRAP_UP
        await c.pass_s(0.2)
        assert c.agent("101") is AgentState.READY

    live(play, sales={"wrap_up_ms": 15_000})


def test_ticks_come_when_asked_for_and_not_more(live: Callable[..., Centre]) -> None:
    async def play(c: Centre) -> None:
        c.post(arrives("c1"), arrives("c2"))
        await c.pass_s(1)
        c.post(*hangs_up("c2"))
        await c.pass_s(3600)

    c = live(
        play, sales={"overflows": (Overflow(10_000, to_queue="support"),)}, support={"overflows": (Overflow(50_000),)}
    )
    ticks = [line.t - NOON_MS for line in read_segment(segments(c.folder)[-1]).lines if line.k == "Tick"]
    # Moved, told, and when the message does not end, hung up, every five seconds.
    assert ticks == [10_000, 60_000, *range(120_000, 3_601_000, 5_000)]
    assert [type(command) for command in c.switch.sent][:3] == [MarkCaller, PlayMessage, HangUp]


def test_commands_go_first_then_facts_then_answers(live: Callable[..., Centre]) -> None:
    async def play(c: Centre) -> None:
        c.post(arrives("c1"))

        c.order.clear()
        reply = await c.runtime.request(lambda origin: AgentLoginRequested("101", None, False, True, origin))
        c.order.append(f"reply {reply.code}")

    assert live(play).order == ["ConnectCaller", "facts", "reply ok"]


def test_what_arises_while_commands_are_sent_is_handled_after_them(live: Callable[..., Centre]) -> None:
    """A switch whose link is down says so at once, from within ``send``."""

    async def play(c: Centre) -> None:
        sent = c.switch.send

        def refuse(command: SwitchCommand) -> None:
            sent(command)
            if isinstance(command, ConnectCaller):
                c.runtime.post(OfferReturned(NODE, command.uniqueid, command.offer, OfferResult.FAILED))

        c.switch.send = refuse  # type: ignore[method-assign]  # the fake plays a broken link
        c.post(logs_in("101"), logs_in("102"), arrives("c1"), arrives("c2"))
        assert [type(command) for command in c.switch.sent] == [ConnectCaller] * 2
        await c.pass_s(1.5)
        assert len(c.switch.sent) == 4  # after the rest, once each
        assert {call.state for call in c.engine.state.calls.values()} == {CallState.WAITING}

    live(play)


def test_facts_of_one_batch_go_to_the_outbox_together(live: Callable[..., Centre]) -> None:
    async def play(c: Centre) -> None:
        c.post(arrives("c1"), arrives("c2"), *hangs_up("c1"), *hangs_up("c2"))
        assert [len(batch) for batch in c.sink.batches] == [4]

    live(play)


def test_a_timer_that_fires_early_waits_for_the_rest(live: Callable[..., Centre]) -> None:
    """The engine's clock may run slower than the event loop's while it is slewed."""

    async def play(c: Centre) -> None:
        c.post(logs_in("101"), arrives("c1"))
        c.post(Tick(), Tick())
        assert c.agent("101") is AgentState.RINGING
        await c.pass_s(0.899)
        assert c.agent("101") is AgentState.RINGING
        await c.pass_s(0.002)
        assert c.agent("101") is AgentState.NOT_READY

    live(play)


def test_after_the_stop_nothing_happens_any_more(live: Callable[..., Centre]) -> None:
    async def play(c: Centre) -> None:
        c.runtime.post(logs_in("101"))
        c.runtime.post(arrives("c1"))
        c.runtime.stop()
        assert [type(command) for command in c.switch.sent] == [ConnectCaller]
        handled = c.runtime.events_handled
        c.runtime.post(arrives("c2"))
        await c.pass_s(3600)
        assert c.runtime.events_handled == handled
        with pytest.raises(CallerError):
            await c.runtime.request(lambda origin: AgentLoginRequested("101", None, True, True, origin))

    live(play)
