"""Who calls when: the callers of a scenario in the order of their arrival, by a seed."""

import heapq
import math
from collections.abc import Iterator
from dataclasses import dataclass

from acd.sim.chance import uniforms
from acd.sim.scenario import MS_PER_HOUR, Callers, Rate, Scenario

GAP, TALK, PATIENCE, WRAP_UP, RINGING = range(5)  # which of a caller's numbers says what
RINGINGS = 3  # further offers use the same numbers again, in turn


@dataclass(slots=True)
class Caller:
    """One caller; ``chance`` holds the caller's own random numbers. ``wrap_up_ms`` None: by the agents' habits."""

    arrives_ms: int
    uniqueid: str
    number: str
    talk_ms: int
    patience_ms: int | None
    chance: tuple[float, ...]
    wrap_up_ms: int | None = None


def callers(scenario: Scenario, key: str) -> Iterator[Caller]:
    """All callers by time. ``key`` is the seed with what tells replications apart."""
    streams = [_of_kind(kind, f"{key}/{kind.name}", place) for place, kind in enumerate(scenario.callers)]
    return heapq.merge(*streams, _known(scenario, key), key=_arrival)


def _arrival(caller: Caller) -> int:
    return caller.arrives_ms


def _of_kind(kind: Callers, key: str, place: int) -> Iterator[Caller]:
    draws = ((index, uniforms(key, index)) for index in _count())
    for (index, chance), arrives_ms in zip(draws, _moments(kind, key), strict=False):
        patience_ms = None if kind.patience is None else round(kind.patience.at(chance[PATIENCE]) * 1000)
        talk_ms = round(kind.talk.at(chance[TALK]) * 1000)
        yield Caller(arrives_ms, f"{place}.{index}", kind.number, talk_ms, patience_ms, chance)


def _count() -> Iterator[int]:
    index = 0
    while True:
        yield index
        index += 1


def _moments(kind: Callers, key: str) -> Iterator[int]:
    if kind.moments:
        yield from kind.moments
        return
    amount = 0.0  # of expected calls until the next one
    gaps = (-math.log1p(-uniforms(key, index)[GAP]) for index in _count())
    passed = 0.0
    amount = next(gaps)
    for rate in kind.rates:
        expected = _expected(rate)
        while amount < passed + expected:
            share = (amount - passed) / expected
            yield int(rate.from_ms + share * (rate.to_ms - rate.from_ms))
            amount += next(gaps)
        passed += expected


def _expected(rate: Rate) -> float:
    return rate.per_hour * (rate.to_ms - rate.from_ms) / MS_PER_HOUR


def _known(scenario: Scenario, key: str) -> Iterator[Caller]:
    for index, known in enumerate(scenario.known):
        chance = uniforms(f"{key}/recorded", index)
        yield Caller(known.arrives_ms, f"r.{index}", known.number, known.talk_ms, known.patience_ms, chance)
