"""What the flows work on: the state, the present moment, the commands so far, and the indexes derived from the state.

The indexes hold, per queue, the callers who can be offered and the agents who can take an offer, both sorted by
who comes first. They are never part of the state: ``rebuild`` makes them anew.
"""

import heapq
from bisect import bisect_left, insort

from acd.commands import Command, Log
from acd.engine.state import AgentRecord, Call, State, Timer
from acd.errors import EngineBug
from acd.model.centre import Agent, Queue
from acd.model.states import AgentState, CallState, PhoneState

MS_PER_DAY = 86_400_000


class Context:
    """One engine's working set; ``begin`` starts the handling of an event."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.now_ms = 0
        self.commands: list[Command] = []
        self.withdrawn: list[int] = []  # calls whose agent left while the phone rang
        self.returning: dict[int, None] = {}  # calls to send back to waiting unless matched at once
        self.rebuild()

    def rebuild(self) -> None:
        """Derive the indexes from the state."""
        self.waiting: dict[str, list[tuple[int, int]]] = {}  # queue -> [(place_ms, call id)]
        self.ready: dict[str, list[tuple[int, str]]] = {}  # queue -> [(idle_since_ms, agent id)]
        self._indexed: dict[str, tuple[int, tuple[str, ...]]] = {}  # agent -> (key, queues) as indexed
        self._places: dict[int, tuple[str, int]] = {}  # call -> (queue, place_ms) as indexed
        self.open_queues: dict[str, None] = {}  # queues to match after this event
        for call in self.state.calls.values():
            self.index_call(call)
        for agent in self.state.agents.values():
            self.index_agent(agent)

    def begin(self, now_ms: int) -> None:
        self.now_ms = now_ms
        self.commands = []

    def emit(self, command: Command) -> None:
        self.commands.append(command)

    def log(self, level: str, text: str, **fields: str) -> None:
        self.emit(Log(level, text, tuple(fields.items())))

    def new_id(self) -> int:
        """A number never given twice, also where the state was lost: a fresh one counts from its microsecond."""
        state = self.state
        state.next_id = state.next_id + 1 if state.next_id else self.now_ms * 1000
        return state.next_id

    def schedule(self, delay_ms: int, timer: Timer, subject: int | str) -> None:
        """Ask for ``timer`` in ``delay_ms``; nothing is cancelled, a timer that falls due checks if it still counts."""
        state = self.state
        state.timers_set += 1
        heapq.heappush(state.timers, (self.now_ms + delay_ms, state.timers_set, timer, str(subject)))

    def ignore(self, what: str) -> None:
        """Count what came where no rule wants it: events repeat, come late, or not at all."""
        self.state.ignored[what] = self.state.ignored.get(what, 0) + 1

    def queue(self, queue_id: str) -> Queue:
        try:
            return self.state.centre.queues[queue_id]
        except KeyError:
            raise EngineBug(f"queue {queue_id!r} is not configured") from None

    def agent_config(self, agent_id: str) -> Agent | None:
        return self.state.centre.agents.get(agent_id)

    # Indexes.

    def index_call(self, call: Call) -> None:
        """Put the call where its state says: among the waiting callers of its queue, or out of them."""
        old = self._places.pop(call.id, None)
        if old is not None:
            queue_id, place_ms = old
            entries = self.waiting[queue_id]
            del entries[bisect_left(entries, (place_ms, call.id))]
        visit = call.visit
        if call.state is CallState.WAITING and visit is not None and self.state.nodes.get(call.node, False):
            insort(self.waiting.setdefault(visit.queue, []), (visit.place_ms, call.id))
            self._places[call.id] = (visit.queue, visit.place_ms)
            self.open_queues[visit.queue] = None

    def forget_call(self, call: Call) -> None:
        old = self._places.pop(call.id, None)
        if old is not None:
            entries = self.waiting[old[0]]
            del entries[bisect_left(entries, (old[1], call.id))]

    def index_agent(self, agent: AgentRecord) -> None:
        """Put the agent among the ready ones of the queues served, or out of them."""
        old = self._indexed.pop(agent.id, None)
        if old is not None:
            key, queues = old
            for queue_id in queues:
                entries = self.ready[queue_id]
                del entries[bisect_left(entries, (key, agent.id))]
        config = self.agent_config(agent.id)
        if config is not None and self.available(agent):
            for queue_id in config.queues:
                insort(self.ready.setdefault(queue_id, []), (agent.idle_since_ms, agent.id))
                if self.waiting.get(queue_id):
                    self.open_queues[queue_id] = None
            self._indexed[agent.id] = (agent.idle_since_ms, config.queues)

    def available(self, agent: AgentRecord) -> bool:
        """An agent can be offered a call: ready, rested, with a phone that is reachable and idle."""
        return (
            agent.state is AgentState.READY
            and agent.rest_until_ms == 0
            and agent.phone is not None
            and self.state.phones.get(agent.phone) is PhoneState.IDLE
        )
