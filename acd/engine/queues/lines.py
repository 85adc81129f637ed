"""Who waits in each queue, in order: for places, and for how many there are. Derived from the state."""

from bisect import bisect_left, insort

Place = tuple[int, int]
"""The moment that orders callers, lower first, then the call's id."""


class Lines:
    def __init__(self) -> None:
        self._lines: dict[str, list[Place]] = {}
        self._at: dict[int, tuple[str, Place]] = {}
        self._kept: dict[str, set[int]] = {}  # callbacks: their place waits, nobody is on the line

    def join(self, call: int, queue: str, place_ms: int, *, on_the_line: bool) -> None:
        """The call waits in this queue, and in no other."""
        now = queue, (place_ms, call)
        if self._at.get(call) != now:
            self.part(call)
            insort(self._lines.setdefault(queue, []), now[1])
            self._at[call] = now
            if not on_the_line:
                self._kept.setdefault(queue, set()).add(call)

    def part(self, call: int) -> None:
        found = self._at.pop(call, None)
        if found is not None:
            line = self._lines[found[0]]
            del line[bisect_left(line, found[1])]
            self._kept.get(found[0], set()).discard(call)

    def length(self, queue: str) -> int:
        """How many are on the line."""
        return len(self._lines.get(queue, ())) - len(self._kept.get(queue, ()))

    def ahead(self, queue: str, place: Place) -> int:
        """How many wait before this place."""
        return bisect_left(self._lines.get(queue, ()), place)

    def first(self, queue: str) -> int | None:
        line = self._lines.get(queue)
        return line[0][1] if line else None

    def calls(self, queue: str) -> list[int]:
        return [call for _, call in self._lines.get(queue, ())]
