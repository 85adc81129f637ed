"""What campaigns learn from the agents of their queues: how long a talk lasts, and a wrap-up."""

from acd.engine.context import Context
from acd.model.facts import AgentStateFact, Fact
from acd.model.states import AgentState


def learn(ctx: Context, fact: Fact) -> None:
    """From each stay in a state that is over, whoever began the call: the agents take both."""
    if not isinstance(fact, AgentStateFact) or fact.queue is None:
        return
    for campaign in ctx.hands.campaigns_of.get(fact.queue, ()):
        known = ctx.state.campaigns.get(campaign)
        if known is None:
            continue
        if fact.state is AgentState.TALKING:
            known.pace.talk_ended(fact.ended_ms - fact.began_ms)
        elif fact.state is AgentState.WRAP_UP:
            known.pace.wrap_up_ended(fact.ended_ms - fact.began_ms)
