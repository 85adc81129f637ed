"""The exact optimum of the Markov cell: how busy agents can be at all with at most a share of the persons abandoned.

A state is how many persons have an agent or wait for one (b) and how many attempts are in flight (r); attempts may be
added at any moment. An attempt ends after an exponential time, with a person or without; calls and patience last
exponential times. With a price on what breaks the limit, the best policy maximises an average reward, found by relative
value iteration, which also says how far the reward found may be off. The constrained optimum is the least of these
rewards over all prices (Lagrange; there is no gap, since policies may be mixed), found by golden section.
"""

import math
from dataclasses import dataclass

GOLDEN = (math.sqrt(5) - 1) / 2


@dataclass(frozen=True, slots=True)
class Markov:
    agents: int
    share: float = 0.25  # of the attempts that persons answer
    ring_s: float = 18.0
    handle_s: float = 140.0
    patience_s: float = 2.0
    limit: float = 0.03  # of the persons who answer, at most so many are abandoned


@dataclass(frozen=True, slots=True)
class Optimum:
    """``goals[b]``: attempts in flight when b persons have an agent or wait; ``error``: of the occupancy, at most."""

    occupancy: float
    error: float
    price_s: float
    goals: dict[int, int]


@dataclass(frozen=True, slots=True)
class _Row:
    """The rates of leaving the states with b persons, and what such a state earns."""

    reward: float
    fewer: float
    stay: list[float]  # by attempts in flight


class _Model:
    def __init__(self, cell: Markov) -> None:
        self.cell, n = cell, cell.agents
        spread = math.sqrt(n)
        mean = n / cell.handle_s / cell.share * cell.ring_s
        self.least = max(0, math.floor(n - 4 * spread - 5))
        self.persons = range(self.least, n + math.ceil(6 + spread) + 1)
        self.flights = math.ceil(1.6 * mean + 6 * math.sqrt(mean) + 6)
        waiting = self.persons[-1] - n
        self.rate = n / cell.handle_s + waiting / cell.patience_s + self.flights / cell.ring_s
        self.answers = [r / cell.ring_s * cell.share for r in range(self.flights + 1)]
        self.others = [r / cell.ring_s * (1 - cell.share) for r in range(self.flights + 1)]

    def rows(self, price_s: float) -> list[_Row]:
        cell, rows = self.cell, []
        for b in self.persons:
            talking, waiting = min(b, cell.agents), max(0, b - cell.agents)
            fewer = talking / cell.handle_s + waiting / cell.patience_s if b > self.least else 0.0
            broken = (1 - cell.limit) * waiting / cell.patience_s - cell.limit * talking / cell.handle_s
            stay = [self.rate - fewer - a - o for a, o in zip(self.answers, self.others, strict=True)]
            rows.append(_Row(talking - price_s * broken, fewer, stay))
        return rows

    def sweep(self, rows: list[_Row], values: list[list[float]]) -> list[list[float]]:
        """One step of value iteration; ``values`` of the states before attempts are added."""
        best = [_best(row) for row in values]
        after, last = [], len(best) - 1
        for place, row in enumerate(rows):
            same, less, more = best[place], best[max(0, place - 1)], best[min(last, place + 1)]
            after.append(
                [
                    (row.reward + row.fewer * down + answer * up + other * ended + stay * here) / self.rate
                    for down, answer, up, other, ended, stay, here in zip(
                        less, self.answers, more[:1] + more, self.others, same[:1] + same, row.stay, same, strict=False
                    )
                ]
            )
        return after


def _best(row: list[float]) -> list[float]:
    """By attempts in flight: the best value with as many or more."""
    result, best = [0.0] * len(row), -math.inf
    for place in range(len(row) - 1, -1, -1):
        best = max(best, row[place])
        result[place] = best
    return result


@dataclass(slots=True)
class _Solver:
    model: _Model
    tolerance: float
    values: list[list[float]]

    def reward(self, price_s: float) -> tuple[float, float]:
        """The best average reward at that price, and how far it may be off. Begins where the last price ended."""
        rows = self.model.rows(price_s)
        while True:
            after = self.model.sweep(rows, self.values)
            changes = [max(map(float.__sub__, new, old)) for new, old in zip(after, self.values, strict=True)]
            least = min(min(map(float.__sub__, new, old)) for new, old in zip(after, self.values, strict=True))
            zero = after[-1][0]
            self.values = [[value - zero for value in row] for row in after]
            spread = (max(changes) - least) * self.model.rate
            if spread < self.tolerance * self.model.cell.agents:
                return (max(changes) + least) / 2 * self.model.rate, spread / 2


def optimum(cell: Markov, tolerance: float = 2e-4, prices_s: tuple[float, float] = (5.0, 400.0)) -> Optimum:
    """``tolerance``: of the occupancy; the price is looked for between ``prices_s`` (seconds of talk per person)."""
    model = _Model(cell)
    solver = _Solver(model, tolerance, [[0.0] * (model.flights + 1) for _ in model.persons])
    low, high = map(math.log, prices_s)
    found: dict[float, tuple[float, float]] = {}

    def reward(log_price: float) -> float:
        if log_price not in found:
            found[log_price] = solver.reward(math.exp(log_price))
        return found[log_price][0]

    while high - low > 0.1:
        left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        if reward(left) < reward(right):
            high = right
        else:
            low = left
    best = min(found, key=lambda price: found[price][0])
    gain, error = solver.reward(math.exp(best))
    goals = {b: row.index(max(row)) for b, row in zip(model.persons, solver.values, strict=True)}
    goals |= dict.fromkeys(range(model.least), goals[model.least])
    return Optimum(gain / cell.agents, error / cell.agents, math.exp(best), goals)
