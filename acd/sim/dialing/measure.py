"""What a floor's score says: occupancy, abandonment over the campaign and over every 24 hours."""

from collections import deque
from statistics import quantiles
from typing import Any

from acd.sim.dialing.floor import DAY_MS, Cell, Score
from acd.sim.statistics import estimate

JUDGED = 100  # answers that a window must have
CAP = 0.03


def worst_window(served: list[tuple[int, bool]], length_ms: int = DAY_MS, judged: int = JUDGED) -> float:
    """The highest share abandoned in any window of that length, wherever it begins, also before the first answer."""
    inside: deque[tuple[int, bool]] = deque()
    lost, worst = 0, 0.0

    def judge() -> None:
        nonlocal worst
        if len(inside) >= judged:
            worst = max(worst, lost / len(inside))

    for ms, agent_came in served:
        while inside and inside[0][0] <= ms - length_ms:
            lost -= not inside.popleft()[1]
            judge()
        inside.append((ms, agent_came))
        lost += not agent_came
        judge()
    while inside:  # windows that end after the last answer
        lost -= not inside.popleft()[1]
        judge()
    return worst


def figures(cell: Cell, score: Score) -> dict[str, Any]:
    answered = len(score.served)
    lost = sum(not agent_came for _, agent_came in score.served)
    connected = answered - lost
    hours = score.logged_in_ms / 3_600_000
    days = [busy / (score.logged_in_ms / cell.days) for busy in score.busy_by_day]
    spells = quantiles(score.idle_ms, n=20) if len(score.idle_ms) > 1 else [0.0] * 19
    worst = worst_window(score.served)
    share = lost / answered if answered else 0.0
    found: dict[str, Any] = {
        "occupancy": round(100 * score.occupancy, 2),
        "abandonment": round(100 * share, 3),
        "worst_24h": round(100 * worst, 3),
        "passes": share <= CAP and worst <= CAP,
        "connects_per_agent_hour": round(connected / hours, 2),
        "dials_per_connect": round(score.dials / max(1, connected), 2),
        "given_up": round(score.given_up / max(1, score.dials), 4),
        "idle_p50_s": round(spells[9] / 1_000, 1),
        "idle_p95_s": round(spells[18] / 1_000, 1),
        "days": cell.days,
    }
    if len(days) > 1:
        found["occupancy_half"] = round(100 * (estimate(days).half or 0.0), 2)
    return found
