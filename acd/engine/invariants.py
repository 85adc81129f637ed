"""What must hold after every event; checked by the simulator, the property tests and, on demand, a live daemon."""

from acd.engine.agents import lamps
from acd.engine.calls.ringing_together import offer_to, offers
from acd.engine.context import Context
from acd.engine.outbound.state import FLYING
from acd.engine.state import NO_CHANNEL, Call, State, channel_key
from acd.errors import EngineBug
from acd.model.campaigns import CampaignState
from acd.model.leads import AttemptState
from acd.model.states import AgentState, CallState

WITHOUT_VISIT = (CallState.MENU, CallState.TALKING, CallState.HELD, CallState.OUTSIDE, CallState.LEAVING)
WITH_AGENT = (CallState.ANNOUNCED, CallState.LISTENING, CallState.DIALLING)
HAS_OFFER = (CallState.OFFERING, CallState.TALKING, CallState.HELD, *WITH_AGENT)
RINGS = (CallState.OFFERING, CallState.ANNOUNCED)
HAS_CALL = (AgentState.RINGING, AgentState.TALKING)


def check(state: State) -> None:
    """Raise ``EngineBug`` that names the first broken rule."""
    _calls(state)
    _agents(state)
    _indexes(state)
    _nobody_waits_beside_a_ready_agent(state)
    _lamps(state)
    _attempts(state)


def _require(holds: bool, rule: str) -> None:
    if not holds:
        raise EngineBug(rule)


def _calls(state: State) -> None:
    for call in state.calls.values():
        name = f"call {call.id} ({call.state})"
        _require((call.offer is not None) == (call.state in HAS_OFFER), f"{name}: an offer exactly in these")
        _require(call.state not in RINGS or call.visit is not None, f"{name}: offered without a visit")
        _require(
            call.state not in WITHOUT_VISIT or call.visit is None,
            f"{name}: no visit in this state",
        )
        _channels(state, call, name)
        _require(not call.together or call.state is CallState.OFFERING, f"{name}: several phones ring only then")
        for offer in offers(call):
            agent = state.agents.get(offer.agent)
            expected = AgentState.RINGING if call.state in RINGS else AgentState.TALKING
            _require(agent is not None and agent.call == call.id, f"{name}: its agent has another call")
            _require(agent is not None and agent.state is expected, f"{name}: its agent is not {expected}")


def _channels(state: State, call: Call, name: str) -> None:
    by_channel = state.callers.get(channel_key(call.node, call.uniqueid))
    if call.state not in NO_CHANNEL:
        _require(by_channel == call.id, f"{name}: not found by its channel")
        return
    callback = call.callback
    _require(callback is not None and call.visit is not None and not call.uniqueid, f"{name}: nothing kept in a queue")
    if callback is not None:
        placed = state.placed.get(channel_key(call.node, callback.placed)) == call.id
        _require(placed == (call.state is CallState.ANNOUNCED), f"{name}: a channel is ordered exactly in announced")


def _agents(state: State) -> None:
    held: dict[int, str] = {}
    for agent in state.agents.values():
        name = f"agent {agent.id} ({agent.state})"
        if agent.state in HAS_CALL:
            call = state.calls.get(agent.call) if agent.call is not None else None
            _require(call is not None and call.offer is not None, f"{name}: has no call")
            _require(call is None or offer_to(call, agent.id) is not None, f"{name}: another has the call")
            if call is not None and not call.together:
                _require(call.id not in held, f"call {call.id}: two agents, {held.get(call.id)} and {agent.id}")
                held[call.id] = agent.id
        logged_in = agent.state is not AgentState.LOGGED_OUT
        _require(logged_in == (agent.phone is not None), f"{name}: a phone exactly while logged in")
        if agent.phone is not None:
            _require(state.agent_at.get(agent.phone) == agent.id, f"{name}: not found at the phone")


def _indexes(state: State) -> None:
    with_channel = [call for call in state.calls.values() if call.state not in NO_CHANNEL]
    _require(len(state.callers) == len(with_channel), "callers and calls differ in number")
    announced = [call for call in state.calls.values() if call.state is CallState.ANNOUNCED]
    _require(len(state.placed) == len(announced), "channels ordered and calls announced differ in number")
    kept = [call for call in state.calls.values() if call.callback is not None]
    pending = {call.id for call in kept if call.callback is not None and not call.callback.file and not call.campaign}
    _require(set(state.callbacks.values()) == pending, "callbacks do not match the calls")
    legs = {call.offer.agent_leg for call in state.calls.values() if call.offer is not None and call.offer.agent_leg}
    legs |= {call.outside_leg for call in state.calls.values() if call.outside_leg}
    _require(set(state.legs) == legs, "legs of agents do not match the calls")
    phones = {agent.phone for agent in state.agents.values() if agent.phone is not None}
    _require(set(state.agent_at) == phones, "phones with agents do not match the agents")


def _nobody_waits_beside_a_ready_agent(state: State) -> None:
    """Work conservation, asked of indexes made anew, so that a wrong live index is found out too."""
    for demand in Context(state).floor.open_demands():
        _require(False, f"queue {demand.key.queue}: a caller waits beside a ready agent")


def _lamps(state: State) -> None:
    if state.centre.desk.lamps:
        fresh = Context(state)
        right = {lamps.agent_lamp(agent): lamps.of_agent(state, agent) for agent in state.centre.agents}
        right |= {lamps.queue_lamp(queue): lamps.of_queue(fresh, queue) for queue in state.centre.queues}
        _require(state.lamps == right, f"lamps show {state.lamps}, but it is {right}")


def _attempts(state: State) -> None:
    """Each attempt has its lead for itself, and is a call exactly while a person waits or talks."""
    leads: dict[int, str] = {}
    for attempt in state.attempts.values():
        name = f"attempt {attempt.id} ({attempt.state})"
        call = state.calls.get(attempt.call)
        _require(call is None or call.attempt == attempt.id, f"{name}: its call is of another")
        _require(attempt.state is not AttemptState.PERSON or call is not None, f"{name}: no call")
        _require(attempt.state not in FLYING or call is None, f"{name}: a call before anybody has answered")
        _take(leads, attempt.lead.id, name)
    for campaign in state.campaigns.values():
        for lead in (*campaign.hopper, *campaign.for_agents):
            _take(leads, lead.id, f"hopper of {campaign.id}")
        running = campaign.state in (CampaignState.RUNNING, CampaignState.PAUSED)
        _require(running or not campaign.hopper, f"campaign {campaign.id} keeps leads and is {campaign.state}")
    for call in state.calls.values():
        if call.callback is not None and call.callback.lead is not None and not call.attempt:
            _take(leads, call.lead, f"call {call.id}, which waits for an agent")
        _require(not call.attempt or call.attempt in state.attempts, f"call {call.id} of an attempt that is over")


def _take(leads: dict[int, str], lead: int, holder: str) -> None:
    if lead:
        _require(lead not in leads, f"lead {lead}: {leads.get(lead)} and {holder}")
        leads[lead] = holder
