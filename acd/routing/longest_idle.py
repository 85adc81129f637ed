"""Longest-idle routing: the first routing rule, as pure functions over values that return their reason.

A caller goes to the ready agent of the queue who has been idle longest; an agent who becomes ready takes, among the
queues he serves, the caller who has waited longest. Ties are broken by id, so the same input gives the same choice.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """``chosen`` is an agent id or a queue id; ``reason`` is kept with the offer."""

    chosen: str
    reason: str


def choose_agent(ready: Sequence[tuple[int, str]], now_ms: int) -> Choice | None:
    """Choose among ``ready``: (idle since ms, agent id), ascending. None when nobody is ready."""
    if not ready:
        return None
    idle_since_ms, agent = ready[0]
    return Choice(agent, f"longest idle: {(now_ms - idle_since_ms) / 1000:.1f} s, of {len(ready)} ready")


def choose_queue(heads: Sequence[tuple[int, int, str]], now_ms: int) -> Choice | None:
    """Choose among the heads of the queues an agent serves: (waiting since ms, call id, queue id), any order."""
    if not heads:
        return None
    place_ms, _, queue = min(heads)
    return Choice(queue, f"longest waiting: {(now_ms - place_ms) / 1000:.1f} s, of {len(heads)} queues with callers")
