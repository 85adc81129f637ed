"""How many agents serve each queue; kept for the queues whose callers may not wait while nobody does."""

from acd.engine.state import AgentRecord, State


class Staff:
    """Derived from the state, and kept up by ``note``."""

    def __init__(self, state: State) -> None:
        self._centre = state.centre
        self._serving = {
            queue.id: frozenset(queue.serving)
            for queue in state.centre.queues.values()
            if not queue.join_unstaffed or queue.leave_unstaffed_ms is not None
        }
        self._served: dict[str, tuple[str, ...]] = {}  # agent -> queues, as counted
        self._count = dict.fromkeys(self._serving, 0)
        for agent in state.agents.values():
            self.note(agent)

    def serves(self, queue_id: str) -> bool:
        """Whether anybody serves the queue; of a queue to which it does not matter, True."""
        return self._count.get(queue_id, 1) > 0

    def note(self, agent: AgentRecord) -> list[str]:
        """Count the agent as the state is now; the queues that nobody serves any longer or somebody serves again."""
        if not self._serving:
            return []
        before, now = self._served.pop(agent.id, ()), self._serves(agent)
        if before == now:
            if now:
                self._served[agent.id] = now
            return []
        changed = [queue_id for queue_id in before if queue_id not in now and self._add(queue_id, -1) == 0]
        changed += [queue_id for queue_id in now if queue_id not in before and self._add(queue_id, 1) == 1]
        if now:
            self._served[agent.id] = now
        return changed

    def _serves(self, agent: AgentRecord) -> tuple[str, ...]:
        config = self._centre.agents.get(agent.id)
        queues = config.queues if config is not None else ()
        return tuple(queue_id for queue_id in queues if agent.state in self._serving.get(queue_id, ()))

    def _add(self, queue_id: str, count: int) -> int:
        self._count[queue_id] += count
        return self._count[queue_id]
