"""The floor of one campaign as a sequence of events: attempts end, persons wait or leave, agents get ready.

Whoever paces it (an ``Arm``) is asked after every moment in which something happened, and when it wanted to be; it
answers with how many to dial and which to give up. The floor keeps the score.
"""

import heapq
from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from acd.dialer.pacing import Busy, Flight, Outcome
from acd.sim.dialing.callees import DEFAULT, HOUR_MS, Callee, Callees, callee

DAY_MS = 24 * HOUR_MS


@dataclass(frozen=True, slots=True)
class Cell:
    """What is simulated: so many agents for so many days of ``open_ms`` each.

    ``leave``: at a moment (since the first day began) so many agents log out for the rest of that day.
    """

    agents: int
    days: int = 5
    open_ms: int = 8 * HOUR_MS
    callees: Callees = DEFAULT
    leave: tuple[tuple[int, int], ...] = ()
    least_ring_ms: int = 18_000  # from the dial, before an attempt may be given up: setup of up to 3 s, 15 s of ringing


class Wish(NamedTuple):
    """What an arm answers."""

    dial: int
    give_up: tuple[int, ...] = ()  # numbers of leads
    again_ms: int | None = None


class Arm(Protocol):
    def wish(self, floor: "Floor") -> Wish: ...
    def attempt_ended(self, age_ms: int, outcome: Outcome, now_ms: int) -> None: ...
    def person_served(self, abandoned: bool, now_ms: int) -> None: ...
    def talk_ended(self, ms: int) -> None: ...
    def wrap_up_ended(self, ms: int) -> None: ...


@dataclass(slots=True)
class Score:
    """``served``: of every person who answered, the moment and whether an agent came (False: abandoned)."""

    served: list[tuple[int, bool]] = field(default_factory=list)
    dials: int = 0
    given_up: int = 0
    busy_ms: int = 0
    logged_in_ms: int = 0
    busy_by_day: list[int] = field(default_factory=list)
    idle_ms: list[int] = field(default_factory=list)  # each spell of being ready, until the next person

    @property
    def occupancy(self) -> float:
        return self.busy_ms / self.logged_in_ms


ANSWER, END, LEAVE_WAITING, TALK_OVER, WRAPPED_UP, LOOK, LOG_OUT, OPEN, CLOSE = range(9)


class Floor:
    """Run it with ``run()``; ``now_ms`` counts from the first day's opening."""

    def __init__(self, cell: Cell, arm: Arm, seed: str) -> None:
        self.cell, self.arm, self.seed = cell, arm, seed
        self.now_ms = 0
        self.idle: deque[int] = deque()  # since when, the longest first
        self.waiting: dict[int, int] = {}  # lead -> answered at, the oldest first
        self.flights: dict[int, Flight] = {}
        self.busy: dict[int, Busy] = {}  # by the lead that is talked with
        self.ready_at: dict[int, int] = {}  # the same: when the agent will be ready, which nobody knows
        self.open = False
        self.closes_ms = 0
        self.score = Score()
        self._callees: dict[int, Callee] = {}
        self._leads = 0
        self._to_leave = 0
        self._logged_in = 0
        self._events: list[tuple[int, int, int, int]] = []
        self._count = 0
        self._look_ms = -1
        self._news = False  # something happened since the arm was asked

    def run(self) -> Score:
        for day in range(self.cell.days):
            self._at(day * DAY_MS, OPEN, 0)
            self._at(day * DAY_MS + self.cell.open_ms, CLOSE, 0)
        for ms, agents in self.cell.leave:
            self._at(ms, LOG_OUT, agents)
        events = self._events
        handlers = (
            self._answer, self._end, self._leave_waiting, self._talk_over, self._wrapped_up,
            self._look, self._log_out, self._open, self._close,
        )  # fmt: skip
        while events:
            self.now_ms, _, kind, subject = heapq.heappop(events)
            self._news = self._news or kind != LOOK
            handlers[kind](subject)
            if self._news and self.open and (not events or events[0][0] > self.now_ms):
                self._ask()
        return self.score

    def _at(self, ms: int, kind: int, subject: int) -> None:
        self._count += 1
        heapq.heappush(self._events, (ms, self._count, kind, subject))

    def _ask(self) -> None:
        self._news = False
        dial, give_up, again_ms = self.arm.wish(self)
        for lead in give_up:
            flight = self.flights.pop(lead)
            del self._callees[lead]
            self.score.given_up += 1
            self.arm.attempt_ended(self.now_ms - flight.dialled_ms, Outcome.GIVEN_UP, self.now_ms)
        for _ in range(dial):
            self._dial()
        if again_ms is not None and self._look_ms != self.now_ms + again_ms:
            self._look_ms = self.now_ms + again_ms
            self._at(self._look_ms, LOOK, self._look_ms)

    def _dial(self) -> None:
        self._leads += 1
        lead = self._leads
        drawn = callee(self.cell.callees, self.seed, lead, self.now_ms)
        self._callees[lead] = drawn
        self.flights[lead] = Flight(self.now_ms, self.now_ms + self.cell.least_ring_ms)
        self.score.dials += 1
        self._at(self.now_ms + drawn.after_ms, ANSWER if drawn.person else END, lead)

    def _look(self, due_ms: int) -> None:
        """Nothing happened; the arm is asked, unless it has wanted another moment since."""
        self._news = self._news or due_ms == self._look_ms

    def _end(self, lead: int) -> None:
        if flight := self.flights.pop(lead, None):
            del self._callees[lead]
            self.arm.attempt_ended(self.now_ms - flight.dialled_ms, Outcome.OTHER, self.now_ms)

    def _answer(self, lead: int) -> None:
        flight = self.flights.pop(lead, None)
        if flight is None:
            return
        self.arm.attempt_ended(self.now_ms - flight.dialled_ms, Outcome.PERSON, self.now_ms)
        if self.idle:
            self._connect(lead)
        else:
            self.waiting[lead] = self.now_ms
            self._at(self.now_ms + self._callees[lead].patience_ms, LEAVE_WAITING, lead)

    def _connect(self, lead: int) -> None:
        drawn = self._callees[lead]
        since_ms = self.idle.popleft()
        self.score.idle_ms.append(self.now_ms - since_ms)
        self.score.served.append((self.now_ms, True))
        self.busy[lead] = Busy(self.now_ms)
        self.ready_at[lead] = self.now_ms + drawn.talk_ms + drawn.wrap_up_ms
        self._at(self.now_ms + drawn.talk_ms, TALK_OVER, lead)
        self._worked(drawn.talk_ms + drawn.wrap_up_ms)
        self.arm.person_served(False, self.now_ms)

    def _worked(self, ms: int) -> None:
        """Counted as far as it is within the day."""
        within = max(0, min(ms, self.closes_ms - self.now_ms))
        self.score.busy_ms += within
        self.score.busy_by_day[-1] += within

    def _leave_waiting(self, lead: int) -> None:
        if self.waiting.pop(lead, None) is not None:
            del self._callees[lead]
            self.score.served.append((self.now_ms, False))
            self.arm.person_served(True, self.now_ms)

    def _talk_over(self, lead: int) -> None:
        drawn = self._callees[lead]
        self.busy[lead] = Busy(self.now_ms, wrapping_up=True)
        self._at(self.now_ms + drawn.wrap_up_ms, WRAPPED_UP, lead)
        self.arm.talk_ended(drawn.talk_ms)

    def _wrapped_up(self, lead: int) -> None:
        drawn = self._callees.pop(lead)
        del self.busy[lead], self.ready_at[lead]
        self.arm.wrap_up_ended(drawn.wrap_up_ms)
        if self._to_leave:
            self._to_leave -= 1
            self._logged_out(1)
            return
        self.idle.append(self.now_ms)
        if self.waiting:
            waiting = next(iter(self.waiting))
            del self.waiting[waiting]
            self._connect(waiting)

    def _log_out(self, agents: int) -> None:
        """Ready ones at once, the others after their call."""
        now = min(agents, len(self.idle))
        for _ in range(now):
            self.idle.pop()
        self._logged_out(now)
        self._to_leave += agents - now

    def _logged_out(self, agents: int) -> None:
        self._logged_in -= agents
        self.score.logged_in_ms -= agents * max(0, self.closes_ms - self.now_ms)

    def _open(self, _: int) -> None:
        self.open, self._to_leave = True, 0
        self.closes_ms = self.now_ms + self.cell.open_ms
        self.idle = deque([self.now_ms] * (self.cell.agents - len(self.busy)))
        self._logged_in = self.cell.agents
        self.score.logged_in_ms += self.cell.agents * self.cell.open_ms
        self.score.busy_by_day.append(0)

    def _close(self, _: int) -> None:
        self.open = False
