"""How many callers wait in each queue and how many of them too long, kept up to date call by call.

Derived from the state as the floor is; it also notes whose lamps may have changed since they were last looked at.
"""


class Crowd:
    def __init__(self) -> None:
        self.changed_agents: dict[str, None] = {}
        self.changed_queues: dict[str, None] = {}
        self._places: dict[int, tuple[str, bool]] = {}  # call -> (queue, late)
        self._counts: dict[tuple[str, bool], int] = {}

    def put(self, call_id: int, queue: str, late: bool) -> None:
        """The caller waits there."""
        place = queue, late
        if self._places.get(call_id) != place:
            self.drop(call_id)
            self._places[call_id] = place
            self._counts[place] = self._counts.get(place, 0) + 1
            self.changed_queues[queue] = None

    def drop(self, call_id: int) -> None:
        """The caller does not wait, or not any more."""
        place = self._places.pop(call_id, None)
        if place is not None:
            self._counts[place] -= 1
            self.changed_queues[place[0]] = None

    def waiting(self, queue: str) -> int:
        return self._counts.get((queue, False), 0) + self.late(queue)

    def late(self, queue: str) -> int:
        return self._counts.get((queue, True), 0)
