"""Why an agent gets no calls now, and what would have to change."""

from dataclasses import dataclass

from acd.engine.agents.agent_steps import NO_ANSWER, PHONE_UNREACHABLE
from acd.engine.state import AgentRecord, Call, State, Visit
from acd.explanation.fit import Asked, Reason, Situation, Why, engaged, preference
from acd.explanation.now import asked_now, is_available, situation, waiting_in, why_not_now
from acd.explanation.words import duration
from acd.model.agents import Agent
from acd.model.queues import Queue
from acd.routing.demand import Demand, DemandKey
from acd.routing.order import COMPARABLE, Traits

NAMED_MAX = 5
CALLERS_MAX = 50  # of one queue, that are looked at one by one


@dataclass(frozen=True, slots=True)
class Obstacle:
    """``remedy``: what would have to change; ``own``: it lies with the agent, not with what callers ask for."""

    why: Reason
    remedy: str


@dataclass(frozen=True, slots=True)
class QueueView:
    """One queue seen by the agent. ``rank``: the place among the ready ones; None: not among them."""

    queue: str
    waiting: int
    preference: int
    unfit: Reason | None
    rank: int | None
    before: tuple[str, ...]  # ready agents who come first
    text: str


@dataclass(frozen=True, slots=True)
class AgentNow:
    agent: Agent
    at: Situation
    obstacles: tuple[Obstacle, ...]
    queues: tuple[QueueView, ...]
    summary: str


def explain_agent(state: State, agent_id: str, now_ms: int) -> AgentNow | None:
    """None: there is no such agent."""
    agent = state.centre.agents.get(agent_id)
    if agent is None:
        return None
    at = situation(state, agent_id)
    obstacles = tuple(_obstacles(state, agent, at, now_ms))
    queues = tuple(_queue(state, agent, state.centre.queues[queue], now_ms) for queue in agent.queues)
    return AgentNow(agent, at, obstacles, queues, _summary(obstacles, queues))


def _obstacles(state: State, agent: Agent, at: Situation, now_ms: int) -> list[Obstacle]:
    found: list[Obstacle] = []
    if not agent.queues:
        text = "serves no queue"
        found.append(Obstacle(Reason(Why.OTHER_QUEUES, text), "give the agent queues in centre.toml, then `acd apply`"))
    busy = engaged(at, now_ms)
    if busy is not None:
        record = state.agents.get(agent.id)
        by = f", set by {record.set_by}" if record is not None and record.set_by else ""
        found.append(Obstacle(Reason(busy.code, busy.text + by), _remedy(state, agent, at, busy, now_ms)))
    return found


def _remedy(state: State, agent: Agent, at: Situation, busy: Reason, now_ms: int) -> str:
    record = state.agents.get(agent.id)
    match busy.code:
        case Why.LOGGED_OUT:
            return f"log in: from a phone, or `acd agent login {agent.id}`"
        case Why.NOT_READY if at.reason == PHONE_UNREACHABLE:
            return f"phone {at.phone} has to register again; the agent is then ready without further ado"
        case Why.NOT_READY if at.reason == NO_ANSWER:
            return f"several calls in a row were not answered: `acd agent ready {agent.id}`, or from the phone"
        case Why.NOT_READY:
            return f"become ready: `acd agent ready {agent.id}`, or from the phone"
        case Why.WRAP_UP if record is not None and record.wrap_up_until_ms > now_ms:
            return f"{_after(record)}; over in {duration(record.wrap_up_until_ms - now_ms)}"
        case Why.TALKING | Why.RINGING | Why.WRAP_UP:
            return _after(record)
        case Why.RESTING:
            return "that is over in a moment"
        case Why.PHONE_BUSY:
            return f"phone {at.phone} has to hang up: calls made past this centre count, too"
    return f"phone {at.phone} has to register, and Asterisk to tell so (`acd status`)"


def _after(record: AgentRecord | None) -> str:
    if record is not None and (record.one_more or record.last_call):
        return "this is the last call before the agent is not ready, as asked for"
    wish = record.after_call if record is not None else None
    return (
        f"afterwards the agent is {wish}, as asked for" if wish is not None else "this is work: nothing has to change"
    )


def _queue(state: State, agent: Agent, queue: Queue, now_ms: int) -> QueueView:
    asked = Asked.of(state.centre, DemandKey(queue.id))
    unfit = asked.unfit(state.centre, agent)
    callers = waiting_in(state, queue.id)
    order = _ready_in_order(state, asked, now_ms)
    rank = order.index(agent.id) if agent.id in order else None
    before = tuple(order[: rank if rank is not None else len(order)])
    texts = [_fit_text(state, agent, queue, unfit), _waiting_text(state, agent, callers, now_ms)]
    if unfit is None:
        texts.append(_order_text(queue, rank, before, len(order)))
    return QueueView(
        queue=queue.id,
        waiting=len(callers),
        preference=preference(agent, queue.id),
        unfit=unfit,
        rank=rank + 1 if rank is not None else None,
        before=before[:NAMED_MAX],
        text="; ".join(filter(None, texts)),
    )


def _ready_in_order(state: State, asked: Asked, now_ms: int) -> list[str]:
    """The ready agents of the queue's own demand, as the routing sorts them."""
    demand = Demand(asked.key, asked.queue, asked.requirement)
    for place, config in enumerate(state.centre.agents.values()):
        record = state.agents.get(config.id)
        if record is None or asked.queue.id not in config.queues or not is_available(state, record, now_ms):
            continue
        seat = demand.seat(config, place)
        if seat is not None:
            demand.enter(seat, config.id, Traits(record.idle_since_ms, record.calls, record.occupancy))
    return [entry[3] for entry in demand.ready]


def _fit_text(state: State, agent: Agent, queue: Queue, unfit: Reason | None) -> str:
    if unfit is None:
        return ""
    for number, step in enumerate(queue.relax, 1):
        if Asked.of(state.centre, DemandKey(queue.id, number)).unfit(state.centre, agent) is None:
            return f"{unfit.text}; may take callers who have waited {duration(step.after_ms)} (step {number})"
    return f"{unfit.text}, at no step of waiting less"


def _waiting_text(state: State, agent: Agent, callers: list[tuple[Call, Visit]], now_ms: int) -> str:
    if not callers:
        return "no caller waits"
    texts: list[str] = []
    for call, visit in callers[:CALLERS_MAX]:
        why = why_not_now(state, call, asked_now(state, call, visit), agent.id, now_ms)
        texts.append(why.text if why is not None else "")
    same = len(set(texts)) == 1
    number = f"{len(callers)} callers wait" if len(callers) > 1 else "1 caller waits"
    return f"{number}: {texts[0]}" if same else f"{number}, the first: {texts[0]}"


def _order_text(queue: Queue, rank: int | None, before: tuple[str, ...], ready: int) -> str:
    order = queue.strategy.value.replace("-", " ")
    if rank is None:
        return f"others are ready: {ready}" if ready else "nobody else is ready"
    if queue.strategy not in COMPARABLE:
        return f"one of {ready} ready, of whom {order} chooses"
    if not before:
        return f"the next caller comes here: first of {ready} ready by preference and {order}"
    names = ", ".join(before[:NAMED_MAX]) + (", ..." if len(before) > NAMED_MAX else "")
    return f"{rank + 1} of {ready} ready by preference and {order}, after {names}"


def _summary(obstacles: tuple[Obstacle, ...], queues: tuple[QueueView, ...]) -> str:
    if obstacles:
        return f"gets no calls: {'; '.join(obstacle.why.text for obstacle in obstacles)}"
    if all(view.unfit is not None for view in queues):
        return "is ready, but has the skills for none of its queues"
    if not any(view.waiting for view in queues):
        first = any(view.rank == 1 for view in queues)
        return "is ready; no caller waits" + ("" if first else ", and others come first")
    return "is ready; the callers who wait ask for something else"
