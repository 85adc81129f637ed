"""Ways out of queues that lead back to where they began: a caller would go round for ever.

Overflows and what happens in a queue that is full, closed, or that nobody serves, whatever their times. A key is
another matter: the caller may press it again.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from acd.config.explain import Finding
from acd.config.keylines import KeyPath

Raw = Mapping[str, Any]
CAUSES = ("overflow", "when_full", "when_unstaffed", "closed")


def circles(queues: Mapping[str, Raw]) -> list[Finding]:
    """For each queue the shortest circle in which it is the first one of the file."""
    ways = {name: dict(_ways(name, queue)) for name, queue in queues.items()}
    order = {name: place for place, name in enumerate(queues)}
    found: list[Finding] = []
    for start in ways:
        later = {name: [to for to in ways[name] if order.get(to, -1) >= order[start]] for name in ways}
        trail = _shortest(later, start)
        if trail:
            found.append((ways[start][trail[1]], f"overflow goes round: {' -> '.join(trail)}"))
    return found


def _ways(name: str, queue: Raw) -> Iterator[tuple[str, KeyPath]]:
    """(queue to which it leads, path of the key), the first way last, so that it is the one that is named."""
    found: list[tuple[str, KeyPath]] = []
    for cause in CAUSES:
        steps = queue.get(cause)
        for place, step in enumerate(steps if isinstance(steps, list) else [steps]):
            to = step.get("to_queue") if isinstance(step, Mapping) else None
            if isinstance(to, str):
                found.append((to, ("queues", name, cause, place, "to_queue")))
    yield from reversed(found)


def _shortest(ways: Mapping[str, list[str]], start: str) -> list[str]:
    """From ``start`` back to it, both ends named; nothing where no way leads back."""
    before: dict[str, str] = {}
    reached = [start]
    for name in reached:
        for to in ways[name]:
            if to == start:
                trail = [name, to]
                while trail[0] != start:
                    trail.insert(0, before[trail[0]])
                return trail
            if to not in before:
                before[to] = name
                reached.append(to)
    return []
