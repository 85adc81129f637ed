"""The books: facts to record when something is complete, and the live counters of the day."""

from acd.commands import Record
from acd.engine.context import MS_PER_DAY, Context
from acd.engine.state import Call, Offer, QueueCounters
from acd.errors import EngineBug
from acd.model.facts import CallFact, OfferFact, VisitFact
from acd.model.states import OfferResult, VisitOutcome


def counters(ctx: Context, queue_id: str) -> QueueCounters:
    """The queue's counters of the present UTC day."""
    day_ms = ctx.now_ms - ctx.now_ms % MS_PER_DAY
    found = ctx.state.counters.get(queue_id)
    if found is None or found.day_ms != day_ms:
        found = ctx.state.counters[queue_id] = QueueCounters(day_ms)
    return found


def count_offered(ctx: Context, queue_id: str) -> None:
    counters(ctx, queue_id).offered += 1


def end_visit(ctx: Context, call: Call, outcome: VisitOutcome, at_ms: int | None = None) -> None:
    """Close the call's present visit with its outcome; ``at_ms``: when it ended, if not now."""
    visit = call.visit
    if visit is None or call.project is None:
        raise EngineBug(f"call {call.id} has no visit to end")
    ended_ms = ctx.now_ms if at_ms is None else at_ms
    wait_ms = ended_ms - visit.entered_ms
    answered = outcome is VisitOutcome.ANSWERED
    queue = ctx.state.centre.queues.get(visit.queue)
    in_time = answered and queue is not None and wait_ms <= queue.service_level_ms
    ctx.emit(
        Record(
            VisitFact(
                id=visit.id,
                call=call.id,
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
            )
        )
    )
    count = counters(ctx, visit.queue)
    if answered:
        count.answered += 1
        count.within_service_level += in_time
        count.wait_ms_answered += wait_ms
    elif outcome is VisitOutcome.ABANDONED:
        count.abandoned += 1
    call.outcome = outcome
    call.visit = None


def record_offer(ctx: Context, call: Call, offer: Offer, result: OfferResult) -> None:
    answered_ms = offer.answered_ms
    ctx.emit(
        Record(
            OfferFact(
                id=offer.id,
                call=call.id,
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
                priority=call.priority,
            )
        )
    )
