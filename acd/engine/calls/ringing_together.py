"""Several phones that ring for one caller (the strategy ring-all): the first agent to answer has the call.

``call.offer`` is one of the offers, ``call.together`` holds the others; all bear the number of the first one, which
stands on the caller's channel. Asterisk rings them with one ``Dial`` and stops the others when one answers.
"""

from acd.engine import ledger
from acd.engine.agents import agent_flow, terms
from acd.engine.context import Context
from acd.engine.state import AgentRecord, Call, Offer
from acd.errors import EngineBug
from acd.model.states import AgentState, OfferResult, PhoneState

TOGETHER_MAX = 20  # phones in one Dial; a line of the manager interface takes no more than about 1,000 characters
SILENT_PHONE_MS = 10_000  # the end of our own ringing makes Asterisk call such a phone idle: not believed for this long


def others(ctx: Context, call: Call, agent: AgentRecord) -> list[AgentRecord]:
    """Who else rings with ``agent``, in the order of the demand; nobody under the other strategies."""
    demand = ctx.floor.demand_of(call.id)
    if demand is None or demand.queue.strategy.value != "ring-all":
        return []
    ready = [entry[3] for entry in demand.ready[:TOGETHER_MAX] if entry[3] != agent.id]
    return [ctx.state.agents[agent_id] for agent_id in ready[: TOGETHER_MAX - 1]]


def begin(ctx: Context, call: Call, agents: list[AgentRecord]) -> None:
    """Let ``agents`` ring beside the call's offer."""
    first = call.offer
    if first is None:
        raise EngineBug(f"call {call.id} rings nobody whom others could join")
    for agent in agents:
        if agent.phone is None or not agent_flow.fire(ctx, agent, agent_flow.Offered(call)):
            raise EngineBug(f"agent {agent.id} was chosen while {agent.state}")
        offer = Offer(
            ctx.new_id(), first.number, first.visit, first.queue, agent.id, agent.phone, ctx.now_ms, first.reason
        )
        call.together.append(offer)


def offers(call: Call) -> list[Offer]:
    return [*([call.offer] if call.offer is not None else []), *call.together]


def offer_to(call: Call, agent_id: str) -> Offer | None:
    return next((offer for offer in offers(call) if offer.agent == agent_id), None)


def answered_at(call: Call, phone: str) -> None:
    """The phone that answered has the call's offer from now on; the others are to be ended."""
    for place, offer in enumerate(call.together):
        if offer.phone == phone and call.offer is not None:
            call.offer, call.together[place] = offer, call.offer
            return


def end(ctx: Context, call: Call, result: OfferResult) -> None:
    """End the other offers, each in its own way where ``result`` is that of all phones together."""
    while call.together:
        offer = call.together.pop(0)
        own = OfferResult.NO_ANSWER if result is OfferResult.UNREACHABLE and offer.rang else result
        if own is OfferResult.NO_ANSWER and not offer.rang:
            own = OfferResult.UNREACHABLE
        _end_one(ctx, call, offer, own)


def drop_silent(ctx: Context, call: Call) -> bool:
    """Phones that gave no sign of ringing while another one rings: their agents are free. False: none rings."""
    if not call.together or not any(offer.rang for offer in offers(call)):
        return False
    if call.offer is not None and not call.offer.rang:
        place = next(place for place, offer in enumerate(call.together) if offer.rang)
        call.offer, call.together[place] = call.together[place], call.offer
    silent = [offer for offer in call.together if not offer.rang]
    call.together = [offer for offer in call.together if offer.rang]
    for offer in silent:
        _end_one(ctx, call, offer, OfferResult.UNREACHABLE)
    return True


def _end_one(ctx: Context, call: Call, offer: Offer, result: OfferResult) -> None:
    ledger.record_offer(ctx, call, offer, result)
    if result is OfferResult.UNREACHABLE:
        phone_is_silent(ctx, offer.phone)
    stop_ringing(ctx, call, offer, result)


def stop_ringing(ctx: Context, call: Call, offer: Offer, result: OfferResult) -> None:
    """Tell the agent how the offer ended; not one who left while it rang, and has another state already."""
    agent = ctx.state.agents.get(offer.agent)
    if agent is not None and agent.state is AgentState.RINGING and agent.call == call.id:
        agent_flow.fire(ctx, agent, terms.offer_ended(ctx.queue(offer.queue), result))


def phone_is_silent(ctx: Context, phone: str) -> None:
    ctx.state.phones[phone] = PhoneState.UNREACHABLE
    ctx.state.silent_phones[phone] = ctx.now_ms + SILENT_PHONE_MS
