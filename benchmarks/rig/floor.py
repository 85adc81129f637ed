"""The floor of a call centre: phones that ring, answer and talk, callers that come, and a ledger of both.

Two loads: ``keep_waiting`` holds a number of callers in the queue whatever is served (saturated), ``arrive`` brings
callers at a constant rate. Talk ends after ``talk_s`` (even spread, a fifth either way, by a fixed seed), by turns
through the agent and through the caller.
"""

import asyncio
import contextlib
import random
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from benchmarks.rig.callers import Callers, Ending
from benchmarks.rig.endpoint import Address
from benchmarks.rig.phones import PhoneEvents, Phones, Ringing

PHONE_HOST = "127.0.0.1"
TRUNK_HOST = "127.0.0.2"
SPREAD = 0.2
DRAIN_S = 15.0
SURELY_WAITS_NS = 1_000_000_000  # after placing the call: the keys of a menu are pressed, and the queue is entered
_LAG_PERIOD_S = 0.02


@dataclass(slots=True)
class Ledger:
    """Counts since the load began. Every placed call must end up in ``completed``; the rest are faults."""

    placed: int = 0
    rang: int = 0
    connected: int = 0
    completed: int = 0
    unserved: int = 0  # ended without having talked
    freed_by_agent_ms: list[float] = field(default_factory=list)  # our BYE sent -> next INVITE at that phone
    freed_by_caller_ms: list[float] = field(default_factory=list)  # 200 to the caller's BYE sent -> next INVITE
    placed_to_ring_ms: list[float] = field(default_factory=list)
    lag_ms: list[float] = field(default_factory=list)  # by how much our own timers were late

    @property
    def freed_to_ring_ms(self) -> list[float]:
        return self.freed_by_agent_ms + self.freed_by_caller_ms

    def forget_samples(self) -> None:
        """What came so far was warming up."""
        self.freed_by_agent_ms.clear()
        self.freed_by_caller_ms.clear()
        self.placed_to_ring_ms.clear()
        self.lag_ms.clear()


class Floor:
    """Phones and callers of one run. ``idle`` lists the free phones, the longest free first."""

    def __init__(
        self,
        switch: Address,
        secrets: Mapping[str, str],
        talk_s: float,
        ring_s: float,
        can_serve: Callable[[str, str], bool] | None = None,
    ) -> None:
        """``can_serve``: (phone, what was dialled); only where somebody waits whom the phone can serve, is it timed."""
        self.ledger = Ledger()
        self.phones = Phones(PHONE_HOST, switch, secrets, ring_s)
        self.callers = Callers(TRUNK_HOST, switch, self._caller_ended)
        self.idle: OrderedDict[str, None] = OrderedDict.fromkeys(secrets)
        self._talk_s = talk_s
        self._random = random.Random(1)
        self._freed_ns: dict[str, tuple[int, bool]] = {}  # by phone: when, and whether by the agent
        self._placed_ns: dict[str, int] = {}  # callers that have not rung yet
        self._dialled: dict[str, str] = {}  # by those callers
        self._can_serve = can_serve
        self._could_have: dict[str, set[str]] = {}  # by freed phone: the callers who waited for one like it
        self._talked: set[str] = set()
        self._refill: Callable[[], None] | None = None
        self._turn = 0

    @asynccontextmanager
    async def opened(self) -> AsyncIterator["Floor"]:
        """All phones registered; at the end the sockets close."""
        await self.phones.open()
        await self.callers.open()
        try:
            self.phones.tell(PhoneEvents(self._rang, self._talking, self._freed))
            await self.phones.register()
            yield self
        finally:
            self.phones.close()
            self.callers.close()

    @asynccontextmanager
    async def keep_waiting(self, dial: Callable[[], str], depth: int) -> AsyncIterator[Ledger]:
        """Hold ``depth`` callers in the queue; at the end let those who talk finish and the others go."""

        def refill() -> None:
            while len(self._placed_ns) < depth:
                self._place(dial())

        self._begin()
        self._refill = refill
        refill()
        async with self._watched():
            yield self.ledger
        self._refill = None
        self._let_go()
        await self._drain()

    @asynccontextmanager
    async def arrive(self, dial: Callable[[], str], rate: float) -> AsyncIterator[Ledger]:
        """Bring ``rate`` callers a second, each to what ``dial`` says; at the end let all of them finish."""
        self._begin()
        async with self._watched():
            source = asyncio.create_task(self._come(dial, rate))
            try:
                yield self.ledger
            finally:
                source.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await source
        await self._drain()

    def next_phone(self) -> str:
        """The phone that is free the longest, taken; it comes back when its call is over."""
        phone, _ = self.idle.popitem(last=False)
        return phone

    async def _come(self, dial: Callable[[], str], rate: float) -> None:
        began_s = time.monotonic()
        count = 0
        while True:
            count += 1
            await asyncio.sleep(max(0.0, began_s + count / rate - time.monotonic()))
            self._place(dial())

    def _begin(self) -> None:
        self.ledger = Ledger()
        self._freed_ns.clear()
        self._could_have.clear()
        self._talked.clear()

    def _place(self, dialled: str) -> None:
        """``dialled``: the number, and after a comma the keys to press."""
        self.ledger.placed += 1
        to, _, keys = dialled.partition(",")
        number = self.callers.call(to, keys)
        self._placed_ns[number] = time.perf_counter_ns()
        self._dialled[number] = dialled

    @asynccontextmanager
    async def _watched(self) -> AsyncIterator[None]:
        watch = asyncio.create_task(self._watch_lag())
        try:
            yield
        finally:
            watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watch

    async def _watch_lag(self) -> None:
        while True:
            before_ns = time.perf_counter_ns()
            await asyncio.sleep(_LAG_PERIOD_S)
            self.ledger.lag_ms.append((time.perf_counter_ns() - before_ns) / 1e6 - _LAG_PERIOD_S * 1000)

    async def _drain(self) -> None:
        with contextlib.suppress(TimeoutError):  # whoever is left counts as a fault
            async with asyncio.timeout(DRAIN_S):
                await self.callers.nobody.wait()

    def _let_go(self) -> None:
        for number in list(self._placed_ns):
            self.callers.hang_up(number)

    # what the phones and callers tell

    def _rang(self, ringing: Ringing) -> None:
        self.ledger.rang += 1
        self.idle.pop(ringing.phone, None)
        freed = self._freed_ns.pop(ringing.phone, None)
        if freed is not None and self._was_waited_for(ringing):
            ledger = self.ledger
            samples = ledger.freed_by_agent_ms if freed[1] else ledger.freed_by_caller_ms
            samples.append((ringing.rang_ns - freed[0]) / 1e6)
        self._dialled.pop(ringing.caller, None)
        placed_ns = self._placed_ns.pop(ringing.caller, None)
        if placed_ns is not None:
            self.ledger.placed_to_ring_ms.append((ringing.rang_ns - placed_ns) / 1e6)
        if self._refill is not None:
            self._refill()

    def _talking(self, ringing: Ringing) -> None:
        self.ledger.connected += 1
        self._talked.add(ringing.caller)
        self._turn += 1
        talk_s = self._talk_s * self._random.uniform(1 - SPREAD, 1 + SPREAD)
        loop = asyncio.get_running_loop()
        if self._turn % 2:
            loop.call_later(talk_s, self._agent_hangs_up, ringing)
        else:
            loop.call_later(talk_s, self.callers.hang_up, ringing.caller)

    def _agent_hangs_up(self, ringing: Ringing) -> None:
        self.phones.hang_up(ringing)

    def _freed(self, ringing: Ringing, at_ns: int, by_agent: bool) -> None:
        self.idle[ringing.phone] = None
        if not ringing.leg.answered:
            return
        if self._can_serve is not None:
            self._could_have[ringing.phone] = self._waiting_for(ringing.phone, at_ns)
        if self._refill is not None or self._could_have.get(ringing.phone):
            self._freed_ns[ringing.phone] = (at_ns, by_agent)

    def _waiting_for(self, phone: str, at_ns: int) -> set[str]:
        """Callers who surely wait by now, and whom the phone's agent can serve."""
        if self._can_serve is None:
            return set()
        return {
            number
            for number, dialled in self._dialled.items()
            if at_ns - self._placed_ns[number] > SURELY_WAITS_NS and self._can_serve(phone, dialled)
        }

    def _was_waited_for(self, ringing: Ringing) -> bool:
        """False where others were quicker with all who waited: the phone then rang for somebody who came later."""
        could_have = self._could_have.pop(ringing.phone, None)
        if could_have is None:
            return True
        return ringing.caller in could_have or any(number in self._placed_ns for number in could_have)

    def _caller_ended(self, number: str, ending: Ending) -> None:
        self._placed_ns.pop(number, None)
        self._dialled.pop(number, None)
        if number in self._talked and ending is not Ending.REFUSED:
            self._talked.discard(number)
            self.ledger.completed += 1
        else:
            self.ledger.unserved += 1
