"""Ways to pace a campaign: ours, and those that it is measured beside.

The rivals are after what their sources and documents say of them, with an agent in wrap-up counted as paused; their
numbers are chosen by hand for the cell in which they run, ours learns everything while it runs.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from acd.dialer.pacing import Busy, Decision, Method, Outcome, Pace, Pacing, Picture, decide
from acd.sim.chance import uniforms
from acd.sim.dialing.floor import Floor, Wish


class Unlearning:
    """An arm that makes no use of what it is told."""

    def attempt_ended(self, age_ms: int, outcome: Outcome, now_ms: int) -> None:
        pass

    def person_served(self, abandoned: bool, now_ms: int) -> None:
        pass

    def talk_ended(self, ms: int) -> None:
        pass

    def wrap_up_ended(self, ms: int) -> None:
        pass


@dataclass
class Controlled:
    """The product's controller. ``oracle``: it is told when each agent will be ready, to see what that is worth."""

    pacing: Pacing = field(default_factory=lambda: Pacing(seed="bench"))
    oracle: bool = False
    pace: Pace = field(default_factory=Pace)
    watch: Callable[[int, Decision], None] | None = None

    def wish(self, floor: Floor) -> Wish:
        busy = tuple(floor.busy.values())
        if self.oracle:
            busy = tuple([Busy(floor.now_ms, ends_ms=ready_ms) for ready_ms in floor.ready_at.values()])
        picture = Picture(
            floor.now_ms,
            len(floor.idle),
            len(floor.waiting),
            tuple(floor.flights.values()),
            busy,
            closes_ms=floor.closes_ms,
        )
        decision = decide(self.pacing, self.pace, picture)
        if self.watch:
            self.watch(floor.now_ms, decision)
        if decision.give_up:
            leads = list(floor.flights)
            return Wish(decision.dial, tuple([leads[place] for place in decision.give_up]), decision.again_ms)
        return Wish(decision.dial, (), decision.again_ms)

    def attempt_ended(self, age_ms: int, outcome: Outcome, now_ms: int) -> None:
        self.pace.attempt_ended(age_ms, outcome, now_ms)

    def person_served(self, abandoned: bool, now_ms: int) -> None:
        self.pace.person_served(self.pacing, abandoned, now_ms)

    def talk_ended(self, ms: int) -> None:
        self.pace.talk_ended(ms)

    def wrap_up_ended(self, ms: int) -> None:
        self.pace.wrap_up_ended(ms)


def progressive() -> Controlled:
    return Controlled(Pacing(Method.PROGRESSIVE))


@dataclass
class PerReady(Unlearning):
    """So many attempts in flight for each ready agent; the fraction is dialled with its probability."""

    ratio: float

    def wish(self, floor: Floor) -> Wish:
        goal = self.ratio * (len(floor.idle) - len(floor.waiting))
        whole = math.floor(goal)
        whole += uniforms("fraction", floor.now_ms)[0] < goal - whole
        return Wish(max(0, whole - len(floor.flights)))


LINES_EVERY_MS = 2_500
LEVEL_EVERY_MS = 15_000
SAMPLE_EVERY_MS = 1_000


@dataclass
class Level(Unlearning):
    """VICIdial's RATIO: every 2.5 s as many lines as ``level`` times the agents who are ready or talk."""

    level: float
    due_ms: int = 0

    def wish(self, floor: Floor) -> Wish:
        if floor.now_ms < self.due_ms:
            return Wish(0, (), self.due_ms - floor.now_ms)
        self.due_ms = floor.now_ms + LINES_EVERY_MS
        talking = sum(not busy.wrapping_up for busy in floor.busy.values())
        lines = round(self.level * (len(floor.idle) + talking))
        existing = len(floor.flights) + len(floor.waiting) + talking
        return Wish(max(0, lines - existing), (), LINES_EVERY_MS)


@dataclass
class Adaptive(Level):
    """VICIdial's ADAPT methods: every 15 s the level moves by the mean of ready agents less waiting persons.

    ``target``: its difference target; ``most``: its maximum level; ``method``: HARD, AVERAGE or TAPERED.
    """

    method: str = "HARD"
    target: float = 0.0
    most: float = 3.0
    level_due_ms: int = 0
    sample_due_ms: int = 0
    samples: list[tuple[int, int]] = field(default_factory=list)
    recent: list[tuple[int, bool]] = field(default_factory=list)
    answers: int = 0
    drops: int = 0
    day: int = 0

    def person_served(self, abandoned: bool, now_ms: int) -> None:
        self.answers += 1
        self.drops += abandoned
        self.recent.append((now_ms, abandoned))

    def wish(self, floor: Floor) -> Wish:
        now_ms = floor.now_ms
        if floor.closes_ms != self.day:  # its drop rate is of the calendar day
            self.day, self.answers, self.drops = floor.closes_ms, 0, 0
        if now_ms >= self.sample_due_ms:
            self.sample_due_ms = now_ms + SAMPLE_EVERY_MS
            talking = sum(not busy.wrapping_up for busy in floor.busy.values())
            self.samples = [*self.samples[-14:], (len(floor.idle) + talking, len(floor.idle) - len(floor.waiting))]
        if now_ms >= self.level_due_ms:
            self.level_due_ms = now_ms + LEVEL_EVERY_MS
            self._adapt(floor)
        dial, _, again_ms = super().wish(floor)
        return Wish(dial, (), min(again_ms or SAMPLE_EVERY_MS, self.sample_due_ms - now_ms))

    def _adapt(self, floor: Floor) -> None:
        agents = sum(agents for agents, _ in self.samples) / len(self.samples)
        spare = sum(spare for _, spare in self.samples) / len(self.samples)
        if agents:
            self.level *= 1 + (spare + self.target) / agents
        self.level = min(max(1.0, self.level), self.most)
        self.recent = [(ms, lost) for ms, lost in self.recent if ms > floor.now_ms - 60_000]
        if len(self.recent) > 20 and sum(lost for _, lost in self.recent) > len(self.recent) / 2:
            self.level /= 2
        if self.answers > 50 and self.drops / self.answers > 0.03:
            if self.method == "HARD":
                self.level = 1.0
            elif self.method == "AVERAGE":
                self.level /= 2
            else:  # by what is left of the day, of which ten hours and more count whole
                self.level *= min(1.0, (floor.closes_ms - floor.now_ms) / 36_000_000)
        self.level = max(1.0, self.level)


@dataclass
class OpenLoop(Unlearning):
    """Dials at random moments at a fixed rate, whatever goes on: the predictive dialer of the textbooks."""

    per_agent_hour: float
    due_ms: int = 0
    count: int = 0

    def wish(self, floor: Floor) -> Wish:
        dial = 0
        if self.due_ms < floor.closes_ms - floor.cell.open_ms:
            self.due_ms = floor.now_ms
        while self.due_ms <= floor.now_ms:
            self.count += 1
            dial += 1
            mean_ms = 3_600_000 / (self.per_agent_hour * floor.cell.agents)
            self.due_ms += max(1, round(-mean_ms * math.log1p(-uniforms("open loop", self.count)[0])))
        return Wish(dial, (), self.due_ms - floor.now_ms)


@dataclass
class Table(Unlearning):
    """In flight as many as a table says for the number of agents who are busy and persons who wait."""

    goals: Mapping[int, int]

    def wish(self, floor: Floor) -> Wish:
        goal = self.goals.get(len(floor.busy) + len(floor.waiting), 0)
        return Wish(max(0, goal - len(floor.flights)))
