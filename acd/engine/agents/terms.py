"""What holds for one agent in one queue: the queue's settings, where the agent has none of their own."""

from acd.engine.agents.agent_triggers import Answered, OfferEnded
from acd.engine.context import Context
from acd.engine.state import Call
from acd.model.centre import Queue
from acd.model.states import OfferResult


def ring_ms(ctx: Context, agent_id: str, queue: Queue) -> int:
    """How long the agent's phone rings for one offer."""
    agent = ctx.agent_config(agent_id)
    return agent.ring_ms if agent is not None and agent.ring_ms is not None else queue.ring_ms


def answered(ctx: Context, agent_id: str, queue: Queue, call: Call) -> Answered:
    """The answer of a call of the queue, with the wrap-up that will follow it."""
    agent = ctx.agent_config(agent_id)
    own_ms = agent.wrap_up_ms if agent is not None else None
    wrap_up_ms = queue.wrap_up_ms if own_ms is None else own_ms
    max_ms = max(wrap_up_ms, queue.wrap_up_max_ms)
    return Answered(call, max_ms if queue.wrap_up_open else wrap_up_ms, max_ms)


def offer_ended(queue: Queue, result: OfferResult) -> OfferEnded:
    """The end of an offer, with what the queue makes of offers in vain."""
    return OfferEnded(result, queue.refusals_max, queue.refusals_count_busy, queue.refusal_rest_ms)
