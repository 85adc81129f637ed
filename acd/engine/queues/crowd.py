"""Which callers wait too long, by queue, and whose lamps may have changed since they were last looked at.

Derived from the state as the floor is. How many wait at all, ``lines`` knows.
"""


class Crowd:
    def __init__(self) -> None:
        self.changed_agents: dict[str, None] = {}
        self.changed_queues: dict[str, None] = {}
        self._places: dict[int, tuple[str, bool]] = {}  # call -> (queue, late)
        self._late: dict[str, int] = {}

    def put(self, call_id: int, queue: str, late: bool) -> None:
        """The caller waits there."""
        place = queue, late
        if self._places.get(call_id) != place:
            self.drop(call_id)
            self._places[call_id] = place
            self._late[queue] = self._late.get(queue, 0) + late
            self.changed_queues[queue] = None

    def drop(self, call_id: int) -> None:
        """The caller does not wait, or not any more."""
        place = self._places.pop(call_id, None)
        if place is not None:
            queue, late = place
            self._late[queue] -= late
            self.changed_queues[queue] = None

    def late(self, queue: str) -> int:
        """How many have waited too long."""
        return self._late.get(queue, 0)
