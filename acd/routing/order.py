"""In which order ready agents are offered calls: the strategies, as keys to sort by and as a choice among the sorted.

A key is taken when the agent becomes ready; while an agent is ready nothing in it changes but the time. Occupancy,
which falls while the agent waits, is therefore the one at that moment.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from acd.model.queues import Strategy


@dataclass(frozen=True, slots=True)
class Traits:
    """What the strategies look at, as of the moment when the agent became ready."""

    idle_since_ms: int
    calls: int = 0  # taken since log-in
    occupancy: int = 0  # parts per million of the logged-in time on calls and wrap-up


Rank = Callable[[Traits, int, int], tuple[int, int]]
"""(traits, score, order in the file) -> two keys, lower first."""

_RANKS: dict[Strategy, Rank] = {
    Strategy.LONGEST_IDLE: lambda traits, score, order: (traits.idle_since_ms, 0),
    Strategy.LEAST_OCCUPIED: lambda traits, score, order: (traits.occupancy, traits.idle_since_ms),
    Strategy.FEWEST_CALLS: lambda traits, score, order: (traits.calls, traits.idle_since_ms),
    Strategy.BEST_SKILL: lambda traits, score, order: (-score, traits.idle_since_ms),
    Strategy.RING_ALL: lambda traits, score, order: (traits.idle_since_ms, 0),
}


def rank_of(strategy: Strategy) -> Rank:
    """The others go by the order of the file, and choose in it."""
    return _RANKS.get(strategy, lambda traits, score, order: (order, 0))


COMPARABLE = (Strategy.LONGEST_IDLE, Strategy.LEAST_OCCUPIED, Strategy.FEWEST_CALLS, Strategy.BEST_SKILL)
"""Strategies by degree: the next few agents would do almost as well. The others name one agent and no other."""


def first_choice(strategy: Strategy, ready: Sequence[tuple[int, int, int, str]], seed: int, after_order: int) -> int:
    """The place in ``ready`` (entries of a demand, not empty) of the agent that the strategy names.

    ``seed`` is the chance of a random choice; ``after_order``: the order of who was offered the queue's last call.
    """
    if strategy is Strategy.WEIGHTED:
        return _weighted(ready, seed)
    if strategy is Strategy.RANDOM:
        return seed % _preferred(ready)
    if strategy is Strategy.ROUND_ROBIN:
        end = _preferred(ready)
        following = bisect_left(ready, (ready[0][0], after_order + 1), 0, end)
        return following if following < end else 0
    return 0


def _preferred(ready: Sequence[tuple[int, int, int, str]]) -> int:
    """How many share the highest preference there is among the ready."""
    return bisect_left(ready, (ready[0][0] + 1,))


def _weighted(ready: Sequence[tuple[int, int, int, str]], seed: int) -> int:
    """Each agent's preference, 1 to 10, is the weight; the groups of one preference are found by bisection."""
    groups: list[tuple[int, int, int]] = []  # begin, end, weight
    begin = 0
    while begin < len(ready):
        dislike = ready[begin][0]
        end = bisect_left(ready, (dislike + 1,), begin)
        groups.append((begin, end, 10 - dislike))
        begin = end
    drawn = seed % sum((end - begin) * weight for begin, end, weight in groups)
    for begin, end, weight in groups:
        if drawn < (end - begin) * weight:
            return begin + drawn // weight
        drawn -= (end - begin) * weight
    return 0


def chance(*numbers: int) -> int:
    """A number that looks random and is the same for the same input (splitmix64 over the numbers)."""
    mixed = 0
    for number in numbers:
        mixed = (mixed + number + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        mixed = ((mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
        mixed = ((mixed ^ mixed >> 27) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
        mixed ^= mixed >> 31
    return mixed
