"""What the flows work on: the state, the present moment, the commands so far, and the floor derived from the state.

The floor (``acd.routing.floor``) holds the callers who can be offered and the agents who can take an offer, sorted by
who comes first. It is never part of the state: ``rebuild`` makes it anew.
"""

import heapq

from acd.commands import Command, Log
from acd.dialer.windows import Windows
from acd.engine.outbound.hands import Hands
from acd.engine.outbound.state import Attempt
from acd.engine.queues.crowd import Crowd
from acd.engine.queues.lines import Lines
from acd.engine.queues.staff import Staff
from acd.engine.state import AgentRecord, Call, State, Timer, Visit
from acd.errors import EngineBug
from acd.model.centre import Agent, Queue
from acd.model.states import AgentState, CallState, OfferResult, PhoneState
from acd.routing.demand import DemandKey
from acd.routing.entrance import Reception
from acd.routing.expected_wait import Crew
from acd.routing.floor import Floor
from acd.routing.order import Traits

MS_PER_DAY = 86_400_000
AT_WORK = (AgentState.READY, AgentState.RINGING, AgentState.TALKING, AgentState.WRAP_UP)


class Context:
    """One engine's working set; ``begin`` starts the handling of an event."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.now_ms = 0
        self.commands: list[Command] = []
        self.withdrawn: list[int] = []  # calls whose agent left while the phone rang
        self.unanswered: list[tuple[int, OfferResult]] = []  # consultations that ended on the other side
        self.returning: dict[int, None] = {}  # calls to send back to waiting unless matched at once
        self.nodes_in_the_dark: dict[str, None] = {}  # connected anew: they know no lamp
        self.announcing: dict[int, None] = {}  # calls whose next announcement is due, unless matched at once
        self.persons: list[tuple[Call, object]] = []  # calls of persons we called, and what happened to each
        self.ended_attempts: list[Attempt] = []
        self.rebuild()

    def rebuild(self) -> None:
        """Derive floor and crowd from the state; everybody on the floor is new."""
        self.floor = Floor(self.state.centre)
        self.crowd = Crowd()
        self.lamps_unsure = True  # any lamp may have changed
        self.lines = Lines()
        self.crew = Crew()
        self.staff = Staff(self.state)
        self.hands = Hands(self.state)
        self.windows: dict[str, Windows] = {}  # of campaigns, made when asked for
        self.reception = Reception(self.state.centre)
        for call in self.state.calls.values():
            self.index_call(call)
        for agent in self.state.agents.values():
            self.index_agent(agent)
        self.hands.changed.clear()  # what is derived anew is what it was

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

    # The floor.

    def index_call(self, call: Call) -> None:
        """Put the call where its state says: among the waiting callers, or out of them."""
        visit = call.visit
        if visit is not None and self._can_be_offered(call):
            place_ms = self.place_ms(call, visit)
            self.floor.caller_waits(call.id, demand_key(call, visit), place_ms)
            self.lines.join(call.id, visit.queue, place_ms, on_the_line=call.state is CallState.WAITING)
            if call.state is CallState.WAITING:
                self.crowd.put(call.id, visit.queue, visit.late)
            else:
                self.crowd.drop(call.id)
        else:
            self.forget_call(call)

    def _can_be_offered(self, call: Call) -> bool:
        kept = call.state is CallState.KEPT and call.callback is not None and not call.callback.again_ms
        return (kept or call.state is CallState.WAITING) and self.state.nodes.get(call.node, False)

    def forget_call(self, call: Call) -> None:
        self.crowd.drop(call.id)
        self.floor.caller_left(call.id)
        self.lines.part(call.id)

    def place_ms(self, call: Call, visit: Visit) -> int:
        """What orders the callers: when the waiting began, put back by the call's priority."""
        return visit.place_ms - call.priority * self.queue(visit.queue).priority_worth_ms

    def index_agent(self, agent: AgentRecord) -> None:
        """Put the agent among the ready ones, or out of them; and among those at work."""
        if agent.state in AT_WORK and agent.after_call is None:
            self.crew.agent_works(agent.id, lambda: self._serves(agent.id), agent.state is AgentState.WRAP_UP)
        else:
            self.crew.agent_stops(agent.id)
        if self.hands.campaigns_of:
            self.hands.note_agent(agent, self._serves(agent.id))
        if self.agent_config(agent.id) is None or not self.available(agent):
            self.floor.agent_left(agent.id)
            return
        traits = Traits(agent.idle_since_ms, agent.calls, agent.occupancy)
        if self.floor.traits(agent.id) != traits:
            self.floor.agent_ready(agent.id, traits)

    def _serves(self, agent_id: str) -> tuple[str, ...]:
        """The queues whose own demands the agent can serve."""
        return tuple(demand.key.queue for demand in self.floor.plain_demands(agent_id))

    def available(self, agent: AgentRecord) -> bool:
        """An agent can be offered a call: ready, rested, with a phone that is reachable and idle."""
        return (
            agent.state is AgentState.READY
            and agent.rest_until_ms == 0
            and agent.phone is not None
            and self.state.phones.get(agent.phone) is PhoneState.IDLE
        )


def demand_key(call: Call, visit: Visit) -> DemandKey:
    """What the caller asks for now."""
    if call.wanted_agent:
        return DemandKey(visit.queue, wanted=call.wanted_agent)
    return DemandKey(visit.queue, visit.level, call.requires)
