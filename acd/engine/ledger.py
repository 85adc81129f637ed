"""The books: facts to record when something is complete, and the live counters of the day."""

from acd.commands import Record
from acd.engine.context import MS_PER_DAY, Context
from acd.engine.queues import expected_wait
from acd.engine.state import Call, Offer, QueueCounters, State
from acd.errors import EngineBug
from acd.model.facts import AgentStateFact, CallbackFact, CallFact, Fact, OfferFact, TransferFact, VisitFact
from acd.model.states import OfferResult, TransferResult, VisitOutcome

TRANSFER_RESULTS = {
    OfferResult.ANSWERED: TransferResult.COMPLETED,
    OfferResult.NO_ANSWER: TransferResult.NO_ANSWER,
    OfferResult.REFUSED: TransferResult.BUSY,
    OfferResult.CALLER_GONE: TransferResult.CALLER_GONE,
}
"""What an offer's result means to the agent who passed the call on."""


def counters(state: State, queue_id: str, now_ms: int) -> QueueCounters:
    """The queue's counters of the present UTC day."""
    day_ms = now_ms - now_ms % MS_PER_DAY
    found = state.counters.get(queue_id)
    if found is None or found.day_ms != day_ms:
        found = state.counters[queue_id] = QueueCounters(day_ms)
    return found


def count(state: State, fact: Fact, now_ms: int) -> None:
    """Add a fact that leaves the engine to the day's counters, by the rules of the reports."""
    match fact:
        case VisitFact():
            if (found := counters(state, fact.queue, now_ms)).day_ms <= fact.entered_ms:
                found.counts.add_visit(fact)
        case OfferFact():
            if (found := counters(state, fact.queue, now_ms)).day_ms <= fact.offered_ms:
                found.counts.add_offer(fact)
        case AgentStateFact(queue=str(queue_id)):
            found = counters(state, queue_id, now_ms)
            found.counts.add_stay(fact, max(fact.ended_ms - max(fact.began_ms, found.day_ms), 0))
        case TransferFact(queue=str(queue_id)):
            if (found := counters(state, queue_id, now_ms)).day_ms <= fact.started_ms:
                found.counts.add_transfer(fact)
        case CallbackFact():
            if (found := counters(state, fact.queue, now_ms)).day_ms <= fact.asked_ms:
                found.counts.add_callback(fact)
        case _:
            pass


def end_visit(ctx: Context, call: Call, outcome: VisitOutcome, at_ms: int | None = None) -> None:
    """Close the call's present visit with its outcome; ``at_ms``: when it ended, if not now."""
    visit = call.visit
    if visit is None or call.project is None:
        raise EngineBug(f"call {call.id} has no visit to end")
    call.outcome, call.visit = outcome, None
    if not visit.counted:
        return
    ended_ms = ctx.now_ms if at_ms is None else at_ms
    wait_ms = ended_ms - visit.entered_ms
    answered = outcome is VisitOutcome.ANSWERED
    queue = ctx.state.centre.queues.get(visit.queue)
    in_time = answered and queue is not None and wait_ms <= queue.service_level_ms
    ctx.emit(
        Record(
            VisitFact(
                id=visit.id,
                call=call.recorded_as,
                queue=visit.queue,
                project=call.project,
                entered_ms=visit.entered_ms,
                ended_ms=ended_ms,
                wait_ms=wait_ms,
                outcome=outcome,
                agent=call.agent if answered else None,
                offers=visit.offers,
                within_service_level=in_time,
                transferred_from=visit.transferred_from,
                level=visit.level,
                expected_wait_ms=visit.expected_wait_ms,
                requires=call.requires,
                wanted_agent=call.wanted_agent or visit.wanted_agent,
                wanted_ms=wait_ms if call.wanted_agent else visit.wanted_ms,
            )
        )
    )
    expected_wait.left(ctx, call, visit, wait_ms, outcome is VisitOutcome.ABANDONED)


def close_hold(ctx: Context, call: Call, offer: Offer) -> None:
    """The hold, if there is one, ends now."""
    if offer.held_since_ms is not None:
        held_ms = ctx.now_ms - offer.held_since_ms
        offer.held_since_ms = None
        offer.hold_ms += held_ms
        call.hold_ms += held_ms


def record_offer(ctx: Context, call: Call, offer: Offer, result: OfferResult) -> None:
    answered_ms = offer.answered_ms
    queue = ctx.state.centre.queues.get(offer.queue)  # whose offer it was, wherever the call went since
    ctx.emit(
        Record(
            OfferFact(
                id=offer.id,
                call=call.recorded_as,
                visit=offer.visit,
                queue=offer.queue,
                agent=offer.agent,
                phone=offer.phone,
                offered_ms=offer.offered_ms,
                ended_ms=ctx.now_ms,
                result=result,
                talk_ms=ctx.now_ms - answered_ms if answered_ms is not None else 0,
                reason=offer.reason,
                end_reason=offer.end_reason,
                project=queue.project if queue is not None else call.project or "",
                hold_ms=offer.hold_ms,
            )
        )
    )


def record_call(ctx: Context, call: Call) -> None:
    ctx.emit(
        Record(
            CallFact(
                id=call.id,
                node=call.node,
                uniqueid=call.uniqueid,
                project=call.project,
                queue=call.queue,
                caller_number=call.caller_number,
                caller_name=call.caller_name,
                dialled=call.dialled,
                arrived_ms=call.arrived_ms,
                answered_ms=call.answered_ms,
                ended_ms=ctx.now_ms,
                agent=call.agent,
                hung_up_by=call.hung_up_by,
                outcome=call.outcome,
                transfers=call.transfers,
                csat=call.csat,
                entry=call.entry,
                priority=call.priority,
                hold_ms=call.hold_ms,
                campaign=call.campaign,
                attempt=call.attempt,
                lead=call.lead,
            )
        )
    )


def passed_on(ctx: Context, call: Call, agent: str, result: OfferResult) -> None:
    """A call that was sent to one agent was offered to ``agent``, with this result."""
    if call.passing is None or call.consultation:
        return
    if call.passing.target.name == agent:
        record_transfer(ctx, call, TRANSFER_RESULTS.get(result, TransferResult.FAILED))
    elif result is OfferResult.ANSWERED:
        record_transfer(ctx, call, TransferResult.BUSY)  # not free in time, so that another agent took the call


def record_transfer(ctx: Context, call: Call, result: TransferResult) -> None:
    """The attempt to pass the call on is over, now."""
    passing, call.passing = call.passing, None
    if passing is None:
        return
    if result is TransferResult.COMPLETED:
        call.transfers += 1
    ctx.emit(
        Record(
            TransferFact(
                id=ctx.new_id(),
                call=call.id,
                from_agent=passing.from_agent,
                kind=passing.kind,
                target_kind=passing.target.kind,
                target=passing.target.name,
                started_ms=passing.started_ms,
                ended_ms=ctx.now_ms,
                result=result,
                queue=passing.queue,
                project=call.project,
            )
        )
    )
