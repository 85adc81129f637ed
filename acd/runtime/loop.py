"""The single-writer loop: one event at a time through the engine, then its commands to the ports.

Order, without any ``await``: stamp the time, handle, append to the journal; at the end of the batch flush the journal,
then write to Asterisk, append facts to the outbox, answer requests. So whatever anybody sees is in the journal first.
"""

import asyncio
from collections.abc import Callable

import structlog

from acd.commands import (
    Command,
    DialLead,
    FetchLeads,
    ForgetCallback,
    ForgetMessage,
    KeepCallback,
    KeepingCommand,
    LeadCommand,
    Log,
    Record,
    ReleaseLeads,
    Reply,
    SwitchCommand,
)
from acd.engine.engine import Engine
from acd.engine.state import State
from acd.errors import AcdError, CallerError
from acd.events import Event, Origin, Tick
from acd.model.facts import Fact
from acd.runtime.journal import Journal
from acd.runtime.ports import CallbackKeeper, Clock, FactSink, LeadSupply, Switch

log = structlog.get_logger()


class RequestTimeoutError(AcdError):
    """The engine gave no answer in time; the request may still have been carried out."""


class Runtime:
    """The engine, alive. ``on_bug`` is called once, when the engine raised: the daemon must stop and start anew."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        journal: Journal,
        sink: FactSink,
        on_bug: Callable[[BaseException], None],
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._journal = journal
        self._sink = sink
        self._on_bug = on_bug
        self._switch: Switch | None = None
        self._keeper: CallbackKeeper | None = None
        self._supply: LeadSupply | None = None
        self._pending: list[Command] = []
        self._flush_scheduled = False
        self._timer: asyncio.TimerHandle | None = None
        self._timer_due_ms: int | None = None
        self._requests: dict[str, asyncio.Future[Reply]] = {}
        self._request_count = 0
        self.last_event_ms = 0
        self.events_handled = 0
        self.stopped = False

    @property
    def state(self) -> State:
        """To read, between events."""
        return self._engine.state

    def newcomer_wait_ms(self, queue_id: str) -> int | None:
        """As ``Engine.newcomer_wait_ms``, now."""
        return self._engine.newcomer_wait_ms(queue_id, self.now_ms())

    def now_ms(self) -> int:
        return max(self._clock.now_ms(), self.last_event_ms)

    def expected_wait_ms(self, call: int) -> int | None:
        """As ``Engine.expected_wait_ms``."""
        return self._engine.expected_wait_ms(call)

    def use_switch(self, switch: Switch) -> None:
        """Name the port for switch commands; needed before the first event that leads to one."""
        self._switch = switch

    def use_supply(self, supply: LeadSupply) -> None:
        """Where leads come from; without one no campaign gets any."""
        self._supply = supply

    def use_keeper(self, keeper: CallbackKeeper) -> None:
        """Name the port that keeps pending callbacks; without one they live in the journal alone."""
        self._keeper = keeper

    def post(self, event: Event) -> None:
        """Handle the event now; its commands go out at ``flush``, at the latest when control returns to the loop."""
        if self.stopped:
            return
        now_ms = self.last_event_ms = self.now_ms()
        try:
            commands = self._engine.handle(event, now_ms)
        except BaseException as error:
            self.stopped = True
            self._journal.append(now_ms, event, [])
            self._journal.flush()
            log.critical("engine bug: stopping", kind=type(event).__name__, error=repr(error))
            self._on_bug(error)
            raise
        self.events_handled += 1
        self._journal.append(now_ms, event, commands)
        self._pending.extend(commands)
        if not self._flush_scheduled:
            self._flush_scheduled = True
            asyncio.get_running_loop().call_soon(self.flush)

    def hold(self) -> None:
        """Several events are about to be posted together; whoever says so calls ``flush`` after the last one."""
        self._flush_scheduled = True

    def flush(self) -> None:
        """Make the batch durable, then carry out its commands. Adapters call it at the end of what they received."""
        self._flush_scheduled = False
        self._journal.flush()
        if self._pending:
            commands, self._pending = self._pending, []
            self._dispatch(commands)
        self._arm_timer()

    def _dispatch(self, commands: list[Command]) -> None:
        """To Asterisk first, since a caller waits; the facts are safe: the journal has the events they follow from.

        A lead is dialled after that is on record, so that it is not dialled again even if the journal is lost.
        """
        facts: list[Fact] = []
        dials: list[DialLead] = []
        afterwards: list[Reply | Log] = []
        for command in commands:
            match command:
                case Record(fact):
                    facts.append(fact)
                case DialLead():
                    dials.append(command)
                case Reply() | Log():
                    afterwards.append(command)
                case _:
                    self._hand_over(command)
        if facts:
            self._sink.append(facts)
        for dial in dials:
            self._hand_over(dial)
        for told in afterwards:
            if isinstance(told, Reply):
                self._answer(told)
            else:
                write = log.warning if told.level == "warning" else log.info
                write(told.text, **dict(told.fields))

    def _hand_over(self, command: SwitchCommand | LeadCommand | KeepingCommand) -> None:
        """To the port whose it is."""
        match command:
            case KeepCallback() | ForgetCallback() | ForgetMessage():
                if self._keeper is not None:
                    self._keeper.keep(command)
            case FetchLeads() | ReleaseLeads():
                if self._supply is not None:
                    self._supply.carry_out(command)
            case _:
                if self._switch is not None:
                    self._switch.send(command)

    def _answer(self, reply: Reply) -> None:
        future = self._requests.pop(reply.request, None)
        if future is not None and not future.done():
            future.set_result(reply)

    async def request(self, build: Callable[[Origin], Event], timeout_s: float = 5.0) -> Reply:
        """Post the event that ``build`` makes of a new origin, and wait for the engine's reply to it."""
        if self.stopped:
            raise CallerError("the daemon is stopping")
        self._request_count += 1
        name = str(self._request_count)
        future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._requests[name] = future
        self.post(build(Origin(request=name)))
        self.flush()
        try:
            async with asyncio.timeout(timeout_s):
                return await future
        except TimeoutError:
            raise RequestTimeoutError from None
        finally:
            self._requests.pop(name, None)

    def _arm_timer(self) -> None:
        if self.stopped:
            return
        due_ms = self._engine.next_wakeup_ms()
        if due_ms is None or (self._timer_due_ms is not None and self._timer_due_ms <= due_ms):
            return  # a timer that comes too early looks again
        if self._timer is not None:
            self._timer.cancel()
        self._timer_due_ms = due_ms
        delay_s = max(due_ms - self.now_ms(), 0) / 1000
        self._timer = asyncio.get_running_loop().call_later(delay_s, self._tick)

    def _tick(self) -> None:
        self._timer = None
        self._timer_due_ms = None
        due_ms = self._engine.next_wakeup_ms()
        if due_ms is not None and due_ms <= self.now_ms():
            self.post(Tick())
        self.flush()

    def stop(self) -> None:
        """Handle no more events; what was handled is flushed."""
        self.flush()
        self.stopped = True
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
