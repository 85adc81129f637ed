"""Who is called: what becomes of the lead with a number, by a hash of seed and number, whoever dials it and when.

Only whether a person answers hangs on the moment of the dial as well, since that probability changes through the day;
the number drawn for it does not. So ways of pacing are compared on the same people (common random numbers).
"""

import math
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from acd.sim.chance import uniforms
from acd.sim.distributions import Duration, Exponential, LogNormal

HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Share:
    """The probability that a person answers, through time: a sinus around ``mean``, times ``jump`` from a moment on."""

    mean: float = 0.25
    swing: float = 0.08
    period_ms: int = 2 * HOUR_MS
    jump: float = 1.0
    jump_ms: int | None = None

    def at(self, ms: int) -> float:
        """``ms`` since the campaign's first day began."""
        share = self.mean + self.swing * math.sin(2 * math.pi * ms / self.period_ms)
        return share * self.jump if self.jump_ms is not None and ms >= self.jump_ms else share


TALK, WRAP_UP = LogNormal(110, 1.0), LogNormal(30, 0.6)


@dataclass(frozen=True, slots=True)
class Callees:
    """``markov``: every attempt ends after an exponential time, with a person or without, as in the exact model.

    Otherwise a person answers 3 s + Gamma(2.5, 3.6 s) after the dial (if that is before the ring limit), a machine
    after 18 to 24 s; a bad number fails after 3 s, and nobody answers for the ring limit.
    """

    share: Share = Share()
    machines: float = 0.30
    bad: float = 0.10
    talk: Duration = TALK
    wrap_up: Duration = WRAP_UP
    ring_limit_ms: int = 25_000
    markov: bool = False
    markov_ring_s: float = 18.0
    patience: Duration | None = None  # None: two seconds for everybody


DEFAULT = Callees()
MARKOV = Callees(
    share=Share(swing=0.0),
    talk=Exponential(140),
    wrap_up=Exponential(0.0),
    ring_limit_ms=60_000,
    markov=True,
    patience=Exponential(2.0),
)


class Callee(NamedTuple):
    """``after_ms``: from the dial to the answer of a person, or to the other end."""

    person: bool
    after_ms: int
    talk_ms: int
    wrap_up_ms: int
    patience_ms: int


def callee(callees: Callees, seed: str, number: int, at_ms: int) -> Callee:
    kind, ring, talk, wrap_up, patience, *_ = uniforms(seed, number)
    share = callees.share.at(at_ms)
    person = kind < share
    if callees.markov:
        after_ms = round(-callees.markov_ring_s * 1_000 * math.log1p(-ring))
    elif person:
        after_ms = 3_000 + round(3_600 * gamma_quantile(ring))
        if after_ms >= callees.ring_limit_ms:
            person, after_ms = False, callees.ring_limit_ms
    elif kind < share + callees.machines:
        after_ms = round(18_000 + 6_000 * ring)
    elif kind < share + callees.machines + callees.bad:
        after_ms = 3_000
    else:
        after_ms = callees.ring_limit_ms
    return Callee(
        person,
        after_ms,
        round(callees.talk.at(talk) * 1_000),
        round(callees.wrap_up.at(wrap_up) * 1_000),
        2_000 if callees.patience is None else round(callees.patience.at(patience) * 1_000),
    )


STEPS = 2_048
SHAPE = 2.5


@cache
def _gamma_table() -> list[float]:
    """The quantiles of Gamma(2.5, 1) at 0, 1/STEPS, ... by adding up its density."""
    width = 0.001
    norm = 1 / math.gamma(SHAPE)
    table, total, x = [0.0], 0.0, 0.0
    while len(table) < STEPS:
        middle = x + width / 2
        total += norm * middle ** (SHAPE - 1) * math.exp(-middle) * width
        x += width
        while len(table) < STEPS and total >= len(table) / STEPS:
            table.append(x)
    return [*table, 2 * table[-1] - table[-2]]


def gamma_quantile(u: float) -> float:
    """Of Gamma(2.5, 1)."""
    place = u * STEPS
    low = int(place)
    table = _gamma_table()
    return table[low] + (place - low) * (table[low + 1] - table[low])
