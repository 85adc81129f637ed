"""The live centre asked for reasons: what an agent does now, and what a caller asks for now."""

from acd.engine.calls import ringing_together
from acd.engine.context import demand_key
from acd.engine.state import AgentRecord, Call, State, Visit
from acd.explanation.fit import Asked, Reason, Situation, Why, engaged
from acd.explanation.stays import call_of
from acd.explanation.words import duration
from acd.model.states import AgentState, CallState, PhoneState


def situation(state: State, agent_id: str) -> Situation:
    agent = state.agents.get(agent_id)
    if agent is None:
        return Situation(AgentState.LOGGED_OUT, 0)
    phone = state.phones.get(agent.phone, PhoneState.UNKNOWN) if agent.phone is not None else PhoneState.UNKNOWN
    return Situation(
        agent.state, agent.since_ms, agent.reason, call_of(state, agent), agent.phone, phone, agent.rest_until_ms
    )


def asked_now(state: State, call: Call, visit: Visit) -> Asked:
    return Asked.of(state.centre, demand_key(call, visit))


def why_not_now(state: State, call: Call, asked: Asked, agent_id: str, now_ms: int) -> Reason | None:
    """Why the agent does not get the call at this moment. None would be a fault of the routing: nothing keeps them."""
    rung = [offer.agent for offer in ringing_together.offers(call)]
    if agent_id in rung:
        return Reason(Why.RINGING, "being rung for this call")
    found = asked.unfit(state.centre, state.centre.agents[agent_id]) or engaged(situation(state, agent_id), now_ms)
    if found is not None:
        return found
    if rung:
        return Reason(Why.LATER_IN_ORDER, f"ready; {rung[0]} came first and is being rung")
    return cannot_be_offered(state, call, now_ms)


def cannot_be_offered(state: State, call: Call, now_ms: int) -> Reason | None:
    """What keeps the call itself from being offered to anybody."""
    if not state.nodes.get(call.node, False):
        return Reason(Why.CALL_CANNOT, f"ready, but Asterisk {call.node} is not connected")
    again_ms = call.callback.again_ms if call.callback is not None else 0
    if again_ms:
        return Reason(Why.CALL_CANNOT, f"ready, but the customer is called again {duration(again_ms - now_ms)} later")
    if call.state not in (CallState.WAITING, CallState.KEPT):
        return Reason(Why.CALL_CANNOT, f"ready, but the call is {call.state} and cannot be offered")
    return None


def place_ms(state: State, call: Call, visit: Visit) -> int:
    """What orders the callers: when the waiting began, put back by the call's priority."""
    return visit.place_ms - call.priority * state.centre.queues[visit.queue].priority_worth_ms


def waiting_in(state: State, queue_id: str) -> list[tuple[Call, Visit]]:
    """The calls that wait in a queue, or are offered from it, the first to be served first."""
    found = [(c, c.visit) for c in state.calls.values() if c.visit is not None and c.visit.queue == queue_id]
    return sorted(found, key=lambda pair: (place_ms(state, *pair), pair[0].id))


def is_available(state: State, agent: AgentRecord, now_ms: int) -> bool:
    return engaged(situation(state, agent.id), now_ms) is None
