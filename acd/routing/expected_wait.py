"""How long a caller will wait: from who is ahead, how many agents work for the queue, and how long calls take them.

A queue's agents may serve other queues, too. An agent who gets free takes the caller who has waited longest, so whoever
is ahead of a caller, in whatever queue, may take an agent away: those in the same queue one each; those in another
queue one of *these* agents with the share that these have in that queue's agents. ``agents / occupied_ms`` agents get
free in a millisecond, more of them soon if more than usual are in wrap-up; each takes one who is ahead, callers who
give up are taken by nobody. When none has got free for long, conversations are longer than they were. What that says is
corrected by what came of it lately, since agents of several queues are not shared out quite so evenly. Then the phone
rings.

What is said is the median for callers who stay: half of them wait longer. ``Pace`` is learnt and belongs to the state;
``Crew`` is derived from it. An update costs no more than the square of an agent's queues, an estimate no more than the
number of queues that share agents with this one.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

SAMPLES_MAX = 300  # older samples than so many count less and less
MEDIAN = 1 / 3  # the median of a sum of k exponential times is about the mean of k - 1/3 of them
FADING = 0.999  # of what was counted of giving up, for each caller who leaves the queue
LEARNING = 0.998  # of what was counted of waits that came, for each of them
FIRST_GUESS_MS = 1_000.0
HALVINGS = 12  # to a quarter of a thousandth
EXPONENT_MAX = 50.0
STALLED = 10  # so many usual gaps without a free agent, and the gap is taken to be twice as long
BELIEF_MS = 1_000_000.0  # so much waiting must have come before what came of it counts by half


@dataclass(slots=True)
class Pace:
    """What was learnt of one queue: means of the last calls.

    ``occupied_ms``: how long a call takes an agent of this queue, from the ring to being ready again, in whatever queue
    the call was; ``wrap_up_ms``: what of that is wrap-up; ``answer_ms``: from the ring to the answer; ``gave_up``
    callers in ``waited_ms`` of waiting; ``came_ms`` of waiting where ``counted_on_ms`` had been estimated, before
    correction.
    """

    occupied_ms: float = 0.0
    wrap_up_ms: float = 0.0
    occupied: int = 0  # samples, up to SAMPLES_MAX
    freed_at_ms: int = 0  # when an agent was ready again last
    answer_ms: float = 0.0
    answers: int = 0
    gave_up: float = 0.0
    waited_ms: float = BELIEF_MS
    came_ms: float = BELIEF_MS
    counted_on_ms: float = BELIEF_MS

    def agent_was_occupied(self, ms: int, wrap_up_ms: int, now_ms: int) -> None:
        self.freed_at_ms = now_ms
        self.occupied = min(self.occupied + 1, SAMPLES_MAX)
        self.occupied_ms += (ms - self.occupied_ms) / self.occupied
        self.wrap_up_ms += (wrap_up_ms - self.wrap_up_ms) / self.occupied

    def agent_answered(self, ms: int) -> None:
        self.answers = min(self.answers + 1, SAMPLES_MAX)
        self.answer_ms += (ms - self.answer_ms) / self.answers

    def caller_left(self, waited_ms: int, gave_up: bool) -> None:
        self.gave_up = self.gave_up * FADING + gave_up
        self.waited_ms = self.waited_ms * FADING + waited_ms

    def wait_came(self, counted_on_ms: int, came_ms: int) -> None:
        """Of an answered caller, both without the ringing."""
        self.came_ms = self.came_ms * LEARNING + came_ms
        self.counted_on_ms = self.counted_on_ms * LEARNING + counted_on_ms

    def corrected(self, counted_on_ms: float) -> int:
        """The wait until the ring, for one that was counted on."""
        return round(counted_on_ms * self.came_ms / self.counted_on_ms)


@dataclass(slots=True)
class Crew:
    """How many agents are at work for each queue, and for each together with another one; how many are in wrap-up."""

    agents: dict[str, dict[str, int]] = field(default_factory=dict)  # queue -> queue -> agents of both
    wrapping_up: dict[str, int] = field(default_factory=dict)  # queue -> agents
    _at_work: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _in_wrap_up: dict[str, None] = field(default_factory=dict)

    def agent_works(self, agent: str, queues: Callable[[], tuple[str, ...]], in_wrap_up: bool) -> None:
        """Logged in and not on a break: ready, or soon ready again. ``queues`` is asked when the agent comes."""
        if agent not in self._at_work:
            self._at_work[agent] = queues()
            self._count(self._at_work[agent], 1)
        if in_wrap_up and agent not in self._in_wrap_up:
            self._in_wrap_up[agent] = None
            self._count_wrap_up(self._at_work[agent], 1)
        elif not in_wrap_up:
            self._end_wrap_up(agent)

    def agent_stops(self, agent: str) -> None:
        self._end_wrap_up(agent)
        queues = self._at_work.pop(agent, None)
        if queues is not None:
            self._count(queues, -1)

    def _end_wrap_up(self, agent: str) -> None:
        if agent in self._in_wrap_up:
            del self._in_wrap_up[agent]
            self._count_wrap_up(self._at_work[agent], -1)

    def _count_wrap_up(self, queues: tuple[str, ...], by: int) -> None:
        for queue in queues:
            self.wrapping_up[queue] = self.wrapping_up.get(queue, 0) + by

    def _count(self, queues: tuple[str, ...], by: int) -> None:
        for queue in queues:
            shared = self.agents.setdefault(queue, {})
            for other in queues:
                shared[other] = shared.get(other, 0) + by

    def of_queue(self, queue: str) -> int:
        """Agents at work for it."""
        return self.agents.get(queue, {}).get(queue, 0)

    def taken_by_others(self, queue: str, ahead: Callable[[str], int]) -> float:
        """Agents of this queue whom callers will take who are ahead, by queue, before one who comes after them."""
        return sum(
            waiting * common / self.agents[other][other]
            for other, common in self.agents.get(queue, {}).items()
            if common and (waiting := ahead(other))
        )


def counted_on_ms(queue: str, ahead: Callable[[str], int], crew: Crew, pace: Pace, stalled_ms: int = 0) -> float | None:
    """The median wait until the ring, of a caller for whom no agent is ready, before correction.

    ``ahead``: how many wait before the caller in a queue; ``stalled_ms``: for how long somebody has waited and no agent
    has got free. None: nobody works there, or nothing is known yet.
    """
    agents = crew.of_queue(queue)
    if not agents or not pace.occupied_ms:
        return None
    needed = crew.taken_by_others(queue, ahead) + 1 - MEDIAN
    return _Supply.of(agents, crew.wrapping_up.get(queue, 0), pace, stalled_ms).reaches(needed)


@dataclass(frozen=True, slots=True)
class _Supply:
    """How callers ahead become fewer: agents get free, callers give up.

    In the long run ``freed`` agents in a millisecond. Those ``more`` in wrap-up now than on average come first, within
    about ``soon_ms`` (fewer than average: they lack first). Each caller gives up with the rate ``leaving``.
    """

    freed: float
    more: float
    soon_ms: float
    leaving: float

    @classmethod
    def of(cls, agents: int, wrapping_up: int, pace: Pace, stalled_ms: int) -> "_Supply":
        freed = agents / pace.occupied_ms
        freed /= 1 + max(0.0, stalled_ms * freed - 1) / STALLED
        leaving = pace.gave_up / pace.waited_ms
        share = pace.wrap_up_ms / pace.occupied_ms  # of an agent's time; also what of the surplus is lost to new talks
        return cls(freed, (wrapping_up - agents * share) * (1 - share), pace.wrap_up_ms * (1 - share), leaving)

    def after(self, ms: float) -> float:
        """So many callers are taken or gone by then, the one who asks among them."""
        if self.leaving:
            gone = (self.freed / self.leaving + 0.5) * math.expm1(min(self.leaving * ms, EXPONENT_MAX))
        else:
            gone = self.freed * ms
        return gone + (self.more * -math.expm1(-ms / self.soon_ms) if self.soon_ms > 0 else 0.0)

    def reaches(self, needed: float) -> float:
        """When so many are taken or gone, in ms."""
        low, high = 0.0, FIRST_GUESS_MS
        while self.after(high) < needed:
            low, high = high, 2 * high
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            if self.after(middle) < needed:
                low = middle
            else:
                high = middle
        return high
